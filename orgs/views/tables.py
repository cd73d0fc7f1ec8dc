"""The lists beside that of organisations as files: countries, ratings, focus areas, the library,
coverage.

Each but the library is made in one piece, some megabytes at most, and known by its content: what it
says depends on more than one version could tell. The library grows, and is sent while it is read.
"""

from collections.abc import Iterable, Iterator

from django.http import HttpResponse
from django.urls import reverse
from django.utils import timezone

from orgs.coverage import Coverage
from orgs.exports.csv import write_table
from orgs.exports.json import write_json
from orgs.exports.records import Cells
from orgs.exports.xlsx import MOST_ROWS, write_xlsx
from orgs.rating_changes import RatingChanges
from orgs.tables import COUNTRIES, COVERAGE, FOCUS_AREAS, LIBRARY, RATINGS, Table
from orgs.views import alternates
from orgs.views.alternates import Form
from orgs.views.caching import release
from orgs.views.countries import asked, country_rows, table_problems
from orgs.views.errors import error_page, too_long
from orgs.views.focus_areas import flattened, focus_tree
from orgs.views.library import library_listing
from orgs.views.open_data import (
    about,
    as_file,
    hashed,
    hxl_problems,
    list_version,
    open_data,
    wants_hxl,
)


@open_data
def countries_file(request, form: Form):
    """The table of countries, in the order the page is in."""
    if problems := table_problems(request.GET):
        return error_page(request, 400, problems)
    files, rows = alternates.COUNTRIES, country_rows(*asked(request.GET))
    return _table(request, form, COUNTRIES, files, reverse("countries"), rows)


@open_data
def ratings_file(request, form: Form):
    """Every rating on record, the newest first, those of a date by country; of the changes only
    those that are asked for.
    """
    found = RatingChanges(request.GET, otherwise=None)
    if found.problems:
        return error_page(request, 400, found.problems)
    files, page = alternates.RATINGS, reverse("rating_changes")
    return _table(request, form, RATINGS, files, page, found.rows)


@open_data
def focus_areas_file(request, form: Form):
    """Every focus area, each followed by its parts, as on the page."""
    files, rows = alternates.FOCUS_AREAS, flattened(focus_tree())
    return _table(request, form, FOCUS_AREAS, files, reverse("focus_areas"), rows)


@open_data
def library_file(request, form: Form):
    """The items of the same query as the page, in its order.

    Streamed. The ETag changes with the items selected, with any of them and with whatever the
    search knows of organisations. Three queries, and five at most for each batch of items; words
    to search for and organisations among the filters take some more.
    """
    listing = library_listing(request.GET)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    if problems := hxl_problems(request):
        return error_page(request, 400, problems)
    query, count = listing.query_string(page=None, view=None), len(listing.selected.keys)
    if form.suffix == "xlsx" and count > MOST_ROWS:
        return _too_long(request, alternates.LIBRARY, count)
    version = hashed(list_version(request), listing.selected.version)
    etag = hashed(version, form.suffix, query, wants_hxl(request))
    page = reverse("library") + (f"?{query}" if query else "")
    batches = ([LIBRARY.cells(item) for item in batch] for batch in listing.batches())
    pieces = _pieces(request, form, LIBRARY, page, batches, version)
    return as_file(form, _name(LIBRARY, form), () if request.method == "HEAD" else pieces, etag)


@open_data
def coverage_file(request, form: Form):
    """Every cell of the coverage page with the same parameters."""
    coverage = Coverage(request.GET)
    if problems := coverage.problems:
        return error_page(request, 400, problems)
    files = alternates.COVERAGE
    return _table(request, form, COVERAGE, files, reverse("coverage"), coverage.cells())


def _table(
    request, form: Form, table: Table, files: alternates.Files, page: str, rows: Iterable
) -> HttpResponse:
    if problems := hxl_problems(request):
        return error_page(request, 400, problems)
    cells = [table.cells(row) for row in rows]
    if form.suffix == "xlsx" and len(cells) > MOST_ROWS:
        return _too_long(request, files, len(cells))
    pieces = _pieces(request, form, table, page, [cells], hashed(cells, release()))
    return as_file(form, _name(table, form), b"".join(pieces))


def _pieces(
    request, form: Form, table: Table, page: str, batches: Iterable[list[Cells]], version: str
) -> Iterator[bytes]:
    if form.suffix == "csv":
        return write_table(table.columns, batches, hxl=wants_hxl(request))
    if form.suffix == "xlsx":
        return write_xlsx(str(table.title), table.columns, batches)
    meta = about(request, page=page, columns=table.name, version=version)
    return write_json(table.name, table.columns, batches, meta)


def _too_long(request, files: alternates.Files, count: int) -> HttpResponse:
    csv = files.address("csv", query=request.GET.urlencode())
    return too_long(request, count, MOST_ROWS, csv)


def _name(table: Table, form: Form) -> str:
    day = timezone.localdate().isoformat()
    return f"{table.name.replace('_', '-')}-{day}.{form.suffix}"
