"""While a new organisation is entered: records it may already be.

With JavaScript they appear under the name as it is typed; without, saving a likely twin asks once.
"""

from typing import NamedTuple

from django import forms
from django.core.exceptions import PermissionDenied
from django.http import JsonResponse
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from orgs import permissions
from orgs.admin.rows import BLANK
from orgs.choices import ContactPointKind
from orgs.matching import LIKELY, Key, candidates
from orgs.models import Organisation

LONGEST = 500
"""Characters of a name; longer ones cannot be saved."""

NONETHELESS = "save_nonetheless"


class Twin(NamedTuple):
    """A record that the new one may be, for whoever may know of it."""

    text: str
    url: str
    because: str
    score: float


def twins(user, record: Key, *, exclude=None, limit=5) -> list[Twin]:
    """The likeliest first, each with its page in the panel, or the public one; ten queries."""
    within = permissions.known_organisations(user).exclude(pk=exclude)
    found = candidates([record], within=within, limit=limit).get(0, [])
    keys = [one.organisation_id for one in found]
    there = Organisation.objects.only("name", "slug").in_bulk(keys)
    own = set(permissions.organisations_for(user).filter(pk__in=keys).values_list("pk", flat=True))
    return [
        Twin(
            twin.name,
            reverse("admin:orgs_organisation_change", args=[twin.pk])
            if twin.pk in own
            else twin.get_absolute_url(),
            reasons_in_words(one.reasons),
            one.score,
        )
        for one in found
        for twin in [there[one.organisation_id]]
    ]


def reasons_in_words(reasons) -> str:
    return ", ".join(str(reason.label) for reason in reasons)


@require_safe
def twins_view(request):
    """The likely twins of a name (`name`, `country`, `website`) as JSON, for the form."""
    if not permissions.can_add_record(request.user):
        raise PermissionDenied
    name = request.GET.get("name", "").strip()[:LONGEST]
    places = [request.GET.get("country", "")[:2]]
    sites = [site[:LONGEST] for site in request.GET.getlist("website")[:5]]
    record = Key(name, countries=places, websites=sites)
    found = twins(request.user, record) if name else []
    items = [{"text": one.text, "url": one.url, "because": one.because} for one in found]
    return JsonResponse({"summary": _summary(len(items)), "items": items})


def _summary(count: int) -> str:
    words = ngettext(
        "%(count)s record that may be the same organisation:",
        "%(count)s records that may be the same organisation:",
        count,
    )
    return words % {"count": count} if count else ""


class AsksAboutTwins(forms.ModelForm):
    """A form that does not save a new record beside a likely twin unless told to. `user` is set
    on the class that is made for a request.
    """

    user = None

    def clean(self):
        cleaned = super().clean()
        is_new = not self.instance.pk and self.is_bound and cleaned.get("name")
        if is_new and not self.data.get(NONETHELESS):
            found = [one for one in twins(self.user, self._record()) if one.score >= LIKELY]
            if found:
                self.add_error(None, _question(found))
        return cleaned

    def _record(self) -> Key:
        """With what is typed below it, before that has been checked."""
        home = self.cleaned_data.get("headquarters")
        rows = range(min(int(self.data.get("contact_points-TOTAL_FORMS") or 0), 50))
        points = [f"contact_points-{row}-" for row in (*rows, BLANK)]
        sites = [
            self.data.get(f"{point}value", "")
            for point in points
            if self.data.get(f"{point}kind") == ContactPointKind.WEBSITE
        ]
        return Key(self.cleaned_data["name"], countries=[home.pk] if home else [], websites=sites)


def _question(found: list[Twin]):
    """The twins as links, and a box to tick. It stands inside the form."""
    links = format_html_join(
        "", '<li><a href="{}">{}</a> ({})</li>', ((one.url, one.text, one.because) for one in found)
    )
    return format_html(
        '{}<ul>{}</ul><label><input type="checkbox" name="{}" value="1"> {}</label>',
        _("This organisation may be there already:"),
        links,
        NONETHELESS,
        _("It is another one: save it nonetheless"),
    )
