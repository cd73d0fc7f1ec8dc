"""The CSV of a list: its columns, its rows, and what never is in it."""

import csv
import io

import pytest
from django.db import connection

from orgs.cells import split, unguard
from orgs.columns import COLUMNS
from orgs.exports.csv import write_csv
from orgs.models import Organisation
from tests.factories import (
    OBSTRUCTED,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db


def exported(*organisations, language="en"):
    """The rows of the file, as dictionaries."""
    text = b"".join(write_csv([o.pk for o in organisations], language=language)).decode()
    return list(csv.DictReader(io.StringIO(text, newline="")))


def test_the_first_line_names_the_columns():
    assert b"".join(write_csv([], language="en")).decode() == (
        ",".join(column.name for column in COLUMNS) + "\r\n"
    )


def test_every_column_is_named_once_and_described():
    names = [column.name for column in COLUMNS]
    assert len(names) == len(set(names))
    assert all(str(column.description).endswith(".") for column in COLUMNS)


def test_a_row_carries_the_permanent_id_and_the_permanent_address():
    organisation = OrganisationFactory()
    [row] = exported(organisation)
    assert row["public_id"] == organisation.public_id
    assert row["permalink"].endswith(f"/o/{organisation.public_id}")


def test_facts_are_written_as_they_are_known():
    organisation = OrganisationFactory(
        name="Médecins, “test”\r\nline",
        founded="2017-05",
        headquarters_id=OBSTRUCTED,
        countries=["IT", OBSTRUCTED],
        focus=["legal-aid"],
        languages=["el", "en"],
    )
    NameFactory(organisation=organisation, text="BelgrAid", kind="former", language="en")
    ContactPointFactory(organisation=organisation, value="https://a.example.org/")
    OfficeFactory(organisation=organisation, city="Athens", country_id=OBSTRUCTED)
    [row] = exported(organisation)
    assert row["name"] == organisation.name
    assert row["founded"] == "2017-05"
    assert row["former_names"] == "BelgrAid@en"
    assert (row["headquarters_code"], row["civic_space"]) == ("GR", "obstructed")
    assert row["country_codes"] == "GR|IT"
    assert row["countries"] == "Greece|Italy"
    assert row["focus_area_codes"] == "theme:legal-aid"
    assert row["languages"] == "el|en"
    assert row["websites"] == "https://a.example.org/"
    assert row["offices"] == "Athens GR"
    assert row["verified_on"] == ""


def test_names_of_countries_follow_the_language_of_the_file():
    [row] = exported(OrganisationFactory(headquarters_id=OBSTRUCTED), language="fr")
    assert row["headquarters"] == "Grèce"


def test_an_organisation_without_headquarters_has_no_rating():
    [row] = exported(OrganisationFactory(headquarters_id=None))
    assert (row["headquarters_code"], row["civic_space"], row["civic_space_since"]) == ("", "", "")


def test_a_country_nobody_rated_is_said_to_be_so():
    [row] = exported(OrganisationFactory(headquarters_id="GL"))
    assert (row["civic_space"], row["civic_space_since"]) == ("not_rated", "")


def test_a_name_that_a_spreadsheet_would_run_is_harmless_and_comes_back():
    [row] = exported(OrganisationFactory(name='=HYPERLINK("https://example.org")'))
    assert row["name"].startswith("'=")
    assert unguard(row["name"]) == '=HYPERLINK("https://example.org")'


def test_several_values_with_bars_come_back():
    organisation = OrganisationFactory()
    NameFactory(organisation=organisation, text="a|b", kind="acronym")
    NameFactory(organisation=organisation, text="-c", kind="acronym")
    [row] = exported(organisation)
    assert sorted(split(unguard(row["acronyms"]))) == ["-c", "a|b"]


def test_rows_come_in_the_order_asked_for():
    first, second, third = (OrganisationFactory() for _ in range(3))
    rows = exported(third, first, second)
    assert [row["public_id"] for row in rows] == [o.public_id for o in (third, first, second)]


def test_no_person_is_in_it_whatever_they_consented_to():
    contact = ContactFactory(name="Canary Person", email="canary@example.org")
    ConsentFactory(contact=contact, covers_exports=True)
    assert "anary" not in str(exported(contact.organisation))


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}, {"state": "archived"}])
def test_what_is_not_public_when_its_row_is_written_is_left_out(kept):
    assert exported(OrganisationFactory(**kept)) == []


def test_who_is_hidden_while_the_file_is_written_is_left_out(monkeypatch):
    """No cursor is open while a reader takes its time: SQLite would show the past through it."""
    monkeypatch.setattr("orgs.exports.csv.BATCH", 1)
    first, second = OrganisationFactory(name="First"), OrganisationFactory(name="Second")
    ids = iter([first.pk, second.pk])
    pieces = write_csv(ids, language="en")
    assert b"public_id" in next(pieces)
    assert b"First" in next(pieces)
    assert next(ids, None) is None
    Organisation.objects.filter(pk=second.pk).update(risk="hidden")
    assert b"Second" not in b"".join(pieces)


def test_the_gate_is_asked_for_every_row_whatever_the_index_says():
    """An emergency at the database itself tells the index nothing."""
    kept, hidden = OrganisationFactory(name="Kept"), OrganisationFactory(name="Hidden")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orgs_organisation SET risk = %s WHERE id = %s", ["hidden", hidden.pk]
        )
    assert [row["name"] for row in exported(kept, hidden)] == ["Kept"]


def test_the_queries_do_not_grow_with_the_rows_of_a_batch(django_assert_num_queries):
    organisations = [OfficeFactory().organisation for _ in range(12)]
    with django_assert_num_queries(4):
        assert len(exported(*organisations)) == 12
