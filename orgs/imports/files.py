"""Any file: what we think it is, and how it reads."""

import io
import re
import zipfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from itertools import islice

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs.imports import dumps, text, workbook
from orgs.imports.headings import likely_header
from orgs.imports.limits import MOST_EXPANDED, MOST_RATIO, Unreadable
from orgs.imports.records import Opened, Reading, Record, Table

CSV, XLSX, ROR, IATI = "csv", "xlsx", "ror", "iati"
FORMATS = {
    CSV: gettext_lazy("Table as text (CSV, TSV)"),
    XLSX: gettext_lazy("Excel workbook (.xlsx)"),
    ROR: gettext_lazy("ROR data dump (JSON, version 2)"),
    IATI: gettext_lazy("IATI organisation file (XML)"),
}
_OLD_EXCEL = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HEAD = 4096
_HASHTAG = re.compile(r"#[a-zA-Z]\w*(\s*\+\s*[a-zA-Z]\w*)*", re.ASCII)


def look(opened: Opened) -> Reading:
    """What we think the file is. Raises Unreadable when it is nothing we can read."""
    with opened() as file:
        head = file.read(_HEAD)
    start = head.lstrip(b"\xef\xbb\xbf \t\r\n").lower()
    if not start.strip():
        raise Unreadable(_("The file is empty."))
    if head.startswith(_OLD_EXCEL):
        raise Unreadable(
            _("This is an old Excel file, or one with a password. Save it as .xlsx, without one.")
        )
    if head.startswith(b"PK"):
        return _look_at_workbook(opened)
    if start.startswith((b"<!doctype html", b"<html", b"<table")):
        raise Unreadable(_("This is a web page. Save the table as CSV or .xlsx and try again."))
    if start.startswith((b"<?xml", b"<iati")):
        if b"<iati-organisation" not in head:
            raise Unreadable(_("This XML file is not an IATI organisation file."))
        return Reading(IATI)
    if start.startswith((b"[{", b"[\n", b"[\r", b"[ ")):
        return Reading(ROR)
    if start.startswith(b"%pdf") or b"\x00\x00" in head:
        raise Unreadable(_("The file is not text. Save it as CSV or .xlsx and try again."))
    return _look_at_text(opened)


def _look_at_text(opened: Opened) -> Reading:
    with opened() as file:
        encoding = text.guess_encoding(file)
    lines = text.first_lines(opened, encoding)
    reading = Reading(CSV, encoding=encoding, separator=text.guess_separator(lines))
    rows = [text.cut(line, reading.separator) for line in lines]
    return replace(reading, header=likely_header(rows))


def _look_at_workbook(opened: Opened) -> Reading:
    if zipped(opened):
        return Reading(ROR)
    workbook.check(opened)
    sheets = workbook.sheets(opened)
    if not sheets:
        raise Unreadable(_("The workbook has no visible sheet."))
    return with_sheet(opened, Reading(XLSX, sheets=sheets), sheets[0])


def with_sheet(opened: Opened, reading: Reading, sheet: str) -> Reading:
    """The reading with another sheet, whose headings are looked for anew."""
    rows = workbook.first_rows(opened, sheet, 50)
    return replace(reading, sheet=sheet, header=likely_header(rows))


def zipped(opened: Opened) -> zipfile.ZipInfo | None:
    """The one JSON file of ROR's archive, if this is one; the newest schema where there are two."""
    with opened() as file:
        try:
            parts = [one for one in zipfile.ZipFile(file).infolist() if "/" not in one.filename]
        except zipfile.BadZipFile:
            return None
    found = sorted((one for one in parts if one.filename.endswith(".json")), key=_by_name)
    return found[-1] if found else None


def _by_name(part: zipfile.ZipInfo) -> tuple[bool, str]:
    return "v2" in part.filename, part.filename


def table(opened: Opened, reading: Reading) -> Table:
    """The headings and records. Raises Unreadable, also while records are read."""
    if reading.format == XLSX:
        workbook.check(opened)
        return without_hashtags(workbook.read(opened, reading))
    if reading.format == ROR:
        part = zipped(opened)
        return dumps.read_ror(_unzipped(opened, part) if part else opened)
    if reading.format == IATI:
        return dumps.read_iati(opened)
    return without_hashtags(text.read(opened, reading))


def without_hashtags(table: Table) -> Table:
    """The table without the row that the Humanitarian Exchange Language puts below the headings,
    as our own export does when asked to. The first record is read once more for this.
    """
    with closing(table.records()) as records:
        try:
            first = next(records, None)
        except Unreadable:  # said again when they are read
            return table
    if first is None or not is_hashtags(first.cells):
        return table
    total = None if table.total is None else table.total - 1

    def others() -> Iterator[Record]:
        for record in islice(table.records(), 1, None):
            yield replace(record, number=record.number - 1)

    return Table(table.headings, others, total=total, hashtags=True)


def is_hashtags(cells: list[str]) -> bool:
    """Whether a row has nothing but hashtags such as #org+name; one alone may be a name."""
    filled = [cell for cell in map(str.strip, cells) if cell]
    return len(filled) > 1 and all(map(_HASHTAG.fullmatch, filled))


def _unzipped(opened: Opened, part: zipfile.ZipInfo) -> Opened:
    if part.file_size > 3 * MOST_EXPANDED or part.file_size > MOST_RATIO * part.compress_size:
        raise Unreadable(_("The archive unpacks to far more than it should."))
    return lambda: zipfile.ZipFile(opened()).open(part)


def opener(content: bytes) -> Opened:
    return lambda: io.BytesIO(content)
