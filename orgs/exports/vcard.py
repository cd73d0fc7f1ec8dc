"""vCard 4.0 (RFC 6350): the ways to reach an organisation, for an address book.

Made from its record, so it holds what any file does and never a person. Social accounts have had
a property of their own since RFC 9554.
"""

import re

from orgs.exports.records import Record

FOLD = 75
"""Bytes of a line without its end; a longer one is continued on the next, after a space."""

_CONTROL = re.compile("[\x00-\x08\x0b-\x1f\x7f]")


def write_vcard(one: Record) -> bytes:
    """The card of an organisation, from its record."""
    fields = [
        ("BEGIN", "VCARD"),
        ("VERSION", "4.0"),
        ("KIND", "org"),
        ("UID;VALUE=uri", _address(one["permalink"])),
        ("FN", _text(one["name"])),
        ("ORG", _text(one["name"])),
        *([("NICKNAME", ",".join(map(_text, one["acronyms"])))] if one["acronyms"] else []),
        *(("URL", _address(value)) for value in one["websites"]),
        *(("EMAIL", _text(value)) for value in one["emails"]),
        *(("TEL;VALUE=text", _text(value)) for value in one["phones"]),
        *(("SOCIALPROFILE", _address(value)) for value in one["social_accounts"]),
        *([("NOTE", _text(one["summary"]))] if one["summary"] else []),
        ("SOURCE", _address(one["permalink"])),
        ("REV", f"{one['updated_on'].replace('-', '')}T000000Z"),
        ("END", "VCARD"),
    ]
    return b"".join(_folded(f"{name}:{value}") for name, value in fields)


def _text(value: str) -> str:
    """A text with the signs that mean something in a card written as RFC 6350, 3.4 has them."""
    value = value.replace("\r\n", "\n").replace("\r", "\n").replace("\\", "\\\\")
    value = value.replace(",", "\\,").replace(";", "\\;").replace("\n", "\\n")
    return _CONTROL.sub("", value)


def _address(value: str) -> str:
    """A web address is written as it is, on one line whatever somebody has put into it."""
    return _CONTROL.sub("", value.replace("\n", ""))


def _folded(line: str) -> bytes:
    """A line with its end, in pieces of at most `FOLD` bytes, none of which cuts a letter."""
    data = line.encode("utf-8", errors="replace")
    pieces, size = [], FOLD
    while len(data) > size:
        end = size
        while data[end] & 0xC0 == 0x80:  # within a letter of several bytes
            end -= 1
        pieces.append(data[:end])
        data, size = data[end:], FOLD - 1  # for the space
    return b"\r\n ".join([*pieces, data]) + b"\r\n"
