"""What a search finds, in tiers: sets of organisations, each in the static order.

1. A name, identifier, web address or permanent id equals what was typed; spaces, dots and hyphens
   aside. When none does, another reading of what was typed may: X of "formerly X".
2. A name begins with it.
3. All its words are in names.
4. All its words are anywhere: in names, texts, the city, the names of countries and areas.

Tiers need no score for every text that matches, and a known organisation comes first.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import IntEnum

from django.utils.functional import cached_property
from pyroaring import BitMap

from orgs.models import OrganisationName, SearchKey
from orgs.search.labels import label_needle
from orgs.search.nearest import nearest
from orgs.search.position import ID_MASK
from orgs.search.state import State
from orgs.search.terms import Query, Term, parse, search_key
from orgs.search.vocabulary import respellings
from orgs.text import words
from orgs.visibility.prepared import prepared


class Tier(IntEnum):
    """How well an organisation was found."""

    EXACT = 1
    BEGINS = 2
    NAMES = 3
    ANYWHERE = 4


@dataclass(frozen=True)
class Search:
    """A query put to a state. Costs one query for exact names, two at most for their beginnings,
    and what `Texts.find` does for each word; all when first asked for, and once.
    """

    query: Query
    state: State

    @cached_property
    def tiers(self) -> dict[Tier, BitMap]:
        """Who is found, by how well; each organisation in its best tier only."""
        query = self.query
        found = dict.fromkeys(Tier, BitMap())
        if query.finds_nothing or not (query.key or query.required):
            return found if query.finds_nothing else {**found, Tier.ANYWHERE: self._left()}
        left = self._left()
        for tier, members in self._candidates():
            found[tier] = members & left
            left = left - members
        return found

    @cached_property
    def found(self) -> BitMap:
        return BitMap.union(BitMap(), *self.tiers.values())

    def tier(self, pk: int) -> Tier | None:
        return next((tier for tier, members in self.tiers.items() if pk in members), None)

    def first(self, most: int, *, worst: Tier) -> list[int]:
        """The first few in the order of a list, none found less well than `worst`. A tier is
        asked for only when those before it are not enough.
        """
        found: list[int] = []
        left = self._left()
        for tier, candidates in self._candidates():
            members = candidates & left
            found += self.state.page(members, "relevance", 0, most - len(found))
            if tier == worst or len(found) == most:
                break
            left = left - members
        return found

    def better_name(self, main: str, others: Iterable[OrganisationName]) -> OrganisationName | None:
        """Of an organisation's other names the one that answers the search better than its main
        one does.
        """
        if not self.query.required:
            return None
        best = min(others, key=lambda name: self._distance(name.text), default=None)
        better = best and self._distance(best.text) < self._distance(main)
        return best if better else None

    def _distance(self, name: str) -> int:
        """0 when a name is what was searched, 1 when it begins so, 2 when it has all the words, 3
        when it does not.
        """
        query, key = self.query, search_key(name)
        if key in (query.key, *query.other_keys):
            return 0
        if query.key and key.startswith(query.key):
            return 1
        text = f" {' '.join(words(name))} "
        return 2 if all(term.needle in text for term in query.required) else 3

    def _left(self) -> BitMap:
        """Everything but what is excluded."""
        left = self.state.everything
        for term in self.query.excluded:
            left = left - self._anywhere(term)
        return left

    def _candidates(self) -> Iterator[tuple[Tier, BitMap]]:
        query, texts = self.query, self.state.texts
        yield Tier.EXACT, self._exactly()
        if query.key and query.open_ended:
            yield Tier.BEGINS, self.state.beginning(query.key)
        if query.required:
            in_names = [texts.find(term, names_only=True) for term in query.required]
            yield Tier.NAMES, _in_all(in_names)
            yield Tier.ANYWHERE, _in_all(map(self._anywhere, query.required))

    def _exactly(self) -> BitMap:
        keys = (self.query.key, *self.query.other_keys)
        found: dict[str, BitMap] = defaultdict(BitMap)
        for key, place in _equal(keys):
            found[key].add(place & ID_MASK)
        return next((found[key] for key in keys if key in found), BitMap())

    def _anywhere(self, term: Term) -> BitMap:
        """In any text, or in a country or focus area that is called so."""
        found = self.state.texts.find(term)
        needle = label_needle(term)
        labels = [label for label in self.state.places.labels if needle and needle in label.words]
        there = [self.state.labelled(label) for label in labels]
        return BitMap.union(found, *there)


@prepared
def _equal(keys):
    return SearchKey.objects.filter(key__in=keys).values_list("key", "position")


def _in_all(parts) -> BitMap:
    return BitMap.intersection(*parts)


def corrected(query: Query, state: State) -> Search | None:
    """The nearest spelling that finds something; None when there is none."""
    for text in respellings(query.text, query.required):
        search = Search(parse(text), state)
        if text != query.text and search.found:
            return search
    text = nearest(query, state)
    search = text and Search(parse(text), state)
    return search if search and search.found else None
