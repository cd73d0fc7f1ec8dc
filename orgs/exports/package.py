"""A list as a Data Package (Frictionless, profile `tabular-data-package`) in a ZIP archive: the
CSV, what its columns hold for programmes of two kinds, a README, the licence.

The description of the package comes last, because only then are the count, the size and the hash of
the CSV known. It is sent while it is being made, as the CSV is.
"""

import hashlib
import json
from collections.abc import Iterable, Iterator

from django.utils.translation import gettext as _

from orgs.columns import COLUMNS, Column, Holds
from orgs.exports.archive import Part, write_archive
from orgs.exports.csv import write_lines
from orgs.exports.json import Meta

NAME = "organisations"
FILE = f"{NAME}.csv"

_TYPES = {Holds.TEXT: "string", Holds.PARTIAL_DATE: "string"}
_RATINGS = {"title": "CIVICUS Monitor", "path": "https://monitor.civicus.org/"}


class _Passing:
    """The CSV of batches of lines, counted and hashed while it passes."""

    def __init__(self, batches: Iterable[list[str]]):
        self.batches = batches
        self.rows = self.size = 0
        self.hash = hashlib.sha256()

    def lines(self) -> Iterator[list[str]]:
        for batch in self.batches:
            self.rows += len(batch)
            yield batch

    def __iter__(self) -> Iterator[bytes]:
        for piece in write_lines(self.lines()):
            self.size += len(piece)
            self.hash.update(piece)
            yield piece


def write_package(batches: Iterable[list[str]], meta: Meta) -> Iterator[bytes]:
    """The archive, of the lines of organisations."""
    known = meta(0)
    first = [  # made here and now, in the language of the page
        ("README.md", [_readme(known).encode()]),
        ("LICENCE.txt", [f"{known['licence']['name']}\n{known['licence']['url']}\n".encode()]),
        (f"{FILE}-metadata.json", [_json(_csvw(known))]),
    ]
    return write_archive(_parts(first, _Passing(batches), _table_schema(), meta), is_large=True)


def _parts(first: list[Part], passing: _Passing, schema: dict, meta: Meta) -> Iterator[Part]:
    yield from first
    yield FILE, passing
    resource = {
        "name": NAME,
        "path": FILE,
        "profile": "tabular-data-resource",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": passing.size,
        "hash": f"sha256:{passing.hash.hexdigest()}",
        "schema": schema,
    }
    yield "datapackage.json", [_json(_package(resource, meta(passing.rows)))]


def _package(resource: dict, known: dict) -> dict:
    return {
        "profile": "tabular-data-package",
        "name": NAME,
        "title": known["source"]["name"],
        "homepage": known["source"]["url"],
        "created": f"{known['as_of']}T00:00:00Z",
        "version": known["version"],
        "count": known["count"],
        "licenses": [{"title": known["licence"]["name"], "path": known["licence"]["url"]}],
        "sources": [{"title": known["source"]["name"], "path": known["source"]["url"]}, _RATINGS],
        "resources": [resource],
    }


def _table_schema() -> dict:
    fields = [
        {
            "name": column.name,
            "type": _TYPES.get(column.holds, column.holds.value),
            "description": _described(column),
            "hxl": column.hxl,
        }
        for column in COLUMNS
    ]
    return {"fields": fields, "missingValues": [""], "primaryKey": [COLUMNS[0].name]}


def _csvw(known: dict) -> dict:
    described = [
        {
            "name": column.name,
            "titles": column.name,
            "dc:description": _described(column),
            "datatype": _TYPES.get(column.holds, column.holds.value),
            **({"separator": "|"} if column.several else {}),
        }
        for column in COLUMNS
    ]
    return {
        "@context": ["http://www.w3.org/ns/csvw", {"@language": known["language"]}],
        "url": FILE,
        "dc:title": known["source"]["name"],
        "dc:license": {"@id": known["licence"]["url"]},
        "dc:source": {"@id": known["source"]["url"]},
        "tableSchema": {"columns": described, "primaryKey": COLUMNS[0].name},
    }


def _described(column: Column) -> str:
    said = str(column.description)
    return f"{said} {_('Several values are joined with |.')}" if column.several else said


def _readme(known: dict) -> str:
    licence = known["licence"]
    paragraphs = [
        f"# {known['source']['name']}",
        known["source"]["url"],
        _("%(file)s has the organisations of this list as they were on %(day)s.")
        % {"file": FILE, "day": known["as_of"]},
        _("What its columns hold, and how cells are written: %(url)s") % {"url": known["columns"]},
        _("The content may be used by anybody under %(licence)s: %(url)s")
        % {"licence": licence["name"], "url": licence["url"]},
        _("Civic-space ratings are those of the CIVICUS Monitor and should be credited to it."),
        _("datapackage.json says how many rows there are, and has the SHA-256 of the file."),
    ]
    return "\n\n".join(paragraphs) + "\n"


def _json(value: dict) -> bytes:
    return (json.dumps(value, ensure_ascii=False, indent=1) + "\n").encode()
