"""What every list with a search and filters has: its parameters, its order and its pages, each of
which is an address. `orgs.filters` has that of organisations, `orgs.library` that of the library.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from orgs.parameters import ListFilters, cleaned, query_string

PER_PAGE = 25


@dataclass(frozen=True)
class Page:
    """One page of a list; a number beyond the last is an empty page."""

    number: int
    pages: int
    hits: list

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


@dataclass(frozen=True)
class Chip:
    """An active filter and the address of the list without it; `lang` when its label stands in
    another language than the page.
    """

    label: str
    url_query: str
    lang: str = ""


@dataclass(frozen=True)
class SortOption:
    """An order and the address of the list in it."""

    value: str
    label: str
    selected: bool
    url_query: str


class Listing:
    """What a set of parameters selects, as far as all lists have it in common. A list says which
    parameters it has (`filters_of`), which of them narrow it (`narrowing`) and its orders, the
    usual one first (`orders`); it knows its `count` and the `choices` of its facets.

    Check `errors` first: with any, there is nothing else to ask.
    """

    filters_of: type[ListFilters]
    narrowing: Iterable[str]
    orders: Mapping[str, str]
    count: int

    def __init__(self, params: Mapping | None, language: str | None, per_page: int):
        self.language = language
        self.per_page = per_page
        self.params = cleaned(params or {}, self.filters_of)

    def _check(self, choices: Mapping) -> None:
        """Reads the parameters, of whose facets these are the values there are."""
        with self._in_language():
            self.filters = self.filters_of(self.params, choices=choices)
            self.errors = self.filters.problems()
            self._checked = self.filters.form.cleaned_data

    @property
    def problems(self) -> list[str]:
        """What is wrong with the parameters, as sentences."""
        return [problem for found in self.errors.values() for problem in found]

    def _in_language(self):
        return override(self.language or get_language())

    @property
    def q(self) -> str:
        """What was typed, as far as it may be searched."""
        return self._checked.get("q") or ""

    @property
    def page_number(self) -> int:
        return self._checked.get("page") or 1

    @property
    def sort(self) -> str:
        return self._checked.get("sort") or self._usual_order

    @property
    def _usual_order(self) -> str:
        return next(iter(self.orders))

    @property
    def pages(self) -> int:
        """At least one, which may be empty."""
        return max(-(-self.count // self.per_page), 1)

    @property
    def filters_in_force(self) -> list[str]:
        """The parameters that narrow the list beside the search."""
        return [name for name in self.narrowing if self._checked.get(name)]

    # Addresses

    def query_string(self, **changes) -> str:
        """The parameters as they stand, with some changed (None removes one), without the
        question mark.
        """
        return query_string(self.params, **changes)

    def _address(self, **changes) -> str:
        return "?" + self.query_string(**changes)

    @property
    def clear_query(self) -> str:
        """The same search and order without any filter."""
        return self._address(**dict.fromkeys(self.narrowing), page=None)

    @property
    def sorts(self) -> list[SortOption]:
        with self._in_language():
            return [
                SortOption(value, str(label), value == self.sort, self._sorted_address(value))
                for value, label in self.orders.items()
            ]

    def _sorted_address(self, sort: str) -> str:
        return self._address(sort=None if sort == self._usual_order else sort, page=None)

    def _chips_of(self, name: str) -> list[Chip]:
        """One for each value asked for of a facet."""
        return [self._chip(name, value) for value in self._checked.get(name) or []]

    def _chip(self, name: str, value: str) -> Chip:
        """A chosen value's label, and the address without it."""
        others = [other for other in self._checked[name] if other != value]
        choice = self.choices[name][self.filters_of.as_chosen(value)]
        label = choice.label
        if value != choice.value:
            label = _("Not: %(value)s") % {"value": label}
        return Chip(label, self._address(**{name: others}, page=None), choice.lang)
