"""Whatever is sent, a list answers with an error in words or with a page."""

import pytest
from django.http import QueryDict
from django.utils.datastructures import MultiValueDict
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.filters import OrganisationListing
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

TEXTS = [
    "\x00",
    "a\x00b",
    '"' * 10_240,
    '"' * 199,
    "'" * 199,
    "\\" * 199,
    "(" * 199,
    "NEAR(a b, 5)",
    "a OR b AND NOT c",
    "names : a",
    "^a + b*",
    '* : ^ - -- -* -"',
    "a:* & b | !c <-> d",
    "'; DROP TABLE orgs_organisation; --",
    "%s %(x)s {0} {names}",
    "\ud800",
    "aid \udfff aid",
    "\u202e\u200b\ufeff",
    "a " * 99,
    "-a " * 60,
    "人" * 200,
    "人 " * 100,
    "e\u0301" * 90,
    "ﷺ" * 200,
    "\U0010ffff" * 200,
    "§cgr §f1",
    "|",
]


def is_answered(parameter, text) -> bool:
    """With an error that can be sent, or with a page."""
    listing = OrganisationListing(MultiValueDict({parameter: [text]}))
    if listing.errors:
        return all(problem.encode() for found in listing.errors.values() for problem in found)
    return len(listing.page(listing.page_number).hits) <= listing.count


@pytest.mark.parametrize("parameter", ["q", "country", "focus", "rating", "kind", "sort", "page"])
def test_any_text_in_any_parameter_is_answered(parameter, subtests):
    OrganisationFactory(name="Aid 人人", countries=["GR"])
    for text in TEXTS:
        with subtests.test(text=ascii(text[:40])):
            assert is_answered(parameter, text)


@pytest.mark.parametrize("number", ["-1", "0", "1e3", "1.5", "9" * 5000, "١٢", str(10**9 + 1), "x"])
def test_a_page_that_is_no_page_number_is_named(number):
    errors = OrganisationListing(QueryDict(f"page={number}")).errors
    assert list(errors) == (["page"] if number != "١٢" else [])


def test_a_page_beyond_the_last_is_empty():
    OrganisationFactory()
    listing = OrganisationListing(QueryDict("page=1000000000"))
    page = listing.page(listing.page_number)
    assert (page.hits, page.number, page.has_next) == ([], 10**9, False)


def test_a_search_that_is_too_long_says_how_long_it_may_be():
    errors = OrganisationListing(MultiValueDict({"q": ["a" * 201]})).errors
    assert "200" in errors["q"][0]


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(
    st.dictionaries(
        st.sampled_from(["q", "country", "region", "focus", "rating", "kind", "page", "sort"]),
        st.lists(st.text(max_size=20) | st.sampled_from(["GR", "ngo", "-1"]), max_size=3),
    )
)
def test_random_parameters_are_answered(parameters):
    listing = OrganisationListing(MultiValueDict(parameters))
    if not listing.errors:
        listing.page(listing.page_number)
        assert listing.query_string().isascii()
        assert listing.facets is not None
