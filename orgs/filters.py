"""The list of organisations: its parameters, and what they select.

Pages, files and feeds all ask `OrganisationListing`, so that they agree in filters, order and
number. Every state of a list is its address.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import chain
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext_lazy, override, pgettext_lazy
from django.utils.translation import gettext as _
from pyroaring import BitMap

from orgs.models import Organisation, OrganisationName
from orgs.search import facets as faceting
from orgs.search.current import current
from orgs.search.facets import Choices, Facet, Option
from orgs.search.matches import Search, Tier, corrected
from orgs.search.state import State
from orgs.search.terms import LONGEST, parse, search_key
from orgs.text import words
from orgs.visibility import Audience, Shown, organisations, show_many

__all__ = ["Chip", "Facet", "Hit", "Option", "OrganisationListing", "Page", "SortOption"]

PER_PAGE = 25
MOST_VALUES = 40
"""Values of one facet in an address: enough for a continent, few enough to draw."""

LAST_PAGE = 10**9
"""No list has so many pages; a larger number is no page number at all."""

SORTS = {
    "relevance": pgettext_lazy("sort", "Relevance"),
    "name": pgettext_lazy("sort", "Name"),
    "updated": pgettext_lazy("sort", "Recently updated"),
    "verified": pgettext_lazy("sort", "Recently checked"),
    "founded": pgettext_lazy("sort", "Founded first"),
}
_UNKNOWN_VALUE = gettext_lazy("%(parameter)s: “%(value)s” is not one of its values.")


@dataclass(frozen=True)
class Hit:
    """An organisation of a page, the other name it was found by (None: by its own, or not by
    name), and how well it was found (None without a search, or in another order).
    """

    organisation: Shown
    matched_name: OrganisationName | None
    tier: Tier | None


@dataclass(frozen=True)
class Page:
    """One page of a list; a number beyond the last is an empty page."""

    number: int
    pages: int
    hits: list[Hit]

    @property
    def has_previous(self) -> bool:
        return self.number > 1

    @property
    def has_next(self) -> bool:
        return self.number < self.pages


@dataclass(frozen=True)
class Chip:
    """An active filter and the address of the list without it."""

    label: str
    url_query: str


@dataclass(frozen=True)
class SortOption:
    """An order and the address of the list in it."""

    value: str
    label: str
    selected: bool
    url_query: str


class ValueFilter(django_filters.MultipleChoiceFilter):
    """Any of several values of a facet; the parameter is the facet's name."""

    def __init__(self, **kwargs):
        super().__init__(validators=[MaxLengthValidator(MOST_VALUES)], **kwargs)


class PageFilter(django_filters.Filter):
    field_class = forms.IntegerField


class OrganisationFilters(django_filters.FilterSet):
    """The parameters of a list, checked. What they select is asked of the search's state, not
    of a queryset.
    """

    q = django_filters.CharFilter(max_length=LONGEST)
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))
    exact = django_filters.ChoiceFilter(choices=[("1", "1")])
    page = PageFilter(min_value=1, max_value=LAST_PAGE)
    country = ValueFilter()
    region = ValueFilter()
    focus = ValueFilter()
    rating = ValueFilter()
    kind = ValueFilter()
    scope = ValueFilter()
    status = ValueFilter()

    class Meta:
        model = Organisation
        fields = []

    def __init__(self, data, *, choices: Choices, **kwargs):
        super().__init__(data, **kwargs)
        for name in faceting.LABELS:
            if self.data.getlist(name):
                found = choices[name].values()
                self.filters[name].extra["choices"] = [(one.value, one.label) for one in found]

    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the parameters, in plain words, by parameter."""
        return {name: [self._in_words(name)] for name in self.form.errors}

    def _in_words(self, name: str) -> str:
        if name == "q":
            return _("q: write at most %(limit)s characters to search for, on one line.") % {
                "limit": LONGEST
            }
        if name == "page":
            return _("page: write the number of a page, from 1 up.")
        error = self.form.errors.as_data()[name][0]
        if error.code == "max_length":
            text = _("%(parameter)s: choose at most %(limit)s values.")
            return text % {"parameter": name, "limit": MOST_VALUES}
        value = str((error.params or {}).get("value", ""))[:60]
        return _UNKNOWN_VALUE % {"parameter": name, "value": value}


def _cleaned(params) -> MultiValueDict:
    """The parameters that lists know, without blanks and repetitions, as text any database and
    any page can hold. Country codes are upper case, other values lower.
    """
    lists = params.lists() if hasattr(params, "lists") else params.items()
    cleaned = MultiValueDict()
    for name, values in lists:
        values = [values] if isinstance(values, str | int) else values
        texts = [str(v).encode("utf-8", "replace").decode().strip() for v in values]
        if name in faceting.LABELS:
            texts = [text.upper() if name == "country" else text.lower() for text in texts]
        elif name not in OrganisationFilters.base_filters and name != "view":
            continue
        if texts := list(dict.fromkeys(filter(None, texts))):
            cleaned.setlist(name, texts)
    return cleaned


class OrganisationListing:
    """The organisations that a set of parameters selects, with all a page says about them.

    Check `errors` first: with any, there is nothing else to ask. Everything is read when asked
    for and then kept. A list has what a visitor may find; drafts are found in the editors' panel.
    """

    def __init__(
        self,
        params: Mapping | None = None,
        *,
        language: str | None = None,
        per_page: int = PER_PAGE,
    ):
        self.language = language
        self.per_page = per_page
        self.params = _cleaned(params or {})
        self.choices = Choices()
        with self._in_language():
            self.filters = OrganisationFilters(
                self.params, choices=self.choices, queryset=Organisation.objects.none()
            )
            self.errors = self.filters.problems()
        self._checked = self.filters.form.cleaned_data
        self.selected = {name: self._checked.get(name) or [] for name in faceting.LABELS}

    @property
    def problems(self) -> list[str]:
        """What is wrong with the parameters, as sentences."""
        return [problem for found in self.errors.values() for problem in found]

    def _in_language(self):
        return override(self.language or get_language())

    # What is asked

    @property
    def q(self) -> str:
        """What was typed, as far as it may be searched."""
        return self._checked.get("q") or ""

    @property
    def page_number(self) -> int:
        return self._checked.get("page") or 1

    @property
    def sort(self) -> str:
        return self._checked.get("sort") or "relevance"

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

    # What is found

    @cached_property
    def _state(self) -> State:
        """What is true as this listing is first asked; it answers from it to the end."""
        return current()

    def _filtered(self, without: str | None = None) -> list[BitMap]:
        """What each filter lets through; `without` leaves one facet's out."""
        return [
            self._state.having(name, values)
            for name, values in self.selected.items()
            if values and name != without
        ]

    def selection(self, without: str | None = None) -> BitMap:
        """The organisations selected; `without` leaves one facet's filter out."""
        search, _is_ours = self._search
        found = search.found if search else self._state.everything
        return BitMap.intersection(found, *self._filtered(without))

    @cached_property
    def _selected(self) -> BitMap:
        return self.selection()

    @cached_property
    def count(self) -> int:
        return len(self._selected)

    @property
    def _tiers(self) -> list[BitMap]:
        """What is selected, in the sets that come one after the other."""
        search, _is_ours = self._search
        if search is None or self.sort != "relevance":
            return [self._selected]
        return [members & self._selected for members in search.tiers.values()]

    def organisation_ids(self) -> Iterator[int]:
        """The keys of everything selected, in the order of the pages; for files. Queries as it
        goes, one for about two thousand, and none in the order of relevance.
        """
        return chain.from_iterable(self._state.all(one, self.sort) for one in self._tiers)

    def _ids(self, start: int, stop: int) -> list[int]:
        found: list[int] = []
        for members in self._tiers:
            if stop > 0:
                found += self._state.page(members, self.sort, start, stop)
            start, stop = max(start - len(members), 0), stop - len(members)
        return found

    @property
    def pages(self) -> int:
        """At least one, which may be empty."""
        return max(-(-self.count // self.per_page), 1)

    def page(self, number: int = 1) -> Page:
        """One page with its organisations; twelve queries, however many there are."""
        if not 1 <= number <= self.pages:
            return Page(number, self.pages, [])
        start = (number - 1) * self.per_page
        keys = self._ids(start, start + self.per_page)
        found = organisations(Audience.PUBLIC).in_bulk(keys)
        shown = show_many(found[key] for key in keys if key in found)
        hits = [Hit(one, self._matched_name(one), self._tier(one)) for one in shown]
        return Page(number, self.pages, hits)

    def _tier(self, shown: Shown) -> Tier | None:
        search, _is_ours = self._search
        return search.tier(shown.key) if search and self.sort == "relevance" else None

    def _matched_name(self, shown: Shown) -> OrganisationName | None:
        """The other name that answers the search better than the main one does."""
        search, _is_ours = self._search
        if search is None or not search.query.required:
            return None
        best = min(shown.names, key=lambda name: _closeness(name.text, search), default=None)
        if best and _closeness(best.text, search) < _closeness(shown.name, search):
            return best
        return None

    def value_counts(self, facet: str) -> dict[str, int]:
        """How many of the organisations have each value of one facet."""
        return faceting.count_facet(self._state, facet, self._selected)

    # What a page offers

    @cached_property
    def facets(self) -> list[Facet]:
        """The filters with their counts; three queries, for the names of countries, regions
        and areas.
        """
        counts = faceting.count_values(self._state, self.selected, self.selection)
        with self._in_language():
            return faceting.facets(counts, self.selected, self.choices)

    @property
    def chips(self) -> list[Chip]:
        with self._in_language():
            return [
                Chip(self.choices[name][value].label, self._address(**{name: others}, page=None))
                for name, values in self.selected.items()
                for value in values
                for others in [[other for other in values if other != value]]
            ]

    @property
    def sorts(self) -> list[SortOption]:
        with self._in_language():
            return [
                SortOption(value, str(label), value == self.sort, self._sorted_address(value))
                for value, label in SORTS.items()
            ]

    # Addresses

    def query_string(self, **changes) -> str:
        """The parameters as they stand, with some changed (None removes one), without the
        question mark.
        """
        lists = dict(self.params.lists())
        for name, value in changes.items():
            values = value if isinstance(value, list | tuple) else [value]
            lists[name] = [one for one in values if one is not None]
        return urlencode([(name, value) for name in lists for value in lists[name]])

    def _address(self, **changes) -> str:
        return "?" + self.query_string(**changes)

    def _sorted_address(self, sort: str) -> str:
        return self._address(sort=None if sort == "relevance" else sort, page=None)

    @property
    def clear_query(self) -> str:
        """The same search and order without any filter."""
        return self._address(**dict.fromkeys(faceting.LABELS), page=None)

    @property
    def original_query_url(self) -> str:
        """The same list, searched exactly as it was typed."""
        return self._address(exact="1", page=None)


def _closeness(name: str, search: Search) -> int:
    """0 when a name is what was searched, 1 when it begins so, 2 when it has all the words, 3
    when it does not.
    """
    query = search.query
    key = search_key(name)
    if key == query.key:
        return 0
    if query.key and key.startswith(query.key):
        return 1
    text = f" {' '.join(words(name))} "
    return 2 if all(term.needle in text for term in query.required) else 3
