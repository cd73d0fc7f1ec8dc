"""The map of civic space, and the table and the map as of a day that has passed."""

import gzip
import re

import pytest

from orgs.models import CivicSpaceRating, Country
from orgs.views.world_map import ORDER, world_map
from tests.exports.forms import csv_rows
from tests.factories import OBSTRUCTED, OfficeFactory, OrganisationFactory, RatingFactory

pytestmark = pytest.mark.django_db

MAP_BUDGET = 45 * 1024  # bytes, gzip, a page with the map
NOWHERE = {"AQ", "BV", "GS", "HM", "TF", "UM"}


def text(response):
    return response.content.decode()


def on_the_map(page):
    """Country code: the name and rating its link says."""
    return dict(re.findall(r'<a href="/countries/(..)/" aria-label="([^"]+)"><title>', page))


@pytest.mark.parametrize("path", ["/", "/countries/"])
def test_every_country_is_a_link_with_its_name_and_rating(client, path):
    shown = on_the_map(text(client.get(path)))

    assert {code.lower() for code in Country.objects.values_list("pk", flat=True)} - set(shown) == {
        code.lower() for code in NOWHERE
    }
    assert shown["gr"] == "Greece: Obstructed"
    assert shown["gl"] == "Greenland: Not rated"


@pytest.mark.parametrize("path", ["/", "/countries/", "/ar/countries/"])
def test_a_page_with_the_map_is_light_enough_for_a_slow_line(client, path):
    assert len(gzip.compress(client.get(path).content, 6)) <= MAP_BUDGET


def test_small_countries_are_dots_and_those_that_hold_others_leave_them_room():
    groups = world_map(dict.fromkeys(Country.objects.all())).groups
    shapes = {shape.url[-3:-1]: shape for group in groups for shape in group.shapes}

    assert shapes["mt"].dot
    assert not shapes["mt"].path
    assert shapes["ls"].path
    assert not shapes["ls"].dot
    assert [group.rating for group in groups] == list(ORDER)


def test_disputed_lines_are_broken_and_the_map_says_so(client):
    page = text(client.get("/"))

    assert re.search(r'class="map__disputed" d="M\d', page)
    assert "broken lines are disputed" in page


@pytest.fixture
def greece():
    CivicSpaceRating.objects.filter(country=OBSTRUCTED).delete()
    for day, rating in (("2019", "open"), ("2021-06", "narrowed"), ("2021-12-08", "repressed")):
        RatingFactory(country_id=OBSTRUCTED, effective_on=day, rating=rating)


@pytest.mark.parametrize(
    ("day", "rating"),
    [
        ("2018", "not_rated"),
        ("2019-06-30", "not_rated"),
        ("2019-12-31", "open"),
        ("2019", "open"),
        ("2021-06-15", "open"),
        ("2021-06-30", "open"),
        ("2021-06-31", None),
        ("2021-06", "narrowed"),
        ("2021-12-07", "narrowed"),
        ("2021-12-08", "repressed"),
        ("2021", "repressed"),
        ("", "repressed"),
    ],
)
def test_a_rating_counts_from_the_last_day_on_which_it_can_have_begun(client, greece, day, rating):
    response = client.get("/countries.csv", {"as_of": day})

    if rating is None:
        assert response.status_code == 400
    else:
        found = {row["code"]: row for row in csv_rows(response.content)}
        assert found.get("GR", {"civic_space": "not_rated"})["civic_space"] == rating


def test_the_page_its_map_and_its_files_are_as_of_the_same_day(client, greece):
    page = text(client.get("/countries/", {"as_of": "2021-06", "sort": "rating"}))

    assert on_the_map(page)["gr"] == "Greece: Narrowed"
    row = page[page.index('<th scope="row"><a href="/countries/gr/"') :].split("</tr>")[0]
    assert "Narrowed" in row
    assert "down from open, 2021" in row
    assert "Ratings as they were known at the end of June 2021" in page
    assert 'href="/countries.csv?sort=rating&amp;as_of=2021-06"' in page
    assert 'href="?sort=name&amp;as_of=2021-06"' in page


def test_a_row_of_links_leads_through_the_years(client, greece):
    page = text(client.get("/countries/", {"as_of": "2019"}))

    assert '<strong aria-current="page">2019</strong>' in page
    assert '<a href="?as_of=2021">2021</a>' in page
    assert re.search(r'<a href="/countries/">\s*Today</a>', page)


@pytest.mark.parametrize("day", ["2999", "yesterday", "2021-13", "2021-02-30", "' or 1", "٢٠٢١"])
@pytest.mark.parametrize("path", ["/countries/", "/countries.csv", "/countries.json"])
def test_a_day_that_is_none_or_has_not_come_is_told(client, path, day):
    assert client.get(path, {"as_of": day}).status_code == 400


def test_as_of_a_day_takes_one_query_more(client, django_assert_max_num_queries):
    client.get("/countries/")
    with django_assert_max_num_queries(3):
        client.get("/countries/")
    with django_assert_max_num_queries(4):
        client.get("/countries/?as_of=2021")


def named(client, **query):
    """What the file of the list says: the civic space by the name of the organisation."""
    rows = csv_rows(client.get("/organisations.csv", query).getvalue())
    return {row["name"]: (row["civic_space"], row["civic_space_since"]) for row in rows}


def test_organisations_are_found_by_the_rating_of_a_day_and_files_say_that_one(client, greece):
    OrganisationFactory(name="Lemon", headquarters_id=OBSTRUCTED)

    assert named(client, rating="narrowed", as_of="2021-06-30") == {}
    assert named(client, rating="open", as_of="2021-06-30") == {"Lemon": ("open", "2019")}
    assert named(client, rating="narrowed", as_of="2021-06") == {"Lemon": ("narrowed", "2021-06")}
    assert named(client, as_of="2018") == {"Lemon": ("not_rated", "")}
    assert named(client, rating="repressed") == {"Lemon": ("repressed", "2021-12-08")}


def test_a_page_as_of_a_day_says_so_and_shows_the_rating_of_then(client, greece):
    OrganisationFactory(name="Lemon", headquarters_id=OBSTRUCTED)

    page = text(client.get("/organisations/", {"rating": "narrowed", "as_of": "2021-06"}))

    assert "Civic space as of 2021-06" in page
    assert "Repressed" not in page[page.index("Lemon") :].split("</li>")[0]
    assert 'name="as_of" value="2021-06"' in page
    assert 'href="/organisations.csv?rating=narrowed&amp;as_of=2021-06"' in page


def test_a_milder_past_takes_nobody_out_of_the_protection_of_today(client, greece):
    lemon = OrganisationFactory(name="Lemon", headquarters_id=OBSTRUCTED)
    OfficeFactory(organisation=lemon, street_address="1 Quiet Street", latitude=38, longitude=23)

    for form in ("csv", "json", "geojson"):
        content = client.get(f"/organisations.{form}", {"as_of": "2021-06"}).getvalue()
        assert b"Lemon" in content
        assert b"Quiet Street" not in content
        assert b"[23" not in content


@pytest.mark.parametrize("day", ["2999", "yesterday", "2021-02-30"])
@pytest.mark.parametrize("path", ["/organisations/", "/organisations.csv", "/api/v1/organisations"])
def test_a_list_as_of_no_day_is_told(client, path, day):
    response = client.get(path, {"as_of": day})

    assert response.status_code == 400
    assert "has begun" in response.content.decode()
