"""Suggestions while typing, as JSON. They stand behind the language's prefix like every page: one
address is one answer in one language, for people and for caches alike.
"""

from django.http import JsonResponse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_safe

from orgs.models import Country, FocusArea
from orgs.search.current import current
from orgs.search.matches import Search
from orgs.search.suggestions import suggestions
from orgs.search.terms import LONGEST, parse
from orgs.visibility import Audience, Shown, organisations


@require_safe
def suggest(request):
    """At most ten: organisations by name, countries, focus areas, in groups, each with its page.

    No query for nothing typed. Otherwise one for the version, those of `suggestions`, and at
    most four for the names of what was found.
    """
    typed = request.GET.get("q", "").strip()
    if len(typed) > LONGEST:
        problem = _("q: write at most %(limit)s characters to search for, on one line.")
        return JsonResponse({"problems": [problem % {"limit": LONGEST}]}, status=400)
    groups = found_for(typed)
    count = sum(len(group["items"]) for group in groups)
    return JsonResponse({"summary": _summary(count), "groups": groups})


def found_for(typed: str) -> list[dict]:
    """The groups that have something; none for nothing typed and for what is too long."""
    if not 0 < len(typed) <= LONGEST:
        return []
    groups = _groups(Search(parse(typed), current()))
    return [group for group in groups if group["items"]]


def _summary(count: int) -> str:
    """How many, for those who do not see them."""
    words = ngettext("%(count)s suggestion", "%(count)s suggestions", count)
    return words % {"count": count} if count else _("No suggestions")


def _groups(search: Search) -> list[dict]:
    found = suggestions(search)
    countries = Country.objects.in_bulk(found.countries)
    areas = FocusArea.objects.without_introductions().in_bulk(found.areas, field_name="slug")
    return [
        {"label": _("Organisations"), "items": _organisations(search, found.organisations)},
        {"label": _("Countries"), "items": _places(found.countries, countries)},
        {"label": _("Focus areas"), "items": _places(found.areas, areas)},
    ]


def _organisations(search: Search, ids: list[int]) -> list[dict]:
    """Asked of the gate again: nothing is named that it does not let through now."""
    there = organisations(Audience.PUBLIC).only("name", "name_language", "slug")
    there = there.prefetch_related("names").in_bulk(ids)
    shown = [Shown(one, names=list(one.names.all())) for pk in ids if (one := there.get(pk))]
    return [_organisation(search, one) for one in shown]


def _organisation(search: Search, shown: Shown) -> dict:
    other = search.better_name(shown.name, shown.names)
    return {
        "text": shown.name,
        "language": shown.name_language,
        "other": other.text if other else "",
        "other_language": other.language if other else "",
        "url": shown.get_absolute_url(),
    }


def _places(keys: list[str], there: dict) -> list[dict]:
    rows = [there[key] for key in keys if key in there]
    return [{"text": str(row), "url": row.get_absolute_url()} for row in rows]
