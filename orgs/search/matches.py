"""What a search finds, in tiers: sets of organisations, each in the static order.

1. A name, identifier or permanent id equals what was typed; spaces, dots and hyphens aside.
2. A name begins with it.
3. All its words are in names.
4. All its words are anywhere: in names, texts, the city, the names of countries and areas.

Tiers need no score for every text that matches, and a known organisation comes first.
"""

from enum import IntEnum

from django.db.models import Case, QuerySet, SmallIntegerField, Value, When

from orgs.models import SearchEntry, SearchKey, SearchText
from orgs.search.engine import engine
from orgs.search.labels import with_labels
from orgs.search.terms import Query, Wanted, parse
from orgs.search.vocabulary import respellings

_AFTER_ALL = "\U0010ffff"


class Tier(IntEnum):
    """How well an organisation was found."""

    EXACT = 1
    BEGINS = 2
    NAMES = 3
    ANYWHERE = 4


class Search:
    """A query made ready for the database; costs one query, for the names of places."""

    def __init__(self, query: Query):
        self.query = query
        terms = with_labels((*query.required, *query.excluded)) if query.text else ()
        self.required: tuple[Wanted, ...] = terms[: len(query.required)]
        self.excluded: tuple[Wanted, ...] = terms[len(query.required) :]

    def within(self, entries: QuerySet) -> QuerySet:
        """Those of the entries that are found."""
        if self.query.finds_nothing:
            return entries.none()
        if self.query.key or self.required:
            others = [self._names_beginning(), self._texts()]
            found = self._keys_exactly().union(*(one for one in others if one is not None))
            entries = entries.filter(position__in=found)
        for term in self.excluded:
            entries = entries.exclude(position__in=engine().matching([term]))
        return entries

    def ranked(self, entries: QuerySet) -> QuerySet:
        """Annotates `tier` and orders by it, then by the static order."""
        cases = [When(position__in=self._keys_exactly(), then=Value(Tier.EXACT))]
        if (begins := self._names_beginning()) is not None:
            cases.append(When(position__in=begins, then=Value(Tier.BEGINS)))
        if (names := self._texts(names_only=True)) is not None:
            cases.append(When(position__in=names, then=Value(Tier.NAMES)))
        tier = Case(*cases, default=Value(Tier.ANYWHERE), output_field=SmallIntegerField())
        return entries.annotate(tier=tier).order_by("tier", "position")

    def finds_any(self) -> bool:
        return self.within(SearchEntry.objects.all()).exists()

    def _keys_exactly(self):
        return SearchKey.objects.filter(key=self.query.key).values("position")

    def _names_beginning(self):
        key = self.query.key
        if not (key and self.query.open_ended):
            return None
        named = SearchKey.objects.filter(is_name=True, key__gte=key, key__lt=key + _AFTER_ALL)
        return named.values("position")

    def _texts(self, *, names_only: bool = False):
        if not self.required:
            return None
        matching = engine().matching(self.required, names_only=names_only)
        return SearchText.objects.filter(position__in=matching).values("position")


def corrected(query: Query) -> Search | None:
    """The nearest spelling that finds something; None when there is none."""
    for text in respellings(query.text, query.required):
        search = Search(parse(text))
        if text != query.text and search.finds_any():
            return search
    return None
