"""CSV as RFC 4180 has it: UTF-8, CRLF, quotes where needed, one header line."""

from array import array
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from orgs.cells import csv_cells
from orgs.columns import COLUMNS, IDENTITY, Column, written
from orgs.exports.places import PlaceCells
from orgs.search.rows import rows
from orgs.visibility import findable

BATCH = 1000
"""Rows read at a time: two queries a batch, about 3 MB held."""

_SOME_ID = "CSD-0000-0000-0"


def head(columns: Sequence[Column], *, hxl: bool = False) -> bytes:
    """The names of the columns, and below them their HXL hashtags when those are asked for."""
    lines = [csv_cells(column.name for column in columns)]
    if hxl:
        lines.append(csv_cells(column.hxl for column in columns))
    return as_bytes(lines)


def as_bytes(lines: Iterable[str]) -> bytes:
    """Lines with their ends. Half of a pair, which no UTF-8 can say, becomes a question mark."""
    return "\r\n".join([*lines, ""]).encode("utf-8", errors="replace")


def write_csv(
    ids: Iterable[int], *, language: str, hxl: bool = False, as_of: str = ""
) -> Iterator[bytes]:
    """The file, piece by piece, for organisations in the order given."""
    yield from write_lines(batches(ids, language=language, as_of=as_of), hxl=hxl)


def write_lines(batches: Iterable[list[str]], *, hxl: bool = False) -> Iterator[bytes]:
    """The same from the lines of the organisations."""
    yield head(COLUMNS, hxl=hxl)
    for lines in batches:
        yield as_bytes(lines)


def write_table(
    columns: Sequence[Column], batches: Iterable[Iterable[Sequence[str]]], *, hxl: bool = False
) -> Iterator[bytes]:
    """Any other list: its columns, and batch by batch the cells of each row."""
    yield head(columns, hxl=hxl)
    for batch in batches:
        yield as_bytes(csv_cells(cells) for cells in batch)


def batches(ids: Iterable[int], *, language: str, as_of: str = "") -> Iterator[list[str]]:
    """The lines of organisations in the order given, from which every form of a list is made; with
    the ratings of the day `as_of`, or those in force.
    """
    for _keys, lines in keyed_batches(ids, language=language, as_of=as_of):
        yield lines


def keyed_batches(
    ids: Iterable[int], *, language: str, as_of: str = ""
) -> Iterator[tuple[Sequence[int], list[str]]]:
    """The same, each batch of lines with the keys they belong to.

    Of those only what visitors may find when its row is read: what is hidden while a slow reader
    takes his time is left out, safety before completeness.
    """
    # The ids are read to the end first, eight bytes each: 8 MB for a million. A cursor open for as
    # long as a slow reader takes would hold a transaction, or a copy of the result, in PostgreSQL;
    # in SQLite all rows would be read as they were when it was opened, and show who was hidden
    # since.
    ids = iter(array("q", ids))
    places = PlaceCells(language, as_of)
    identity = written(IDENTITY, _SOME_ID)
    while batch := list(islice(ids, BATCH)):
        found = rows(batch)
        seen = findable(found)  # asked last: the rows are what the index knew a moment ago
        shown = [pk for pk in batch if pk in seen]
        yield (
            shown,
            [
                f"{identity.replace(_SOME_ID, public_id)},{about},{places.headquarters(home)}"
                f",{places.countries(countries)},{places.focus_areas(areas)},{reach}"
                for _pk, public_id, home, countries, areas, about, reach in (
                    found[pk] for pk in shown
                )
            ],
        )
