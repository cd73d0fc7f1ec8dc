"""What somebody who is still typing may mean: organisations, countries, focus areas.

Everything is asked of bitmaps and slices, so that a letter that begins half the names costs no
more than a word.
"""

from dataclasses import dataclass

from orgs.search.labels import label_needle
from orgs.search.matches import Search, Tier
from orgs.search.state import State
from orgs.search.terms import Query, Term
from orgs.text import words

MOST = 10
MOST_PLACES = 2
"""Countries, and focus areas, of a suggestion; organisations take the room that is left."""


@dataclass(frozen=True)
class Suggestions:
    """Ids of organisations, codes of countries, slugs of areas; the likeliest first."""

    organisations: list[int]
    countries: list[str]
    areas: list[str]


def suggestions(search: Search) -> Suggestions:
    """Organisations by their names only, in the tiers of a list; a tier is looked at when those
    before it leave room. At most three queries and those of `Texts.find` for each word.
    """
    countries, areas = (_called(search.query, search.state, one) for one in ("country", "focus"))
    room = MOST - len(countries) - len(areas)
    return Suggestions(search.first(room, worst=Tier.NAMES), countries, areas)


def _called(query: Query, state: State, facet: str) -> list[str]:
    """The places that are called so in any language: those whose name begins with what was
    typed before those with another word that does, the one with most organisations first.
    """
    typed = words(query.text)
    needle = label_needle(Term(tuple(typed), prefix=True)) if typed else ""
    if not needle or query.excluded:
        return []
    found = [
        (f"|{needle}" not in f"|{label.words}", -len(state.labelled(label)), label.value)
        for label in state.places.labels
        if label.facet == facet and needle in label.words
    ]
    return [value for *_rank, value in sorted(found)[:MOST_PLACES]]
