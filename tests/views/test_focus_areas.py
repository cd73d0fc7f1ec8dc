"""Focus areas: all of them, and the page of one."""

import pytest

from orgs.choices import RiskLevel
from tests.factories import OBSTRUCTED, OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db

LIST_QUERIES = 2
DETAIL_QUERIES = 9


def text(response):
    return response.content.decode()


def test_every_scheme_has_its_areas(client):
    page = text(client.get("/focus/"))

    assert 'href="/focus/migration-and-asylum/"' in page
    assert "Global Compact for Migration objectives" in page
    assert "Sustainable Development Goals" in page


def test_an_area_shows_how_many_work_on_it(client):
    OrganisationFactory(focus=["legal-aid"])

    page = text(client.get("/focus/"))
    line = page[page.index('href="/focus/legal-aid/"') :].split("</a>")[0]

    assert '<span class="index__count">1</span>' in line


def test_a_hidden_organisation_is_not_counted(client):
    OrganisationFactory(focus=["legal-aid"], risk=RiskLevel.HIDDEN)

    page = text(client.get("/focus/"))
    line = page[page.index('href="/focus/legal-aid/"') :].split("</a>")[0]

    assert '<span class="index__count">0</span>' in line


def test_the_areas_take_a_constant_number_of_queries(client, django_assert_num_queries):
    OrganisationFactory(focus=["legal-aid", "search-and-rescue"])

    client.get("/focus/")  # the search takes note of what was written
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/focus/")


def test_the_page_of_an_area_shows_who_works_on_it_and_where(client):
    OrganisationFactory(name="Harbour Aid", focus=["legal-aid"], headquarters_id=OBSTRUCTED)

    page = text(client.get("/focus/legal-aid/"))

    assert "Harbour Aid" in page
    assert "?focus=legal-aid&amp;country=GR" in page


def test_the_page_of_an_area_includes_its_parts(client):
    OrganisationFactory(name="Harbour Aid", focus=["search-and-rescue"])

    page = text(client.get("/focus/migration-and-asylum/"))

    assert 'href="/focus/search-and-rescue/"' in page
    assert "Harbour Aid" in page


def test_a_part_says_what_it_is_part_of(client):
    assert 'href="/focus/migration-and-asylum/"' in text(client.get("/focus/search-and-rescue/"))


def test_the_page_of_an_area_shows_what_the_library_has_on_it(client):
    resource = ResourceFactory(title="On legal aid")
    resource.focus_areas.set(OrganisationFactory(focus=["legal-aid"]).focus_areas.all())

    assert "On legal aid" in text(client.get("/focus/legal-aid/"))


def test_the_page_of_an_area_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    for _ in range(14):
        OrganisationFactory(focus=["legal-aid"])

    client.get("/focus/legal-aid/")  # the search takes note of what was written
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get("/focus/legal-aid/")


@pytest.mark.parametrize("slug", ["nothing", "LEGAL-AID", "%F0%9F%98%80"])
def test_there_is_no_such_area(client, slug):
    assert client.get(f"/focus/{slug}/").status_code == 404


@pytest.mark.parametrize("path", ["/focus/", "/focus/legal-aid/"])
def test_areas_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405
