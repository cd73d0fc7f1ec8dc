"""The filters a list offers, each value with how many organisations choosing it would add.

Counts are exact and disjunctive: a facet's own choices are left out of its own counts, so that
they say what one more choice would bring.
"""

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

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
from orgs.models import Country, FocusArea, Region
from orgs.models.fields import LocalisedName
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
FALLBACK = Language.EN.value
"""The language names stand in where they have none in the language of the page."""

_SINGLE = {"kind": OrganisationKind, "scope": Scope, "status": LegalStatus}


@dataclass(frozen=True)
class Option:
    """One value of a facet. `depth` is its level in a tree; `rating` the civic space of a
    country or the rating itself, None elsewhere and where there is none; `lang` is set when the
    label stands in another language than the page.
    """

    value: str
    label: str
    count: int
    selected: bool
    excluded: bool = False
    depth: int = 0
    rating: str | None = None
    lang: str = ""


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
    lang: str = ""


def choices(state: State) -> "Choices":
    """Every value there is, in the active language; read once for as long as places stay."""
    return state.places.choices.setdefault(get_language(), Choices())


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
            code: Choice(code, name or english, rating=rating, lang="" if name else FALLBACK)
            for code, name, english, rating in rows
        }

    @cached_property
    def region(self) -> dict[str, Choice]:
        regions = sorted(Region.objects.all(), key=lambda region: fold(region.name))
        return {
            region.code: Choice(region.code, region.name, depth, lang=_fallback(region))
            for region, depth in _in_tree_order(regions)
        }

    @cached_property
    def focus(self) -> dict[str, Choice]:
        areas = list(FocusArea.objects.in_list_order().defer("introduction"))
        schemes = FocusScheme.values
        areas.sort(key=lambda area: schemes.index(area.scheme))
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
        named = [Choice(tag, language_name(tag)) for tag in LANGUAGE_TAGS]
        named.sort(key=lambda choice: fold(choice.label))
        return {choice.value: choice for choice in named}

    @cached_property
    def website(self) -> dict[str, Choice]:
        return {"1": Choice("1", gettext("Has a website"))}

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


def count_facet(state: State, facet: str, selection: BitMap) -> dict[str, int]:
    """How many of the selection each value of a facet has."""
    return {
        value: selection.intersection_cardinality(members)
        for value, members in state.facets[facet].items()
    }


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
        chosen, left_out, numbers = selected[name], excluded[name], counts[name]
        groups: dict[str, list[Option]] = defaultdict(list)
        for choice in choices[name].values():
            number = numbers.get(choice.value, 0)
            if number or choice.value in chosen or choice.value in left_out:
                groups[choice.group].append(_option(choice, number, chosen, left_out))
        if name in _BY_NUMBER:
            groups[""].sort(key=lambda option: (-option.count, fold(option.label), option.value))
        for group, options in groups.items():
            found.append(Facet(name, FocusScheme(group).label if group else label, options))
    return found


def _option(choice: Choice, count: int, chosen: list[str], left_out: list[str]) -> Option:
    return Option(
        value=choice.value,
        label=choice.label,
        count=count,
        selected=choice.value in chosen,
        excluded=choice.value in left_out,
        depth=choice.depth,
        rating=choice.rating,
        lang=choice.lang,
    )


def _fallback(place: LocalisedName) -> str:
    return "" if getattr(place, place.name_field()) else FALLBACK
