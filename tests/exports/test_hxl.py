"""The row of hashtags of the Humanitarian Exchange Language 1.1."""

import io
import re

import hxl
import pytest

from orgs.columns import COLUMNS
from orgs.exports.csv import head, write_csv, write_table
from orgs.tables import TABLES
from tests.factories import OrganisationFactory

LISTS = {"organisations": COLUMNS, **{table.name: table.columns for table in TABLES}}
HASHTAG = re.compile(r"#[a-z][a-z0-9_]*(\+[a-z][a-z0-9_]*)*")


def read(data: bytes) -> hxl.model.Dataset:
    options = hxl.InputOptions(allow_local=True)
    return hxl.data(io.BytesIO(data), options)


@pytest.mark.parametrize("columns", LISTS.values(), ids=LISTS)
def test_every_column_has_a_hashtag_of_its_own(columns):
    tags = [column.hxl for column in columns]
    assert [tag for tag in tags if not HASHTAG.fullmatch(tag)] == []
    assert len(set(tags)) == len(tags)


@pytest.mark.parametrize("columns", LISTS.values(), ids=LISTS)
def test_attributes_stand_in_the_order_of_the_alphabet(columns):
    """So that two that mean the same are seen to be the same."""
    attributes = [column.hxl.split("+")[1:] for column in columns]
    assert [one for one in attributes if one != sorted(one)] == []


@pytest.mark.parametrize("columns", LISTS.values(), ids=LISTS)
def test_columns_with_several_values_say_so(columns):
    assert [column.name for column in columns if column.several] == [
        column.name for column in columns if "+list" in column.hxl
    ]


@pytest.mark.django_db
def test_a_reader_of_hxl_reads_the_file():
    organisation = OrganisationFactory(name="Harbour, Aid", countries=["GR", "IT"])
    found = read(b"".join(write_csv([organisation.pk], language="en", hxl=True)))
    assert found.tags == [re.match("#[a-z]+", column.hxl)[0] for column in COLUMNS]
    assert found.headers == [column.name for column in COLUMNS]
    [row] = found
    assert row.get("#org+name-former-alt") == "Harbour, Aid"
    assert row.get("#country+code+list") == "GR|IT"


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_reader_of_hxl_reads_every_other_list(table):
    cells = [str(number) for number, _column in enumerate(table.columns)]
    found = read(b"".join(write_table(table.columns, [[cells]], hxl=True)))
    assert found.headers == [column.name for column in table.columns]
    assert [row.values for row in found] == [cells]


def test_the_hashtags_are_only_there_when_they_are_asked_for():
    assert b"#" not in head(COLUMNS)
    assert head(COLUMNS, hxl=True).decode().split("\r\n")[1].startswith("#org+id,#org+url,")
