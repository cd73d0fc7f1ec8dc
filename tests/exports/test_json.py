"""JSON and GeoJSON of a list."""

import json

import pytest
from django.db import connection

from orgs.columns import COLUMNS
from orgs.exports.json import meta_of, write_geojson, write_json
from orgs.exports.records import organisation_cells
from orgs.models import Country, Organisation
from tests.factories import CLOSED, OBSTRUCTED, OfficeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def meta():
    return meta_of(page="/organisations/", columns="columns", language="en", version="abc")


@pytest.fixture
def features(meta):
    def of(*organisations):
        batches = organisation_cells([one.pk for one in organisations], language="en")
        return json.loads(b"".join(write_geojson(batches, meta)))["features"]

    return of


def written(organisations, meta):
    batches = organisation_cells([one.pk for one in organisations], language="en")
    return b"".join(write_json("organisations", COLUMNS, batches, meta))


def test_an_empty_list_is_a_list_of_none(meta):
    found = json.loads(written([], meta))
    assert (found["organisations"], found["meta"]["count"]) == ([], 0)


def test_a_file_says_what_it_is_and_what_may_be_done_with_it(meta, settings):
    found = json.loads(written([OrganisationFactory()], meta))["meta"]
    assert found["licence"] == {
        "name": settings.CONTENT_LICENCE,
        "url": settings.CONTENT_LICENCE_URL,
    }
    assert found["source"]["url"] == f"{settings.SITE_URL}/organisations/"
    assert found["columns"] == f"{settings.SITE_URL}/data/columns/#columns"
    assert (found["count"], found["language"], found["version"]) == (1, "en", "abc")


def test_scripts_of_the_world_are_written_as_they_are(meta):
    assert "مركز 支援" in written([OrganisationFactory(name="مركز 支援")], meta).decode()


def test_one_record_stands_on_a_line(meta):
    lines = written([OrganisationFactory() for _ in range(3)], meta).decode().splitlines()
    assert len(lines) == 5
    assert all(line.startswith('{"public_id"') for line in lines[1:4])


def test_who_is_hidden_while_the_file_is_written_is_neither_in_it_nor_counted(meta, monkeypatch):
    monkeypatch.setattr("orgs.exports.csv.BATCH", 1)
    first, second = OrganisationFactory(name="First"), OrganisationFactory(name="Second")
    batches = organisation_cells([first.pk, second.pk], language="en")
    pieces = write_json("organisations", COLUMNS, batches, meta)
    start = next(pieces) + next(pieces)
    Organisation.objects.filter(pk=second.pk).update(risk="hidden")
    found = json.loads(start + b"".join(pieces))
    assert [one["name"] for one in found["organisations"]] == ["First"]
    assert found["meta"]["count"] == 1


def test_the_gate_is_asked_whatever_the_index_says(features):
    kept, hidden = OrganisationFactory(name="Kept"), OrganisationFactory(name="Hidden")
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE orgs_organisation SET risk = %s WHERE id = %s", ["hidden", hidden.pk]
        )
    assert [one["properties"]["name"] for one in features(kept, hidden)] == ["Kept"]


def test_an_organisation_stands_at_the_centre_of_its_headquarters_country(features):
    country = Country.objects.get(pk=OBSTRUCTED)
    [one] = features(OrganisationFactory(headquarters_id=OBSTRUCTED))
    assert one["type"] == "Feature"
    assert one["id"] == one["properties"]["public_id"]
    assert one["geometry"] == {
        "type": "Point",
        "coordinates": [country.longitude, country.latitude],
    }
    assert one["properties"]["position_of"] == "country"


@pytest.mark.parametrize("country", [OBSTRUCTED, CLOSED])
def test_where_an_office_stands_is_in_no_file(features, country):
    organisation = OrganisationFactory(headquarters_id=country)
    OfficeFactory(
        organisation=organisation,
        country_id=country,
        street_address="Canary Street 1",
        latitude=12.345678,
        longitude=23.456789,
    )
    found = str(features(organisation))
    assert "Canary" not in found
    assert "12.345" not in found
    assert "23.456" not in found


def test_without_headquarters_there_is_no_point(features):
    [one] = features(OrganisationFactory(headquarters_id=None, countries=["GR"]))
    assert (one["geometry"], one["properties"]["position_of"]) == (None, None)


def test_where_a_country_has_no_centre_there_is_no_point(features):
    Country.objects.filter(pk=OBSTRUCTED).update(latitude=None, longitude=None)
    [one] = features(OrganisationFactory(headquarters_id=OBSTRUCTED))
    assert (one["geometry"], one["properties"]["position_of"]) == (None, None)


def test_the_queries_of_a_map_do_not_grow_with_its_rows(features, django_assert_num_queries):
    organisations = [OrganisationFactory() for _ in range(12)]
    with django_assert_num_queries(5):
        assert len(features(*organisations)) == 12
