"""The cells of a row that follow from places: their names in a language, the rating in force."""

from functools import lru_cache
from typing import NamedTuple

from django.utils import translation

from orgs.columns import FOCUS, HEADQUARTERS, WORKS_IN, written
from orgs.models import Country, FocusArea
from orgs.text import fold

KEPT = 20_000
"""Different lists of places whose cells are kept: some 5 MB."""


class Home(NamedTuple):
    code: str
    name: str
    rating: str | None
    rating_on: str | None


class Area(NamedTuple):
    scheme: str
    code: str
    name: str


class PlaceCells:
    """CSV cells of the places that a row names by their keys, as the places were when this was
    made. Two queries, and two more when a row names a place that is newer.
    """

    def __init__(self, language: str):
        self._language = language
        self._read()
        # on the instance, so that what is kept goes with it
        self.headquarters = lru_cache(KEPT)(self._headquarters)
        self.countries = lru_cache(KEPT)(self._works_in)
        self.focus_areas = lru_cache(KEPT)(self._focus)

    def _read(self) -> None:
        with translation.override(self._language):
            countries = [
                Home(one.code, one.name, one.rating, one.rating_on)
                for one in Country.objects.with_rating().order_by()
            ]
            areas = FocusArea.objects.in_list_order().defer("introduction")
            self._areas = {str(one.pk): Area(one.scheme, one.code, one.name) for one in areas}
        countries.sort(key=lambda country: (fold(country.name), country.code))
        self._countries = {country.code: country for country in countries}
        self._order = {key: n for n, key in enumerate([*self._countries, *self._areas], 1)}

    def _sorted(self, keys: str) -> list[str]:
        """The keys of places there are, as lists have them."""
        wanted = keys.split()
        try:
            return sorted(wanted, key=self._order.__getitem__)
        except KeyError:
            self._read()
            return sorted(filter(self._order.get, wanted), key=self._order.get)

    def _headquarters(self, code: str) -> str:
        homes = [self._countries[key] for key in self._sorted(code)]
        return written(HEADQUARTERS, homes[0] if homes else None)

    def _works_in(self, codes: str) -> str:
        return written(WORKS_IN, [self._countries[code] for code in self._sorted(codes)])

    def _focus(self, keys: str) -> str:
        return written(FOCUS, [self._areas[key] for key in self._sorted(keys)])
