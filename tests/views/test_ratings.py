"""Changes of civic space by year."""

import pytest

from orgs.models import CivicSpaceRating
from tests.factories import OPEN, RatingFactory

pytestmark = pytest.mark.django_db

QUERIES = 1


def text(response):
    return response.content.decode()


def test_a_downgrade_stands_under_its_year(client):
    page = text(client.get("/ratings/changes/"))
    year = page[page.index('id="y2022"') : page.index('id="y2021"')]

    assert year.index("Downgraded") < year.index("/countries/gr/") < year.index("Upgraded")


def test_an_upgrade_stands_on_its_own_side(client):
    RatingFactory(country_id="GR", rating="open", effective_on="2026-03")
    page = text(client.get("/ratings/changes/"))
    year = page[page.index('id="y2026"') : page.index('id="y2025"')]

    assert year.index("Upgraded") < year.index("/countries/gr/")


def test_a_year_without_a_change_is_no_change(client):
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-03")

    assert 'id="y2026"' not in text(client.get("/ratings/changes/"))


def test_the_newest_year_comes_first(client):
    page = text(client.get("/ratings/changes/"))

    assert page.index('id="y2025"') < page.index('id="y2022"')


def test_all_changes_are_one_query(client, django_assert_num_queries):
    with django_assert_num_queries(QUERIES):
        client.get("/ratings/changes/")


def test_no_change_at_all_is_said(client):
    CivicSpaceRating.objects.all()._raw_delete("default")  # no signal for each: minutes

    assert "None on record." in text(client.get("/ratings/changes/"))


def test_changes_cannot_be_posted_to(client):
    assert client.post("/ratings/changes/").status_code == 405
