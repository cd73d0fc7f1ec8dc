"""Changes of civic space, year by year."""

from dataclasses import dataclass, field
from itertools import groupby

from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.choices import RatingDirection
from orgs.models import CivicSpaceRating
from orgs.text import fold
from orgs.views.alternates import RATINGS, linked


@dataclass
class Year:
    """The changes of one year."""

    year: str
    down: list[CivicSpaceRating] = field(default_factory=list)
    up: list[CivicSpaceRating] = field(default_factory=list)


def changes_by_year() -> list[Year]:
    """Newest year first, countries by name; one query."""
    years = []
    changes = CivicSpaceRating.objects.changes()
    for year, of_year in groupby(changes, key=lambda change: change.year):
        found = sorted(of_year, key=lambda change: fold(change.country.name))
        down = [one for one in found if one.direction == RatingDirection.DOWNGRADED]
        up = [one for one in found if one.direction == RatingDirection.UPGRADED]
        years.append(Year(year, down, up))
    return years


@require_safe
@linked(RATINGS)
def rating_changes(request):
    """By year, what narrowed and what opened."""
    context = {"years": changes_by_year(), "alternates": RATINGS.alternates()}
    return render(request, "orgs/rating_changes.html", context)
