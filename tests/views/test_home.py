"""The home page."""

import pytest

from orgs.choices import RiskLevel
from orgs.models import CivicSpaceRating
from orgs.models.rating import ratings_changed
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

QUERIES = 10
# Ratings are deleted below with `_raw_delete`: over a thousand, one signal each, take minutes.


def text(response):
    return response.content.decode()


def test_the_search_is_the_page(client):
    page = text(client.get("/"))

    assert 'role="search"' in page
    assert 'action="/organisations/"' in page


def test_it_says_how_many_organisations_there_are(client):
    OrganisationFactory.create_batch(3)

    assert "3 organisations</a>" in text(client.get("/"))


def test_it_shows_what_was_updated_last(client):
    OrganisationFactory(name="Harbour Aid")

    assert "Harbour Aid" in text(client.get("/"))


def test_it_shows_nothing_of_what_is_hidden(client):
    OrganisationFactory(name="Harbour Aid", risk=RiskLevel.HIDDEN)
    page = text(client.get("/"))

    assert "Harbour Aid" not in page
    assert "0 organisations</a>" in page


def test_it_shows_how_many_countries_have_each_rating(client):
    others = CivicSpaceRating.objects.exclude(country="NO")
    codes = set(others.values_list("country", flat=True))
    others._raw_delete("default")  # one by one they take a minute
    ratings_changed.send(CivicSpaceRating, countries=codes)

    assert "1 country" in text(client.get("/"))


def test_it_works_with_nothing_in_it(client):
    CivicSpaceRating.objects.all()._raw_delete("default")

    assert client.get("/").status_code == 200


def test_it_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    OrganisationFactory.create_batch(8, focus=["legal-aid"])

    client.get("/")  # the search takes note of what was written
    with django_assert_num_queries(QUERIES):
        client.get("/")


def test_it_cannot_be_posted_to(client):
    assert client.post("/").status_code == 405
