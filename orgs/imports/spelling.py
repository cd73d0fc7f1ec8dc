"""How people spell single values, and what is made of it. What cannot be read is left out, and a
note says so.
"""

import html
import re
import unicodedata
from functools import lru_cache
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from orgs.imports.headings import labels
from orgs.text import one_line

_BLANK = {
    "",
    "-",
    "–",
    "—",
    "n/a",
    "na",
    "n.a.",
    "none",
    "null",
    "nil",
    "?",
    "unknown",
    "tbc",
    "tbd",
}
_SEVERAL = re.compile(r"[|;\n]+")
_ENTITY = re.compile(r"&(?:#[0-9]{2,6}|#x[0-9a-fA-F]{2,5}|amp|quot|apos|nbsp|[a-zA-Z]{4,8});")
_YEAR = re.compile(r"(?<!\d)(1[0-9]{3}|20[0-9]{2})(?!\d)")
_PLAIN_DATE = re.compile(r"[0-9]{4}(-[0-9]{2}){0,2}")
_ISO_TIME = re.compile(r"(\d{4}-\d{2}-\d{2})[T ]\d{2}:\d{2}.*")
_WEB = re.compile("https?://", re.IGNORECASE)
_AFTER_HOST = re.compile(r"[/?#]|$")
_HOST = re.compile(r"(?:[^\s/@:.]+\.)+[^\s/@:.]{2,}")
_BLANKS = re.compile(r"[^\S\n]{2,}|[^\S\n ]")
_ANOTHER = re.compile(r"[|;\n]+|(?<=[,\s])(?=https?://|www\.)")


def is_blank(text: str) -> bool:
    return text.strip().lower() in _BLANK


def _pair(before: str, after: str) -> dict[str, str]:
    return {"before": _short(before), "after": _short(after)}


def _short(text: str) -> str:
    text = one_line(text)
    return text if len(text) <= 60 else text[:59] + "…"


def left_out(name: str, value, error: ValidationError | None = None) -> str:
    shown = _short(", ".join(value) if isinstance(value, list) else value)
    text = _("%(field)s: “%(value)s” was left out.") % {
        "field": str(labels()[name]).capitalize(),
        "value": shown,
    }
    return f"{text} {' '.join(error.messages)}" if error else text


def collapsed(text: str) -> str:
    """Blanks in a row as one: looking for a pattern among thousands of them takes for ever."""
    return _BLANKS.sub(" ", text)


def several(texts: list[str], separators: re.Pattern = _SEVERAL) -> list[str]:
    parts = (one_line(part) for text in texts for part in separators.split(collapsed(text)))
    return [part for part in parts if part and not is_blank(part)]


def register(text: str, schemes: frozenset[str]) -> str:
    """``ROR:00v7rks23``, a ROR address or ``GB-CHC:123`` with its register's code in front."""
    address = re.fullmatch(r"https?://ror\.org/(\w+)", text)
    if address:
        return f"XI-ROR-{address[1]}"
    prefix, colon, value = text.partition(":")
    if colon and f"XI-{prefix.upper()}" in schemes:
        return f"XI-{prefix.upper()}-{value.strip()}"
    return text


@lru_cache(maxsize=4096)
def _digits(text: str) -> str:
    """Digits of every script as 0 to 9."""
    return "".join(str(unicodedata.digit(c)) if c.isdigit() else c for c in text)


def partial_date(name: str, text: str, notes: list[str]) -> str:
    """A year, month or day as written; of other writings only the year is sure."""
    if _PLAIN_DATE.fullmatch(text):
        return text
    plain = _digits(one_line(text))
    if plain.endswith(".0"):
        plain = plain[:-2]
    if match := _ISO_TIME.fullmatch(plain):
        plain = match[1]
    if _PLAIN_DATE.fullmatch(plain):
        return plain
    years = list(dict.fromkeys(_YEAR.findall(plain)))
    if len(years) == 1:
        notes.append(_("“%(before)s” was read as “%(after)s”.") % _pair(text, years[0]))
        return years[0]
    notes.append(left_out(name, text))
    return ""


def addresses(name: str, texts: list[str], notes: list[str]) -> list[str]:
    parts = _ANOTHER.split(collapsed("\n".join(texts)))
    fine = []
    for part in filter(None, (one_line(part).rstrip(", ") for part in parts)):
        if is_blank(part):
            continue
        address = _web_address(part)
        if address is None:
            notes.append(left_out(name, part))
            continue
        if address != part:
            notes.append(_("“%(before)s” was read as “%(after)s”.") % _pair(part, address))
        fine.append(address)
    return fine


_PRIVATE_HOST = re.compile(r"localhost|.*\.(local|internal|localhost|lan)|[0-9.]+|\[.*\]|[^.]+")


def _web_address(text: str) -> str | None:
    """A full address of a public host, with https put in front of a bare one; None for anything
    else. Nothing is ever fetched to find out.
    """
    plain = text.strip()
    if not plain.isascii():
        plain = "".join(c for c in plain if unicodedata.category(c) != "Cf").strip()
    if plain.startswith("//"):
        plain = "https:" + plain
    if not _WEB.match(plain):
        bare = plain.partition("/")[0].partition("?")[0]
        if " " in plain or not _HOST.fullmatch(bare):
            return None
        plain = f"https://{plain}"
    try:
        parts = urlsplit(plain)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return None
    if " " in plain or "@" in parts.netloc or not host or _PRIVATE_HOST.fullmatch(host):
        return None
    scheme, rest = plain.split("://", 1)
    cut = _AFTER_HOST.search(rest).start()
    return f"{scheme.lower()}://{rest[:cut].lower()}{rest[cut:]}"


def decoded(text: str, notes: list[str]) -> str:
    """Harmless entities of web pages become the letters they stand for; markup stays as it is."""
    if "&" not in text or not _ENTITY.search(text):
        return text
    plain = html.unescape(text)
    if plain == text or plain.count("<") != text.count("<"):
        return text
    notes.append(_("“%(before)s” was read as “%(after)s”.") % _pair(text, plain))
    return plain
