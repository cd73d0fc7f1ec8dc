"""Changes of civic space by year."""

import csv
import io
import re

import pytest

from orgs.models import CivicSpaceRating, Country
from tests.factories import OPEN, RatingFactory

pytestmark = pytest.mark.django_db

QUERIES = 3
EUROPE, AFRICA = "150", "002"


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
    client.get("/ratings/changes/")  # what the search holds may have to be read first
    with django_assert_num_queries(QUERIES):
        client.get("/ratings/changes/")


def test_no_change_at_all_is_said(client):
    CivicSpaceRating.objects.all()._raw_delete("default")  # no signal for each: minutes

    assert "None on record." in text(client.get("/ratings/changes/"))


def test_changes_cannot_be_posted_to(client):
    assert client.post("/ratings/changes/").status_code == 405


def new_country():
    return Country.objects.create(code="XT", alpha3="XTT", name_en="Testland")


def countries(response):
    """Codes of the changes on a page, in a file or a feed, in whatever order they come."""
    shown = response.content.decode().split("Clear all")[-1]
    return sorted(re.findall(r"/countries/([a-z]{2})/", shown))


def test_a_year_shows_its_own_changes_only(client):
    page = text(client.get("/ratings/changes/?year=2022"))

    assert 'id="y2022"' in page
    assert page.count('class="section year"') == 1


def test_a_year_keeps_what_came_before_in_mind(client):
    """A filter must not make the first rating of a year the first one at all."""
    page = text(client.get("/ratings/changes/?year=2022&direction=first"))

    assert "/countries/gr/" not in page


def test_a_region_shows_its_own_changes_only(client):
    RatingFactory(country_id="KE", rating="closed", effective_on="2026-03")

    assert "ke" in countries(client.get(f"/ratings/changes/?year=2026&region={AFRICA}"))
    assert "ke" not in countries(client.get(f"/ratings/changes/?year=2026&region={EUROPE}"))


def test_a_direction_leaves_out_the_other(client):
    page = text(client.get("/ratings/changes/?direction=upgraded&year=2022"))

    assert "/countries/gr/" not in page
    assert "<h3>Downgraded" not in page


def test_first_ratings_are_shown_when_asked_for(client):
    country = new_country()
    RatingFactory(country=country, rating="open", effective_on="2026-03")

    assert "/countries/xt/" not in text(client.get("/ratings/changes/"))
    page = text(client.get("/ratings/changes/?direction=first&year=2026"))
    assert "First rating" in page
    assert "/countries/xt/" in page


def test_a_year_without_changes_finds_nothing(client):
    assert "None on record." in text(client.get("/ratings/changes/?year=1999"))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("year=soon", "year:"),
        ("year=99999", "year:"),
        ("region=Mars", "region:"),
        ("direction=sideways", "direction:"),
        ("direction=upgraded&direction=", None),
        ("year=", None),
        ("year=2021&year=2022", None),
    ],
)
@pytest.mark.parametrize("address", ["/ratings/changes/", "/ratings.csv", "/ratings/changes.atom"])
def test_what_makes_no_sense_is_said(client, address, query, said):
    response = client.get(f"{address}?{query}")

    assert response.status_code == (400 if said else 200)
    if said:
        assert said in text(response)


ASKED = [
    "",
    "year=2022",
    "direction=upgraded",
    "direction=first&direction=downgraded&year=2018",
    f"region={EUROPE}",
    f"region={AFRICA}&year=2023&direction=downgraded",
    "year=1999",
]


@pytest.mark.parametrize("query", ASKED)
def test_page_files_and_feed_have_the_same_changes(client, query):
    page = client.get(f"/ratings/changes/?{query}")
    files = {one.form.suffix: client.get(one.url) for one in page.context["alternates"]}
    rows = list(csv.DictReader(io.StringIO(files["csv"].content.decode("utf-8-sig"))))
    feed = client.get(page.context["atom_url"]).content.decode()

    shown = [
        change for year in page.context["years"] for _, found in year.changes for change in found
    ]
    found = [(row["country_code"], row["effective_on"]) for row in rows]
    assert sorted(found) == sorted((one.country_id, one.effective_on) for one in shown)
    assert files["json"].json()["meta"]["count"] == len(shown)
    assert feed.count("<entry>") == min(len(shown), 50)


def test_the_file_of_all_ratings_has_those_that_changed_nothing_too(client):
    rows = csv.DictReader(io.StringIO(client.get("/ratings.csv").content.decode("utf-8-sig")))

    assert {row["direction"] for row in rows} >= {"first", "unchanged", "downgraded"}


def test_the_feed_of_a_first_rating_says_so(client):
    RatingFactory(country=new_country(), rating="open", effective_on="2026-03")
    feed = client.get("/ratings/changes.atom?direction=first&year=2026").content.decode()

    assert "rated open for the first time" in feed
