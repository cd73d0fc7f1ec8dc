"""Countries, ratings, focus areas and the library by the API: the records of the files."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.models import Country
from orgs.search.current import current
from tests.factories import OBSTRUCTED, OrganisationFactory, RatingFactory, ResourceFactory

pytestmark = pytest.mark.django_db
FILES = {
    "countries": "/countries.json",
    "ratings": "/ratings.json",
    "focus_areas": "/focus.json",
    "resources": "/library.json",
}
QUERIES = {"countries": 2, "ratings": 1, "focus_areas": 2, "resources": 6}


@pytest.fixture
def filled():
    organisation = OrganisationFactory(headquarters_id=OBSTRUCTED, focus=["legal-aid"])
    for number in range(5):
        item = ResourceFactory(title=f"Report {number}", submitted_by=organisation)
        item.organisations.add(organisation)
        item.countries.set(Country.objects.filter(pk__in=["GR", "IT"]))
    return organisation


def records_of(client, name) -> list[dict]:
    found = json.loads(b"".join(client.get(FILES[name])))
    return next(value for key, value in found.items() if key != "meta")


def as_set(records) -> set[str]:
    return {json.dumps(one, sort_keys=True) for one in records}


@pytest.mark.parametrize("name", FILES)
@pytest.mark.parametrize("limit", [1, 100])
def test_page_by_page_a_list_is_its_file(client, ask, filled, name, limit):
    there = records_of(client, name)
    pages = ask.pages(name, limit=limit)
    few = [next(pages) for _ in range(3 if limit == 1 else 1)]
    assert as_set(one for page in few for one in page["data"]) <= as_set(there)
    if limit == 100:
        found = [*few[0]["data"], *(one for page in pages for one in page["data"])]
        assert as_set(found) == as_set(there)
        assert len(found) == len(there)


@pytest.mark.parametrize("name", FILES)
def test_a_list_costs_as_many_queries_as_its_file(ask, filled, name):
    current()
    with CaptureQueriesContext(connection) as queries:
        ask.get(name, limit=3)
    assert len(queries) == QUERIES[name]


def test_the_history_of_a_country_is_all_its_ratings(ask):
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-10")
    found = ask.all("ratings", country="gr")
    assert {one["country_code"] for one in found} == {"GR"}
    assert found[-1]["rating"] == "closed"
    assert found[-1]["previous_rating"] == "obstructed"
    both = ask.client.get("/api/v1/ratings?country=GR&country=NO&limit=100").json()["data"]
    assert {one["country_code"] for one in both} == {"GR", "NO"}


def test_a_rating_is_that_of_the_next_request(ask):
    assert ask.get("country", "countries/GR")["data"]["civic_space"] == "obstructed"
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-10")
    assert ask.get("country", "countries/gr", lang="fr")["data"]["civic_space"] == "closed"


def test_names_are_in_the_language_asked_for(ask):
    assert ask.get("country", "countries/GR", lang="fr")["data"]["name"] == "Grèce"
    assert ask.get("country", "countries/GR", fields="name")["data"] == {"name": "Greece"}


@pytest.mark.parametrize("code", ["xx", "greece", "%C3%9F"])
def test_a_country_that_is_not_in_the_list_is_404(ask, code):
    ask.refused(f"countries/{code}", 404)


@pytest.mark.parametrize("code", ["XX", "Greece", "ß", "\x7f"])
def test_a_country_nobody_knows_is_refused(ask, code):
    assert ask.refused("ratings", country=code).startswith("country: there is no country")


def test_an_item_about_somebody_hidden_is_not_in_the_library(ask, filled):
    filled.risk = "hidden"
    filled.save()
    assert ask.get("resources")["data"] == []


def test_the_library_is_narrowed_as_on_its_page(ask, filled):
    other = ResourceFactory(title="Another one", kind="interview", published_on="2024")
    found = ask.get("resources", kind="interview", year="2024", q="another")["data"]
    assert [one["item"] for one in found] == [other.slug]
    assert len(ask.get("resources", organisation=filled.public_id)["data"]) == 5
    assert len(ask.get("resources", country="gr")["data"]) == 5


def test_a_filter_of_the_library_that_makes_no_sense_is_refused(client):
    response = client.get("/api/v1/resources", {"kind": "book"})
    assert response.status_code == 400
    assert response.json()["detail"] == "kind: “book” is not one of its values."
