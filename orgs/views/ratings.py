"""Changes of civic space, year by year."""

from dataclasses import dataclass
from itertools import groupby

from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.models import CivicSpaceRating
from orgs.rating_changes import CHANGES, DIRECTIONS, RatingChanges, query_string
from orgs.templatetags.display import comma
from orgs.text import fold
from orgs.views.alternates import RATINGS, linked
from orgs.views.errors import error_page


@dataclass(frozen=True)
class Year:
    """The changes of one year, by direction in words."""

    year: str
    changes: list[tuple[str, list[CivicSpaceRating]]]


def by_year(found: RatingChanges) -> list[Year]:
    """Newest year first, countries by name, every direction that was asked for."""
    asked = [one for one in DIRECTIONS if one in found.directions]
    years = []
    for year, of_year in groupby(found.rows, key=lambda change: change.year):
        rows = sorted(of_year, key=lambda change: fold(change.country.name))
        changes = [(one.label, [row for row in rows if row.direction == one]) for one in asked]
        years.append(Year(year, changes))
    return years


def _years() -> list[str]:
    """Those with a rating on record, newest first; one query."""
    dates = CivicSpaceRating.objects.order_by().values_list("effective_on", flat=True).distinct()
    return sorted({date[:4] for date in dates}, reverse=True)


def title_of_changes(found: RatingChanges) -> str:
    """Rating changes: 2022, Europe, Downgraded."""
    asked = [found.year, found.regions[found.region].label if found.region else ""]
    if found.directions != CHANGES:
        asked += [one.label for one in DIRECTIONS if one in found.directions]
    words = comma().join(str(one) for one in asked if one)
    return _("Rating changes: %(asked)s") % {"asked": words} if words else _("Rating changes")


@require_safe
@linked(RATINGS)
def rating_changes(request):
    """By year: what narrowed, what opened and, on request, what was rated first. Three queries."""
    found = RatingChanges(request.GET)
    if found.problems:
        return error_page(request, 400, found.problems)
    query = query_string(request.GET)
    kept = f"?{query}" if query else ""
    context = {
        "found": found,
        "title": title_of_changes(found),
        "directions": [(one, one in found.directions) for one in DIRECTIONS],
        "every_year": _years(),
        "regions": [(one, "\u2003" * one.depth + one.label) for one in found.regions.values()],
        "years": by_year(found),
        "alternates": RATINGS.alternates(request.GET),
        "atom_url": reverse("rating_changes_atom") + kept,
        "canonical_query": kept,
    }
    return render(request, "orgs/rating_changes.html", context)
