"""The filters a list offers, each value with how many organisations choosing it would add.

Counts are exact and disjunctive: a facet's own choices are left out of its own counts, so that
they say what one more choice would bring.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from orgs.choices import (
    LANGUAGE_TAGS,
    NOT_RATED,
    NOT_RATED_LABEL,
    FocusScheme,
    Language,
    LegalStatus,
    OrganisationKind,
    Rating,
    Scope,
    language_name,
)
from orgs.models.fields import LocalisedName
from orgs.search.places import Records, Values
from orgs.search.state import State
from orgs.text import fold

LABELS = {
    "rating": _("Civic space"),
    "focus": _("Focus area"),
    "country": _("Country"),
    "region": _("Region"),
    "kind": _("Kind"),
    "scope": _("Scope"),
    "status": _("Legal status"),
    "language": _("Working language"),
    "website": _("Website"),
}
"""Every facet with its heading, in the order they stand in."""

_BY_NUMBER = {"country", "language"}
_MOST_COUNTED = 32 * len(LABELS)
"""Counts kept with a state: of some thirty selections, of 128 kB each at a million."""

ANY = ""
"""In a table of two facets the row or column of everything."""

FALLBACK = Language.EN.value
"""The language names stand in where they have none in the language of the page."""

_SINGLE = {"kind": OrganisationKind, "scope": Scope, "status": LegalStatus}


@dataclass(frozen=True, slots=True)
class Choice:
    """A value that may be asked for, as its facet lists it. `depth` is its level in a tree;
    `rating` the civic space of a country or the rating itself, None elsewhere and where there is
    none; `lang` is set when the label stands in another language than the page.
    """

    value: str
    label: str
    depth: int = 0
    rating: str | None = None
    group: str = ""
    lang: str = ""
    drawn: dict = field(default_factory=dict, compare=False, repr=False)
    """What pages make of it, kept for as long as it stays so."""


class Option(NamedTuple):
    """A choice on a page: how many organisations have it, whether it is asked for or left out."""

    choice: Choice
    count: int
    selected: bool = False
    excluded: bool = False

    @property
    def value(self) -> str:
        return self.choice.value

    @property
    def label(self) -> str:
        return self.choice.label

    @property
    def depth(self) -> int:
        return self.choice.depth


@dataclass(frozen=True)
class Facet:
    """A filter with the values worth offering: those that would find something, and those
    chosen. Focus areas make one facet a scheme, all with the same name. `excludes`: whether a value
    can be left out as well.
    """

    name: str
    label: str
    options: list[Option]
    excludes: bool = True


def choices(state: State) -> "Choices":
    """Every value there is, in the active language; made once for as long as places stay."""
    places = state.places
    return places.choices.setdefault(get_language(), Choices(places.records))


class Choices:
    """Every value there is, by facet, made when first asked for; no query."""

    def __init__(self, records: Records):
        self._records = records

    def __getitem__(self, facet: str) -> dict[str, Choice]:
        return getattr(self, facet, None) or self._single[facet]

    @cached_property
    def country(self) -> dict[str, Choice]:
        return _by_label(
            Choice(code, country.name, rating=country.rating, lang=_fallback(country))
            for code, country in self._records.countries.items()
        )

    @cached_property
    def region(self) -> dict[str, Choice]:
        regions = sorted(self._records.regions.values(), key=lambda region: fold(region.name))
        return {
            region.code: Choice(region.code, region.name, depth, lang=_fallback(region))
            for region, depth in _in_tree_order(regions)
        }

    @cached_property
    def focus(self) -> dict[str, Choice]:
        schemes = FocusScheme.values
        areas = self._records.areas.values()
        areas = sorted(areas, key=lambda area: schemes.index(area.scheme))
        return {
            area.slug: Choice(area.slug, area.label, depth, group=area.scheme, lang=_fallback(area))
            for area, depth in _in_tree_order(areas)
        }

    @cached_property
    def rating(self) -> dict[str, Choice]:
        rated = {value: Choice(value, str(label), rating=value) for value, label in Rating.choices}
        return rated | {NOT_RATED: Choice(NOT_RATED, str(NOT_RATED_LABEL))}

    @cached_property
    def language(self) -> dict[str, Choice]:
        return _by_label(Choice(tag, language_name(tag)) for tag in LANGUAGE_TAGS)

    @cached_property
    def website(self) -> dict[str, Choice]:
        return {"1": Choice("1", gettext("Has a website"))}

    @cached_property
    def _single(self) -> dict[str, dict[str, Choice]]:
        return {
            facet: {value: Choice(value, str(label)) for value, label in choices.choices}
            for facet, choices in _SINGLE.items()
        }


def _by_label(choices: Iterable[Choice]) -> dict[str, Choice]:
    in_order = sorted(choices, key=lambda choice: (fold(choice.label), choice.value))
    return {choice.value: choice for choice in in_order}


def _in_tree_order(rows) -> list[tuple]:
    """Each row with its depth, followed by those below it; siblings stay in the order given."""
    below = defaultdict(list)
    for row in rows:
        below[row.parent_id].append(row)

    def walk(parent, depth):
        for row in below[parent]:
            yield row, depth
            yield from walk(row.pk, depth + 1)

    return list(walk(None, 0))


def count_facet(state: State, facet: str, selection: BitMap) -> dict[str, int]:
    """How many of the selection each value of a facet has. The counts of the last selections are
    kept with the state, for who turns a page or looks at the same list in another order.
    """
    values, size = state.facets[facet], len(selection)
    if not size:
        return {}
    key = (facet, size, selection.min(), selection.max())
    counted, counts = state.counted.get(key, (None, {}))
    if counted is not selection and counted != selection:
        counts = _counts(values, state.everything, selection)
        if len(state.counted) >= _MOST_COUNTED:
            state.counted.clear()
        state.counted[key] = (selection, counts)
    return counts


def _counts(values: Values, everything: BitMap, selection: BitMap) -> dict[str, int]:
    """A selection of a fiftieth to a sixteenth is kept as lists of ids, which take longest to
    compare; what it leaves out is kept as bits, and counts as well.
    """
    if len(everything) == len(selection):
        return {value: len(members) for value, members in values.items()}
    if len(everything) < 50 * len(selection) and 16 * len(selection) < len(everything):
        rest = everything - selection
        return {
            value: len(members) - members.intersection_cardinality(rest)
            for value, members in values.items()
        }
    return {value: members.intersection_cardinality(selection) for value, members in values.items()}


def crossed(rows: Values, columns: Values, selection: BitMap) -> dict[tuple[str, str], int]:
    """How many of a selection are in each row and column at once. Under `ANY` in place of a column
    those of a row wherever they are, in place of a row those of any row; each is counted once.
    """
    rows = {value: members & selection for value, members in rows.items()}
    rows[ANY] = BitMap.union(BitMap(), *rows.values())
    counts = {(row, ANY): len(members) for row, members in rows.items()}
    for row, members in rows.items():
        for column, others in columns.items():
            counts[row, column] = members.intersection_cardinality(others)
    return counts


def facets(
    counts: Mapping[str, Mapping[str, int]],
    selected: Mapping[str, list[str]],
    excluded: Mapping[str, list[str]],
    choices: Choices,
) -> list[Facet]:
    """The facets for a page. Countries and languages stand by how many they have, the rest as
    they are listed everywhere.
    """
    found = []
    for name, label in LABELS.items():
        options = _options(choices[name], counts[name], selected[name], excluded[name])
        if name in _BY_NUMBER:
            options.sort(key=lambda option: -option.count)
        groups: dict[str, list[Option]] = defaultdict(list)
        if name == "focus":
            for option in options:
                groups[option.choice.group].append(option)
        elif options:
            groups[""] = options
        for group, members in groups.items():
            found.append(Facet(name, FocusScheme(group).label if group else label, members))
    return found


def _options(
    choices: Mapping[str, Choice],
    counts: Mapping[str, int],
    chosen: list[str],
    left_out: list[str],
) -> list[Option]:
    """Those worth offering. Of hundreds mostly none is asked for, and many are found by none."""
    if not (chosen or left_out):
        return [
            Option(choice, number)
            for value, choice in choices.items()
            if (number := counts.get(value))
        ]
    return [
        Option(choice, counts.get(value, 0), value in chosen, value in left_out)
        for value, choice in choices.items()
        if counts.get(value) or value in chosen or value in left_out
    ]


def _fallback(place: LocalisedName) -> str:
    return "" if getattr(place, place.name_field()) else FALLBACK
