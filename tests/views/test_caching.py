"""A list that has not changed is not made again."""

import pytest

from orgs.choices import RiskLevel
from orgs.views import caching
from tests.factories import OrganisationFactory, RatingFactory

pytestmark = pytest.mark.django_db

LIST = "/organisations/"


def again(client, path, etag):
    return client.get(path, headers={"If-None-Match": etag})


def test_an_unchanged_list_costs_one_query(client, django_assert_num_queries):
    OrganisationFactory()
    etag = client.get(LIST)["ETag"]
    with django_assert_num_queries(1):
        response = again(client, LIST, etag)
    assert (response.status_code, response.content) == (304, b"")
    assert "must-revalidate" in response["Cache-Control"]


@pytest.mark.parametrize(
    "write",
    [
        lambda one: OrganisationFactory(),
        lambda one: type(one).objects.update(risk=RiskLevel.HIDDEN),
        lambda one: one.names.create(text="Other", kind="alias"),
        lambda one: RatingFactory(country_id="GR", rating="closed", effective_on="2026-11"),
        lambda one: one.delete(),
    ],
)
def test_what_has_changed_is_made_again(client, write):
    one = OrganisationFactory(headquarters_id="GR")
    etag = client.get(LIST)["ETag"]
    write(one)
    assert again(client, LIST, etag).status_code == 200


def test_each_address_and_language_has_its_own(client):
    paths = [LIST, f"{LIST}?sort=name", f"/ar{LIST}"]
    assert len({client.get(path)["ETag"] for path in paths}) == len(paths)


def test_a_new_release_makes_new_pages(client, monkeypatch):
    etag = client.get(LIST)["ETag"]
    monkeypatch.setattr("orgs.views.caching.release", lambda: "another")
    assert again(client, LIST, etag).status_code == 200


def test_what_every_page_says_belongs_to_the_release(settings):
    before = caching.release.__wrapped__()
    settings.SITE_NAME = "Another name"

    assert caching.release.__wrapped__() != before
