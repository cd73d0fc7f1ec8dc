"""What every format is read into."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import BinaryIO


@dataclass(frozen=True, slots=True)
class Record:
    """One row of a file: its place among the records and in the file, both from 1, its cells, and
    what is wrong with the row as such.
    """

    number: int
    line: int
    cells: list[str]
    problem: str = ""


@dataclass
class Reading:
    """How a file is to be read: what we think, until somebody says otherwise. `header` is the
    line or row of the headings, from 1; what is above it is not read.
    """

    format: str
    encoding: str = ""
    separator: str = ""
    sheet: str = ""
    header: int = 1
    sheets: list[str] = field(default_factory=list)


@dataclass
class Table:
    """A file as headings and records, the latter read as they are asked for. `hashtags`: whether a
    row of HXL hashtags stands below the headings; it is none of the records.
    """

    headings: list[str]
    records: Callable[[], Iterator[Record]]
    total: int | None = None
    hashtags: bool = False


Opened = Callable[[], BinaryIO]
"""Opens the file anew, at its beginning."""
