"""Coverage: focus areas against places, how many organisations and items, and where none."""

import re
from html import unescape

import pytest
from django.db import transaction
from django.http import QueryDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.coverage import Coverage
from orgs.filters import OrganisationListing
from orgs.library import LibraryListing
from orgs.models import FocusArea
from orgs.search import index_later
from orgs.search.facets import ANY
from tests.exports.forms import content, csv_rows
from tests.factories import OBSTRUCTED, REPRESSED, OrganisationFactory, ResourceFactory
from tests.test_filters_oracle import made

pytestmark = pytest.mark.django_db

QUERIES = 3
AFRICA, EUROPE, SOUTHERN_EUROPE = "002", "150", "039"


def text(response):
    return unescape(response.content.decode())


def cells(query=""):
    """(row, column): organisations and items."""
    return {
        (cell.row.value, cell.column.value): (cell.organisations, cell.items)
        for cell in Coverage(QueryDict(query)).cells()
    }


def item(*, focus=(), countries=(), **kept):
    one = ResourceFactory(**kept)
    one.focus_areas.set(FocusArea.objects.filter(slug__in=focus))
    one.countries.set(countries)
    return one


def test_a_cell_has_the_organisations_and_the_items_of_its_row_and_column():
    OrganisationFactory(headquarters_id="GR", focus=["gcm-13"])
    item(focus=["gcm-13"], countries=["GR"])

    found = cells()

    assert found["gcm-13", EUROPE] == (1, 1)
    assert found["gcm-13", AFRICA] == (0, 0)
    assert found["gcm-1", EUROPE] == (0, 0)


def test_who_works_in_two_regions_counts_in_both_and_once_in_the_total():
    OrganisationFactory(headquarters_id="GR", countries=["KE"], focus=["gcm-13", "gcm-1"])
    item(focus=["gcm-13", "gcm-1"], countries=["GR", "KE"])

    found = cells()

    assert found["gcm-13", EUROPE] == found["gcm-13", AFRICA] == (1, 1)
    assert found["gcm-13", ANY] == found[ANY, EUROPE] == found[ANY, ANY] == (1, 1)


def test_what_is_about_no_country_stands_in_the_total_only():
    OrganisationFactory(headquarters_id=None, countries=[], focus=["gcm-13"])
    item(focus=["gcm-13"])

    found = cells()

    assert found["gcm-13", ANY] == (1, 1)
    assert found[ANY, EUROPE] == (0, 0)


def test_a_theme_has_what_its_parts_have():
    OrganisationFactory(headquarters_id="GR", focus=["search-and-rescue"])
    item(focus=["search-and-rescue"], countries=["GR"])

    assert cells("rows=focus")["migration-and-asylum", EUROPE] == (1, 1)


def test_the_countries_of_a_region_are_those_rated_or_with_an_entry():
    OrganisationFactory(headquarters_id="GL", focus=["gcm-13"])
    item(focus=["gcm-13"], countries=["AI"])

    found = {column for _row, column in cells("region=019")}

    assert {"GL", "AI", "CA"} <= found
    assert not {"BM", "GR"} & found


def test_a_region_within_a_region_has_its_countries_too():
    found = {column for _row, column in cells(f"region={SOUTHERN_EUROPE}")}

    assert "GR" in found
    assert "NO" not in found


def test_ratings_narrow_the_countries_the_organisations_and_the_items():
    OrganisationFactory(headquarters_id="GR", focus=["gcm-13"])
    OrganisationFactory(headquarters_id="NO", focus=["gcm-13"])
    item(focus=["gcm-13"], countries=["GR"])
    item(focus=["gcm-13"], countries=["NO"])
    item(focus=["gcm-13"])

    assert cells("rating=obstructed")["gcm-13", ANY] == (1, 1)
    assert cells("rating=obstructed&rating=open")["gcm-13", EUROPE] == (2, 2)
    by_country = cells(f"region={EUROPE}&rating=obstructed")
    assert by_country["gcm-13", "GR"] == (1, 1)
    assert ("gcm-13", "NO") not in by_country


def test_countries_that_nobody_has_rated_can_be_asked_for():
    OrganisationFactory(headquarters_id="GL", focus=["gcm-13"])

    found = cells("region=019&rating=not_rated")

    assert found["gcm-13", "GL"] == (1, 0)
    assert ("gcm-13", "CA") not in found


@pytest.mark.parametrize("query", ["", "rating=open&region=150", "rows=goals"])
def test_who_may_not_be_found_is_not_counted(query):
    before = cells(query)
    hidden = OrganisationFactory(risk="hidden", focus=["gcm-13", "sdg-16"])
    OrganisationFactory(state="draft", focus=["gcm-13", "sdg-16"])
    item(focus=["gcm-13", "sdg-16"], countries=["NO"]).organisations.add(hidden)
    item(focus=["gcm-13", "sdg-16"], countries=["NO"], state="draft")

    assert cells(query) == before


asked = st.fixed_dictionaries(
    {},
    optional={
        "rows": st.sampled_from(["objectives", "goals", "focus"]),
        "region": st.sampled_from(["150", "039", "142", "002"]),
        "rating": st.lists(
            st.sampled_from(["open", "obstructed", "not_rated"]), max_size=2, unique=True
        ),
    },
)


@settings(
    max_examples=12,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(made, max_size=5), st.lists(asked, min_size=1, max_size=2))
def test_each_cell_has_as_many_organisations_as_the_list_it_leads_to(drafts, questions):
    with transaction.atomic():
        with index_later():
            for draft in drafts:
                fields = {name: value for name, value in draft.items() if name != "website"}
                OrganisationFactory(**fields)
        for question in questions:
            query = QueryDict(mutable=True)
            for name, value in question.items():
                query.setlist(name, value if isinstance(value, list) else [value])
            for cell in Coverage(query).cells():
                listing = OrganisationListing(QueryDict(cell.url.partition("?")[2]))
                assert not listing.errors
                assert cell.organisations == listing.count, cell.url
        transaction.set_rollback(True)


@pytest.mark.parametrize(
    ("query", "led"),
    [
        ("", 2),
        ("rows=goals", 1),
        ("rows=focus", 1),
        (f"region={EUROPE}", 4),
        (f"region={EUROPE}&rating=obstructed", 2),
        ("rating=open", 0),
    ],
)
def test_each_cell_has_as_many_items_as_the_library_it_leads_to(query, led):
    item(focus=["gcm-13", "gcm-8"], countries=["GR", "NO"])
    item(focus=["gcm-13"], countries=["GR"])
    item(focus=["search-and-rescue", "sdg-16"])
    found = [one for one in Coverage(QueryDict(query)).cells() if one.items_url]

    for cell in found:
        listing = LibraryListing(QueryDict(cell.items_url.partition("?")[2]))
        assert not listing.errors
        assert cell.items == listing.count, cell.items_url
    assert len([cell for cell in found if cell.items]) == led


def test_the_page_links_each_number_to_its_list_and_calls_a_gap_none(client):
    OrganisationFactory(headquarters_id="GR", focus=["gcm-13"])

    page = text(client.get("/coverage/"))
    row = page[page.index('<a href="/focus/gcm-13/">') :].split("</tr>")[0]

    assert '<a href="/organisations/?focus=gcm-13&region=150">1<' in row
    assert re.search(r'coverage__gap">\s*none', row)


def test_an_item_alone_is_no_gap(client):
    item(focus=["gcm-13"], countries=["GR"])

    page = text(client.get("/coverage/"))
    row = page[page.index('<a href="/focus/gcm-13/">') :].split("</tr>")[0]

    assert "1 item" in row


def test_the_page_leads_from_a_region_to_its_countries_and_keeps_what_was_asked(client):
    page = text(client.get("/coverage/?rows=goals&rating=open"))

    assert 'href="?rows=goals&rating=open&region=150"' in page
    assert 'href="/coverage.csv?rows=goals&rating=open"' in page
    assert '<option value="goals" selected>' in page
    assert 'value="open" checked' in page


def test_the_countries_of_a_region_stand_with_their_ratings(client):
    page = text(client.get(f"/coverage/?region={EUROPE}"))
    head = page[page.index("<thead>") : page.index("</thead>")]

    assert 'href="/countries/gr/"' in head
    assert "Obstructed" in head


def test_where_no_country_is_so_rated_the_page_says_so(client):
    page = text(client.get("/coverage/?region=053&rating=closed"))

    assert "No country there has such a rating." in page
    assert "<table" not in page


@pytest.mark.parametrize("query", ["", "?rows=goals&region=150&rating=open", "?rows=focus"])
def test_the_file_has_the_numbers_of_the_page(client, query):
    OrganisationFactory(headquarters_id="NO", focus=["sdg-16", "legal-aid", "gcm-13"])
    item(focus=["sdg-16"], countries=["NO"])
    expected = [
        (str(cell.organisations), str(cell.items), cell.column.value)
        for cell in Coverage(QueryDict(query.removeprefix("?"))).cells()
    ]

    lines = csv_rows(content(client.get(f"/coverage.csv{query}")))

    assert [(one["organisations"], one["items"], one["place_code"]) for one in lines] == expected


def test_names_and_addresses_in_the_file_are_of_its_language(client):
    lines = csv_rows(content(client.get("/fr/coverage.csv?rows=goals")))
    [line] = [
        one for one in lines if (one["focus_area_code"], one["place_code"]) == ("sdg:1", EUROPE)
    ]

    assert line["focus_area"] == "Pas de pauvreté"
    assert line["page"].endswith("/fr/organisations/?focus=sdg-1&region=150")


@pytest.mark.parametrize(
    "query",
    [
        "rows=nonsense",
        "rows=goals&rows=objectives",
        "region=xx",
        "region=150&region=002",
        "rating=-open",
        "rating=dangerous",
        "rows=%00",
        "region=%00",
        "rating=" + "9" * 5000,
        "&".join(f"rating=x{number}" for number in range(300)),
    ],
)
@pytest.mark.parametrize("path", ["/coverage/", "/coverage.csv"])
def test_what_makes_no_sense_is_told(client, path, query):
    assert client.get(f"{path}?{query}").status_code == 400


@pytest.mark.parametrize("query", ["rows=&region=&rating=", "rows=GOALS&rows=goals", "x=1"])
def test_blanks_repetitions_and_what_we_do_not_know_do_no_harm(client, query):
    assert client.get(f"/coverage/?{query}").status_code == 200


def test_more_areas_than_a_list_can_be_asked_for_are_counted_without_a_link(client, monkeypatch):
    monkeypatch.setattr("orgs.coverage.MOST_VALUES", 5)
    OrganisationFactory(focus=["gcm-13"])
    [total, *_rest] = Coverage(QueryDict()).cells()

    assert (total.organisations, total.url) == (1, "")
    assert client.get("/coverage/").status_code == 200


@pytest.mark.parametrize("query", ["", f"?region={EUROPE}", "?rows=focus&rating=open"])
def test_the_page_takes_a_constant_number_of_queries(client, query, django_assert_num_queries):
    for country in ("GR", "NO", REPRESSED, OBSTRUCTED):
        OrganisationFactory(headquarters_id=country, focus=["gcm-13", "legal-aid"])
        item(focus=["gcm-13", "legal-aid"], countries=[country])

    client.get("/organisations/")  # the search takes note of what was written
    with django_assert_num_queries(QUERIES):
        client.get(f"/coverage/{query}")


@pytest.mark.parametrize("path", ["/focus/", "/about/"])
def test_the_page_is_found_from_others(client, path):
    assert 'href="/coverage/"' in text(client.get(path))


@pytest.mark.parametrize(
    ("path", "rows"),
    [("/focus/gcm-13/", "objectives"), ("/focus/sdg-16/", "goals"), ("/focus/legal-aid/", "focus")],
)
def test_an_area_leads_to_the_rows_it_is_among(client, path, rows):
    assert f'href="/coverage/?rows={rows}"' in text(client.get(path))


def test_the_page_cannot_be_posted_to(client):
    assert client.post("/coverage/").status_code == 405
