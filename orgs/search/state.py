"""What a process holds in memory to answer lists: bitmaps of organisations, as of one version.

A state never changes. What editors change makes a new one (`changed`), which shares with the old
all that stayed the same; a thread goes on answering from the one it began with.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field, replace

from pyroaring import BitMap

from orgs.models import SearchEntry, SearchKey
from orgs.search.blocks import Blocks
from orgs.search.places import Label, Places, Values
from orgs.search.position import ID_BITS, ID_MASK
from orgs.search.texts import Texts, read_texts
from orgs.search.version import Version
from orgs.visibility.prepared import prepared

DIRECT = ("country", "focus", "home", "kind", "language", "scope", "source", "status", "website")
"""Facets that are written on the organisation itself; `source` only where there is none."""

DERIVED = ("region", "focus", "rating")
"""Facets that follow from those, as `Places` says."""

FACETS = ("country", "region", "focus", "rating", "kind", "scope", "status", "language", "website")

_ENTRY = ("position", "sort_name", "founded", "verified", "updated", "facets")
_MOST_AT_ONCE = 5000


@dataclass(frozen=True, slots=True)
class Order:
    """An order of a list: the blocks it is kept in and the column it follows."""

    blocks: str
    column: str
    descending: bool = False

    def ordered(self, low, high) -> Iterable[int]:
        """One query, on an index."""
        return (pk for (pk,) in _between[self.column, self.descending]([low, high]))


def _asked_between(column: str, descending: bool):
    @prepared
    def between(ends):
        entries = SearchEntry.objects.filter(**{f"{column}__range": (ends[0], ends[-1])})
        entries = entries.order_by(f"-{column}" if descending else column, "organisation_id")
        return entries.values_list("organisation_id")

    return between


ORDERS = {
    "name": Order("by_name", "sort_name"),
    "updated": Order("by_updated", "updated", descending=True),
    "verified": Order("by_verified", "verified", descending=True),
    "founded": Order("by_founded", "founded"),
}
_between = {
    (order.column, order.descending): _asked_between(order.column, order.descending)
    for order in ORDERS.values()
}


@dataclass(frozen=True, slots=True)
class State:
    """All organisations a visitor may find.

    `direct` are the facets as written, `facets` those of lists (regions, ratings and areas above
    worked out). `static` is the order of a list without another, in blocks of equal quality;
    `keys` all names by their beginnings.
    """

    version: Version
    everything: BitMap
    direct: dict[str, Values]
    facets: dict[str, Values]
    places: Places
    static: Blocks
    by_name: Blocks
    by_updated: Blocks
    by_verified: Blocks
    by_founded: Blocks
    keys: Blocks
    texts: Texts
    counted: dict = field(default_factory=dict, init=False, compare=False, repr=False)
    """What `orgs.search.facets` has counted; a changed state begins with nothing."""

    # Asking

    def having(self, facet: str, values: Iterable[str]) -> BitMap:
        """The organisations with any of the values."""
        there = self.facets[facet]
        return BitMap.union(BitMap(), *(there[value] for value in values if value in there))

    def labelled(self, label: Label) -> BitMap:
        return self.facets[label.facet].get(label.value, BitMap())

    def founded(self, first: str, last: str) -> BitMap:
        """Founded from one year to another, both included."""
        return self.by_founded.between(first, f"{last}~", ORDERS["founded"].ordered)

    def verified_since(self, day: str) -> BitMap:
        return self.by_verified.between(day, "9999", ORDERS["verified"].ordered)

    def beginning(self, key: str) -> BitMap:
        """The organisations with a name that begins so; two queries at most."""
        return self.keys.between(key, f"{key}\U0010ffff", _keys)

    def page(self, selected: BitMap, sort: str, start: int, stop: int) -> list[int]:
        """The ids at places `start` to `stop`; three queries at most, none in the static order."""
        order = ORDERS.get(sort)
        if order is None:
            return self.static.slice(selected, start, stop)
        blocks = getattr(self, order.blocks)
        return blocks.slice(selected, start, stop, order.ordered, descending=order.descending)

    def all(self, selected: BitMap, sort: str) -> Iterator[int]:
        """Every id, in order; queries as they are needed."""
        order = ORDERS.get(sort)
        if order is None:
            return self.static.all(selected)
        blocks = getattr(self, order.blocks)
        return blocks.all(selected, order.ordered, descending=order.descending)

    def as_of(self, day: str) -> "State":
        """With the ratings of a day, all else as it is; one query."""
        places = self.places.as_of(day)
        homes = {"home": self.direct.get("home", {})}
        ratings = places.derive(homes, self.everything)["rating"]
        return replace(self, places=places, facets=self.facets | {"rating": ratings})

    # Following what changes

    def moved(self) -> "State":
        """The same organisations under places as they are now; four queries."""
        places = Places.read()
        return replace(self, places=places, facets=worked_out(self, places))

    def changed(self, ids: Iterable[int]) -> "State":
        """With these organisations as the index has them now; three queries for each 5,000."""
        state, ids = self, sorted(set(ids))
        for start in range(0, len(ids), _MOST_AT_ONCE):
            state = _changed(state, BitMap(ids[start : start + _MOST_AT_ONCE]))
        return state


def worked_out(state: State, places: Places) -> dict[str, Values]:
    """The facets of lists, those that follow from places worked out over all organisations."""
    return with_direct(state.direct, places.derive(state.direct, state.everything))


def with_direct(direct: dict[str, Values], derived: dict[str, Values]) -> dict[str, Values]:
    return {facet: derived[facet] if facet in derived else direct[facet] for facet in FACETS}


def _keys(low: str, high: str) -> Iterable[int]:
    return (place & ID_MASK for (place,) in _named([low, high]))


@prepared
def _named(ends):
    names = SearchKey.objects.filter(is_name=True, key__range=(ends[0], ends[-1]))
    return names.values_list("position")


def _changed(state: State, gone: BitMap) -> State:
    rows = SearchEntry.objects.filter(organisation__in=list(gone)).values_list(*_ENTRY)
    entries = {row[0] & ID_MASK: row for row in rows}
    positions = {row[0]: pk for pk, row in entries.items()}
    keys = SearchKey.objects.filter(is_name=True, position__in=list(positions))
    named = [(key, positions[place]) for key, place in keys.values_list("key", "position")]
    values = {pk: written(row[-1]) for pk, row in entries.items()}
    above = {pk: state.places.all_above(own) for pk, own in values.items()}
    direct = _with_values(state.direct, gone, values)
    derived = _with_values({name: state.facets[name] for name in DERIVED}, gone, above)

    def column(name: str) -> list[tuple]:
        return [(row[_ENTRY.index(name)], pk) for pk, row in entries.items()]

    qualities = [(place >> ID_BITS, pk) for place, pk in positions.items()]

    return replace(
        state,
        everything=(state.everything - gone) | BitMap(entries),
        direct=direct,
        facets=with_direct(direct, derived),
        static=state.static.changed(gone, qualities),
        by_name=state.by_name.changed(gone, column("sort_name")),
        by_founded=state.by_founded.changed(gone, column("founded")),
        by_verified=state.by_verified.changed(gone, column("verified")),
        by_updated=state.by_updated.changed(gone, column("updated")),
        keys=state.keys.changed(gone, named),
        texts=state.texts.changed(gone, read_texts(positions)),
    )


def written(facets: str) -> list[tuple[str, str]]:
    """The (facet, value) of an entry."""
    return [tuple(word.split(":", 1)) for word in facets.split()]


def _with_values(
    maps: dict[str, Values], gone: BitMap, values: dict[int, list[tuple[str, str]]]
) -> dict[str, Values]:
    """Bitmaps by facet and value without the ids gone, and with those that have values now."""
    added: dict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    for pk, own in values.items():
        for facet, value in own:
            added[facet][value].append(pk)
    changed = {}
    for facet, members in maps.items():
        new = {
            value: there if there.isdisjoint(gone) else there - gone
            for value, there in members.items()
        }
        for value, ids in added[facet].items():
            new[value] = new.get(value, BitMap()) | BitMap(ids)
        changed[facet] = {value: there for value, there in new.items() if there}
    return changed
