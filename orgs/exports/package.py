"""A list as a Data Package (Frictionless, profile `tabular-data-package`) in a ZIP archive: the
CSV, what its columns hold for programmes of two kinds, a README, the licence.

The description of the package comes last, because only then are the count, the size and the hash of
the CSV known. It is sent while it is being made, as the CSV is.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from orgs.columns import COLUMNS, Column, Holds
from orgs.exports.archive import Part, write_archive
from orgs.exports.csv import as_bytes, head
from orgs.exports.json import Meta

_TYPES = {Holds.TEXT: "string", Holds.PARTIAL_DATE: "string"}
_RATINGS = {"title": "CIVICUS Monitor", "path": "https://monitor.civicus.org/"}


@dataclass(frozen=True)
class Sheet:
    """A table of a package. `keys` are the columns that tell its rows apart; `of` is the table
    whose rows those of this one belong to, by the column that is first in both.
    """

    name: str
    columns: Sequence[Column]
    keys: Sequence[str] = ()
    of: str = ""

    @property
    def file(self) -> str:
        return f"{self.name}.csv"


ORGANISATIONS = Sheet("organisations", COLUMNS, [COLUMNS[0].name])


class Passing:
    """The CSV of batches of lines, counted and hashed while it passes."""

    def __init__(self, sheet: Sheet, batches: Iterable[list[str]]):
        self.sheet, self.batches = sheet, batches
        self.rows = self.size = 0
        self.hash = hashlib.sha256()
        self.schema = _table_schema(sheet)  # in the language of this moment, as all descriptions

    def __iter__(self) -> Iterator[bytes]:
        yield self._counted(head(self.sheet.columns))
        for lines in self.batches:
            self.rows += len(lines)
            yield self._counted(as_bytes(lines))

    def _counted(self, piece: bytes) -> bytes:
        self.size += len(piece)
        self.hash.update(piece)
        return piece

    def resource(self) -> dict:
        """What the package says of it, once it has passed."""
        return {
            "name": self.sheet.name,
            "path": self.sheet.file,
            "profile": "tabular-data-resource",
            "format": "csv",
            "mediatype": "text/csv",
            "encoding": "utf-8",
            "bytes": self.size,
            "hash": f"sha256:{self.hash.hexdigest()}",
            "schema": self.schema,
        }


def write_package(batches: Iterable[list[str]], meta: Meta) -> Iterator[bytes]:
    """The archive, of the lines of organisations."""
    known = meta(0)
    passing = Passing(ORGANISATIONS, batches)
    first = [  # made here and now, in the language of the page
        ("README.md", [_readme(known).encode()]),
        licence(known),
        described(ORGANISATIONS, known),
    ]
    return write_archive(_parts(first, passing, meta), is_large=True)


def _parts(first: list[Part], passing: Passing, meta: Meta) -> Iterator[Part]:
    yield from first
    yield passing.sheet.file, passing
    name = passing.sheet.name
    yield description(name, [passing.resource()], meta(passing.rows))


def licence(known: dict) -> Part:
    """The licence, in words."""
    named = known["licence"]
    return "LICENCE.txt", [f"{named['name']}\n{named['url']}\n".encode()]


def described(sheet: Sheet, known: dict) -> Part:
    """The columns of a table as CSV on the Web has them, beside its file."""
    return f"{sheet.file}-metadata.json", [_json(_csvw(sheet, known))]


def description(name: str, resources: list[dict], known: dict) -> Part:
    """What the package is, and what is in it."""
    package = {
        "profile": "tabular-data-package",
        "name": name,
        "title": known["source"]["name"],
        "homepage": known["source"]["url"],
        "created": f"{known['as_of']}T00:00:00Z",
        "version": known["version"],
        "count": known["count"],
        "licenses": [{"title": known["licence"]["name"], "path": known["licence"]["url"]}],
        "sources": [{"title": known["source"]["name"], "path": known["source"]["url"]}, _RATINGS],
        "resources": resources,
    }
    return "datapackage.json", [_json(package)]


def _table_schema(sheet: Sheet) -> dict:
    fields = [
        {
            "name": column.name,
            "type": _TYPES.get(column.holds, column.holds.value),
            "description": _described(column),
            "hxl": column.hxl,
        }
        for column in sheet.columns
    ]
    schema = {"fields": fields, "missingValues": [""]}
    if sheet.keys:
        schema["primaryKey"] = list(sheet.keys)
    if sheet.of:
        key = sheet.columns[0].name
        reference = {"resource": sheet.of, "fields": [key]}
        schema["foreignKeys"] = [{"fields": [key], "reference": reference}]
    return schema


def _csvw(sheet: Sheet, known: dict) -> dict:
    columns = [
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": _described(column),
            "datatype": _TYPES.get(column.holds, column.holds.value),
            **({"separator": "|"} if column.several else {}),
        }
        for column in sheet.columns
    ]
    schema = {"columns": columns}
    if sheet.keys:
        schema["primaryKey"] = list(sheet.keys)
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": known["language"]}],
        "url": sheet.file,
        "dc:title": known["source"]["name"],
        "dc:license": {"@id": known["licence"]["url"]},
        "dc:source": {"@id": known["source"]["url"]},
        "tableSchema": schema,
    }


def _described(column: Column) -> str:
    said = str(column.description)
    return f"{said} {_('Several values are joined with |.')}" if column.several else said


def _readme(known: dict) -> str:
    listed = _("%(file)s has the organisations of this list as they were on %(day)s.") % {
        "file": ORGANISATIONS.file,
        "day": known["as_of"],
    }
    hashes = _("datapackage.json says how many rows there are, and has the SHA-256 of the file.")
    return readme(known, [listed], [hashes])


def readme(known: dict, opening: list[str], end: list[str]) -> str:
    """For people: what the files are, how to read them, and what may be done with them."""
    licence = known["licence"]
    paragraphs = [
        f"# {known['source']['name']}",
        known["source"]["url"],
        *opening,
        _("What its columns hold, and how cells are written: %(url)s") % {"url": known["columns"]},
        _("The content may be used by anybody under %(licence)s: %(url)s")
        % {"licence": licence["name"], "url": licence["url"]},
        _("Civic-space ratings are those of the CIVICUS Monitor and should be credited to it."),
        *end,
    ]
    return "\n\n".join(paragraphs) + "\n"


def _json(value: dict) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
