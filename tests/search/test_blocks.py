"""An order in blocks gives what sorting everything gives, after any changes."""

from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from orgs.search.blocks import Blocks

keys = st.none() | st.integers(0, 12)
tables = st.dictionaries(st.integers(0, 60), keys)


def sorted_ids(table, *, descending):
    present = [(-key if descending else key, pk) for pk, key in table.items() if key is not None]
    return [pk for _key, pk in sorted(present)] + sorted(
        pk for pk, key in table.items() if key is None
    )


def asks(table, *, descending=False):
    """What the database would answer: the ids with a key between two, in order."""

    def ordered(low, high):
        there = {pk: key for pk, key in table.items() if key is not None and low <= key <= high}
        return sorted_ids(there, descending=descending)

    return ordered


def built(table, size):
    rows = sorted((key, pk) for pk, key in table.items() if key is not None)
    return Blocks.build([*rows, *((None, pk) for pk in table if table[pk] is None)], size)


@given(tables, tables, st.sets(st.integers(0, 60)), st.integers(1, 5), st.booleans())
def test_any_page_of_any_selection_is_where_it_belongs(before, after, selected, size, descending):
    gone = BitMap({*before, *after})
    blocks = built(before, size).changed(gone, [(key, pk) for pk, key in after.items()])
    expected = [pk for pk in sorted_ids(after, descending=descending) if pk in selected]
    ask, chosen = asks(after, descending=descending), BitMap(selected)

    assert list(blocks.all(chosen, ask, descending=descending)) == expected
    for start in range(0, len(expected) + 2, 2):
        found = blocks.slice(chosen, start, start + 3, ask, descending=descending)
        assert found == expected[start : start + 3]


@given(tables, tables, st.integers(0, 12), st.integers(0, 12), st.integers(1, 5))
def test_a_range_of_keys_has_who_has_them(before, after, low, high, size):
    gone = BitMap({*before, *after})
    blocks = built(before, size).changed(gone, [(key, pk) for pk, key in after.items()])
    there = {pk for pk, key in after.items() if key is not None and low <= key <= high}

    assert set(blocks.between(low, high, asks(after))) == there


@given(tables)
def test_with_a_block_for_each_key_nothing_is_asked(table):
    everything = BitMap(table)
    assert list(built(table, 0).all(everything)) == sorted_ids(table, descending=False)


def test_what_was_read_before_a_change_stays_as_it_was():
    before = built({1: 1, 2: 2, 3: 3}, 2)
    before.changed(BitMap([1, 2, 3]), [(9, 4)])

    assert list(before.all(BitMap([1, 2, 3, 4]), asks({1: 1, 2: 2, 3: 3}))) == [1, 2, 3]


def test_a_range_has_whole_blocks_and_parts_of_those_at_its_ends():
    table = {pk: pk for pk in range(1, 10)}
    asked = []

    def ordered(low, high):
        asked.append((low, high))
        return asks(table)(low, high)

    assert set(built(table, 3).between(2, 8, ordered)) == {2, 3, 4, 5, 6, 7, 8}
    assert asked == [(2, 3), (7, 8)]


def test_a_full_block_takes_no_keys_beyond_its_own():
    table = {1: 5, 2: 6}
    blocks = built(table, 1)
    for pk, key in ((3, 7), (4, 5), (5, 1), (6, 9)):
        table[pk] = key
        blocks = blocks.changed(BitMap([pk]), [(key, pk)])

    assert list(blocks.all(BitMap(table), asks(table))) == [5, 1, 4, 2, 3, 6]
    ends = [(block.first, block.last) for block in blocks.by_key]
    assert ends == [(1, 1), (5, 5), (6, 7), (9, 9)]


def test_a_page_looks_no_further_than_it_has_to():
    table = {pk: pk for pk in range(1, 10)}
    everything = BitMap(table)

    assert built(table, 3).slice(everything, 1, 3, asks(table)) == [2, 3]
    assert built(table, 3).slice(everything, 8, 12, asks(table)) == [9]
