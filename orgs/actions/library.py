"""Adding to the library."""

from django.db import transaction

from orgs import permissions
from orgs.actions.base import require, save, sign
from orgs.models import FocusArea, Resource
from orgs.proposals import Reference, Values

LISTS = ("country_codes", "focus_area_codes")


@transaction.atomic
def create_resource(*, values: Values, by, reason="", source: tuple[str, str] = ("", "")):
    """A draft with these values (cleaned, of `LIBRARY_FIELDS`), and where we found it as (title,
    address). Raises ValidationError by field.
    """
    require(permissions.can_add_record(by))
    own = {name: value for name, value in values.items() if name not in LISTS}
    title, url = source
    resource = Resource(**own, source_title=title, source_url=url)
    save(resource, by=by, reason=reason)
    if codes := values.get("country_codes"):
        sign(resource, by=by, reason=reason)
        resource.countries.set(codes)
    if codes := values.get("focus_area_codes"):
        sign(resource, by=by, reason=reason)
        areas = Reference.read().areas
        resource.focus_areas.set(FocusArea.objects.filter(pk__in=[areas[one] for one in codes]))
    require(permissions.can_add_record(by, resource))
    return resource
