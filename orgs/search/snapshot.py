"""The state of a large directory, stored so that a worker starts in a moment.

A small one is read from its tables just as fast and has none. What changes after a snapshot is
told by the log of changes; when much has, a worker stores a new one beside its other work.
"""

import json
from contextlib import suppress
from itertools import chain
from threading import Lock, Thread
from time import sleep

from django.db import OperationalError, connection, transaction
from pyroaring import BitMap

from orgs.models import SearchEntry, SearchPosting, SearchSnapshot
from orgs.search import postings
from orgs.search.blocks import Block, Blocks
from orgs.search.build import build
from orgs.search.engine import engine
from orgs.search.places import Places
from orgs.search.state import DIRECT, ORDERS, State, with_direct
from orgs.search.texts import Texts
from orgs.search.version import Version, version

LARGE = 20_000
"""Organisations from which on a snapshot is worth its room."""

OLD = 2000
"""Changed organisations after which a snapshot is made anew."""

TABLES = (SearchSnapshot, SearchPosting)

_BLOCKS = ("static", "keys", *(order.blocks for order in ORDERS.values()))
_CLAIM = "claim"
_refreshing = Lock()


def save_if_large() -> None:
    """A snapshot of the tables as they are, with postings of all frequent words. It is put together
    first and then stored, so that nobody waits for the reading. Memory holds the state and what it
    is packed into, and the postings.
    """
    asked = version()
    with engine().reading():
        if SearchEntry.objects.count() < LARGE:
            return
        found = postings.gather()
        parts = _parts(build(asked, Places.read()))
    with transaction.atomic():
        postings.write(found)
        del found  # a hundred megabytes at a million, before statements of some more are written
        _store(asked, parts)


def refresh_when_old(state: State) -> None:
    """Begins a new snapshot when many organisations have changed since the last; one worker of
    all does it, in a thread, and the others take no notice.
    """
    if len(state.texts.touched) > OLD and _refreshing.acquire(blocking=False):
        Thread(target=_refresh, args=[state], name="search snapshot", daemon=True).start()


def _refresh(state: State) -> None:
    try:
        _connect_patiently()
        number = state.version[0]
        SearchSnapshot.objects.get_or_create(name=_CLAIM, defaults=_stamp((0, 0), b""))
        claim = SearchSnapshot.objects.filter(name=_CLAIM, number__lt=number - OLD // 10)
        if claim.update(number=number):
            refresh(state)
    finally:
        _refreshing.release()
        connection.close()


def _connect_patiently() -> None:
    """A busy server has no connection to spare at once, and this is not urgent."""
    for pause in (1, 2, 4, 8):
        with suppress(OperationalError):
            return connection.ensure_connection()
        sleep(pause)
    return connection.ensure_connection()


def refresh(state: State) -> None:
    """Stores a state, its changes merged into the postings there are."""
    with transaction.atomic():
        postings.merge(state.texts)
        _store(state.version, _parts(state))


def load() -> State | None:
    """The state as stored; None without a snapshot. Six queries; docs/performance.md."""
    saved = {part.name: part for part in SearchSnapshot.objects.exclude(name=_CLAIM)}
    if not saved:
        return None
    direct = {
        facet: {value: members for (value,), members in _unpacked(saved[facet].data)}
        for facet in DIRECT
    }
    blocks = {name: _blocks(saved[name].data) for name in _BLOCKS}
    everything = BitMap.union(BitMap(), *_members(blocks["static"]))
    places = Places.read()
    stored = sorted(SearchPosting.objects.values_list("term", flat=True))
    return State(
        version=(saved["static"].number, saved["static"].token),
        everything=everything,
        direct=direct,
        facets=with_direct(direct, places.derive(direct, everything)),
        places=places,
        texts=Texts(stored),
        **blocks,
    )


def _parts(state: State) -> dict[str, bytes]:
    """What is stored of a state, by name."""
    parts = {
        facet: _packed([((value,), members) for value, members in state.direct[facet].items()])
        for facet in DIRECT
    }
    for name in _BLOCKS:
        blocks = getattr(state, name)
        ends = [((block.first, block.last), block.members) for block in blocks.by_key]
        parts[name] = _packed([((blocks.size, None), blocks.without), *ends])
    return parts


def _store(made_at: Version, parts: dict[str, bytes]) -> None:
    """One after the other, and without reading what is there: they are large."""
    for name, data in parts.items():
        SearchSnapshot.objects.bulk_create(
            [SearchSnapshot(name=name, **_stamp(made_at, data))],
            update_conflicts=True,
            unique_fields=["name"],
            update_fields=["number", "token", "data"],
        )


def _stamp(made_at: Version, data: bytes) -> dict:
    return {"number": made_at[0], "token": made_at[1], "data": data}


def _blocks(data: bytes) -> Blocks:
    ((size, _none), without), *blocks = _unpacked(data)
    return Blocks(tuple(Block(*ends, members) for ends, members in blocks), without, size)


def _members(blocks: Blocks) -> list[BitMap]:
    return [block.members for block in blocks.by_key]


def _packed(pairs: list[tuple[tuple, BitMap]]) -> bytes:
    """A line of JSON, [label, length] of each bitmap, and the bitmaps one after the other."""
    blobs = [members.serialize() for _label, members in pairs]
    head = [[label, len(blob)] for (label, _members), blob in zip(pairs, blobs, strict=True)]
    return b"".join(chain([json.dumps(head).encode(), b"\n"], blobs))


def _unpacked(data: bytes) -> list[tuple[tuple, BitMap]]:
    data = bytes(data)
    start = data.index(b"\n") + 1
    pairs = []
    for label, length in json.loads(data[: start - 1]):
        pairs.append((tuple(label), BitMap.deserialize(data[start : start + length])))
        start += length
    return pairs
