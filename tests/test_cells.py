"""Cells are harmless in a spreadsheet and come back without loss."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.cells import guard, join, split, unguard

values = st.lists(st.text(min_size=1), max_size=5)


@pytest.mark.parametrize("cell", ["=1+1", "+49 30", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1"])
def test_what_a_spreadsheet_would_run_begins_with_an_apostrophe(cell):
    assert guard(cell) == "'" + cell


@pytest.mark.parametrize("cell", ["", "Collective Aid", "a=b", " =1"])
def test_other_cells_stay_as_they_are(cell):
    assert guard(cell) == cell


@given(st.text())
def test_taking_off_one_apostrophe_gives_the_value_back(value):
    assert unguard(guard(value)) == value


@given(values)
def test_several_values_come_back_as_they_went_in(found):
    assert split(join(found)) == found


def test_a_bar_inside_a_value_is_not_a_separator():
    assert join(["a|b", "c\\"]) == "a\\|b|c\\\\"
