"""Finds a person in texts however they are written, and takes them out.

A name is found as its words beside each other, whatever case, accents and punctuation, also with
the family name first, of however many words that is; a number by its digits; an address as a
whole. Nothing here asks the database.
"""

import json
import re
import unicodedata
from dataclasses import dataclass
from functools import cached_property
from itertools import pairwise
from urllib.parse import quote

from orgs.models.erasure import SHORTEST_NUMBER, TELLING_DIGITS
from orgs.text import RUNS, digits, fold, is_unsegmented, words

ERASED = "[erased]"
"""Stands where a person was."""

_NUMBER = re.compile(r"[+(]{0,2}\d(?:[\s().\u2010-\u2013/\-]{0,3}\d){5,}")
_ESCAPED = re.compile(r"%[0-7][0-9A-Fa-f]")
_APART = re.compile(r"[\W_]{0,6}")
_SHORTEST_NAME = 3
"""Letters of a name of one word; a shorter one would be found everywhere."""


@dataclass(frozen=True)
class Person:
    """Whom to look for: every name, e-mail address and telephone number known of them."""

    names: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()

    @classmethod
    def known_as(cls, *texts: str) -> "Person":
        """Each text taken for what it looks like: an address, a number, else a name."""
        texts = [text.strip() for text in texts if text.strip()]
        emails = [text for text in texts if "@" in text]
        rest = [text for text in texts if "@" not in text]
        phones = [text for text in rest if not re.search(r"[^\W\d_]", text)]
        names = [text for text in rest if text not in phones]
        return cls(tuple(names), tuple(emails), tuple(phones))

    @cached_property
    def _orders(self) -> set[tuple[str, ...]]:
        """The folded words of each name, begun at any: which is the family's nobody knows."""
        found = set()
        for name in self.names:
            parts = tuple(fold(name[start:end]) for start, end in _places(name))
            if len("".join(parts)) >= _SHORTEST_NAME or any(map(is_unsegmented, parts)):
                found |= {parts[first:] + parts[:first] for first in range(len(parts))}
        return found

    @cached_property
    def _starts(self) -> frozenset[str]:
        return frozenset(order[0] for order in self._orders)

    @cached_property
    def _endings(self) -> dict[str, str]:
        """The digits each number is told by, and those before them."""
        numbers = sorted((digits(phone) for phone in self.phones), key=len)
        return {
            number[-TELLING_DIGITS:]: number[:-TELLING_DIGITS]
            for number in numbers
            if len(number) >= SHORTEST_NUMBER
        }

    @cached_property
    def _addresses(self) -> re.Pattern | None:
        """Also as they stand in a link, and never as a part of a longer one."""
        written = {form for email in self.emails for form in (email, quote(email, safe=""))}
        if not written:
            return None
        either = "|".join(re.escape(form) for form in sorted(written, key=len, reverse=True))
        before = r"(?:(?<![\w.+\-])|(?<=%[0-9A-Fa-f]{2}))"
        return re.compile(rf"{before}(?:{either})(?!\w|[.\-]\w)", re.IGNORECASE)

    @cached_property
    def _needles(self) -> tuple[str, ...]:
        """Folded words of which one stands in every folded text with a name or an address."""
        longest = {max(order, key=len) for order in self._orders}
        local = {fold(email).split("@")[0] for email in self.emails}
        return tuple(longest | {max(words(one) or [one], key=len) for one in local})

    def is_in(self, value) -> bool:
        """Whether a text, or what was read from JSON, mentions the person."""
        return self.taken_out(value) != value

    def taken_out(self, value):
        """The value with `ERASED` for the person, unchanged where there is no mention."""
        if isinstance(value, str):
            return self._out_of_text(value)
        if isinstance(value, list):
            return [self.taken_out(one) for one in value]
        if isinstance(value, dict):
            return {self.taken_out(name): self.taken_out(one) for name, one in value.items()}
        if isinstance(value, int) and not isinstance(value, bool):
            return ERASED if self._out_of_text(str(value)) != str(value) else value
        return value

    def _out_of_text(self, text: str) -> str:
        if (stored := _json(text)) is not None:
            try:
                return self._out_of_stored(text, stored)
            except RecursionError:
                pass  # brackets nested too deep: looked at as they are written
        return self._out_of_writing(text)

    def _out_of_stored(self, text: str, stored) -> str:
        """Value by value, then over the whole: a name may be spread over two of them."""
        cleaned = self.taken_out(stored)
        written = json.dumps(cleaned, ensure_ascii=False)
        whole = self._out_of_writing(written)
        if whole != written:
            return whole
        return text if cleaned == stored else json.dumps(cleaned)

    def _out_of_writing(self, text: str) -> str:
        pieces, done = [], 0
        for start, end in self.places_in(text) if self._may_be_in(text) else ():
            pieces += [text[done:start], ERASED]
            done = end
        return "".join([*pieces, text[done:]]) if pieces else text

    def _may_be_in(self, text: str) -> bool:
        """A quick look that misses nothing: most texts mention nobody."""
        folded = fold(text)
        if any(needle in folded for needle in self._needles):
            return True
        return bool(self._endings) and _NUMBER.search(text) is not None

    def places_in(self, text: str) -> list[tuple[int, int]]:
        """Where the person stands in a text, in order, without overlaps."""
        found = [*self._named(text), *self._numbered(text)]
        if self._addresses:
            found += [match.span() for match in self._addresses.finditer(text)]
        merged: list[tuple[int, int]] = []
        for start, end in sorted(found):
            if merged and start < merged[-1][1]:
                merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
            else:
                merged.append((start, end))
        return merged

    def _named(self, text: str):
        plain = _ESCAPED.sub("   ", text)
        places = _places(plain)
        folded = [fold(plain[start:end]) for start, end in places]
        for first, word in enumerate(folded):
            if word not in self._starts:
                continue
            for order in self._orders:
                last = first + len(order)
                if tuple(folded[first:last]) == order and _beside(plain, places[first:last]):
                    yield places[first][0], places[last - 1][1]

    def _numbered(self, text: str):
        """Also beside other numbers, which stay."""
        for match in _NUMBER.finditer(text) if self._endings else ():
            found = digits(match[0])
            places = [place for place, one in enumerate(match[0]) if one.isdecimal()]
            for ending, head in self._endings.items():
                for first in _all_of(ending, found):
                    last = places[first + len(ending) - 1] + 1
                    start = _start_of_number(match[0], places, first, head)
                    is_whole = len(ending) == TELLING_DIGITS or start == places[first]
                    if is_whole and not match[0][last : last + 1].isdecimal():
                        yield match.start() + _with_prefix(match[0], start), match.start() + last


def _all_of(part: str, whole: str):
    """Where a part stands, also where it overlaps itself."""
    place = whole.find(part)
    while place >= 0:
        yield place
        place = whole.find(part, place + 1)


def _start_of_number(text: str, places: list[int], first: int, head: str) -> int:
    """Where the number begins whose telling digits begin at digit `first`: as far back as it is
    the known one, and never within a group of digits.
    """
    found = digits(text)
    while head and first and found[first - 1] == head[-1]:
        first, head = first - 1, head[:-1]
    while first and places[first - 1] == places[first] - 1:
        first -= 1
    return places[first]


def _with_prefix(text: str, start: int) -> int:
    """With a country code or a zero before it; what is longer is another number."""
    before = text[:start]
    is_prefix = len(digits(before)) < SHORTEST_NUMBER and before.lstrip("(").startswith(("+", "0"))
    return 0 if is_prefix else len(before.rstrip("+("))


def _json(text: str):
    """What a text column holds as JSON, as the panel's log does: letters are escaped there."""
    if not text.startswith(("[", "{")):
        return None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _places(text: str) -> list[tuple[int, int]]:
    """Where the words stand, with accents written apart; in scripts without spaces each character
    is one.
    """
    places: list[tuple[int, int]] = []
    for match in RUNS.finditer(text):
        start, end = match.span()
        while end < len(text) and unicodedata.combining(text[end]):
            end += 1
        if is_unsegmented(match[0]):
            places += [(place, place + 1) for place in range(*match.span())]
        elif places and places[-1][1] == start and unicodedata.combining(text[start - 1]):
            places[-1] = (places[-1][0], end)
        else:
            places.append((start, end))
    return places


def _beside(text: str, places: list[tuple[int, int]]) -> bool:
    """Whether nothing but a little punctuation stands between the words."""
    return all(_APART.fullmatch(text[one[1] : other[0]]) for one, other in pairwise(places))
