"""Cells are harmless in a spreadsheet and come back without loss."""

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.cells import csv_cells, guard, join, split, unguard

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


@given(st.lists(st.text(), min_size=2, max_size=5))
def test_cells_come_back_from_a_line_of_csv_whatever_is_in_them(cells):
    [line] = csv.reader(io.StringIO(f"{csv_cells(cells)}\r\n", newline=""))
    assert line == cells


@pytest.mark.parametrize("end", ["\n", "\r", "\r\n"])
def test_the_end_of_a_line_in_a_cell_is_quoted(end):
    assert csv_cells(["a", f"one{end}two"]) == f'a,"one{end}two"'
