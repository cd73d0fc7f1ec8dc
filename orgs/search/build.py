"""Reads the state of a version out of the search tables, in their order, row by row."""

from array import array
from collections import defaultdict
from collections.abc import Iterator

from django.db import connection
from pyroaring import BitMap

from orgs.search.blocks import Blocks
from orgs.search.places import Places, Values
from orgs.search.position import ID_BITS, ID_MASK
from orgs.search.state import DIRECT, ORDERS, State, with_direct, written
from orgs.search.texts import Texts
from orgs.search.version import Version

_CHUNK = 5000


def rows(sql: str) -> Iterator[tuple]:
    """The rows of a query, a few thousand at a time."""
    with connection.chunked_cursor() as cursor:
        cursor.execute(sql)
        while found := cursor.fetchmany(_CHUNK):
            yield from found


def build(version: Version, places: Places) -> State:
    """The state of the tables as they are now; six queries. `version` was read before: what
    has been written since comes again with the change that says so.

    Memory holds what the state does, and 60 bytes an organisation while it is read.
    """
    everything, direct, static = _entries()
    for members in (everything, *(m for values in direct.values() for m in values.values())):
        members.run_optimize()
    return State(
        version=version,
        everything=everything,
        direct=direct,
        facets=with_direct(direct, places.derive(direct, everything)),
        places=places,
        static=static,
        **{order.blocks: _by(order.column) for order in ORDERS.values()},
        keys=Blocks.build(_names()),
        texts=Texts(),
    )


def _entries() -> tuple[BitMap, dict[str, Values], Blocks]:
    """One pass over the entries, in the static order."""
    lists: dict[str, array] = defaultdict(lambda: array("I"))

    def qualities() -> Iterator[tuple[int, int]]:
        for place, facets in rows(
            "SELECT position, facets FROM orgs_searchentry ORDER BY position"
        ):
            pk = place & ID_MASK
            for word in facets.split():
                lists[word].append(pk)
            yield place >> ID_BITS, pk

    static = Blocks.build(qualities(), size=0)
    everything = BitMap.union(BitMap(), *(block.members for block in static.by_key))
    direct: dict[str, Values] = {facet: {} for facet in DIRECT}
    for word in list(lists):
        ((facet, value),) = written(word)
        direct[facet][value] = BitMap(lists.pop(word))
    return everything, direct, static


def _by(column: str) -> Blocks:
    return Blocks.build(
        rows(
            f"SELECT {column}, organisation_id FROM orgs_searchentry"  # noqa: S608
            f" ORDER BY {column}, organisation_id"
        )
    )


def _names() -> Iterator[tuple[str, int]]:
    names = rows("SELECT key, position FROM orgs_searchkey WHERE is_name ORDER BY key, position")
    return ((key, place & ID_MASK) for key, place in names)
