"""What a set of parameters selects of the library. Page, files, feed and API all ask this, so that
they agree in filters, order and number.
"""

from array import array
from collections import Counter
from collections.abc import Iterator, Mapping
from hashlib import sha256
from typing import NamedTuple

from django.utils.functional import cached_property

from orgs.choices import FocusScheme
from orgs.library import counts
from orgs.library.parameters import (
    GOAL,
    LABELS,
    OBJECTIVE,
    ORGANISATION,
    SORTS,
    LibraryFilters,
    values,
)
from orgs.listing import PER_PAGE, Chip, Listing, Page
from orgs.search import facets as faceting
from orgs.search.current import current
from orgs.search.facets import Choice, Facet, Option
from orgs.search.terms import parse
from orgs.text import fold
from orgs.visibility import (
    ShownItem,
    item_batches,
    keys_by_public_id,
    names_of,
    resources,
    show_items,
)

MOST_OPTIONS = 50
"""Values of a filter that a page offers: the most frequent, and those chosen."""

MOST_KEYS = 10_000
"""Items found that are named one by one in a query; SQLite takes 32,766 values in one."""

_AT_ONCE = 2000

_OWN_ORDER = {"kind", "focus", "objective", "goal"}
"""Filters whose values stand as they are listed everywhere."""


class Selected(NamedTuple):
    """What a list selects: the keys, eight bytes each, and a hash of them and of when each item was
    changed.
    """

    keys: array
    version: str


class LibraryListing(Listing):
    """The items that a set of parameters selects, with all a page says about them.

    Check `errors` first: with any, there is nothing else to ask. Everything is read when asked
    for and then kept. A list has what a visitor may find, and an organisation that a visitor may
    not find is as good as none: it narrows a list to nothing.
    """

    filters_of, narrowing, orders = LibraryFilters, tuple(LABELS), SORTS

    def __init__(
        self,
        params: Mapping | None = None,
        *,
        language: str | None = None,
        per_page: int = PER_PAGE,
    ):
        """One query, for what the directory knows of places and areas."""
        super().__init__(params, language, per_page)
        now = current()
        self._places = now.places
        with self._in_language():
            self._values = values(faceting.choices(now))
        self._check(self._values)

    # What is asked

    def _asked(self, name: str) -> list[str]:
        return self._checked.get(name) or []

    @cached_property
    def _keys(self) -> dict[str, int]:
        """Of the organisations asked for those there are, through merges; the queries of
        `keys_by_public_id`, none without.
        """
        asked = self._asked(ORGANISATION)
        return keys_by_public_id(asked) if asked else {}

    def _areas(self, slugs: list[str]) -> list[int]:
        """The keys of areas with all their parts."""
        wanted = set(slugs)
        return [int(pk) for pk, above in self._places.areas.items() if wanted & above]

    # What is found

    @cached_property
    def _found(self):
        """What the search finds, with every filter left out; one query where words are searched.

        The texts are read once and not again for every filter: fifty words to be left out take
        seconds. Of more than `MOST_KEYS` items each query reads them itself.
        """
        if not self.q:
            return resources()
        found = resources().matching(parse(self.q))
        keys = list(found.order_by().values_list("pk", flat=True)[: MOST_KEYS + 1])
        return found if len(keys) > MOST_KEYS else resources().filter(pk__in=keys)

    def _selection(self, without: str | None = None):
        """The items that every filter lets through; `without` leaves one out. No query yet."""
        items = self._found
        for name in self.filters_in_force:
            if name != without:
                items = self._narrowed(items, name)
        return items

    def _narrowed(self, items, name: str):
        asked = self._asked(name)
        if name in ("focus", "objective", "goal"):
            return items.on_any(self._areas(asked))
        if name == ORGANISATION:
            return items.about_any(self._keys.values())
        narrowed = {
            "kind": items.of_kinds,
            "country": items.in_countries,
            "publisher": items.by_publishers,
            "language": items.in_languages,
            "year": items.of_years,
        }
        return narrowed[name](asked)

    @cached_property
    def count(self) -> int:
        """One query."""
        return self._selection().count()

    def _ordered(self):
        items = self._selection()
        orders = {
            "newest": items.newest_first,
            "updated": items.lately_updated_first,
            "title": items.by_title,
        }
        return orders[self.sort]()

    def page(self, number: int = 1) -> Page:
        """One page with its items; six queries, however many there are."""
        if not 1 <= number <= self.pages:
            return Page(number, self.pages, [])
        start = (number - 1) * self.per_page
        return Page(number, self.pages, show_items(self._ordered()[start : start + self.per_page]))

    @cached_property
    def selected(self) -> Selected:
        """Everything selected, in the order of the pages; one query. What a file of it shows is
        told by this and by the version of the search, which organisations change.
        """
        keys, seen = array("q"), sha256()
        rows = self._ordered().values_list("pk", "updated_at")
        for key, changed in rows.iterator(chunk_size=_AT_ONCE):
            keys.append(key)
            seen.update(f"{key} {changed.isoformat()}\n".encode())
        return Selected(keys, seen.hexdigest())

    def batches(self) -> Iterator[list[ShownItem]]:
        """Everything selected, for files, as `item_batches` reads it: five queries a batch."""
        return item_batches(self.selected.keys)

    def after(self, key: int, most: int) -> list[ShownItem]:
        """The first so many after a key, as they were entered; five queries."""
        return show_items(self._selection().filter(pk__gt=key).order_by("pk")[:most])

    # What a page offers

    @cached_property
    def choices(self) -> dict[str, Mapping[str, Choice]]:
        """The values of each filter, organisations by what was asked for; one query with any."""
        shown = names_of(self._keys.values())
        names = {
            asked: Choice(asked, shown[pk].name, lang=shown[pk].name_language)
            for asked, pk in self._keys.items()
            if pk in shown
        }
        asked = {one: names.get(one) or Choice(one, one) for one in self._asked(ORGANISATION)}
        return {**self._values, ORGANISATION: asked}

    @property
    def chips(self) -> list[Chip]:
        """Every value in force."""
        with self._in_language():
            return [chip for name in LABELS for chip in self._chips_of(name)]

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with their counts, each without its own choices; fourteen queries."""
        with self._in_language():
            return [facet for name in LABELS for facet in self._facets_of(name)]

    def _facets_of(self, name: str) -> list[Facet]:
        items = self._selection(without=name)
        options = self._organisations(items) if name == ORGANISATION else self._options(name, items)
        groups: dict[str, list[Option]] = {}
        for option in options:
            groups.setdefault(option.choice.group, []).append(option)
        return [
            Facet(name, FocusScheme(group).label if group else LABELS[name], found, excludes=False)
            for group, found in groups.items()
        ]

    def _options(self, name: str, items) -> list[Option]:
        asked = self._asked(name)
        numbers = self._numbers(name, items)
        known = self._values[name]
        kept = dict.fromkeys([*asked, *_most_frequent(numbers, known)])
        options = [Option(known[one], numbers[one], one in asked) for one in kept if one in known]
        if name in _OWN_ORDER:
            place = {value: number for number, value in enumerate(known)}
            return sorted(options, key=lambda option: place[option.value])
        if name == "year":
            return sorted(options, key=lambda option: option.value, reverse=True)
        return _by_number(options)

    def _numbers(self, name: str, items) -> Counter:
        if name in ("focus", "objective", "goal"):
            scheme = {"objective": OBJECTIVE, "goal": GOAL}.get(name)
            by_key = counts.of_scheme(items, scheme) if scheme else counts.of_trees(items)
            areas = self._places.records.areas
            return Counter({areas[pk].slug: n for pk, n in by_key.items() if pk in areas})
        if name == "country":
            return counts.of_countries(items)
        if name == "language":
            return counts.of_languages(items)
        return counts.of_years(items) if name == "year" else counts.of_column(items, name)

    def _organisations(self, items) -> list[Option]:
        """Three queries."""
        numbers, chosen = counts.of_organisations(items), set(self._keys.values())
        frequent = sorted(numbers, key=lambda pk: (-numbers[pk], pk))[:MOST_OPTIONS]
        shown = names_of([*chosen, *frequent])
        options = [
            Option(
                Choice(one.public_id, one.name, lang=one.name_language), numbers[pk], pk in chosen
            )
            for pk, one in shown.items()
        ]
        lost = [one for one in self._asked(ORGANISATION) if self._keys.get(one) not in shown]
        options += [Option(self.choices[ORGANISATION][one], 0, selected=True) for one in lost]
        return _by_number(options)


def _most_frequent(numbers: Counter, known: Mapping[str, Choice]) -> list[str]:
    """Of equals the one further up in a tree first, so that no part stands without its whole."""

    def place(value: str) -> tuple:
        return -numbers[value], known[value].depth, value

    return sorted((one for one in numbers if one in known), key=place)[:MOST_OPTIONS]


def _by_number(options: list[Option]) -> list[Option]:
    return sorted(options, key=lambda one: (-one.count, fold(one.label), one.value))
