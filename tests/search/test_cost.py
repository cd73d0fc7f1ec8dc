"""A search costs little whatever is typed."""

import time

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.filters import OrganisationListing
from orgs.models import Country, SearchVersion
from orgs.search import version
from orgs.search.terms import MOST_TERMS, parse
from orgs.search.version import touch
from tests.factories import ContactFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def test_many_misspelt_words_do_not_multiply():
    """Each word has several close ones; trying all together would take three to the fiftieth."""
    words = ["said", "paid", "maid", "aide", "avid", "acid", "arid", "amid"]
    OrganisationFactory(summary=" ".join(words))
    began = time.monotonic()
    assert OrganisationListing({"q": " ".join(f"{w[:2]}{w[3:]}" for w in words * 6)}).count == 0
    assert time.monotonic() - began < 5  # seconds; the wrong way never ends


def test_a_sign_that_folds_to_many_words_is_cut_short():
    assert len(parse("ﷺ" * 190).required) <= MOST_TERMS


@pytest.mark.parametrize("name", ["country", "focus", "kind"])
def test_more_values_than_a_page_can_draw_are_refused_in_words(name):
    listing = OrganisationListing({name: [f"{n:02}" for n in range(41)]})
    assert list(listing.errors) == [name]


def test_too_many_real_values_are_refused_with_the_limit():
    codes = list(Country.objects.values_list("pk", flat=True)[:41])
    assert "at most 40" in OrganisationListing({"country": codes}).errors["country"][0]
    assert OrganisationListing({"country": codes[:40]}).errors == {}


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}])
def test_saving_what_nobody_may_find_leaves_no_trace_in_the_version(kept):
    organisation = OrganisationFactory(**kept)
    before = version()
    organisation.summary = "Changed"
    organisation.save()
    ContactFactory(organisation=organisation)
    assert version() == before


def test_a_first_write_makes_the_version():
    SearchVersion.objects.all().delete()
    OrganisationFactory()
    assert version() > (0, 0)


@pytest.mark.django_db(transaction=True)
def test_a_version_and_what_it_changed_are_committed_together():
    """A country saved outside any transaction says so in one of its own."""
    with CaptureQueriesContext(connection) as captured:
        touch(places=True)
    statements = [query["sql"].split()[0] for query in captured]
    assert (statements[0], statements[-1]) == ("BEGIN", "COMMIT")
