"""The lists beside that of organisations: countries, ratings with their history, focus areas, the
library. Their records are those of the files, in an order that stays: of codes, or as they were
entered.
"""

from collections.abc import Callable, Iterable, Sequence

from django.http import Http404, HttpResponse
from django.utils.translation import override

from orgs.api.v1 import answers, examples
from orgs.api.v1.asked import Asked
from orgs.api.v1.declared import Answer, Operation, Parameter
from orgs.api.v1.filters import NARROWING_LIBRARY
from orgs.exports.records import Record, record
from orgs.library import LibraryListing
from orgs.models import Country
from orgs.tables import COUNTRIES, FOCUS_AREAS, LIBRARY, RATINGS, Table
from orgs.views.countries import country_rows
from orgs.views.focus_areas import flattened, focus_tree
from orgs.views.problems import Refused
from orgs.visibility import all_ratings

_CODE = {"type": "string", "pattern": "^[A-Za-z]{2}$"}


def _record(asked: Asked, table: Table, row) -> Record:
    return answers.of_columns(record(table.columns, table.cells(row)), asked.columns)


def _part(asked: Asked, table: Table, rows: Iterable, key: Callable, meta: dict) -> HttpResponse:
    """The rows after the place asked for, one more than there is room for when the list goes on;
    `key` is what the place is called.
    """
    following = list(rows)
    here = following[: asked.limit]
    place = {"after": key(here[-1])} if len(following) > asked.limit else None
    data = [_record(asked, table, row) for row in here]
    return answers.page(asked, data, place, meta=meta)


def _sorted_part(asked: Asked, table: Table, rows: Sequence, key: Callable) -> HttpResponse:
    """Of a list that is read as a whole: some hundred rows, or two thousand ratings."""
    after = asked.place.get("after")
    there = sorted((row for row in rows if after is None or key(row) > after), key=key)
    return _part(asked, table, there, key, {"count": len(rows)})


def _code(text: str) -> str:
    """A country's code in either case. Other letters may have ours as their capitals: ß, SS."""
    return text.upper() if text.isascii() else text


def country_list(asked: Asked) -> HttpResponse:
    """Two queries."""
    with override(asked.language):
        rows = country_rows("name")
        return _sorted_part(asked, COUNTRIES, rows, lambda row: row.country.pk)


def country(asked: Asked, code: str) -> HttpResponse:
    """Two queries."""
    wanted = _code(code)
    with override(asked.language):
        for row in country_rows("name"):
            if row.country.pk == wanted:
                return answers.one(asked, _record(asked, COUNTRIES, row))
    raise Http404


def rating_list(asked: Asked) -> HttpResponse:
    """One query, and one more when countries are asked for."""
    codes = {_code(text) for text in asked.query.getlist("country")}
    known = set(Country.objects.filter(pk__in=codes).values_list("pk", flat=True)) if codes else ()
    if unknown := sorted(codes.difference(known)):
        raise Refused(f"country: there is no country “{unknown[0][:40]}”.")
    with override(asked.language):
        rows = [one for one in all_ratings() if not codes or one.country_id in codes]
        return _sorted_part(asked, RATINGS, rows, lambda rating: rating.pk)


def focus_area_list(asked: Asked) -> HttpResponse:
    """Two queries."""
    with override(asked.language):
        rows = list(flattened(focus_tree()))
        return _sorted_part(asked, FOCUS_AREAS, rows, lambda node: node.area.slug)


def resource_list(asked: Asked) -> HttpResponse:
    """Six queries, one more with words to search, and some for organisations asked for."""
    listing = LibraryListing(asked.query, language=asked.language)
    if listing.problems:
        raise Refused(" ".join(listing.problems))
    rows = listing.after(asked.place.get("after", 0), asked.limit + 1)
    return _part(asked, LIBRARY, rows, lambda item: item.key, {})


def _answer(name: str, table: Table) -> Answer:
    return Answer(name, table.columns)


OPERATIONS = [
    Operation(
        "countries",
        "countries",
        "Countries",
        "Every country or territory that is rated or that an organisation here works in, by code, "
        "with its rating in force.",
        _answer("Country", COUNTRIES),
        country_list,
        examples.row_of(COUNTRIES),
    ),
    Operation(
        "country",
        "countries/{code}",
        "One country",
        "By its code.",
        _answer("Country", COUNTRIES),
        country,
        examples.row_of(COUNTRIES),
        in_path=(
            Parameter("code", "ISO 3166-1 alpha-2 code.", {"type": "string", "minLength": 1}, "GR"),
        ),
        is_list=False,
        problems={404: "No country in the list has this code."},
    ),
    Operation(
        "ratings",
        "ratings",
        "Ratings",
        "Every rating of civic space on record with the one before it, as they were entered. The "
        "CIVICUS Monitor's are its own and should be credited to it.",
        _answer("Rating", RATINGS),
        rating_list,
        examples.row_of(RATINGS),
        (
            Parameter(
                "country",
                "The history of these countries only: ISO 3166-1 alpha-2 codes.",
                _CODE,
                "GR",
                several=True,
            ),
        ),
    ),
    Operation(
        "focus_areas",
        "focus-areas",
        "Focus areas",
        "Every focus area, with the one it is part of.",
        _answer("FocusArea", FOCUS_AREAS),
        focus_area_list,
        examples.row_of(FOCUS_AREAS),
    ),
    Operation(
        "resources",
        "resources",
        "Resources",
        "The items of the library that the parameters select, as they were entered.",
        _answer("Resource", LIBRARY),
        resource_list,
        examples.row_of(LIBRARY),
        NARROWING_LIBRARY,
    ),
]
