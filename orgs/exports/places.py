"""The cells of a row that follow from places: their names in a language, the rating in force."""

from functools import lru_cache

from django.utils import translation

from orgs.columns import FOCUS, HEADQUARTERS, WORKS_IN, written
from orgs.models import Country, FocusArea
from orgs.text import fold

KEPT = 20_000
"""Different lists of places whose cells are kept: some 5 MB."""


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
        self._countries = {one.code: one for one in Country.objects.with_rating().order_by()}
        areas = FocusArea.objects.in_list_order().defer("introduction")
        self._areas = {str(area.pk): area for area in areas}
        self._order = {pk: place for place, pk in enumerate(self._areas)}

    def _all(self, keys: str, known: str) -> list:
        """The places with these keys, in the order given."""
        wanted = keys.split()
        if not getattr(self, known).keys() >= set(wanted):
            self._read()
        return [getattr(self, known)[key] for key in wanted if key in getattr(self, known)]

    def _headquarters(self, code: str) -> str:
        with translation.override(self._language):
            return written(HEADQUARTERS, next(iter(self._all(code, "_countries")), None))

    def _works_in(self, codes: str) -> str:
        with translation.override(self._language):
            found = self._all(codes, "_countries")
            return written(WORKS_IN, sorted(found, key=lambda one: (fold(one.name), one.code)))

    def _focus(self, keys: str) -> str:
        with translation.override(self._language):
            found = self._all(keys, "_areas")
            return written(FOCUS, sorted(found, key=lambda area: self._order[str(area.pk)]))
