"""What stands above an organisation's own values: regions, areas above areas, ratings.

Read once and kept with the bitmaps; a change to any of it is a change of places, and makes the
facets that follow from it anew without touching an organisation.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from pyroaring import BitMap

from orgs.choices import NOT_RATED
from orgs.models import Country, FocusArea, Region, SearchLabel

Values = dict[str, BitMap]


@dataclass(frozen=True, slots=True)
class Label:
    """What a country (its code) or an area (its slug) is called, folded and padded by spaces."""

    facet: str
    value: str
    words: str


@dataclass(frozen=True, slots=True)
class Places:
    """`regions` above each country, `ratings` in force (countries not rated are not in it),
    `areas` at and above each area as slugs, the `labels` of countries and areas, and the
    `countries` that have each name, folded.
    """

    regions: dict[str, frozenset[str]]
    ratings: dict[str, str]
    areas: dict[str, frozenset[str]]
    labels: tuple[Label, ...]
    countries: dict[str, list[str]]
    choices: dict = field(default_factory=dict, compare=False)
    """What lists offer, by language; filled by `orgs.search.facets` when first asked for."""

    @classmethod
    def read(cls) -> "Places":
        """Four queries."""
        parents = dict(Region.objects.order_by().values_list("code", "parent"))
        countries = Country.objects.with_rating().order_by()
        rows = list(countries.values_list("code", "region", "subregion", "rating"))
        areas = list(FocusArea.objects.order_by().values_list("pk", "slug", "parent"))
        slugs = {pk: slug for pk, slug, _parent in areas}
        above = {pk: parent for pk, _slug, parent in areas}
        labels = dict(SearchLabel.objects.values_list("token", "words"))
        names = {f"country:{row[0]}": row[0] for row in rows}
        names |= {f"focus:{pk}": slug for pk, slug in slugs.items()}
        called = defaultdict(list)
        for code, *_above in rows:
            for name in labels.get(f"country:{code}", "").split(" | "):
                called[name].append(code)
        return cls(
            regions={
                code: frozenset({*_chain(region, parents), *_chain(subregion, parents)})
                for code, region, subregion, _rating in rows
            },
            ratings={code: rating for code, _region, _subregion, rating in rows if rating},
            areas={str(pk): frozenset(slugs[one] for one in _chain(pk, above)) for pk in slugs},
            labels=tuple(
                Label(token.partition(":")[0], names[token], f" {words} ")
                for token, words in labels.items()
                if token in names
            ),
            countries=dict(called),
        )

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
