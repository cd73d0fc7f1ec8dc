"""Excel workbooks as small as they can be."""

import io
import zipfile

_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_BOOK_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"
_LINKS_TYPE = "application/vnd.openxmlformats-package.relationships+xml"
SHEET = f'<worksheet xmlns="{_MAIN}"><sheetData>{{}}</sheetData></worksheet>'


def workbook(sheets, **states):
    """Sheets by name, each as rows of cells or as its XML; `states` hides some."""
    names = dict(enumerate(sheets, start=1))
    listed = "".join(
        f'<sheet name="{name}" sheetId="{number}" r:id="r{number}" {_state(states.get(name))}/>'
        for number, name in names.items()
    )
    parts = {
        "[Content_Types].xml": f'<Types xmlns="{_PACKAGE}/content-types">'
        f'<Default Extension="rels" ContentType="{_LINKS_TYPE}"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f'<Override PartName="/xl/workbook.xml" ContentType="{_BOOK_TYPE}"/></Types>',
        "_rels/.rels": _links({"r": ("officeDocument", "xl/workbook.xml")}),
        "xl/workbook.xml": f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}">'
        f"<sheets>{listed}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _links(
            {f"r{number}": ("worksheet", f"worksheets/sheet{number}.xml") for number in names}
        ),
    }
    for number, name in names.items():
        rows = sheets[name]
        parts[f"xl/worksheets/sheet{number}.xml"] = rows if isinstance(rows, str) else sheet(rows)
    return archive(parts)


def _state(state):
    return f'state="{state}"' if state else ""


def _links(targets):
    found = "".join(
        f'<Relationship Id="{key}" Type="{_OFFICE}/{kind}" Target="{target}"/>'
        for key, (kind, target) in targets.items()
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{found}</Relationships>'


def sheet(rows):
    return SHEET.format("".join(_row(number, cells) for number, cells in enumerate(rows, start=1)))


def _row(number, cells):
    inside = "".join(
        _cell(f"{chr(65 + place)}{number}", cell) for place, cell in enumerate(cells) if cell != ""
    )
    return f'<row r="{number}">{inside}</row>'


def _cell(place, cell):
    if isinstance(cell, int | float):
        return f'<c r="{place}"><v>{cell}</v></c>'
    return f'<c r="{place}" t="inlineStr"><is><t>{cell}</t></is></c>'


def archive(parts):
    """A .zip of these texts by their names."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        for name, text in parts.items():
            made.writestr(name, text)
    return kept.getvalue()
