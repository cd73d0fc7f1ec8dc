"""Where there are organisations and library items for each objective, goal or theme."""

from django.shortcuts import render
from django.views.decorators.http import require_safe

from orgs.coverage import RATINGS, ROWS, Coverage
from orgs.views.alternates import COVERAGE, linked
from orgs.views.errors import error_page


@require_safe
@linked(COVERAGE)
def coverage(request):
    """Regions, or the countries of one, against one of the lists of focus areas; three queries."""
    found = Coverage(request.GET)
    if problems := found.problems:
        return error_page(request, 400, problems)
    context = {
        "coverage": found,
        "schemes": [(name, scheme.label, name == found.rows_name) for name, scheme in ROWS.items()],
        "regions": found.listing.choices["region"].values(),
        "ratings": [(rating, rating in found.ratings) for rating in RATINGS],
        "alternates": COVERAGE.alternates(request.GET),
    }
    return render(request, "orgs/coverage.html", context)
