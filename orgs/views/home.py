"""The home page: the search, the civic space of the world, what changed, focus areas."""

from collections import Counter

from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.choices import FocusScheme, Rating
from orgs.models import CivicSpaceRating, Country
from orgs.views.entries import entries
from orgs.views.focus_areas import focus_tree
from orgs.views.listings import public_listing

CHANGES = 6
RECENT = 5


@require_safe
def home(request):
    """A fixed number of queries, whatever the directory holds."""
    recent = public_listing(QueryDict("sort=updated"), per_page=RECENT)
    segments = rating_segments()
    context = {
        "count": recent.count,
        "segments": segments,
        "total": sum(segment["count"] for segment in segments),
        "changes": CivicSpaceRating.objects.changes()[:CHANGES],
        "recent": entries(recent.page().hits, recent.choices),
        "themes": focus_tree()[FocusScheme.THEME],
    }
    return render(request, "orgs/home.html", context)


def rating_segments() -> list[dict]:
    """How many countries have each rating, with the start of its stretch on a bar of all rated
    ones; widths are in countries. One query.
    """
    held = Counter(Country.objects.with_rating().values_list("rating", flat=True))
    segments, start = [], 0
    for rating in Rating.values:
        segments.append({"rating": rating, "count": held[rating], "start": start})
        start += held[rating]
    return segments
