"""Excel workbooks (ECMA-376) with one sheet, sent while they are being written.

Six small XML files in a ZIP archive: no file on disk, no row held longer than it takes to write
it. Every text is written as text, so nothing in it is ever a formula. Why this is not left to a
library: docs/adr/0017.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from xml.sax.saxutils import escape

from django.conf import settings
from django.utils import timezone

from orgs.cells import unguard
from orgs.columns import Column, Holds
from orgs.exports.archive import write_archive
from orgs.exports.records import Cells

MOST_ROWS = 50_000
"""Rows of a workbook. Excel itself ends at 1,048,576, and most machines' patience long before."""

LONGEST = 32_767
"""UTF-16 units that a cell holds (Excel's limit); a longer text is cut and ends in "…"."""

_UNREADABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML 1.0 cannot say, by no escape either."""
_LIKE_AN_ESCAPE = re.compile("_(?=x[0-9A-Fa-f]{4}_)")
_DAY_NOUGHT = date(1899, 12, 30)
_FIRST_DAY = date(1900, 3, 1)  # Excel believes that 1900 was a leap year
_HEADING, _DATE, _TEXT = 1, 2, 3

_XML = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_SHEETS = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_PARTS = {
    "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
    '<Default Extension="rels"'
    ' ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/xl/workbook.xml" ContentType="{_SHEETS}.sheet.main+xml"/>'
    f'<Override PartName="/xl/worksheets/sheet1.xml" ContentType="{_SHEETS}.worksheet+xml"/>'
    f'<Override PartName="/xl/styles.xml" ContentType="{_SHEETS}.styles+xml"/>'
    '<Override PartName="/docProps/core.xml"'
    ' ContentType="application/vnd.openxmlformats-package.core-properties+xml"/></Types>',
    "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/officeDocument" Target="xl/workbook.xml"/>'
    f'<Relationship Id="rId2" Type="{_PACKAGE}/relationships/metadata/core-properties"'
    ' Target="docProps/core.xml"/></Relationships>',
    "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PACKAGE}/relationships">'
    f'<Relationship Id="rId1" Type="{_OFFICE}/worksheet" Target="worksheets/sheet1.xml"/>'
    f'<Relationship Id="rId2" Type="{_OFFICE}/styles" Target="styles.xml"/></Relationships>',
    # General, headings, dates, texts: a text that is edited stays one (format 49 is "@")
    "xl/styles.xml": f'<styleSheet xmlns="{_MAIN}"><numFmts count="1">'
    '<numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd"/></numFmts>'
    '<fonts count="2"><font><sz val="11"/><name val="Calibri"/></font>'
    '<font><b/><sz val="11"/><name val="Calibri"/></font></fonts>'
    '<fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills>'
    '<borders count="1"><border><left/><right/><top/><bottom/><diagonal/></border></borders>'
    '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>'
    '<cellXfs count="4"><xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'
    '<xf numFmtId="49" fontId="1" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"'
    ' applyFont="1"/>'
    '<xf numFmtId="164" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '<xf numFmtId="49" fontId="0" fillId="0" borderId="0" xfId="0" applyNumberFormat="1"/>'
    '</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/>'
    "</cellStyles></styleSheet>",
}


def write_xlsx(
    title: str, columns: Sequence[Column], batches: Iterable[list[Cells]]
) -> Iterator[bytes]:
    """The workbook, piece by piece: the names of the columns, which stay in sight, and a row for
    each of the rows. Days are dates and numbers are numbers; a year or a month is text, since a
    date would claim to know the day.
    """
    parts = [(name, [f"{_XML}{content}".encode()]) for name, content in _parts(title).items()]
    sheet = (row.encode() for row in _sheet(columns, batches))
    return write_archive([*parts, ("xl/worksheets/sheet1.xml", sheet)])


def _parts(title: str) -> dict[str, str]:
    """All but the sheet, which is the last."""
    name = escape(text_of(title)[:31])  # longer names are not allowed
    said = f"{settings.SITE_URL}\n{settings.CONTENT_LICENCE}: {settings.CONTENT_LICENCE_URL}"
    day = timezone.localdate().isoformat()
    core = (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:dcterms="http://purl.org/dc/terms/"'
        ' xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{escape(text_of(title))}</dc:title>"
        f"<dc:creator>{escape(text_of(settings.SITE_NAME))}</dc:creator>"
        f"<dc:description>{escape(text_of(said))}</dc:description>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{day}T00:00:00Z</dcterms:created>'
        "</cp:coreProperties>"
    )
    workbook = (
        f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}"><sheets>'
        f'<sheet name="{name}" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    return {**_PARTS, "docProps/core.xml": core, "xl/workbook.xml": workbook}


def _sheet(columns: Sequence[Column], batches: Iterable[list[Cells]]) -> Iterator[str]:
    letters = [_letters(place) for place in range(len(columns))]
    widths = "".join(
        f'<col min="{place}" max="{place}" width="{_width(column)}" customWidth="1"/>'
        for place, column in enumerate(columns, 1)
    )
    yield (
        f'{_XML}<worksheet xmlns="{_MAIN}"><sheetViews>'
        '<sheetView tabSelected="1" workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/>'
        f"</sheetView></sheetViews><cols>{widths}</cols><sheetData>"
    )
    headings = [
        _text(f"{at}1", one.name, _HEADING) for at, one in zip(letters, columns, strict=True)
    ]
    yield f'<row r="1">{"".join(headings)}</row>'
    write = [(at, _WRITERS[column.holds]) for at, column in zip(letters, columns, strict=True)]
    last = 1
    for rows in batches:
        for number, cells in enumerate(rows, last + 1):
            there = [
                form(f"{at}{number}", cell)
                for (at, form), cell in zip(write, cells, strict=True)
                if cell
            ]
            yield f'<row r="{number}">{"".join(there)}</row>'
        last += len(rows)
    yield "</sheetData></worksheet>"


def _letters(place: int) -> str:
    """A, B, … Z, AA: the column at a place, counted from nought."""
    more, last = divmod(place, 26)
    return (_letters(more - 1) if more else "") + chr(ord("A") + last)


def _width(column: Column) -> int:
    """In characters: enough to see what is there, never so much that it hides the rest."""
    if column.holds != Holds.TEXT:
        return max(12, len(column.name) + 2)
    return 60 if column.name in {"summary", "description", "introduction"} else 24


def text_of(text: str) -> str:
    """As a sheet can hold it: line breaks as it has them, signs that XML has not as "�", and no
    longer than a cell may be.
    """
    text = _UNREADABLE.sub("�", text.replace("\r\n", "\n").replace("\r", "\n"))
    if len(text) * 2 <= LONGEST or len(units := text.encode("utf-16-le")) <= LONGEST * 2:
        return text
    return units[: (LONGEST - 1) * 2].decode("utf-16-le", errors="ignore") + "…"


def _text(at: str, text: str, style: int = _TEXT) -> str:
    said = escape(_LIKE_AN_ESCAPE.sub("_x005F_", text_of(text)))
    return f'<c r="{at}" s="{style}" t="inlineStr"><is><t xml:space="preserve">{said}</t></is></c>'


def _date(at: str, cell: str) -> str:
    day = date.fromisoformat(cell)
    if day < _FIRST_DAY:
        return _text(at, cell)
    return f'<c r="{at}" s="{_DATE}"><v>{(day - _DAY_NOUGHT).days}</v></c>'


_WRITERS: dict[Holds, Callable[[str, str], str]] = {
    Holds.TEXT: lambda at, cell: _text(at, unguard(cell)),
    Holds.PARTIAL_DATE: lambda at, cell: _text(at, unguard(cell)),
    Holds.DATE: _date,
    Holds.NUMBER: lambda at, cell: f'<c r="{at}"><v>{cell}</v></c>',
}
