"""What stands above an organisation's own values: regions, areas above areas, ratings.

Read once and kept with the bitmaps; a change to any of it is a change of places, and makes the
facets that follow from it anew without touching an organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from orgs.choices import NOT_RATED
from orgs.models import CivicSpaceRating, Country, FocusArea, Region, SearchLabel

Values = dict[str, BitMap]


@dataclass(frozen=True, slots=True)
class Label:
    """What a country (its code) or an area (its slug) is called, folded and padded by spaces."""

    facet: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Records:
    """The places themselves, as pages name them: countries by code, each with its `rating` in
    force; areas by key, in the order of lists; regions by code. Shared by all pages: nobody
    changes one.
    """

    countries: dict[str, Country] = field(default_factory=dict)
    areas: dict[int, FocusArea] = field(default_factory=dict)
    regions: dict[str, Region] = field(default_factory=dict)

    @classmethod
    def read(cls) -> "Records":
        """Three queries."""
        countries = Country.objects.with_rating().defer("aliases").order_by()
        areas = FocusArea.objects.in_list_order().without_introductions()
        regions = {region.pk: region for region in Region.objects.all()}
        for country in (countries := list(countries)):
            country.subregion = regions.get(country.subregion_id)
        return cls(
            countries={country.pk: country for country in countries},
            areas={area.pk: area for area in areas},
            regions=regions,
        )


@dataclass(frozen=True, slots=True)
class Places:
    """`regions` above each country, `ratings` in force (countries not rated are not in it),
    `areas` at and above each area as slugs, the `labels` of countries and areas, the `countries`
    that have each name, folded, and the `records` all this was read from.
    """

    regions: dict[str, frozenset[str]]
    ratings: dict[str, str]
    areas: dict[str, frozenset[str]]
    labels: tuple[Label, ...]
    countries: dict[str, list[str]]
    records: Records = field(default_factory=Records, compare=False)
    choices: dict = field(default_factory=dict, compare=False)
    """What lists offer, by language; filled by `orgs.search.facets` when first asked for."""

    @classmethod
    def read(cls) -> "Places":
        """Four queries."""
        records = Records.read()
        countries, areas = records.countries, records.areas
        parents = {code: region.parent_id for code, region in records.regions.items()}
        slugs = {pk: area.slug for pk, area in areas.items()}
        above = {pk: area.parent_id for pk, area in areas.items()}
        labels = dict(SearchLabel.objects.values_list("token", "words"))
        names = {f"country:{code}": code for code in countries}
        names |= {f"focus:{pk}": slug for pk, slug in slugs.items()}
        called = defaultdict(list)
        for code in countries:
            for name in labels.get(f"country:{code}", "").split(" | "):
                called[name].append(code)
        return cls(
            regions={
                code: frozenset(
                    {*_chain(one.region_id, parents), *_chain(one.subregion_id, parents)}
                )
                for code, one in countries.items()
            },
            ratings={code: one.rating for code, one in countries.items() if one.rating},
            areas={str(pk): frozenset(slugs[one] for one in _chain(pk, above)) for pk in slugs},
            labels=tuple(
                Label(token.partition(":")[0], names[token], f" {words} ")
                for token, words in labels.items()
                if token in names
            ),
            countries=dict(called),
            records=records,
        )

    def as_of(self, day: str) -> "Places":
        """The same with the ratings that were in force at the end of a day; one query. For lists
        alone: whom a rating protects is asked of those in force now.
        """
        rated = CivicSpaceRating.objects.rated(self.records.countries.values(), day)
        records = replace(self.records, countries={one.pk: one for one in rated})
        ratings = {one.pk: one.rating for one in rated if one.rating}
        return replace(self, ratings=ratings, records=records, choices={})

    def above(self, facet: str, value: str) -> Iterator[tuple[str, str]]:
        """The (facet, value) that follow from one value of a record."""
        if facet == "country":
            yield from (("region", region) for region in self.regions.get(value, ()))
        elif facet == "focus":
            yield from (("focus", slug) for slug in self.areas.get(value, ()))
        elif facet == "home" and value in self.ratings:
            yield "rating", self.ratings[value]

    def all_above(self, values: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """What follows from all values of a record. It is not rated when none of its homes is."""
        found = {one for facet, value in values for one in self.above(facet, value)}
        if not any(facet == "rating" for facet, _value in found):
            found.add(("rating", NOT_RATED))
        return list(found)

    def derive(self, direct: dict[str, Values], everything: BitMap) -> dict[str, Values]:
        """The facets `region`, `focus` and `rating` over all organisations."""
        derived: dict[str, Values] = {"region": {}, "focus": {}, "rating": {}}
        for facet in ("country", "focus", "home"):
            for value, members in direct.get(facet, {}).items():
                for name, other in self.above(facet, value):
                    derived[name].setdefault(other, BitMap()).update(members)
        derived["rating"][NOT_RATED] = everything - BitMap.union(
            BitMap(), *derived["rating"].values()
        )
        return derived


def _chain(key, parents: dict) -> Iterable:
    """A key with all above it."""
    found = []
    while key and key not in found:
        found.append(key)
        key = parents.get(key)
    return found
