"""Other ways to read what was typed as the name of an organisation.

A web address stands for whose site it is or whose entry in a register; "formerly X" stands for X.
No database here.
"""

import re
from collections.abc import Iterator

from orgs.text import fold

_ADDRESS = re.compile(
    r"(?:https?://)?(?:www\d?\.)?(?P<host>(?:[\w-]+\.)+[^\W\d_][\w-]+)(?::\d+)?(?P<path>[/?#].*)?",
    re.IGNORECASE,
)
_SHORTEST_NUMBER = 5
"""Characters from which on the end of an address may be a number in a register."""

_BEFORE = (
    r"(?:the |l['’] ?)?(?:former|formerly|previously|ex|f\.?k\.?a\.?|ancien|ancienne|anciennement"
    r"|autrefois|سابقا|المعروفه? سابقا|المسماه? سابقا)"
    r"(?: known as| called| connue?s? sous le nom(?: de| d['’])| باسم)?"
)
_AFTER = r"former|formerly|previously|anciennement|autrefois|سابقا|السابقه?"
_FORMER = re.compile(
    rf"(?:{_BEFORE})(?:[\s:.–-]+|(?<=['’]))(?P<after>.*\w.*)"
    rf"|(?P<before>.*\w.*?)[\s,]+\(?(?:{_AFTER})\)?"
)


def readings(text: str) -> Iterator[str]:
    """What a text may stand for besides itself, the likeliest first."""
    text = fold(text)
    address = _ADDRESS.fullmatch(text)
    if address:
        whole, *host = site_names(text)
        yield whole
        end = re.split(r"[/=]", whole.rstrip("/"))[-1]
        if host and len(end) >= _SHORTEST_NUMBER and re.search(r"\d", end):
            yield end
        yield from host
    former = _FORMER.fullmatch(text)
    if former:
        yield former["after"] or former["before"]


def site_names(address: str) -> list[str]:
    """A web address without what is the same everywhere: host and path, then the host alone.
    Empty for what is none.
    """
    found = _ADDRESS.fullmatch(address.strip())
    if not found:
        return []
    host, path = _readable(found["host"]), (found["path"] or "").strip("/")
    return [f"{host}/{path}", host] if path else [host]


def _readable(host: str) -> str:
    """A host in its own script: ``xn--bcher-kva.example`` is ``bücher.example``."""
    try:
        return host.encode("ascii").decode("idna")
    except UnicodeError:
        return host
