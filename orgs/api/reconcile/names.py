"""How like two names are. No database.

Letters are compared as the search folds them, in Latin script where `orgs.matching` can write it
so, and without legal forms and small words.
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

from rapidfuzz import fuzz

from orgs.choices import NameKind
from orgs.matching.latin import skeleton, telling_words
from orgs.text import is_unsegmented, squash

_EQUAL, _ALIKE = 100, 97
"""The same letters; the same but for legal forms, small words and the script."""

_ACRONYM = 90
_FORMER = 0.92
_SLIP = 0.95
"""What a name that is not quite the same is worth of how like it is."""

_LIKE = 80
"""Of 100, from which on rapidfuzz finds two names alike."""

_PART, _PART_OF_ALL = 50, 30
"""All words of one in the other: so much, and the rest by how many of its words they are."""

_UNLIKE = 0.5
_OTHER_NUMBERS = 50
"""The most that names with different numbers are worth: Local Group 12 is not Local Group 13."""

_BARE, _ASIDE = 0.99, 0.9
"""A name without what stands in brackets after it; that, or one side of a dash, by itself."""

_TELLING_WORDS, _TELLING_LETTERS, _TELLING_SIGNS = 2, 8, 4
"""Words, letters, or signs of a script without spaces, of a name that few can share."""

_BRACKETS = re.compile(r"(.*\S)\s*[(\[]([^()\[\]]*[^\W_][^()\[\]]*)[)\]]")
_DASH = re.compile(r"\s+[-–—/|]\s+")
_DIGITS = re.compile(r"\d+")


@dataclass(frozen=True)
class Spelling:
    """A name taken apart; `kind` is one of `NameKind`, empty for the main name."""

    text: str
    kind: str = ""

    @cached_property
    def squashed(self) -> str:
        return squash(self.text)

    @cached_property
    def words(self) -> list[str]:
        return telling_words(self.text)

    @cached_property
    def spaced(self) -> str:
        return " ".join(self.words)

    @cached_property
    def whole(self) -> str:
        return "".join(self.words)

    @cached_property
    def bones(self) -> str:
        return " ".join(map(skeleton, self.words))

    @cached_property
    def numbers(self) -> list[str]:
        return sorted(_DIGITS.findall(self.spaced))

    @property
    def is_telling(self) -> bool:
        """Whether hardly two would be called so: not Hope, not MSF."""
        if is_unsegmented(self.squashed):
            return len(self.squashed) >= _TELLING_SIGNS
        return len(self.words) >= _TELLING_WORDS or len(self.squashed) >= _TELLING_LETTERS


class Likeness(NamedTuple):
    """0 to 100; `is_exact` when hardly another organisation can be meant by the name."""

    score: float = 0.0
    is_exact: bool = False
    is_former: bool = False
    is_acronym: bool = False


def ways(text: str) -> list[tuple[float, Spelling]]:
    """What may be the name in a cell, and what of its worth is left: *Harbour Aid (HA)*,
    *HA - Harbour Aid*.
    """
    return [(share, Spelling(part)) for part, share in dict(_ways(text)).items()]


def _ways(text: str) -> Iterator[tuple[str, float]]:
    parts = _DASH.split(text)
    if 1 < len(parts) <= 3:
        yield from ((part, _ASIDE) for part in parts)
    if found := _BRACKETS.fullmatch(text):
        yield found[2].strip(), _ASIDE
        yield found[1], _BARE
    yield text, 1.0


def likeness(asked: Sequence[tuple[float, Spelling]], names: Sequence[Spelling]) -> Likeness:
    """The best that any way to read what was asked is worth, over all names of a record."""
    found = Likeness()
    for share, one in asked:
        for name in names:
            worth = share * _worth(one, name)
            if worth > found.score:
                equal = one.whole == name.whole and share >= _BARE
                current = name.kind not in (NameKind.FORMER, NameKind.ACRONYM)
                found = Likeness(
                    worth,
                    equal and current and one.is_telling,
                    name.kind == NameKind.FORMER,
                    name.kind == NameKind.ACRONYM,
                )
    return found


def _worth(one: Spelling, name: Spelling) -> float:
    if name.kind == NameKind.ACRONYM:
        return _ACRONYM if one.squashed and one.squashed == name.squashed else 0
    return (_FORMER if name.kind == NameKind.FORMER else 1) * _alike(one, name)


def _alike(one: Spelling, name: Spelling) -> float:
    if not (one.whole and name.whole):
        return 0
    if one.squashed == name.squashed:
        return _EQUAL
    if one.whole == name.whole:
        return _ALIKE
    found = _SLIP * max(
        fuzz.token_sort_ratio(one.spaced, name.spaced, score_cutoff=_LIKE),
        _SLIP * fuzz.token_sort_ratio(one.bones, name.bones, score_cutoff=_LIKE),
    )
    found = max(found, _within(one, name))
    if not found:
        return _UNLIKE * fuzz.token_sort_ratio(one.spaced, name.spaced)
    return found if one.numbers == name.numbers else min(found, _OTHER_NUMBERS)


def _within(one: Spelling, name: Spelling) -> float:
    """Whether the words of one are all among those of the other."""
    fewer, more = sorted((set(one.words), set(name.words)), key=len)
    if not fewer <= more or not any(len(word) > 3 or is_unsegmented(word) for word in fewer):
        return 0
    return _PART + _PART_OF_ALL * len(fewer) / len(more)
