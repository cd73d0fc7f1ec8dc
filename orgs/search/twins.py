"""Public organisations that one with this name or website may be."""

import re
from collections.abc import Iterable

from orgs.models import Organisation
from orgs.search.current import current
from orgs.search.matches import Search, Tier
from orgs.search.terms import LONGEST, parse
from orgs.visibility import organisations

MOST = 5

_SIGNS = re.compile(r'"|(?:^|\s)-+|\s+')
"""What would make a search of a name: quotation marks, and a minus sign before a word."""


def twin_ids(name: str, websites: Iterable[str] = ()) -> list[int]:
    """The likeliest first: called exactly or nearly so, or with this website."""
    state, found = current(), []
    for text in (name, *websites):
        typed = _SIGNS.sub(" ", text).strip()[:LONGEST]
        if typed:
            found += Search(parse(typed), state).first(MOST, worst=Tier.NAMES)
    return list(dict.fromkeys(found))[:MOST]


def twins(name: str, websites: Iterable[str] = ()) -> list[Organisation]:
    """Asked of the gate again: nothing is named that it does not let through now."""
    ids = twin_ids(name, websites)
    there = organisations().in_bulk(ids)
    return [there[pk] for pk in ids if pk in there]
