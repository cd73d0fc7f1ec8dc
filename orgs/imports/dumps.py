"""Lists that registers publish: ROR's dump (schema 2) and IATI's organisation files.

Each entry becomes a record whose cells are written as in our own file, so that nothing has to be
guessed.
"""

import codecs
import json
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable, Iterator
from typing import BinaryIO

from django.utils.translation import gettext as _

from orgs.cells import join
from orgs.imports.limits import LONGEST_LINE, Unreadable
from orgs.imports.records import Opened, Record, Table

HEADINGS = (
    *("name", "acronyms", "other_names", "kind", "legal_status", "founded", "headquarters_code"),
    *("country_codes", "websites", "identifiers", "offices"),
)
_PIECE = 256 * 1024
_OTHERWISE = (AttributeError, TypeError, ValueError, LookupError)
_KINDS = {"funder": "foundation", "government": "public_body", "education": "academic"}
_IATI_KINDS = {
    **{"10": "public_body", "11": "public_body", "15": "public_body", "40": "intergovernmental"},
    **{"60": "foundation", "80": "academic", "90": "academic"},
}
_XML_LANGUAGE = "{http://www.w3.org/XML/1998/namespace}lang"


def _table(opened: Opened, entries: Callable[[BinaryIO], Iterator[dict]]) -> Table:
    def records() -> Iterator[Record]:
        with opened() as file:
            try:
                for number, entry in enumerate(entries(file), start=1):
                    cells = [_cell(entry.get(name, "")) for name in HEADINGS]
                    yield Record(number, number, cells)
            except _OTHERWISE as error:  # some other JSON or XML: an older schema, say
                raise Unreadable(_("Its entries are not what such a file holds.")) from error

    return Table(list(HEADINGS), records)


def _cell(value: str | list[str]) -> str:
    return join(value) if isinstance(value, list) else value


def read_ror(opened: Opened) -> Table:
    """ROR data, https://ror.readme.io/docs/ror-data-structure; withdrawn entries are left out."""
    return _table(
        opened,
        lambda file: (
            _of_ror(entry) for entry in _objects(file) if entry.get("status") != "withdrawn"
        ),
    )


def _objects(file: BinaryIO) -> Iterator[dict]:
    """The objects of a JSON list one after the other, a piece of the file in memory at a time."""
    decode = codecs.getincrementaldecoder("utf-8-sig")().decode
    decoder = json.JSONDecoder()
    text, started, ended = "", False, False
    while not ended:
        piece = file.read(_PIECE)
        ended = not piece
        try:
            text += decode(piece, final=ended)
        except UnicodeDecodeError as error:
            raise Unreadable(_not_json()) from error
        place = 0
        while True:
            while place < len(text) and text[place] in " \t\r\n,":
                place += 1
            if not started and text[place : place + 1] == "[":
                started, place = True, place + 1
                continue
            if text[place : place + 1] in ("", "]"):
                break
            try:
                entry, place = decoder.raw_decode(text, place)
            except (json.JSONDecodeError, RecursionError) as error:
                if ended or len(text) - place > LONGEST_LINE:
                    raise Unreadable(_not_json()) from error
                break
            if not isinstance(entry, dict):
                raise Unreadable(_not_json())
            yield entry
        text = text[place:]


def _not_json() -> str:
    return _("This is not a dump of ROR: it should be a list of organisations in JSON.")


def _of_ror(entry: dict) -> dict:
    names = [one for one in entry.get("names") or [] if isinstance(one, dict) and one.get("value")]
    shown = next((one for one in names if "ror_display" in one["types"]), None)
    places = [one.get("geonames_details") or {} for one in entry.get("locations") or []]
    types = entry.get("types") or []
    return {
        "name": shown["value"] if shown else "",
        "acronyms": [one["value"] for one in names if "acronym" in one["types"]],
        "other_names": [
            _tagged(one["value"], one.get("lang"))
            for one in names
            if one is not shown and {"label", "alias"} & set(one["types"])
        ],
        "kind": next((_KINDS[one] for one in types if one in _KINDS), "ngo"),
        "legal_status": "closed" if entry.get("status") == "inactive" else "",
        "founded": str(entry.get("established") or ""),
        "headquarters_code": places[0].get("country_code") or "" if places else "",
        "country_codes": [one["country_code"] for one in places if one.get("country_code")],
        "websites": [
            one["value"] for one in entry.get("links") or [] if one.get("type") == "website"
        ],
        "identifiers": ["XI-ROR-" + str(entry.get("id", "")).rpartition("/")[2]],
        "offices": [
            f"{one['name']} {one['country_code']}"
            for one in places
            if one.get("name") and one.get("country_code")
        ],
    }


def _tagged(text: str, language: str | None) -> str:
    return f"{text}@{language}" if language else text


def read_iati(opened: Opened) -> Table:
    """IATI's organisation file, https://iatistandard.org/en/iati-standard/203/organisation-standard/,
    which may hold many organisations.
    """
    return _table(opened, _iati)


def _iati(file: BinaryIO) -> Iterator[dict]:
    if any(mark in file.read() for mark in (b"<!DOCTYPE", b"<!ENTITY", b"\0")):
        raise Unreadable(_("The file defines entities of its own, which no IATI file needs."))
    file.seek(0)
    try:
        for _event, element in ElementTree.iterparse(file):  # noqa: S314 - no entities in it
            if element.tag == "iati-organisation":
                yield _of_iati(element)
                element.clear()
    except ElementTree.ParseError as error:
        raise Unreadable(_("The file is not well-formed XML.")) from error


def _of_iati(element) -> dict:
    identifier = (element.findtext("organisation-identifier") or "").strip()
    narratives = [
        (one.text.strip(), (one.get(_XML_LANGUAGE) or "").lower())
        for one in element.findall("name/narrative")
        if one.text and one.text.strip()
    ]
    plain = (element.findtext("name") or "").strip()
    names = narratives or ([(plain, "")] if plain else [])
    reporting = element.find("reporting-org")
    kind = reporting.get("type", "") if reporting is not None else ""
    return {
        "name": names[0][0] if names else "",
        "other_names": [_tagged(text, language) for text, language in names[1:]],
        "kind": _IATI_KINDS.get(kind, "ngo"),
        "identifiers": [identifier] if identifier else [],
    }
