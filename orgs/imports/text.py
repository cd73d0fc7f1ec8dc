"""Tables as text: CSV with any separator, in any common encoding."""

import codecs
import csv
import io
import re
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from typing import BinaryIO

from charset_normalizer import from_bytes
from django.utils.translation import gettext as _

from orgs.imports.limits import (
    BROKEN_QUOTES,
    LONGEST_CELL,
    LONGEST_LINE,
    MOST_COLUMNS,
    MOST_ROWS,
    Unreadable,
)
from orgs.imports.records import Opened, Reading, Record, Table

SEPARATORS = (",", ";", "\t", "|")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
ENCODINGS = (
    *("utf-8", "utf-8-sig", "utf-16", "cp1252", "cp1250", "cp1251", "cp1253", "cp1254", "cp1255"),
    *("cp1256", "cp1257", "cp1258", "cp874", "gb18030", "big5", "shift_jis", "euc_kr", "mac_roman"),
)
"""Those that people's programs still write, and that can be chosen."""

_GUESSED = [one for one in ENCODINGS if not one.startswith("utf")]
_SAMPLE = 64 * 1024
_LINES = 50
_AS_WELL = 0.005
_ODD = re.compile(r"[^\W\d_][¡-§©¬-¶¸¹¼-¿×÷]|[¡-§©¬-¶¸¹¼-¿×÷][^\W\d_]")
"""A sign in a word, as letters of another encoding come out: Spo³ecznej."""


def guess_encoding(file: BinaryIO) -> str:
    """Reads all of it once, in pieces: one wrong byte at the end makes it another encoding."""
    start = file.read(4)
    for mark, encoding in _MARKS:
        if start.startswith(mark):
            return encoding
    if len(start) >= 2 and 0 in start[:2]:
        return "utf-16-be" if start[0] == 0 else "utf-16-le"
    decoder = codecs.getincrementaldecoder("utf-8")()
    sample = bytearray()
    piece = start
    utf8 = True
    while piece:
        if utf8:
            try:
                decoder.decode(piece)
            except UnicodeDecodeError:
                utf8 = False
        if len(sample) < _SAMPLE and (sample or not piece.isascii()):
            sample += piece[:_SAMPLE]
        piece = file.read(_SAMPLE)
    if utf8:
        return "utf-8"
    return _legacy(bytes(sample))


def _legacy(sample: bytes) -> str:
    """Most likely one of the encodings before Unicode: that of Western Europe where it reads as
    well as any other, because most such files are in it.
    """
    found = from_bytes(sample, cp_isolation=_GUESSED, preemptive_behaviour=False)
    best = found.best()
    if best is None:
        return "cp1252"
    as_well = [one for one in found if one.chaos <= best.chaos + _AS_WELL]

    def likely(one) -> tuple:
        return -len(_ODD.findall(str(one))), one.coherence, one.encoding == "cp1252"

    return max(as_well, key=likely).encoding


def guess_separator(lines: list[str]) -> str:
    """The sign that cuts most lines into the same number of cells, quotation marks respected."""
    told = _told(lines)
    if told:
        return told

    def weight(separator: str) -> tuple[int, int]:
        rows = csv.reader(lines, delimiter=separator)
        try:
            widths = Counter(len(row) for row in rows if any(row))
        except csv.Error:
            return 0, 0
        widths.pop(1, None)
        return max(((count, width) for width, count in widths.items()), default=(0, 0))

    return max(SEPARATORS, key=weight)


def _told(lines: list[str]) -> str:
    """Spreadsheets may say it themselves: ``sep=;`` on the first line."""
    first = lines[0].strip().strip('"').lower() if lines else ""
    return first[4] if first.startswith("sep=") and len(first) == 5 else ""


def read(opened: Opened, reading: Reading) -> Table:
    """The table, once it is known how to read it. Raises Unreadable."""
    headings: list[str] = []
    for record in _rows(opened, reading):
        headings = record.cells
        break
    if len(headings) > MOST_COLUMNS:
        raise Unreadable(_("The file has more than %(most)s columns.") % {"most": MOST_COLUMNS})

    def records() -> Iterator[Record]:
        number = 0
        rows = _rows(opened, reading)
        next(rows, None)
        for row in rows:
            if row.problem or any(map(str.strip, row.cells)):
                number += 1
                if number > MOST_ROWS:
                    raise Unreadable(_too_long())
                yield Record(number, row.line, row.cells, row.problem)

    return Table(headings, records)


def _too_long() -> str:
    return _("The file has more than %(most)s rows. Divide it.") % {"most": f"{MOST_ROWS:,}"}


def first_lines(opened: Opened, encoding: str) -> list[str]:
    with opened() as file:
        return [line for _number, line in zip(range(_LINES), _lines(file, encoding), strict=False)]


def _lines(file: BinaryIO, encoding: str) -> Iterator[str]:
    """Physical lines with their ends. Raises Unreadable for what the encoding does not know."""
    text = io.TextIOWrapper(file, encoding=encoding, errors="strict", newline="")
    try:
        while line := text.readline(LONGEST_LINE + 1):
            if len(line) > LONGEST_LINE:
                raise Unreadable(
                    _("A line has more than a million characters: this is no table of text.")
                )
            if "\0" in line:
                raise Unreadable(_("The file is not text. Save it as CSV or .xlsx and try again."))
            yield line
    except UnicodeError as error:
        raise Unreadable(
            _("The file is not written in %(encoding)s. Choose another encoding.")
            % {"encoding": encoding}
        ) from error
    finally:
        with suppress(ValueError):  # the file is closed already
            text.detach()  # it is closed by who opened it


def _rows(opened: Opened, reading: Reading) -> Iterator[Record]:
    """The row of the headings and those below it, with their physical lines."""
    csv.field_size_limit(LONGEST_CELL)  # of the process: other libraries set it too
    with opened() as file:
        lines = _Lines(_lines(file, reading.encoding), reading.header)
        broken = 0
        while True:
            lines.begin()
            start = lines.number + 1
            try:
                cells = next(
                    csv.reader(lines, delimiter=reading.separator or ",", strict=True), None
                )
            except csv.Error as error:
                broken += 1
                if broken > BROKEN_QUOTES:
                    raise Unreadable(_quotes()) from error
                yield Record(0, start, lines.back()[:1], _problem(error))
                continue
            if cells is None:
                return
            yield Record(0, start, [cell.replace("\r\n", "\n") for cell in cells])


def _problem(error: csv.Error) -> str:
    if "field larger" in str(error):
        return _("A cell is longer than %(most)s characters.") % {"most": f"{LONGEST_CELL:,}"}
    return _("A quotation mark is opened here and not closed where a cell ends.")


def _quotes() -> str:
    return _(
        "The quotation marks of this file do not pair up. Save it anew from a spreadsheet, as CSV."
    )


class _Lines:
    """Lines for a CSV reader, which can go back to the one after a record's first."""

    def __init__(self, lines: Iterator[str], header: int):
        self.lines = lines
        self.number = 0
        self.again: list[str] = []
        self.taken: list[str] = []
        for _skipped in range(header - 1):
            next(self, None)

    def __iter__(self):
        return self

    def __next__(self) -> str:
        line = self.again.pop() if self.again else next(self.lines)
        self.number += 1
        self.taken.append(line)
        if sum(map(len, self.taken[-2:])) > LONGEST_LINE or len(self.taken) > 10_000:
            raise csv.Error("unexpected end of data")
        return line

    def begin(self) -> None:
        self.taken = []

    def back(self) -> list[str]:
        """Gives back all lines of the record but its first, and says what it was."""
        taken = self.taken
        self.number -= len(taken) - 1
        self.again += reversed(taken[1:])
        return taken


def cut(line: str, separator: str) -> list[str]:
    """One line by itself, for a first look; an open quotation mark does not matter here."""
    try:
        return next(csv.reader([line], delimiter=separator), [])
    except csv.Error:
        return []
