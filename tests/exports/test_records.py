"""Records are made from the cells of a row, and give every value back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.cells import cells_of, csv_cells, join, split
from orgs.columns import COLUMNS, Column, Holds
from orgs.exports.records import organisation_records, record
from tests.factories import NameFactory, OfficeFactory, OrganisationFactory

some_text = st.text(st.characters(codec="utf-8"), max_size=40)


def column(**more) -> Column:
    return Column("some", "#meta+some", "Some.", lambda about: about, **more)


@given(st.lists(some_text, min_size=2, max_size=6))
def test_cells_come_back_from_a_line_as_they_were(cells):
    assert cells_of(csv_cells(cells)) == cells


def test_a_cell_of_any_length_comes_back():
    cells = ["x" * 300_000, 'a "b", c' * 50_000]
    assert cells_of(csv_cells(cells)) == cells


@given(some_text.filter(bool))
def test_a_text_comes_back_from_its_cell(text):
    assert column().value(column().cell(text)) == text


@given(st.lists(some_text.filter(bool), max_size=4))
def test_several_texts_come_back_from_their_cell(texts):
    several = column(several=True)
    assert several.value(several.cell(texts)) == texts


@given(st.lists(some_text.filter(bool), max_size=4))
def test_what_is_joined_can_be_split(texts):
    assert split(join(texts)) == texts


@pytest.mark.parametrize(
    ("cell", "value"), [("12", 12), ("-12", -12), ("-0.5", -0.5), ("1e-05", 0.00001), ("", None)]
)
def test_a_number_is_a_number_and_its_minus_stays(cell, value):
    number = column(holds=Holds.NUMBER)
    assert number.cell(cell) == cell
    assert number.value(cell) == value


def test_nothing_is_none_and_no_values_are_an_empty_list():
    assert column().value("") is None
    assert column(several=True).value("") == []


@pytest.mark.django_db
def test_a_record_has_every_column_typed():
    organisation = OrganisationFactory(
        name="'=1+1", founded="2017-05", countries=["IT", "GR"], languages=["el", "en"]
    )
    NameFactory(organisation=organisation, text="a|b", kind="acronym")
    [found] = organisation_records([organisation.pk], language="en")
    assert list(found) == [one.name for one in COLUMNS]
    assert (found["name"], found["founded"], found["closed"]) == ("'=1+1", "2017-05", None)
    assert (found["acronyms"], found["former_names"]) == (["a|b"], [])
    assert found["country_codes"] == ["GR", "IT"]
    assert found["languages"] == ["el", "en"]


def test_a_row_of_another_length_is_an_error():
    with pytest.raises(ValueError, match="zip"):
        record(COLUMNS, ["too few"])


@pytest.mark.django_db
def test_the_queries_do_not_grow_with_the_rows_of_a_batch(django_assert_num_queries):
    keys = [OfficeFactory().organisation_id for _ in range(12)]
    with django_assert_num_queries(4):
        assert len(list(organisation_records(keys, language="en"))) == 12
