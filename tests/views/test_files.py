"""Files: the CSV of a list, and logos."""

import re

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone

from orgs.columns import COLUMNS
from orgs.views.files import file_name
from tests.factories import ContactPointFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
CSV = "/organisations.csv"


def rows(response) -> list[str]:
    return b"".join(response.streaming_content).decode().splitlines()


def test_the_file_says_what_it_is(client):
    response = client.get(CSV, {"country": ["GR"], "q": "Sienos Grupė"})
    assert response["Content-Type"] == "text/csv; charset=utf-8; header=present"
    today = timezone.localdate().isoformat()
    name = f'attachment; filename="organisations-sienos-grupe-gr-{today}.csv"'
    assert response["Content-Disposition"] == name


@pytest.mark.parametrize(
    "asked", ["مركز", "a" * 200, 'x"; filename="evil.exe', "../../etc/passwd", "\r\nX: y"]
)
def test_the_name_of_the_file_is_harmless_whatever_was_asked(rf, asked):
    name = file_name(rf.get("/", {"q": asked}).GET, "csv")
    assert re.fullmatch(
        r"organisations-[a-z0-9-]{1,100}\d{4}-\d\d-\d\d\.csv|organisations-[\d-]{10}\.csv", name
    )


def test_an_empty_list_is_a_file_with_a_header(client):
    assert len(rows(client.get(CSV, {"q": "nothing"}))) == 1


def test_the_whole_list_is_in_it_whatever_page_was_open(client):
    for _ in range(30):
        OrganisationFactory()
    assert len(rows(client.get(CSV, {"page": "2"}))) == 31


def test_an_unchanged_list_is_not_sent_again(client):
    ContactPointFactory()
    etag = client.get(CSV)["ETag"]
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 304
    assert client.get(CSV, {"sort": "name"}, headers={"If-None-Match": etag}).status_code == 200
    assert client.get("/fr" + CSV, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("change", ["contact point", "name", "hidden"])
def test_any_change_that_shows_makes_another_file(client, change):
    point = ContactPointFactory()
    etag = client.get(CSV)["ETag"]
    if change == "contact point":
        point.delete()
    elif change == "name":
        point.organisation.name = "Another"
        point.organisation.save()
    else:
        type(point.organisation).objects.update(risk="hidden")
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


def test_a_release_with_another_column_makes_another_file(client, monkeypatch):
    etag = client.get(CSV)["ETag"]
    monkeypatch.setattr("orgs.views.files.COLUMNS", COLUMNS[:-1])
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


def test_another_address_of_the_site_makes_another_file(client, settings):
    etag = client.get(CSV)["ETag"]
    settings.SITE_URL = "https://elsewhere.example.org"
    assert client.get(CSV, headers={"If-None-Match": etag}).status_code == 200


@pytest.mark.parametrize("query", [{"country": "ZZZ"}, {"sort": "x"}, {"q": "a" * 5000}])
def test_what_cannot_be_read_is_a_page_that_says_so(client, query):
    assert client.get(CSV, query).status_code == 400


def test_a_file_is_only_read(client):
    assert client.post(CSV).status_code == 405
    assert client.head(CSV).status_code == 200


def with_logo(**kept):
    organisation = OrganisationFactory(**kept)
    organisation.logo.save("logo.webp", ContentFile(b"RIFF"), save=True)
    return organisation


def test_a_logo_is_served_while_its_organisation_is_public(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    response = client.get(organisation.logo.url)
    assert (response.status_code, response["Content-Type"]) == (200, "image/webp")
    assert b"".join(response.streaming_content) == b"RIFF"
    organisation.state = "archived"
    organisation.save()
    assert client.get(organisation.logo.url).status_code == 404


def test_a_logo_is_asked_for_each_time_and_sent_once(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    first = client.get(organisation.logo.url)
    assert b"".join(first.streaming_content) == b"RIFF"
    assert "must-revalidate" in first["Cache-Control"]

    again = client.get(organisation.logo.url, headers={"If-None-Match": first["ETag"]})
    assert (again.status_code, again["ETag"]) == (304, first["ETag"])
    organisation.state = "archived"
    organisation.save()
    gone = client.get(organisation.logo.url, headers={"If-None-Match": first["ETag"]})
    assert gone.status_code == 404


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}])
def test_a_logo_of_what_is_not_public_is_not_there(client, settings, tmp_path, kept):
    settings.MEDIA_ROOT = tmp_path
    assert client.get(with_logo(**kept).logo.url).status_code == 404


def test_a_logo_whose_file_is_lost_is_not_there(client, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    organisation = with_logo()
    organisation.logo.storage.delete(organisation.logo.name)
    assert client.get(organisation.logo.url).status_code == 404
