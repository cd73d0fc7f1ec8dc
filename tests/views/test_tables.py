"""Countries, ratings, focus areas and the library as files."""

import json
import re

import pytest

from orgs.models import CivicSpaceRating, Country, FocusArea
from orgs.tables import COUNTRIES, FOCUS_AREAS, LIBRARY, RATINGS, TABLES
from orgs.views import alternates
from tests.exports.forms import content, csv_rows, sheet_rows
from tests.factories import OBSTRUCTED, OrganisationFactory, RatingFactory, ResourceFactory

pytestmark = pytest.mark.django_db
FILES = {
    "countries": alternates.COUNTRIES,
    "ratings": alternates.RATINGS,
    "focus_areas": alternates.FOCUS_AREAS,
    "library": alternates.LIBRARY,
    "coverage": alternates.COVERAGE,
}
QUERIES = {"countries": 2, "ratings": 1, "focus_areas": 2, "library": 8, "coverage": 3}


def address(table, suffix, language="") -> str:
    return f"{language}/{FILES[table.name].route}.{suffix}"


def records(client, table, query="") -> list[dict]:
    found = json.loads(content(client.get(address(table, "json") + query)))
    assert found["meta"]["count"] == len(found[table.name])
    return found[table.name]


@pytest.fixture
def filled():
    organisation = OrganisationFactory(
        name="Harbour Aid", headquarters_id=OBSTRUCTED, focus=["legal-aid", "search-and-rescue"]
    )
    item = ResourceFactory(
        title="=On the harbour",
        kind="report",
        published_on="2024-05",
        submitted_by=organisation,
        state="published",
    )
    item.organisations.set([organisation])
    item.countries.set(["IT", OBSTRUCTED])
    item.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))
    return organisation


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_every_column_is_named_once_and_described(table):
    names = [column.name for column in table.columns]
    assert len(set(names)) == len(names)
    assert all(str(column.description).endswith(".") for column in table.columns)


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_all_forms_have_the_same_rows_in_the_same_order(client, filled, table):
    first = table.columns[0].name
    found = [
        [row[first] for row in csv_rows(content(client.get(address(table, "csv"))))],
        [row[first] for row in sheet_rows(content(client.get(address(table, "xlsx"))))],
        [row[first] for row in records(client, table)],
    ]
    assert found[0]
    assert found[0] == found[1] == found[2]
    assert list(records(client, table)[0]) == [column.name for column in table.columns]


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_an_unchanged_file_is_not_sent_again(client, filled, table):
    for suffix in FILES[table.name].suffixes:
        path = address(table, suffix)
        first = client.get(path)
        assert f'filename="{table.name.replace("_", "-")}-' in first["Content-Disposition"]
        again = client.get(path, headers={"If-None-Match": first["ETag"]})
        assert (again.status_code, again["Access-Control-Allow-Origin"]) == (304, "*")


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_the_queries_do_not_grow_with_the_rows(client, filled, table, django_assert_num_queries):
    for number in range(4):
        item = ResourceFactory(title=f"Item {number}", submitted_by=filled)
        item.organisations.set([filled])
        item.countries.set(["IT"])
    client.get("/organisations/")  # the search takes note of what was written
    with django_assert_num_queries(QUERIES[table.name]):
        content(client.get(address(table, "json")))


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_hashtags_come_when_asked_for(client, table):
    tagged = content(client.get(address(table, "csv"), {"hxl": "1"})).decode().splitlines()
    assert tagged[1] == ",".join(column.hxl for column in table.columns)
    assert client.get(address(table, "csv"), {"hxl": "x"}).status_code == 400


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_list_too_long_for_a_workbook_leads_to_the_csv(client, filled, table, monkeypatch):
    monkeypatch.setattr("orgs.views.tables.MOST_ROWS", 0)
    response = client.get(address(table, "xlsx", "/fr"))
    assert response.status_code == 422
    assert f'href="{address(table, "csv", "/fr")}"' in response.content.decode()


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_file_is_only_read(client, table):
    for suffix in FILES[table.name].suffixes:
        assert client.post(address(table, suffix)).status_code == 405
        assert client.options(address(table, suffix)).status_code == 204


@pytest.mark.parametrize("sort", ["name", "rating", "change", "organisations"])
def test_countries_stand_as_on_their_page(client, filled, sort):
    page = client.get("/countries/", {"sort": sort}).content.decode()
    on_page = re.findall(r'<th scope="row"><a href="/countries/(..)/"', page)
    in_file = [one["code"].lower() for one in records(client, COUNTRIES, f"?sort={sort}")]
    assert in_file == on_page
    assert f"/countries.csv?sort={sort}" in page


def test_countries_cannot_be_sorted_by_what_they_have_not(client):
    assert client.get("/countries.csv?sort=danger").status_code == 400


def test_a_country_has_its_rating_its_regions_and_its_centre(client, filled):
    country = Country.objects.get(pk=OBSTRUCTED)
    [one] = [one for one in records(client, COUNTRIES) if one["code"] == OBSTRUCTED]
    assert one["name"] == "Greece"
    assert one["page"].endswith("/countries/gr/")
    assert (one["alpha3"], one["m49"]) == ("GRC", "300")
    assert (one["region_code"], one["subregion"]) == ("150", "Southern Europe")
    assert (one["civic_space"], one["last_change"]) == ("obstructed", "downgraded")
    assert one["last_change_on"].startswith("2022")
    assert one["organisations"] == 1
    assert (one["latitude"], one["longitude"]) == (country.latitude, country.longitude)


def test_a_country_in_no_region_and_without_a_centre_says_nothing_of_them(client):
    Country.objects.create(code="XZ", alpha3="XZZ", name_en="Newland")
    OrganisationFactory(headquarters_id="XZ")
    [one] = [one for one in records(client, COUNTRIES) if one["code"] == "XZ"]
    assert (one["region"], one["subregion_code"], one["latitude"]) == (None, None, None)
    assert (one["civic_space"], one["last_change"]) == ("not_rated", None)


def test_a_minus_is_a_minus_in_every_form(client):
    Country.objects.filter(pk=OBSTRUCTED).update(latitude=-12.5)
    Country.objects.get(pk=OBSTRUCTED).save()  # the search takes note
    lines = {row["code"]: row for row in csv_rows(content(client.get("/countries.csv")))}
    assert lines[OBSTRUCTED]["latitude"] == "-12.5"
    sheet = {row["code"]: row for row in sheet_rows(content(client.get("/countries.xlsx")))}
    assert sheet[OBSTRUCTED]["latitude"] == -12.5


def test_every_rating_on_record_is_there_with_what_it_did(client):
    RatingFactory(
        country_id=OBSTRUCTED,
        rating="repressed",
        effective_on="2026-03",
        note="A note",
        basis="map",
    )
    found = records(client, RATINGS)
    assert len(found) == CivicSpaceRating.objects.count()
    first = found[0]
    assert (first["country_code"], first["country"]) == (OBSTRUCTED, "Greece")
    assert (first["rating"], first["previous_rating"]) == ("repressed", "obstructed")
    assert (first["direction"], first["basis"], first["note"]) == ("downgraded", "map", "A note")
    dates = [one["effective_on"] for one in found]
    assert dates == sorted(dates, reverse=True)
    assert found[-1]["previous_rating"] is None
    assert found[-1]["direction"] == "first"
    assert all(one["source"] for one in found)


def test_focus_areas_stand_as_on_their_page(client, filled):
    page = client.get("/focus/").content.decode()
    main = page[page.index("<main") :]
    on_page = re.findall(r'href="/focus/([^"/.]+)/"', main)
    found = records(client, FOCUS_AREAS)
    assert [one["page"].split("/")[-2] for one in found] == on_page
    [part] = [one for one in found if one["code"] == "theme:search-and-rescue"]
    assert part["part_of"] == "theme:migration-and-asylum"
    assert part["organisations"] == 1
    assert found[0]["part_of"] is None


def test_the_library_says_what_it_is_about(client, filled):
    [item] = records(client, LIBRARY)
    assert item["title"] == "=On the harbour"
    assert (item["kind"], item["published_on"]) == ("report", "2024-05")
    assert item["organisation_ids"] == [filled.public_id]
    assert item["organisations"] == ["Harbour Aid"]
    assert item["submitted_by"] == filled.public_id
    assert item["country_codes"] == [OBSTRUCTED, "IT"]
    assert item["focus_area_codes"] == ["theme:legal-aid"]
    [line] = csv_rows(content(client.get("/library.csv")))
    assert line["title"] == "'=On the harbour"


def test_the_library_names_nobody_who_is_not_public(client, filled):
    draft = OrganisationFactory(name="Draft body", state="draft")
    item = ResourceFactory(title="Two bodies", submitted_by=draft)
    item.organisations.set([draft, filled])
    hidden = ResourceFactory(title="Of the hidden")
    hidden.organisations.set([OrganisationFactory(risk="hidden")])
    ResourceFactory(title="Not yet", state="draft")
    found = {one["title"]: one for one in records(client, LIBRARY)}
    assert set(found) == {"=On the harbour", "Two bodies"}
    assert found["Two bodies"]["organisations"] == ["Harbour Aid"]
    assert found["Two bodies"]["submitted_by"] is None


def test_names_follow_the_language_of_the_address(client):
    found = json.loads(content(client.get("/fr/ratings.json")))
    assert "Grèce" in {one["country"] for one in found["ratings"]}
    assert found["meta"]["columns"].endswith("/fr/data/columns/#ratings")
