"""The filters a list offers, each value with how many organisations choosing it would add.

Counts are exact and disjunctive: a facet's own choices are left out of its own counts, so that
they say what one more choice would bring.
"""

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from orgs.choices import (
    NOT_RATED,
    NOT_RATED_LABEL,
    FocusScheme,
    LegalStatus,
    OrganisationKind,
    Rating,
    Scope,
)
from orgs.models import Country, FocusArea, Region
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
}
"""Every facet with its heading, in the order they stand in."""

_SINGLE = {"kind": OrganisationKind, "scope": Scope, "status": LegalStatus}


@dataclass(frozen=True)
class Option:
    """One value of a facet. `depth` is its level in a tree; `rating` the civic space of a
    country or the rating itself, None elsewhere and where there is none.
    """

    value: str
    label: str
    count: int
    selected: bool
    depth: int = 0
    rating: str | None = None


@dataclass(frozen=True)
class Facet:
    """A filter with the values worth offering: those that would find something, and those
    chosen. Focus areas make one facet a scheme, all with the same name.
    """

    name: str
    label: str
    options: list[Option]


@dataclass(frozen=True)
class Choice:
    """A value that may be asked for, as its facet lists it."""

    value: str
    label: str
    depth: int = 0
    rating: str | None = None
    group: str = ""


class Choices:
    """Every value there is, by facet; countries, regions and areas cost a query each, when
    first asked for.
    """

    def __getitem__(self, facet: str) -> dict[str, Choice]:
        return getattr(self, facet, None) or self._single[facet]

    @cached_property
    def country(self) -> dict[str, Choice]:
        local = Country.name_field()
        rows = (
            Country.objects.with_rating().order_by().values_list("code", local, "name_en", "rating")
        )
        return {
            code: Choice(code, name or english, rating=rating)
            for code, name, english, rating in rows
        }

    @cached_property
    def region(self) -> dict[str, Choice]:
        regions = sorted(Region.objects.all(), key=lambda region: fold(region.name))
        return {
            region.code: Choice(region.code, region.name, depth)
            for region, depth in _in_tree_order(regions)
        }

    @cached_property
    def focus(self) -> dict[str, Choice]:
        areas = list(FocusArea.objects.in_list_order().defer("introduction"))
        schemes = FocusScheme.values
        areas.sort(key=lambda area: schemes.index(area.scheme))
        return {
            area.slug: Choice(area.slug, area.label, depth, group=area.scheme)
            for area, depth in _in_tree_order(areas)
        }

    @cached_property
    def rating(self) -> dict[str, Choice]:
        rated = {value: Choice(value, str(label), rating=value) for value, label in Rating.choices}
        return rated | {NOT_RATED: Choice(NOT_RATED, str(NOT_RATED_LABEL))}

    @cached_property
    def _single(self) -> dict[str, dict[str, Choice]]:
        return {
            facet: {value: Choice(value, str(label)) for value, label in choices.choices}
            for facet, choices in _SINGLE.items()
        }


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


def count_values(
    state: State,
    selected: Mapping[str, list[str]],
    selection_without: Callable[[str | None], BitMap],
) -> dict[str, dict[str, int]]:
    """How many organisations each value has, by facet; no query.

    `selection_without` gives the organisations with one facet's filter left out, or with all.
    """
    return {
        facet: count_facet(state, facet, selection_without(facet if selected.get(facet) else None))
        for facet in LABELS
    }


def count_facet(state: State, facet: str, selection: BitMap) -> dict[str, int]:
    """How many of the selection each value of a facet has."""
    return {
        value: selection.intersection_cardinality(members)
        for value, members in state.facets[facet].items()
    }


def facets(
    counts: Mapping[str, Mapping[str, int]], selected: Mapping[str, list[str]], choices: Choices
) -> list[Facet]:
    """The facets for a page. Countries stand by how many they have, the rest as they are
    listed everywhere.
    """
    found = []
    for name, label in LABELS.items():
        chosen, numbers = set(selected.get(name, ())), counts.get(name, {})
        groups: dict[str, list[Option]] = defaultdict(list)
        for choice in choices[name].values():
            number = numbers.get(choice.value, 0)
            if number or choice.value in chosen:
                groups[choice.group].append(_option(choice, number, chosen))
        if name == "country":
            groups[""].sort(key=lambda option: (-option.count, fold(option.label), option.value))
        for group, options in groups.items():
            found.append(Facet(name, FocusScheme(group).label if group else label, options))
    return found


def _option(choice: Choice, count: int, chosen: set[str]) -> Option:
    return Option(
        value=choice.value,
        label=choice.label,
        count=count,
        selected=choice.value in chosen,
        depth=choice.depth,
        rating=choice.rating,
    )
