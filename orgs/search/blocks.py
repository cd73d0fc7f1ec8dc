"""Organisations in an order, kept so that any page of any selection of them is near.

An order is cut into blocks of some two thousand, each a bitmap of ids with the smallest and the
largest key in it. To find what stands at a place, whole blocks are counted past; only the blocks a
page touches are looked at one by one. A block of a single key is in order by itself, since bitmaps
are ordered by id; for the others the order is asked of the database (`Ordered`).

Blocks never change: `changed` makes new ones that share what stayed the same, so that a thread
goes on reading what it began with.
"""

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain
from typing import Any

from pyroaring import BitMap

SIZE = 2048
"""Organisations of a block when it is made; a single key may have more. A block of twice as many
takes no keys beyond its own.
"""

_END = object()
"""A key after all others."""

Ordered = Callable[[Any, Any], Iterable[int]]
"""The ids with a key from one to another, both included, in the order within: one query."""


@dataclass(frozen=True, slots=True)
class Block:
    """Neighbours in an order. `first` and `last` are None where they have no key."""

    first: Any
    last: Any
    members: BitMap

    @property
    def is_uniform(self) -> bool:
        return self.first == self.last


@dataclass(frozen=True, slots=True)
class Blocks:
    """`by_key` stands in the order of the keys; `without` has no key and comes last. With a
    `size` of 0 every key has a block of its own.
    """

    by_key: tuple[Block, ...] = ()
    without: BitMap = field(default_factory=BitMap)
    size: int = SIZE

    @classmethod
    def build(cls, rows: Iterable[tuple[Any, int]], size: int = SIZE) -> "Blocks":
        """From (key, id), ordered by key; those without a key may stand anywhere. An id may come
        several times under different keys. Memory holds one block beside the bitmaps.
        """
        blocks: list[Block] = []
        without: list[int] = []
        block: list[int] = []  # whole keys
        group: list[int] = []  # the key being read
        first = last = current = None
        for key, pk in chain(rows, [(_END, 0)]):
            if key is None:
                without.append(pk)
            elif key == current:
                group.append(pk)
            else:
                if block and len(block) + len(group) > size:
                    blocks.append(Block(first, last, BitMap(block)))
                    block = []
                if group:
                    first = current if not block else first
                    last = current
                    block += group
                current, group = key, [pk]
        if block:
            blocks.append(Block(first, last, BitMap(block)))
        return cls(tuple(blocks), BitMap(without), size)

    def changed(self, gone: BitMap, come: Iterable[tuple[Any, int]]) -> "Blocks":
        """Without some ids, and with (key, id) added; `gone` should have all ids of `come`."""
        blocks = [
            block
            if block.members.isdisjoint(gone)
            else Block(block.first, block.last, block.members - gone)
            for block in self.by_key
        ]
        blocks = [block for block in blocks if block.members]
        without = self.without - gone
        for key, pk in come:
            if key is None:
                without.add(pk)
            else:
                _put(blocks, key, pk, full=2 * self.size)
        return Blocks(tuple(blocks), without, self.size)

    def slice(
        self,
        selected: BitMap,
        start: int,
        stop: int,
        ordered: Ordered | None = None,
        *,
        descending: bool = False,
    ) -> list[int]:
        """The ids at places `start` to `stop` among those selected. At most three queries for a
        page of 25: one for each block it touches, none when every key has its own (`ordered` is
        not needed then).
        """
        found: list[int] = []
        for block in self._parts(descending):
            size = block.members.intersection_cardinality(selected)
            if start < size:
                found += _in_order(block, selected, ordered, slice(start, stop))
            start, stop = max(start - size, 0), stop - size
            if stop <= 0:
                break
        return found

    def all(
        self, selected: BitMap, ordered: Ordered | None = None, *, descending: bool = False
    ) -> Iterator[int]:
        """Every id selected, in order; a query a block at most, made when it is reached."""
        for block in self._parts(descending):
            if not block.members.isdisjoint(selected):
                yield from _in_order(block, selected, ordered)

    def between(self, low: Any, high: Any, ordered: Ordered) -> BitMap:
        """The ids with a key from `low` up to `high`, both included; two queries at most."""
        found = BitMap()
        for block in self.by_key:
            if block.last < low or block.first > high:
                continue
            if low <= block.first and block.last <= high:
                found |= block.members
            else:
                ids = BitMap(ordered(max(low, block.first), min(high, block.last)))
                found |= ids & block.members
        return found

    def _parts(self, descending: bool) -> Iterator[Block]:
        yield from reversed(self.by_key) if descending else self.by_key
        yield Block(None, None, self.without)


def _put(blocks: list[Block], key: Any, pk: int, full: int) -> None:
    """Adds to the block the key falls in, or a new one after a full one it goes beyond."""
    place = max(bisect_right(blocks, key, key=lambda block: block.first) - 1, 0)
    old = blocks[place] if blocks else None
    inside = old and old.first <= key <= old.last
    if old is None or (not inside and len(old.members) >= full):
        after = place + 1 if old and key > old.last else place
        blocks.insert(after, Block(key, key, BitMap([pk])))
        return
    members = old.members.copy()
    members.add(pk)
    blocks[place] = Block(min(old.first, key), max(old.last, key), members)


def _in_order(
    block: Block, selected: BitMap, ordered: Ordered | None, places: slice = slice(None)
) -> list[int]:
    wanted = block.members & selected
    if block.is_uniform or len(wanted) < 2:
        return list(wanted[places])
    return [pk for pk in ordered(block.first, block.last) if pk in wanted][places]
