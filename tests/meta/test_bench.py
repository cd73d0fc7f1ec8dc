"""The measurements that need no server run; what they find says nothing here."""

import pytest
from django.db import connection

from bench import exporting, following, inside, reconciling, run
from bench.cases import Content
from orgs.columns import COLUMNS
from orgs.search import index_later
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
COLUMN_NAMES = [column.name for column in COLUMNS]


@pytest.fixture
def content():
    with index_later():
        for number in range(30):
            OrganisationFactory(name=f"Okapi Rescue {number}", focus=["legal-aid"])
    return Content.read()


def test_cases_are_chosen_from_what_there_is(content):
    assert content.count == 30
    assert {"okapi", "rescue"} <= set(content.words)
    assert content.country == "NO"


def test_the_facet_engine_can_be_measured(content, monkeypatch):
    monkeypatch.setattr(run, "_SELECTIONS", 3)
    assert run.engine(content)["facet engine"]["n"] == 3


def test_a_start_can_be_measured(content):
    assert inside.start()["organisations"] == 30


def test_what_the_database_does_by_itself_can_be_measured(content):
    assert exporting.baselines(content)["values_list"]["rows/s"] > 0


@pytest.mark.postgresql
def test_the_database_is_asked_for_the_very_columns_of_the_file(content):
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT * FROM ({exporting.SAME}) AS same ({names()})")
        rows = [dict(zip(COLUMN_NAMES, row, strict=True)) for row in cursor.fetchall()]
    assert len(rows) == 30
    assert {row["focus_area_codes"] for row in rows} == {"theme:legal-aid"}
    assert {row["headquarters"] for row in rows} == {"Norway"}


def names() -> str:
    return ", ".join(f'"{name}"' for name in COLUMN_NAMES)


def test_rows_of_a_table_are_made_up_and_matched(content, client):
    rows = reconciling.asked(4, seed=1)
    found = reconciling.measured(client, rows["identifier"], 3)
    assert (found.first, found.matches, found.wrong, len(found.clock)) == (4, 4, 0, 4)


def test_the_letters_of_a_day_can_be_measured(content, settings):
    following.make_new()
    following.followers(3, 2)
    settings.EMAIL_BACKEND = ""  # put back afterwards, as are the others

    assert following.measured()["letters"] == 2
