"""The snapshots as visitors find them: listed, whole or not there."""

import hashlib

import pytest
from django.utils import timezone

from orgs.exports import snapshots
from tests.exports.forms import content
from tests.exports.snapshots import publish
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PAGE, LIST = "/data/snapshots/", "/data/snapshots.json"
TODAY = timezone.localdate().isoformat()
FILE = f"/data/snapshots/{TODAY}.zip"


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SNAPSHOT_ROOT = tmp_path / "snapshots"


@pytest.fixture
def organisation():
    one = OrganisationFactory()
    publish()
    return one


def hide(organisation):
    organisation.risk = "hidden"
    organisation.save()


def test_without_one_the_page_says_so_and_where_to_go(client):
    page = client.get(PAGE).content.decode()
    assert "There is no snapshot at the moment." in page
    assert 'href="/organisations.zip"' in page
    assert client.get(LIST).json()["snapshots"] == []


def test_page_and_list_have_the_same(client, organisation):
    [one] = client.get(LIST).json()["snapshots"]
    page = client.get(PAGE).content.decode()
    assert one["date"] == TODAY
    assert one["counts"]["organisations"] == 1
    assert one["changes_since"] is None
    assert one["sha256"] in page
    assert f'href="{FILE}"' in page
    assert one["url"].endswith(FILE)


def test_the_file_is_what_the_list_says(client, organisation):
    [one] = client.get(LIST).json()["snapshots"]
    response = client.get(FILE)
    data = content(response)
    assert response.streaming
    assert response["ETag"] == f'"{one["sha256"]}"'
    assert int(response["Content-Length"]) == one["bytes"] == len(data)
    assert hashlib.sha256(data).hexdigest() == one["sha256"]
    assert response["Content-Disposition"] == f'attachment; filename="directory-{TODAY}.zip"'
    assert response["Access-Control-Allow-Origin"] == "*"


def test_who_has_it_is_told_so(client, organisation):
    held = {"If-None-Match": client.get(FILE)["ETag"]}
    assert client.get(FILE, headers=held).status_code == 304


def test_its_head_has_its_size_and_no_content(client, organisation):
    response = client.head(FILE)
    assert int(response["Content-Length"]) > 0
    assert content(response) == b""


def test_once_something_in_it_is_hidden_it_is_nowhere(client, organisation):
    held = {"If-None-Match": client.get(FILE)["ETag"]}
    hide(organisation)
    assert client.get(FILE).status_code == client.get(FILE, headers=held).status_code == 404
    assert client.get(LIST).json()["snapshots"] == []
    assert TODAY not in client.get(PAGE).content.decode()


def test_whoever_is_reading_it_then_does_not_get_the_rest(client, organisation, monkeypatch):
    monkeypatch.setattr(snapshots, "_PIECE", 1000)
    reading = iter(client.get(FILE))
    next(reading)
    hide(organisation)
    with pytest.raises(snapshots.Withdrawn):
        list(reading)


@pytest.mark.parametrize("name", ["none", "2026-02-30", "..", "%2e%2e%2fsecret_key", f"{TODAY}x"])
def test_no_other_name_leads_anywhere(client, organisation, name):
    assert client.get(f"/data/snapshots/{name}.zip").status_code == 404
