"""Countries and territories: the table of all, and the page of one."""

import re
from dataclasses import dataclass

from django.core.exceptions import ValidationError
from django.http import Http404, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from orgs.choices import Rating
from orgs.models import CivicSpaceRating, Country, Region
from orgs.models.country import in_name_order
from orgs.models.rating import last_day
from orgs.parameters import AS_OF
from orgs.validators import validate_not_future, validate_partial_date
from orgs.views.alternates import COUNTRIES, linked
from orgs.views.civic_space import CivicSpace
from orgs.views.entries import entries
from orgs.views.errors import error_page
from orgs.views.listings import Profile, public_listing
from orgs.views.world_map import rated_world
from orgs.visibility import told_of_country


@dataclass(frozen=True)
class Row:
    """A country in the table, with what was known of it on the day asked for."""

    country: Country
    region: Region | None
    rating: str | None
    rating_on: str | None
    change: CivicSpaceRating | None
    organisation_count: int

    @property
    def subregion(self) -> Region | None:
        """The search holds countries with theirs."""
        return self.country.subregion


def _rating_place(row: Row) -> int:
    """The order in which ratings are listed, unrated countries last."""
    return Rating.values.index(row.rating) if row.rating else len(Rating)


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
    """Every country that is rated or that an organisation here works in, today or as of a day."""
    if problems := table_problems(request.GET):
        return error_page(request, 400, problems)
    sort, day = asked(request.GET)
    every = _every_row(day)
    context = {
        "rows": _in_order(every, sort),
        "columns": [(name, heading, name == sort) for name, (heading, _key) in SORTS.items()],
        "sort": sort,
        "day": day,
        "years": _years(),
        "alternates": COUNTRIES.alternates(request.GET),
        **rated_world((row.country, row.rating) for row in every),
    }
    return render(request, "orgs/country_list.html", context)


def asked(parameters: QueryDict) -> tuple[str, str]:
    """The order, and the day or "" for now."""
    return parameters.get("sort", "name"), parameters.get("as_of", "")


def table_problems(parameters: QueryDict) -> list[str]:
    """What is wrong with the order or the day asked for, as sentences."""
    sort, day = asked(parameters)
    problems = [] if sort in SORTS else [_("Countries cannot be sorted by that.")]
    try:
        if day:
            validate_partial_date(day)
            validate_not_future(day)
    except ValidationError as error:
        problems += error.messages
    return problems


def country_rows(sort: str, day: str = "") -> list[Row]:
    """The table in one of its orders; two queries, three as of a day."""
    return _in_order(_every_row(day), sort)


def _in_order(every: list[Row], sort: str) -> list[Row]:
    rows = [row for row in every if row.rating or row.organisation_count]
    if key := SORTS[sort][1]:
        rows.sort(key=key)
    return rows


def _every_row(day: str) -> list[Row]:
    listing = public_listing({AS_OF: day} if day else None)
    count, records = listing.value_counts("country"), listing.places.records
    changes: dict[str, CivicSpaceRating] = {}
    for change in CivicSpaceRating.objects.changes():
        if not day or last_day(change.effective_on) <= last_day(day):
            changes.setdefault(change.country_id, change)
    rows = []
    for country in in_name_order(records.countries.values()):
        region = records.regions.get(country.region_id)
        change, number = changes.get(country.code), count.get(country.code, 0)
        rows.append(Row(country, region, country.rating, country.rating_on, change, number))
    return rows


def _years() -> list[str]:
    """Those in which anything was rated, oldest first; one query."""
    first = CivicSpaceRating.objects.order_by("effective_on").values_list("effective_on", flat=True)
    begin = first.first()
    this_year = timezone.localdate().year
    return [str(year) for year in range(int(begin[:4]), this_year)] if begin else []


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
    told = told_of_country(found)
    context = {
        "country": found,
        "space": CivicSpace(found, told.history),
        "profile": profile,
        "entries": entries(profile.hits, profile.listing.choices),
        "library": told.library,
        "neighbours": in_name_order(countries[pk] for pk in told.neighbours if pk in countries),
        "trail": [(_("Countries"), reverse("countries"))],
    }
    return render(request, "orgs/country_detail.html", context)
