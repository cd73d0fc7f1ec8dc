"""Tables in Excel workbooks (.xlsx)."""

import re
import zipfile
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from xml.parsers import expat

from django.utils.translation import gettext as _
from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from orgs.imports.limits import (
    LONGEST_CELL,
    MOST_COLUMNS,
    MOST_EXPANDED,
    MOST_RATIO,
    MOST_ROWS,
    MOST_ROWS_OF_WIDE,
    RATIO_COUNTS_FROM,
    WIDE,
    Unreadable,
)
from orgs.imports.records import Opened, Reading, Record, Table

_PLACE = re.compile(r"([A-Z]{1,4})([0-9]{1,9})")
_OTHER_BOOKS = {"xl/workbook.bin", "content.xml", "mimetype"}
"""What would make the reader take the file for a workbook of another kind."""


def check(opened: Opened) -> None:
    """Raises Unreadable for what would take too much to unpack, before any of it is."""
    with opened() as file:
        try:
            archive = zipfile.ZipFile(file)
        except zipfile.BadZipFile as error:
            raise Unreadable(_broken()) from error
        parts = archive.infolist()
        names = {part.filename for part in parts}
        if "xl/workbook.xml" not in names or names & _OTHER_BOOKS:
            raise Unreadable(
                _("This is not an Excel workbook. Save it as .xlsx or CSV and try again.")
            )
        packed = [part for part in parts if part.file_size >= RATIO_COUNTS_FROM]
        if sum(part.file_size for part in parts) > MOST_EXPANDED or any(
            part.file_size > MOST_RATIO * max(part.compress_size, 1) for part in packed
        ):
            raise Unreadable(_("The workbook unpacks to far more than it should. Save it as CSV."))
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                _check_part(archive, part)


def _check_part(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> None:
    """Reads a part as XML, wherever it stands in the archive and however it is written: a sheet may
    be anywhere. A tenth of a second for ten thousand cells.
    """
    reader = expat.ParserCreate(namespace_separator=" ")
    size = _Size()
    reader.StartElementHandler = size.element
    reader.StartDoctypeDeclHandler = _refuse
    try:
        with archive.open(part) as file:
            reader.ParseFile(file)
    except (expat.ExpatError, zipfile.BadZipFile, EOFError, RuntimeError, ValueError) as error:
        raise Unreadable(_broken()) from error


class _Size:
    """How far a sheet reaches; raises Unreadable when that is too far."""

    def __init__(self):
        self.row = self.column = self.widest = 0

    def element(self, name: str, attributes: dict[str, str]) -> None:
        kind = name.rpartition(" ")[2]
        if kind == "row":
            self.row, self.column = int(attributes.get("r", self.row + 1)), 0
        elif kind == "c":
            place = _PLACE.fullmatch(attributes.get("r", ""))
            self.column = _column(place[1]) if place else self.column + 1
            self.row = int(place[2]) if place else self.row
            self.widest = max(self.widest, self.column)
        else:
            return
        if self.widest > MOST_COLUMNS:
            raise Unreadable(_("A sheet has more than %(most)s columns.") % {"most": MOST_COLUMNS})
        if self.row > (MOST_ROWS_OF_WIDE if self.widest > WIDE else MOST_ROWS):
            raise Unreadable(_("A sheet has too many rows. Delete the empty ones below."))


def _column(letters: str) -> int:
    """A is 1, Z is 26, AA is 27."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def _refuse(*declared) -> None:
    raise Unreadable(_broken())


def _broken() -> str:
    return _("The workbook is damaged or protected. Save it anew, without a password.")


def sheets(opened: Opened) -> list[str]:
    """The names of the visible sheets, those with something on them first."""
    with opened() as file:
        try:
            book = CalamineWorkbook.from_filelike(file)
            names = [
                one.name
                for one in book.sheets_metadata
                if one.visible == SheetVisibleEnum.Visible and one.typ == SheetTypeEnum.WorkSheet
            ]
            sizes = {name: book.get_sheet_by_name(name).total_height for name in names}
        except CalamineError as error:
            raise Unreadable(_broken()) from error
    return sorted(names, key=lambda name: -min(sizes[name], 6))


def read(opened: Opened, reading: Reading) -> Table:
    """The table on the sheet. Formulas give the values they had when the file was saved."""
    rows = _rows(opened, reading.sheet)
    place = reading.header - 1
    headings = [text(cell) for cell in rows[place]] if place < len(rows) else []
    while headings and not headings[-1].strip():
        headings.pop()

    def records() -> Iterator[Record]:
        number = 0
        for line, row in enumerate(rows[place + 1 :], start=reading.header + 1):
            cells = [text(cell) for cell in row]
            while len(cells) > len(headings) and not cells[-1].strip():
                cells.pop()
            if any(map(str.strip, cells)):
                number += 1
                yield Record(number, line, cells, _problem(cells))

    return Table(headings, records, total=max(len(rows) - reading.header, 0))


def _problem(cells: list[str]) -> str:
    if max(map(len, cells)) > LONGEST_CELL:
        return _("A cell is longer than %(most)s characters.") % {"most": f"{LONGEST_CELL:,}"}
    return ""


def first_rows(opened: Opened, sheet: str, count: int) -> list[list[str]]:
    return [[text(cell) for cell in row] for row in _rows(opened, sheet, count)]


def _rows(opened: Opened, sheet: str, count: int | None = None) -> list[list]:
    with opened() as file:
        try:
            found = CalamineWorkbook.from_filelike(file).get_sheet_by_name(sheet)
            return found.to_python(skip_empty_area=False, nrows=count)
        except CalamineError as error:
            raise Unreadable(_broken()) from error


def text(cell) -> str:
    """A cell as a person would type it: 1998 for 1998.0, a date as year, month and day."""
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() and abs(cell) < 1e15 else repr(cell)
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    if isinstance(cell, timedelta):
        return str(cell)
    if isinstance(cell, bool):
        return str(cell).lower()
    return str(cell).replace("\r\n", "\n")
