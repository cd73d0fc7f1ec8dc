"""The facts of a library item that can be proposed, in the form of `orgs.proposals.fields`."""

from django.utils.translation import gettext_lazy as _

from orgs.models import Resource
from orgs.proposals.fields import Field, area, country, like

LIBRARY_FIELDS = {
    field.name: field
    for field in (
        Field("kind", _("kind"), like("kind", Resource)),
        Field("title", _("title"), like("title", Resource)),
        Field("url", _("address"), like("url", Resource)),
        Field("publisher", _("publisher"), like("publisher", Resource)),
        Field("published_on", _("published on"), like("published_on", Resource)),
        Field("language", _("language"), like("language", Resource)),
        Field("summary", _("summary"), like("summary", Resource), long=True),
        Field("country_codes", _("countries"), country, several=True),
        Field("focus_area_codes", _("focus areas"), area, several=True),
    )
}
