"""Countries: the table of all, the page of one."""

import re

import pytest

from orgs.choices import RiskLevel
from tests.factories import OBSTRUCTED, OPEN, OrganisationFactory, RatingFactory, ResourceFactory

pytestmark = pytest.mark.django_db

LIST_QUERIES = 3
DETAIL_QUERIES = 9


def text(response):
    return response.content.decode()


def names(page):
    return re.findall(r'<th scope="row"><a href="/countries/(..)/"', page)


def test_the_table_shows_rating_change_and_number(client):
    OrganisationFactory(headquarters_id=OBSTRUCTED)

    page = text(client.get("/countries/"))
    row = page[page.index('<th scope="row"><a href="/countries/gr/"') :].split("</tr>")[0]

    assert "Obstructed" in row
    assert "down from narrowed, 2022" in row
    assert 'href="/organisations/?country=GR">1<' in row


def test_the_number_is_that_of_the_list_behind_it(client):
    OrganisationFactory(headquarters_id=OBSTRUCTED, countries=[OPEN])
    OrganisationFactory(headquarters_id=OBSTRUCTED)
    page = text(client.get("/countries/"))

    shown = re.search(r'\?country=GR">(\d+)<', page)[1]

    assert f"{shown} organisation" in text(client.get("/organisations/?country=GR"))


def test_a_hidden_organisation_is_not_counted(client):
    OrganisationFactory(headquarters_id=OBSTRUCTED, risk=RiskLevel.HIDDEN)

    assert "?country=GR" not in text(client.get("/countries/"))


def test_countries_stand_in_the_order_of_their_names(client):
    found = names(text(client.get("/countries/")))

    assert found.index("al") < found.index("gr") < found.index("no")


def test_countries_can_be_sorted_by_rating(client):
    found = names(text(client.get("/countries/?sort=rating")))

    assert found.index("no") < found.index("gr") < found.index("pk") < found.index("er")


def test_countries_can_be_sorted_by_their_last_change(client):
    RatingFactory(country_id=OPEN, rating="closed", effective_on="2026")

    assert names(text(client.get("/countries/?sort=change")))[0] == "no"


def test_countries_can_be_sorted_by_organisations(client):
    OrganisationFactory(headquarters_id=OBSTRUCTED)

    assert names(text(client.get("/countries/?sort=organisations")))[0] == "gr"


def test_the_sorted_column_says_so(client):
    page = text(client.get("/countries/?sort=rating"))

    assert page.count("aria-sort=") == 1


def test_an_unknown_order_is_refused(client):
    assert client.get("/countries/?sort=danger").status_code == 400


def test_the_table_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    for _ in range(3):
        OrganisationFactory(headquarters_id=OBSTRUCTED)

    client.get("/countries/")  # the search takes note of what was written
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/countries/")


def test_a_country_tells_its_rating_and_how_it_came(client):
    page = text(client.get("/countries/gr/"))

    assert "Civic space in Greece is rated" in page
    assert "It was downgraded from narrowed in 2022." in page
    assert 'class="step-chart"' in page


def test_a_country_tells_who_works_there_and_on_what(client):
    OrganisationFactory(name="Harbour Aid", headquarters_id=OBSTRUCTED, focus=["legal-aid"])

    page = text(client.get("/countries/gr/"))

    assert "Harbour Aid" in page
    assert "?country=GR&amp;focus=legal-aid" in page
    assert "?country=GR&amp;kind=ngo" in page


def test_a_country_links_its_neighbours(client):
    assert 'href="/countries/al/"' in text(client.get("/countries/gr/"))


def test_a_country_shows_what_the_library_has_on_it(client):
    ResourceFactory(title="On the harbour").countries.add(OBSTRUCTED)

    assert "On the harbour" in text(client.get("/countries/gr/"))


def test_a_country_nobody_has_rated_says_so(client):
    assert "not rated" in text(client.get("/countries/gl/"))


def test_a_country_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    for _ in range(14):
        organisation = OrganisationFactory(headquarters_id=OBSTRUCTED, focus=["legal-aid"])
        ResourceFactory(submitted_by=organisation).countries.add(OBSTRUCTED)

    client.get("/countries/gr/")  # the search takes note of what was written
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get("/countries/gr/")


def test_capitals_in_the_address_lead_to_the_one_address(client):
    response = client.get("/countries/GR/")

    assert (response.status_code, response.url) == (301, "/countries/gr/")


@pytest.mark.parametrize("code", ["zz", "g", "greece", "%C4%B0%C4%B0", "ß"])
def test_there_is_no_such_country(client, code):
    assert client.get(f"/countries/{code}/").status_code == 404


@pytest.mark.parametrize("path", ["/countries/", "/countries/gr/"])
def test_countries_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405


def test_a_rating_says_who_rated_when_it_was_read_and_how_it_is_known(client):
    RatingFactory(
        country_id="GR",
        rating="repressed",
        effective_on="2026-05",
        basis="derived",
        source_url="https://rater.example.org/gr",
        read_on="2026-06-01",
    )
    page = client.get("/countries/gr/").content.decode()
    said = page[page.index("rating-sentence__source") :][:400]

    assert 'href="https://rater.example.org/gr"' in said
    assert "read 1 June 2026" in said
    assert "derived from published changes" in said


def test_a_rating_nobody_knows_the_reading_of_does_not_say_one(client):
    RatingFactory(country_id="GR", rating="repressed", effective_on="2026-05")
    page = client.get("/countries/gr/").content.decode()

    assert "read " not in page[page.index("rating-sentence__source") :][:300]


def test_every_page_names_the_source_of_ratings(client):
    for path in ("/", "/countries/", "/organisations/", "/ratings/changes/", "/focus/"):
        assert 'href="https://monitor.civicus.org/"' in client.get(path).content.decode()


def test_a_country_where_nobody_is_listed_yet_can_be_followed(client):
    page = client.get("/countries/is/").content.decode()

    assert "None is listed yet." in page
    assert '<a href="/countries/is.atom" type="application/atom+xml">Feed</a>' in page
