"""The cells of a row that follow from places: their names in a language, the rating in force."""

from collections.abc import Iterable, Mapping, Sequence
from typing import NamedTuple

from django.utils import translation

from orgs.cells import SEPARATOR, csv_cells, guard, join
from orgs.columns import FOCUS, HEADQUARTERS, WORKS_IN, Column, written
from orgs.models import CivicSpaceRating, Country, FocusArea
from orgs.text import fold


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
        self._lists = {
            "countries": PlaceList(WORKS_IN, {one.code: one for one in countries}),
            "areas": PlaceList(FOCUS, areas),
        }

    def headquarters(self, code: str) -> str:
        if code not in self._homes:
            self._read()
        return self._homes.get(code) or self._homes[""]

    def countries(self, codes: str) -> str:
        return self._cells("countries", codes)

    def focus_areas(self, keys: str) -> str:
        return self._cells("areas", keys)

    def _cells(self, kind: str, keys: str) -> str:
        try:
            return self._lists[kind].cells(keys)
        except KeyError:
            self._read()
            return self._lists[kind].cells(self._lists[kind].known(keys))


class PlaceList:
    """The cells of some columns for any of some places, which are given in the order of lists.

    Most rows name one place: what is written for each is kept. Several are put together from what
    each adds to each column, since such a list is seldom the same twice; and where nothing in
    them needs quotes or a guard, joining is all there is to do.
    """

    def __init__(self, columns: Sequence[Column], places: Mapping[str, Place]):
        self._order = {key: number for number, key in enumerate(places)}
        self._pieces = {
            key: [join(column.values([place])) for column in columns]
            for key, place in places.items()
        }
        self._written = {key: _cells(pieces) for key, pieces in self._pieces.items()}
        self._written[""] = _cells([""] * len(columns))
        self._plain = {
            key for key, pieces in self._pieces.items() if self._written[key] == ",".join(pieces)
        }

    def cells(self, keys: str) -> str:
        """As `written` has them; KeyError when there is no such place."""
        if keys in self._written:
            return self._written[keys]
        ordered = sorted(keys.split(), key=self._order.__getitem__)
        joined = map(SEPARATOR.join, zip(*map(self._pieces.__getitem__, ordered), strict=True))
        return ",".join(joined) if self._plain.issuperset(ordered) else _cells(joined)

    def known(self, keys: str) -> str:
        """Those of the keys there is a place for."""
        return " ".join(key for key in keys.split() if key in self._order)


def _cells(values: Iterable[str]) -> str:
    return csv_cells(map(guard, values))
