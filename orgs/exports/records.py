"""Rows as programmes want them: typed, made from the very cells of the CSV, so that no two forms of
a list can differ.
"""

from collections.abc import Iterable, Iterator, Sequence

from orgs.cells import cells_of
from orgs.columns import COLUMNS, Column
from orgs.exports.csv import batches

Cells = Sequence[str]
"""A row: one cell for each column, written as CSV has them."""

Record = dict[str, str | int | float | list[str] | None]


def record(columns: Sequence[Column], cells: Cells) -> Record:
    """A row by the names of its columns: lists where there can be several values, numbers as
    numbers, dates as ISO 8601 has them, None for what is not known.
    """
    return {column.name: column.value(cell) for column, cell in zip(columns, cells, strict=True)}


def organisation_cells(
    ids: Iterable[int], *, language: str, as_of: str = ""
) -> Iterator[list[Cells]]:
    """The rows of organisations in the order given, in batches, as `batches` lets them through."""
    for lines in batches(ids, language=language, as_of=as_of):
        yield [cells_of(line) for line in lines]


def organisation_records(ids: Iterable[int], *, language: str, as_of: str = "") -> Iterator[Record]:
    """The same as records: those of organisations that visitors may find, in the order given."""
    for rows in organisation_cells(ids, language=language, as_of=as_of):
        yield from (record(COLUMNS, cells) for cells in rows)
