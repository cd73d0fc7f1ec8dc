"""Counting, by whatever way is shortest, gives what counting one by one gives."""

from types import SimpleNamespace

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pyroaring import BitMap

from orgs.filters import OrganisationListing
from orgs.search import facets
from orgs.search.facets import count_facet
from tests.factories import OrganisationFactory

EVERYTHING = 2000


def state(values):
    everything = BitMap(range(EVERYTHING))
    return SimpleNamespace(everything=everything, facets={"kind": values}, counted={})


@given(st.data())
def test_any_selection_is_counted_exactly(data):
    """Sizes on both sides of where the way of counting changes."""
    ids = st.integers(0, EVERYTHING - 1)
    size = data.draw(st.sampled_from([0, 1, 39, 40, 41, 100, 124, 125, 126, 1999, 2000]))
    start = data.draw(ids)
    step = data.draw(st.sampled_from([1, 3, 7]))
    selection = BitMap((start + step * place) % EVERYTHING for place in range(size))
    values = {name: BitMap(data.draw(st.sets(ids, max_size=60))) for name in "ab"}
    values["c"] = BitMap(range(0, EVERYTHING, 2))
    held = state(values)
    expected = {name: len(selection & members) for name, members in values.items()}
    for _ in range(2):
        counts = count_facet(held, "kind", selection)
        assert {name: counts.get(name, 0) for name in values} == expected


def test_selections_that_look_alike_are_not_taken_for_each_other():
    held = state({"a": BitMap([2])})
    assert count_facet(held, "kind", BitMap([1, 2, 9])) == {"a": 1}
    assert count_facet(held, "kind", BitMap([1, 3, 9])) == {"a": 0}


@pytest.mark.django_db
def test_a_change_forgets_what_was_counted():
    OrganisationFactory(kind="union", headquarters_id="GR")
    assert OrganisationListing({"country": "GR"}).value_counts("kind") == {"union": 1}
    OrganisationFactory(kind="union", headquarters_id="NO")
    OrganisationFactory(kind="ngo", headquarters_id="GR")
    assert OrganisationListing({"country": "GR"}).value_counts("kind") == {"union": 1, "ngo": 1}


def test_many_selections_are_not_all_kept(monkeypatch):
    monkeypatch.setattr(facets, "_MOST_COUNTED", 3)
    held = state({"a": BitMap(range(0, EVERYTHING, 2))})
    for size in range(1, 12):
        assert count_facet(held, "kind", BitMap(range(size))) == {"a": (size + 1) // 2}
        assert len(held.counted) <= 3
