"""The cells of a row that follow from places: their names in a language, the rating in force."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from django.utils import translation

from orgs.cells import SEPARATOR, csv_cells, guard, join
from orgs.columns import FOCUS, HEADQUARTERS, WORKS_IN, Column, written
from orgs.models import CivicSpaceRating, Country, FocusArea
from orgs.text import fold

Pieces = Mapping[str, Sequence[str]]
"""What each place, by its key, adds to each of some columns; in the order of lists."""


class Place(NamedTuple):
    """A country: `scheme` is empty. An area: it has no rating."""

    scheme: str
    code: str
    name: str
    rating: str | None = None
    rating_on: str | None = None


class PlaceCells:
    """CSV cells of the places that a row names by their keys, as the places were when this was
    made, with the ratings of a day if one is given. Two queries, three as of a day; as many again
    when a row names a place that is newer.
    """

    def __init__(self, language: str, as_of: str = ""):
        self._language = language
        self._as_of = as_of
        self._read()

    def _read(self) -> None:
        rated = Country.objects.with_rating().order_by()
        if self._as_of:
            rated = CivicSpaceRating.objects.rated(rated, self._as_of)
        with translation.override(self._language):
            countries = [Place("", one.code, one.name, one.rating, one.rating_on) for one in rated]
            listed = FocusArea.objects.in_list_order().without_introductions()
            areas = {str(one.pk): Place(one.scheme, one.code, one.name) for one in listed}
        countries.sort(key=lambda country: (fold(country.name), country.code))
        self._homes = {one.code: written(HEADQUARTERS, one) for one in countries}
        self._homes[""] = written(HEADQUARTERS, None)
        self._countries = _pieces(WORKS_IN, {one.code: one for one in countries})
        self._areas = _pieces(FOCUS, areas)
        self._order = {key: n for n, key in enumerate([*self._countries, *self._areas])}

    def headquarters(self, code: str) -> str:
        if code not in self._homes:
            self._read()
        return self._homes.get(code) or self._homes[""]

    def countries(self, codes: str) -> str:
        known = self._sorted(codes)  # may read the places anew
        return _cells(WORKS_IN, self._countries, known)

    def focus_areas(self, keys: str) -> str:
        known = self._sorted(keys)
        return _cells(FOCUS, self._areas, known)

    def _sorted(self, keys: str) -> list[str]:
        """The keys of places there are, as lists have them."""
        wanted = keys.split()
        try:
            return sorted(wanted, key=self._order.__getitem__)
        except KeyError:
            self._read()
            return sorted(self._order.keys() & set(wanted), key=self._order.__getitem__)


def _pieces(columns: Sequence[Column], places: Mapping[str, Place]) -> Pieces:
    return {
        key: [join(column.values([place])) for column in columns] for key, place in places.items()
    }


def _cells(columns: Sequence[Column], pieces: Pieces, keys: list[str]) -> str:
    """As `written` has them, put together from the pieces: a list of places is seldom the same
    twice, and each of its places often.
    """
    if not keys:
        return csv_cells([""] * len(columns))
    return csv_cells([guard(SEPARATOR.join(of)) for of in zip(*map(pieces.get, keys), strict=True)])
