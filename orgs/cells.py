"""How values become cells of a text file, and how they come back: both ways, without loss."""

import csv
import re
from collections.abc import Iterable

RUNNABLE = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")
"""What makes a spreadsheet take a cell for a formula (OWASP, "CSV injection"), with the
full-width forms that some take for the same."""

GUARD = "'"
SEPARATOR = "|"
_GUARDED = (GUARD, *RUNNABLE)


class _Line:
    """A file for `csv.writer` that hands back what is written."""

    @staticmethod
    def write(text: str) -> str:
        return text


_END = "\r\n"
_writer = csv.writer(_Line, lineterminator=_END)  # it quotes what has the end of a line in it
_CELL = re.compile(r'"([^"]*(?:""[^"]*)*)",|([^",]*),')


def csv_cells(cells: Iterable[str]) -> str:
    """Cells as RFC 4180 has them, without the end of the line. Two or more: a lone empty one would
    be quoted, so that its line is not empty.
    """
    return _writer.writerow(cells).removesuffix(_END)


def cells_of(line: str) -> list[str]:
    """The cells that `csv_cells` wrote, however long they are: the reader of the standard library
    stops at 128 KiB, for the whole process or for nobody.
    """
    found = _CELL.findall(f"{line},")
    return [quoted.replace('""', '"') if quoted else plain for quoted, plain in found]


def join(values: list[str]) -> str:
    r"""Several values in one cell, with ``|`` between them; ``\`` and ``|`` inside a value are
    written ``\\`` and ``\|``.
    """
    joined = SEPARATOR.join(values)
    if "\\" not in joined and joined.count(SEPARATOR) == max(len(values) - 1, 0):
        return joined
    return SEPARATOR.join([value.replace("\\", "\\\\").replace("|", "\\|") for value in values])


def split(cell: str) -> list[str]:
    """The values that `join` put into a cell; none of them is empty."""
    if "\\" not in cell:
        return list(filter(None, cell.split(SEPARATOR)))
    parts = re.findall(r"(?:\\.|[^\\|])+", cell, flags=re.DOTALL)
    return [re.sub(r"\\(.)", r"\1", part, flags=re.DOTALL) for part in parts]


def guard(cell: str) -> str:
    """A cell no spreadsheet runs: one apostrophe before what begins like a formula, and before
    what begins with an apostrophe, so that taking one off always gives the value back.
    """
    return GUARD + cell if cell.startswith(_GUARDED) else cell


def unguard(cell: str) -> str:
    """The value that `guard` made harmless."""
    return cell.removeprefix(GUARD)
