"""The home page: the search, the civic space of the world, what changed, focus areas."""

from django.http import QueryDict
from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.choices import FocusScheme
from orgs.models import CivicSpaceRating
from orgs.views.entries import entries
from orgs.views.focus_areas import focus_tree
from orgs.views.listings import public_listing
from orgs.views.world_map import rated_world

CHANGES = 6
RECENT = 5


@require_safe
def home(request):
    """A fixed number of queries, whatever the directory holds."""
    recent = public_listing(QueryDict("sort=updated"), per_page=RECENT)
    countries = recent.places.records.countries.values()
    context = {
        "count": recent.count,
        **rated_world((country, country.rating) for country in countries),
        "changes": CivicSpaceRating.objects.changes()[:CHANGES],
        "recent": entries(recent.page().hits, recent.choices),
        "themes": focus_tree()[FocusScheme.THEME],
    }
    return render(request, "orgs/home.html", context)
