"""How many organisations and library items there are for each objective or goal in each place, and
where there are none: what a visitor may find, nothing else.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from pyroaring import BitMap

from orgs.choices import NOT_RATED, FocusScheme, Rating, RegionLevel
from orgs.filters import OrganisationListing
from orgs.library import parameter_of
from orgs.models import Country, FocusArea, Region
from orgs.models.country import in_name_order
from orgs.parameters import MOST_VALUES, UNKNOWN_VALUE, cleaned
from orgs.search.facets import ANY, crossed
from orgs.search.places import Values
from orgs.text import fold
from orgs.visibility import items_by

ROWS = {
    "objectives": FocusScheme.GCM,
    "goals": FocusScheme.SDG,
    "focus": FocusScheme.THEME,
}
"""What the rows can be; of the themes those at the top, with their parts."""

RATINGS = (*Rating.values, NOT_RATED)


@dataclass(frozen=True)
class Heading:
    """Of a row or a column: its value among the filters of the list, and what it stands for; `ANY`
    and nothing for the total.
    """

    value: str = ANY
    record: FocusArea | Region | Country | None = None


@dataclass(frozen=True)
class Cell:
    """The organisations and library items of a row and a column. `url` leads to the list of just
    these organisations, `items_url` to just these items; empty where no list has just them.
    """

    scheme: str
    row: Heading
    column: Heading
    ratings: list[str]
    organisations: int
    items: int
    url: str
    items_url: str

    @property
    def is_gap(self) -> bool:
        return not self.organisations and not self.items


class Coverage:
    """The table that a set of parameters asks for: `rows`, one `region` for its countries, and any
    number of `rating`. Check `problems` first.
    """

    def __init__(self, params: QueryDict):
        known = cleaned(params)
        texts = [text.strip().lower() for text in params.getlist("rows")]
        self._rows = list(dict.fromkeys(filter(None, texts)))
        self._regions = known.getlist("region")
        self.ratings = known.getlist("rating")

    @property
    def rows_name(self) -> str:
        return self._rows[0] if self._rows else "objectives"

    @property
    def scheme(self) -> FocusScheme:
        return ROWS[self.rows_name]

    @property
    def region(self) -> str:
        """The code of the region whose countries the columns are; empty for the regions."""
        return self._regions[0] if self._regions else ""

    @property
    def _across(self) -> str:
        """The filter of the list that the columns are values of."""
        return "country" if self.region else "region"

    @property
    def region_record(self) -> Region | None:
        return self._records.regions.get(self.region)

    @cached_property
    def listing(self) -> OrganisationListing:
        """The organisations all cells are taken from."""
        asked = {"region": self._regions[:1], "rating": self.ratings}
        return OrganisationListing(asked, language=get_language())

    @property
    def _records(self):
        return self.listing.places.records

    @property
    def problems(self) -> list[str]:
        """What is wrong with the parameters, as sentences."""
        asked = {"rows": self._rows, "region": self._regions, "rating": self.ratings}
        known = {"rows": ROWS, "region": self.listing.choices["region"], "rating": RATINGS}
        found = [
            UNKNOWN_VALUE % {"parameter": name, "value": value[:60]}
            for name, values in asked.items()
            for value in values
            if value not in known[name]
        ][:10]
        for name in ("rows", "region"):
            if len(asked[name]) > 1:
                found.append(_("%(parameter)s: choose one value only.") % {"parameter": name})
        return found

    @cached_property
    def rows(self) -> list[Heading]:
        """The total, then each focus area in the order of its list; no query."""
        areas = [
            Heading(area.slug, area)
            for area in self._records.areas.values()
            if area.scheme == self.scheme and area.parent_id is None
        ]
        return [Heading(), *areas]

    @cached_property
    def columns(self) -> list[Heading]:
        """The total, then each place by name; no query."""
        if not self.region:
            regions = [
                one for one in self._records.regions.values() if one.level == RegionLevel.REGION
            ]
            places = sorted(regions, key=lambda region: (fold(region.name), region.pk))
        else:
            places = in_name_order(self._countries())
        return [Heading(), *(Heading(place.pk, place) for place in places)]

    def _countries(self) -> Iterator[Country]:
        """Of the region, with one of the ratings asked for: those that are rated, or that an
        organisation or an item is about.
        """
        counts = self.listing.value_counts("country")
        for code, country in self._records.countries.items():
            if self._is_asked_for(country) and (
                country.rating or counts.get(code) or code in self._items_by_country
            ):
                yield country

    def _is_asked_for(self, country: Country) -> bool:
        within = self.listing.places.regions[country.pk]
        rating = country.rating or NOT_RATED
        return (not self.region or self.region in within) and (
            not self.ratings or rating in self.ratings
        )

    @cached_property
    def table(self) -> list[tuple[Heading, list[Cell]]]:
        """The rows with their cells; two queries."""
        organisations, items = self._organisations(), self._items()
        return [
            (row, [self._cell(row, column, organisations, items) for column in self.columns])
            for row in self.rows
        ]

    def cells(self) -> Iterator[Cell]:
        """Every cell, row by row; the queries of `table`."""
        for _row, cells in self.table:
            yield from cells

    def _cell(self, row: Heading, column: Heading, organisations: dict, items: dict) -> Cell:
        place = row.value, column.value
        return Cell(
            self.scheme.value,
            row,
            column,
            self.ratings,
            organisations[place],
            items[place],
            self._url(row, column),
            self._items_url(row, column),
        )

    def _organisations(self) -> dict[tuple[str, str], int]:
        rows, columns = ([one.value for one in many[1:]] for many in (self.rows, self.columns))
        return self.listing.cross_counts("focus", rows, self._across, columns)

    @cached_property
    def _items_by_country(self) -> dict[str, BitMap]:
        return items_by("countries")

    def _items(self) -> dict[tuple[str, str], int]:
        """An item counts for the areas above its own, and has the ratings of its countries."""
        places = self.listing.places
        by_area: Values = defaultdict(BitMap)
        for pk, keys in items_by("focus_areas").items():
            for slug in places.areas.get(str(pk), ()):
                by_area[slug] |= keys
        by_place: Values = defaultdict(BitMap)
        for code, keys in self._items_by_country.items():
            if code in places.regions and self._is_asked_for(self._records.countries[code]):
                for place in (code, ANY, *places.regions[code]):
                    by_place[place] |= keys
        narrowed = self.region or self.ratings
        everything = by_place[ANY] if narrowed else BitMap.union(BitMap(), *by_area.values())
        return crossed(
            {row.value: by_area[row.value] for row in self.rows[1:]},
            {column.value: by_place[column.value] for column in self.columns[1:]},
            everything,
        )

    def _url(self, row: Heading, column: Heading) -> str:
        """Empty for a total of more areas than a list can be asked for."""
        areas, places = self._asked
        if row.value not in areas:
            return ""
        return areas[row.value] + places[column.value]

    def _items_url(self, row: Heading, column: Heading) -> str:
        """The library is asked for countries, not for regions and ratings."""
        if row.record is None:
            return ""
        asked = {parameter_of(row.record): row.value}
        if self.region and column.record:
            asked["country"] = column.value
        elif self.region or self.ratings or column.record:
            return ""
        return f"{reverse('library')}?{urlencode(asked)}"

    @cached_property
    def _asked(self) -> tuple[dict[str, str], dict[str, str]]:
        """The beginning of a list's address for each row, its end for each column."""
        slugs = [row.value for row in self.rows[1:]]
        areas = {slug: [slug] for slug in slugs}
        if len(slugs) <= MOST_VALUES:
            areas[ANY] = slugs
        places = {column.value: [(self._across, column.value)] for column in self.columns}
        places[ANY] = [("region", self.region)] if self.region else []
        ratings = [("rating", rating) for rating in self.ratings]
        page = reverse("organisations")
        return (
            {row: f"{page}?{urlencode([('focus', one) for one in areas[row]])}" for row in areas},
            {
                place: "".join(f"&{urlencode([pair])}" for pair in [*asked, *ratings])
                for place, asked in places.items()
            },
        )

    @property
    def head(self) -> list[tuple[Heading, str]]:
        """Each column with the address of its country, or of the table of its countries; the total
        leads nowhere.
        """
        asked = [("rows", self.rows_name), *(("rating", rating) for rating in self.ratings)]
        found = [(Heading(), "")]
        for column in self.columns[1:]:
            if self.region:
                address = column.record.get_absolute_url()
            else:
                address = "?" + urlencode([*asked, ("region", column.value)])
            found.append((column, address))
        return found
