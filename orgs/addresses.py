"""Addresses of pages about one thing, of which a list needs dozens."""

import re
from functools import lru_cache
from urllib.parse import quote

from django.urls import get_script_prefix, get_urlconf, reverse
from django.utils.translation import get_language

_MARK = "mark"
_SAFE = "!$&'()*+,;=~:@"
"""What Django leaves as it is within a part of an address (RFC 3986), beside letters and digits."""

_PLAIN = re.compile("[0-9A-Za-z-]+").fullmatch
"""Most keys have nothing to be written otherwise."""


def page_of(name: str, key: str) -> str:
    """What `reverse(name, args=[key])` gives, for a page whose address has the key in one place.
    The rest of it is looked up once for each language.
    """
    if not key or "/" in key:  # fits into no address: Django says so
        return reverse(name, args=[key])
    before, after = _around(name, get_language(), get_script_prefix(), get_urlconf())
    return f"{before}{key if _PLAIN(key) else quote(key, safe=_SAFE)}{after}"


@lru_cache
def _around(name: str, *_where) -> tuple[str, str]:
    before, after = reverse(name, args=[_MARK]).rsplit(_MARK, 1)
    return before, after
