"""Countries and territories: the table of all, and the page of one."""

import re
from dataclasses import dataclass

from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from orgs.choices import Rating
from orgs.models import CivicSpaceRating, Country, Region
from orgs.models.country import in_name_order
from orgs.views.alternates import COUNTRIES, linked
from orgs.views.civic_space import CivicSpace
from orgs.views.entries import entries
from orgs.views.errors import error_page
from orgs.views.listings import Profile, public_listing
from orgs.visibility import library


@dataclass(frozen=True)
class Row:
    """A country in the table."""

    country: Country
    region: Region | None
    change: CivicSpaceRating | None
    organisation_count: int

    @property
    def subregion(self) -> Region | None:
        """The search holds countries with theirs."""
        return self.country.subregion


def _rating_place(row: Row) -> int:
    """The order in which ratings are listed, unrated countries last."""
    rating = row.country.rating
    return Rating.values.index(rating) if rating else len(Rating)


SORTS = {
    "name": (gettext_lazy("Country or territory"), None),
    "rating": (gettext_lazy("Civic space"), _rating_place),
    "change": (
        gettext_lazy("Last change"),
        lambda row: -int(row.change.year) if row.change else 0,
    ),
    "organisations": (gettext_lazy("Organisations"), lambda row: -row.organisation_count),
}
"""Column heading and sort key; None keeps the order of names. Sorting is stable, so names decide
between equals."""


@require_safe
@linked(COUNTRIES)
def country_list(request):
    """Every country that is rated or that an organisation here works in."""
    if problems := sort_problems(request.GET):
        return error_page(request, 400, problems)
    sort = request.GET.get("sort", "name")
    context = {
        "rows": country_rows(sort),
        "columns": [(name, heading, name == sort) for name, (heading, _key) in SORTS.items()],
        "alternates": COUNTRIES.alternates(request.GET),
    }
    return render(request, "orgs/country_list.html", context)


def sort_problems(parameters: QueryDict) -> list[str]:
    """What is wrong with the order asked for, as sentences."""
    if parameters.get("sort", "name") in SORTS:
        return []
    return [_("Countries cannot be sorted by that.")]


def country_rows(sort: str) -> list[Row]:
    """The table in one of its orders; two queries."""
    rows = _rows()
    if key := SORTS[sort][1]:
        rows.sort(key=key)
    return rows


def _rows() -> list[Row]:
    listing = public_listing()
    count, records = listing.value_counts("country"), listing.places.records
    changes: dict[str, CivicSpaceRating] = {}
    for change in CivicSpaceRating.objects.changes():
        changes.setdefault(change.country_id, change)
    rows = [
        Row(
            country,
            records.regions.get(country.region_id),
            changes.get(country.code),
            count.get(country.code, 0),
        )
        for country in in_name_order(records.countries.values())
    ]
    return [row for row in rows if row.country.rating or row.organisation_count]


@require_safe
def country(request, code):
    """One country: its civic space and how it came to be so, who works there, its neighbours."""
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise Http404
    if code != code.lower():
        return redirect("country", code.lower(), permanent=True)
    profile = Profile(QueryDict(f"country={code.upper()}"))
    countries = profile.listing.places.records.countries
    found = countries.get(code.upper())
    if found is None:
        raise Http404
    neighbours = found.neighbours.order_by().values_list("pk", flat=True)
    context = {
        "country": found,
        "space": CivicSpace.of(found),
        "profile": profile,
        "entries": entries(profile.hits, profile.listing.choices),
        "resources": library(found),
        "neighbours": in_name_order(countries[pk] for pk in neighbours if pk in countries),
        "trail": [(_("Countries"), reverse("countries"))],
    }
    return render(request, "orgs/country_detail.html", context)
