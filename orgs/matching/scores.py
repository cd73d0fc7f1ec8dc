"""How likely two records are the same organisation, and why. No database.

What two records share counts together: each reason leaves some doubt, and the doubts multiply. A
country they share makes it likelier; two different ones, or two numbers of one register, less
likely. No name alone makes anything certain.
"""

import re
from collections.abc import Iterator

from django.db import models
from django.utils.translation import gettext_lazy as _
from rapidfuzz import fuzz

from orgs.matching.keys import Key
from orgs.matching.latin import skeleton

CERTAIN = 0.95
"""Hardly ever two: the same identifier, or the same name, website and country."""

LIKELY = 0.75
"""Worth stopping somebody who adds a record: the same name, or a similar one and the website."""

POSSIBLE = 0.5
"""Worth showing to an editor; below, nothing is said."""


class Reason(models.TextChoices):
    """What two records share; the order is that of their weight."""

    IDENTIFIER = "identifier", _("same identifier")
    NAME = "name", _("same name")
    FORMER_NAME = "former_name", _("a former name")
    SIMILAR_NAME = "similar_name", _("similar name")
    WEBSITE = "website", _("same website")
    ACRONYM = "acronym", _("same acronym")


_WEIGHTS = {
    Reason.IDENTIFIER: 0.99,
    Reason.NAME: 0.85,
    Reason.FORMER_NAME: 0.75,
    Reason.WEBSITE: 0.55,
    Reason.ACRONYM: 0.35,
}
_OTHER_PAGE = 0.35
"""One host, but each its own page there: members of one network often share a site."""

_SAME_COUNTRY = 0.3
_OTHER_COUNTRY = 0.65
_OTHER_NUMBER = 0.6
"""Both in one register under two numbers: two charities of one name rather than one twice."""

_OTHER_NUMBER_SAME_SITE = 0.85
"""As before, with one website: registers hold organisations twice themselves."""

_SIMILAR = 86
"""Of 100, from which on rapidfuzz's comparison of two names counts."""

_LEAST, _MOST = 0.5, 0.8
"""What names weigh that are as similar as that, and those that are next to the same."""

_DIGITS = re.compile(r"\d+")


def compare(one: Key, other: Key) -> tuple[float, list[Reason]]:
    """A score between 0 and 1, rounded to thousandths, and the reasons, the weightiest first."""
    found = dict(_shared(one, other))
    if not found:
        return 0.0, []
    doubt = 1.0
    for weight in found.values():
        doubt *= 1 - weight
    if one.places & other.places:
        doubt *= 1 - _SAME_COUNTRY
    score = 1 - doubt
    if Reason.IDENTIFIER not in found:
        if one.places and other.places and not one.places & other.places:
            score *= _OTHER_COUNTRY
        if _has_another_number(one, other):
            score *= _OTHER_NUMBER_SAME_SITE if Reason.WEBSITE in found else _OTHER_NUMBER
    return round(score, 3), [reason for reason in Reason if reason in found]


def _shared(one: Key, other: Key) -> Iterator[tuple[Reason, float]]:
    if one.numbers & other.numbers:
        yield Reason.IDENTIFIER, _WEIGHTS[Reason.IDENTIFIER]
    if sites := one.sites.keys() & other.sites.keys():
        pages = [{one.sites[site], other.sites[site]} - {""} for site in sites]
        own = any(len(paths) < 2 for paths in pages)
        yield Reason.WEBSITE, _WEIGHTS[Reason.WEBSITE] if own else _OTHER_PAGE
    if name := _names(one, other):
        yield name
    elif one.short_names & (other.short_names | other.initials) or one.initials & other.short_names:
        yield Reason.ACRONYM, _WEIGHTS[Reason.ACRONYM]


def _names(one: Key, other: Key) -> tuple[Reason, float] | None:
    """The closest two of their names. Spaces do not matter; what numbers they have does."""
    shared = one.whole_names.keys() & other.whole_names.keys()
    if shared:
        former = all(one.whole_names[name] or other.whole_names[name] for name in shared)
        reason = Reason.FORMER_NAME if former else Reason.NAME
        return reason, _WEIGHTS[reason]
    best = max((_likeness(a, b) for a in one.spellings for b in other.spellings), default=0)
    if best < _SIMILAR:
        return None
    return Reason.SIMILAR_NAME, _LEAST + (_MOST - _LEAST) * (best - _SIMILAR) / (100 - _SIMILAR)


def _likeness(a: str, b: str) -> float:
    """0 to 100: letter by letter, words in any order; of names without vowels nearly as much."""
    if sorted(_DIGITS.findall(a)) != sorted(_DIGITS.findall(b)):
        return 0
    best = fuzz.token_sort_ratio(a, b, score_cutoff=_SIMILAR)
    if best < _SIMILAR and " " in a and " " in b:
        bones = [" ".join(map(skeleton, text.split())) for text in (a, b)]
        best = 0.95 * fuzz.token_sort_ratio(*bones, score_cutoff=_SIMILAR)
    return best


def _has_another_number(one: Key, other: Key) -> bool:
    registers = {scheme for scheme, _value in one.numbers}
    return any(scheme in registers for scheme, _value in other.numbers)
