"""The list of organisations: what a set of parameters selects.

Pages, files and feeds all ask `OrganisationListing`, so that they agree in filters, order and
number. Every state of a list is its address.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import chain

from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from pyroaring import BitMap

from orgs.listing import PER_PAGE, Chip, Listing, Page, SortOption
from orgs.models import OrganisationName
from orgs.parameters import AS_OF, CHOSEN, FILTERS, NOT, PICKED, RANGES, SORTS, OrganisationFilters
from orgs.search import facets as faceting
from orgs.search.current import current
from orgs.search.facets import Facet, Option
from orgs.search.matches import Search, Tier, corrected
from orgs.search.places import Places, Values
from orgs.search.state import State
from orgs.search.terms import parse
from orgs.search.version import Version
from orgs.visibility import Shown, keys_by_public_id, show_listed

__all__ = ["Chip", "Facet", "Hit", "Option", "OrganisationListing", "Page", "SortOption"]


@dataclass(frozen=True)
class Hit:
    """An organisation of a page, the other name it was found by (None: by its own, or not by
    name), and how well it was found (None without a search, or in another order).
    """

    organisation: Shown
    matched_name: OrganisationName | None
    tier: Tier | None


class OrganisationListing(Listing):
    """The organisations that a set of parameters selects, with all a page says about them.

    Check `errors` first: with any, there is nothing else to ask. Everything is read when asked
    for and then kept. A list has what a visitor may find; drafts are found in the editors' panel.
    """

    filters_of, narrowing, orders = OrganisationFilters, FILTERS, SORTS

    def __init__(
        self,
        params: Mapping | None = None,
        *,
        language: str | None = None,
        per_page: int = PER_PAGE,
        version: Version | None = None,
    ):
        """`version` is that of the search, where the request has asked for it already."""
        super().__init__(params, language, per_page)
        self._asked = version
        with self._in_language():
            self._check(faceting.choices(self._now))
            self.choices = faceting.choices(self._state)
        self.selected = self.filters.values(excluded=False)
        self.excluded = self.filters.values(excluded=True)
        self.ranges = self.filters.ranges()

    # What is asked

    @property
    def as_of(self) -> str:
        """The day, month or year whose ratings count; empty for those in force."""
        return self._checked.get(AS_OF) or ""

    @property
    def chosen(self) -> list[str]:
        """Permanent ids of a list of one's own; empty when it is not one."""
        return self._checked.get(CHOSEN) or []

    @property
    def picked(self) -> list[str]:
        """Permanent ids picked so far; they narrow nothing."""
        return self._checked.get(PICKED) or []

    @cached_property
    def _search(self) -> tuple[Search | None, bool]:
        """The search, and whether its spelling is ours: the nearest one that finds something
        is taken when what was typed finds nothing at all, unless it is asked for `exact`.
        """
        if not self.q:
            return None, False
        search = Search(parse(self.q), self._state)
        if self._checked.get("exact") or search.found:
            return search, False
        better = corrected(search.query, self._state)
        return better or search, better is not None

    @property
    def correction(self) -> str | None:
        """What was searched for instead of what was typed; None when that is the same."""
        search, is_ours = self._search
        return search.query.text if is_ours else None

    @property
    def searched(self) -> str:
        """What was searched for, our spelling of it or the visitor's; empty without a search."""
        search, _is_ours = self._search
        return search.query.text if search else ""

    # What is found

    @cached_property
    def _now(self) -> State:
        """What is true as this listing is first asked; it answers from it to the end."""
        return current(self._asked)

    @cached_property
    def _state(self) -> State:
        return self._now.as_of(self.as_of) if self.as_of else self._now

    @cached_property
    def _found(self) -> BitMap:
        """What the search finds, with every filter left out."""
        search, _is_ours = self._search
        return search.found if search else self._state.everything

    @cached_property
    def chosen_keys(self) -> BitMap:
        """Of the chosen those there are, through merges; one query, four and more after a merge."""
        return BitMap(keys_by_public_id(self.chosen).values())

    def _narrowed(self, found: BitMap, without: str | None) -> BitMap:
        """Those that every filter lets through; `without` leaves one parameter out."""
        state = self._now if without == AS_OF else self._state
        if self.chosen and without != CHOSEN:
            found = found & self.chosen_keys
        for name in faceting.LABELS:
            if name != without and self.selected[name]:
                found = found & state.having(name, self.selected[name])
            if name != without and self.excluded[name]:
                found = found - state.having(name, self.excluded[name])
        limits = {name: value for name, value in self.ranges.items() if name != without}
        if "verified_since" in limits:
            found = found & state.verified_since(limits["verified_since"])
        if "founded_from" in limits or "founded_to" in limits:
            years = limits.get("founded_from", ""), limits.get("founded_to", "9999")
            found = found & state.founded(*years)
        return found

    def selection(self, without: str | None = None) -> BitMap:
        """The organisations selected; `without` leaves one parameter's filter out."""
        return self._narrowed(self._found, without)

    @cached_property
    def _selected(self) -> BitMap:
        return self.selection()

    @cached_property
    def count(self) -> int:
        return len(self._selected)

    def count_of(self, text: str, country: str | None = None) -> int:
        """How many another search would find under the same filters, or with one country in
        place of those filtered by. The queries of a `Search`, none without words.
        """
        found = Search(parse(text), self._state).found if text else self._state.everything
        if country:
            found = found & self._state.having("country", [country])
        return len(self._narrowed(found, "country" if country else None))

    @property
    def places(self) -> Places:
        return self._state.places

    def _tiers(self, sort: str) -> list[BitMap]:
        """What is selected, in the sets that come one after the other in an order."""
        search, _is_ours = self._search
        if search is None or sort != "relevance":
            return [self._selected]
        return [members & self._selected for members in search.tiers.values()]

    def organisation_ids(self) -> Iterator[int]:
        """The keys of everything selected, in the order of the pages; for files. Queries as it
        goes, one for about two thousand, and none in the order of relevance.
        """
        return chain.from_iterable(
            self._state.all(one, self.sort) for one in self._tiers(self.sort)
        )

    def _ids(self, sort: str, start: int, stop: int) -> list[int]:
        found: list[int] = []
        for members in self._tiers(sort):
            if stop > 0:
                found += self._state.page(members, sort, start, stop)
            start, stop = max(start - len(members), 0), stop - len(members)
        return found

    def page(self, number: int = 1) -> Page:
        """One page with its organisations; eight queries at most, however many there are."""
        if not 1 <= number <= self.pages:
            return Page(number, self.pages, [])
        start = (number - 1) * self.per_page
        (hits,) = self._hits(self._ids(self.sort, start, start + self.per_page))
        return Page(number, self.pages, hits)

    def first_in(self, **orders: int) -> list[list[Hit]]:
        """The first few in each of several orders, given how many; five queries, and three at
        most for an order.
        """
        return self._hits(*(self._ids(sort, 0, number) for sort, number in orders.items()))

    def _hits(self, *pages: list[int]) -> list[list[Hit]]:
        records = self.places.records
        shown = show_listed(set().union(*pages), records.countries, records.areas)
        return [
            [
                Hit(shown[pk], self._matched_name(shown[pk]), self._tier(pk))
                for pk in ids
                if pk in shown
            ]
            for ids in pages
        ]

    def _tier(self, pk: int) -> Tier | None:
        search, _is_ours = self._search
        return search.tier(pk) if search and self.sort == "relevance" else None

    def _matched_name(self, shown: Shown) -> OrganisationName | None:
        search, _is_ours = self._search
        return search.better_name(shown.name, shown.names) if search else None

    def value_counts(self, facet: str) -> dict[str, int]:
        """How many of the organisations have each value of one facet."""
        return faceting.count_facet(self._state, facet, self._selected)

    def counts_of_all(self, facet: str) -> dict[str, int]:
        """How many have each value of one facet among all there are, whatever is asked for."""
        return faceting.count_facet(self._state, facet, self._state.everything)

    def cross_counts(
        self, down: str, rows: Iterable[str], across: str, columns: Iterable[str]
    ) -> dict[tuple[str, str], int]:
        """How many of the organisations have both a value of one facet and one of another, with
        the totals of `orgs.search.facets.crossed`; no query.
        """

        def members(facet: str, values: Iterable[str]) -> Values:
            return {value: self._state.having(facet, [value]) for value in values}

        return faceting.crossed(members(down, rows), members(across, columns), self._selected)

    # What a page offers

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with their counts, each without its own choices; no query."""
        counts = {
            name: self._counts(name, bool(self.selected[name] or self.excluded[name]))
            for name in faceting.LABELS
        }
        with self._in_language():
            return faceting.facets(counts, self.selected, self.excluded, self.choices)

    def _counts(self, facet: str, is_chosen: bool) -> dict[str, int]:
        selection = self.selection(without=facet) if is_chosen else self._selected
        return faceting.count_facet(self._state, facet, selection)

    def filter_label(self, name: str) -> str:
        """A filter in words: the heading of a facet, or a limit as it was set."""
        if name in RANGES:
            return RANGES[name] % {"value": self.ranges[name]}
        if name == CHOSEN:
            return _("A list of one’s own (%(count)s)") % {"count": len(self.chosen)}
        return str(faceting.LABELS[name])

    @property
    def chips(self) -> list[Chip]:
        """Every filter in force: what is chosen, what is left out, limits."""
        with self._in_language():
            values = [chip for name in faceting.LABELS for chip in self._chips_of(name)]
            limits = [
                Chip(self.filter_label(name), self._address(**{name: None}, page=None))
                for name in (*([CHOSEN] if self.chosen else []), *self.ranges)
            ]
            return values + limits

    def address_around(self, name: str) -> tuple[str, str]:
        """What stands before and after a value in the address of the list that leaves out what has
        it; for values that are not asked for.
        """
        place = f"{name}={NOT}"
        address = self._address(**{name: [*(self._checked.get(name) or []), NOT]}, page=None)
        before, after = f"{address}&".split(f"{place}&")
        return before + place, f"&{after}".removesuffix("&")

    @property
    def original_query_url(self) -> str:
        """The same list, searched exactly as it was typed."""
        return self._address(exact="1", page=None)
