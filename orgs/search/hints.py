"""What to try besides what was asked: a country named in the words, and the same with less.

A hint is offered with exactly as many organisations as its address then shows.
"""

from collections.abc import Iterator

from orgs.search.places import Places
from orgs.text import words

_LEADING_TO_A_PLACE = {
    *("in", "at", "from", "of", "the"),
    *("en", "au", "aux", "a", "dans", "de", "du", "des", "la", "le", "les"),
    *("في", "من"),
}
"""Folded words that say nothing once the country after them is gone."""

_LONGEST_NAME = 8
"""Words, as they are typed, of a country's name."""

MOST_PARTS = 8
"""Words of a search up to which each is tried without."""


def parts(text: str) -> list[str]:
    """What was typed, in words and phrases as they were written."""
    found: list[str] = []
    for word in text.split():
        inside = found and found[-1].count('"') % 2
        found[-1:] = [f"{found[-1]} {word}"] if inside else [*found[-1:], word]
    return found


def countries_named(text: str, places: Places) -> Iterator[tuple[str, str]]:
    """(country, the text without its name), the longest name first; no query.

    A name counts when it is whole and neither quoted nor excluded.
    """
    typed = parts(text)
    folded = [[] if part[0] in '-"' else words(part) for part in typed]
    runs = [
        (start, stop)
        for start in range(len(typed))
        for stop in range(start + 1, min(start + _LONGEST_NAME, len(typed)) + 1)
        if all(folded[start:stop])
    ]
    for start, stop in sorted(runs, key=lambda run: run[0] - run[1]):
        name = " ".join(word for part in folded[start:stop] for word in part)
        for code in places.countries.get(name, ()):
            first = start
            while first and folded[first - 1] and set(folded[first - 1]) <= _LEADING_TO_A_PLACE:
                first -= 1
            yield code, " ".join([*typed[:first], *typed[stop:]])


def without_each(text: str) -> list[tuple[str, str]]:
    """(a word or phrase, the text without it) for each of several; none of very many."""
    typed = list(dict.fromkeys(parts(text)))
    if not 1 < len(typed) <= MOST_PARTS:
        return []
    return [(part, " ".join(one for one in typed if one != part)) for part in typed]
