"""Filters beyond plain values: what to leave out, and limits."""

import pytest
from django.http import QueryDict

from orgs.filters import OrganisationListing
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def listing(query):
    return OrganisationListing(QueryDict(query), language="en")


def chips(query):
    return {chip.label: chip.url_query for chip in listing(query).chips}


def test_what_is_left_out_is_a_chip_that_says_not():
    assert chips("country=-GR&country=NO&page=2") == {
        "Not: Greece": "?country=NO",
        "Norway": "?country=-GR",
    }


def test_limits_are_chips():
    assert chips("founded_from=1990&founded_to=1999&verified_since=2025") == {
        "Founded from 1990": "?founded_to=1999&verified_since=2025",
        "Founded up to 1999": "?founded_from=1990&verified_since=2025",
        "Checked since 2025": "?founded_from=1990&founded_to=1999",
    }


@pytest.mark.parametrize(
    ("query", "address"),
    [
        ("", "?country=-GR"),
        ("country=NO&page=3", "?country=NO&country=-GR"),
        ("country=NO&sort=name", "?country=NO&country=-GR&sort=name"),
        ("country=-IT&focus=-sdg-1", "?country=-IT&country=-GR&focus=-sdg-1"),
        ("q=country=-&sort=name", "?q=country%3D-&sort=name&country=-GR"),
    ],
)
def test_a_value_can_be_left_out_of_any_list(query, address):
    before, after = listing(query).address_around("country")
    assert f"{before}GR{after}" == address


def test_clearing_takes_away_every_filter():
    assert listing("q=aid&founded_from=1990&country=-GR").clear_query == "?q=aid"


def test_what_is_left_out_stays_on_the_list_of_values():
    OrganisationFactory(headquarters_id="GR")
    (facet,) = [one for one in listing("country=-GR").facets if one.name == "country"]
    assert [(one.value, one.count, one.excluded) for one in facet.options] == [("GR", 1, True)]


@pytest.mark.parametrize("year", ["199", "19990", "x", "-1990", "999"])
def test_a_year_has_four_digits(year):
    assert "four digits" in listing(f"founded_from={year}").errors["founded_from"][0]


@pytest.mark.parametrize("day", ["2026-13", "today", "2026-02-30", "20260101"])
def test_a_day_is_written_as_iso_has_it(day):
    assert "2026-01-31" in listing(f"verified_since={day}").errors["verified_since"][0]


def test_an_area_without_a_name_in_the_language_of_the_page_says_so():
    OrganisationFactory(focus=["gcm-13"])
    found = OrganisationListing(QueryDict("focus=gcm-13"), language="ar")
    (chip,) = found.chips
    (option,) = [o for f in found.facets for o in f.options if o.value == "gcm-13"]
    assert chip.lang == option.choice.lang == "en"


def test_a_letter_that_would_be_two_in_upper_case_is_no_country():
    assert listing("country=gr").errors == {}
    assert "country" in listing("country=ß").errors
