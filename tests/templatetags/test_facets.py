"""How the filters of a list are drawn."""

from types import SimpleNamespace

import pytest
from django.http import QueryDict

from orgs.filters import OrganisationListing
from orgs.search.facets import Choice, Option
from orgs.templatetags import facets
from tests.factories import OrganisationFactory


def option(value, count=0, selected=False, depth=0):
    return SimpleNamespace(value=value, count=count, selected=selected, excluded=False, depth=depth)


def values(options):
    return [one.value for one in options]


def test_a_short_filter_shows_everything():
    parts = facets.split_options([option(value) for value in "abc"])

    assert (values(parts.first), parts.rest) == (["a", "b", "c"], [])


def test_a_long_filter_shows_what_is_frequent_in_its_own_order():
    options = [option(f"v{place:02}", count=place) for place in range(20)]

    parts = facets.split_options(options)

    assert values(parts.first) == [f"v{place}" for place in range(12, 20)]
    assert len(parts.rest) == 12


def test_a_chosen_value_never_folds_away():
    options = [option(f"v{place}", count=9) for place in range(20)]
    options[19].selected = True

    parts = facets.split_options(options)

    assert "v19" in values(parts.first)
    assert parts.chosen == 1


def test_a_tree_shows_its_top_and_what_is_chosen_below():
    options = [option(f"v{place}", depth=place % 3) for place in range(18)]
    options[5].selected = True

    first = facets.split_options(options).first

    assert values(first) == ["v0", "v3", "v5", "v6", "v9", "v12", "v15"]


def listing(query=""):
    return OrganisationListing(QueryDict(query), language="en")


def drawn(options, query="", *, leave_out=True):
    return facets.facet_options(listing(query), "country", options, "search", leave_out=leave_out)


@pytest.mark.django_db
class TestAValue:
    def test_keeps_its_html_but_not_its_number(self):
        choice = Choice("GR", "Greece")
        first = drawn([Option(choice, 1)])
        assert drawn([Option(choice, 1200)]) == first.replace(">1<", ">1,200<")
        assert len(choice.drawn) == 1

    def test_is_offered_to_be_left_out_of_the_list_at_hand(self):
        choice = Choice("GR", "Greece")
        assert 'href="?country=-GR"' in drawn([Option(choice, 1)])
        again = drawn([Option(choice, 1)], "q=a%26b&country=NO")
        assert 'href="?q=a%26b&amp;country=NO&amp;country=-GR"' in again
        assert "Leave out Greece" in again

    def test_is_not_offered_to_be_left_out_where_it_is_folded_away(self):
        assert "href" not in drawn([Option(Choice("GR", "Greece"), 1)], leave_out=False)

    @pytest.mark.parametrize(
        ("chosen", "html"),
        [
            ({"selected": True}, 'value="GR" form="search" checked'),
            ({"excluded": True}, 'value="-GR" form="search" checked'),
            ({}, 'value="GR" form="search">'),
        ],
    )
    def test_says_whether_it_is_chosen(self, chosen, html):
        choice = Choice("GR", "Greece")
        drawn([Option(choice, 1)])
        page = drawn([Option(choice, 1, **chosen)])
        assert html in page
        assert ("href" in page) == (not chosen)

    def test_is_escaped(self):
        page = drawn([Option(Choice("GR", "<Greece> & Crete", lang="en"), 1)])
        assert 'lang="en" dir="ltr">&lt;Greece&gt; &amp; Crete<' in page
        assert "<Greece>" not in page

    def test_is_called_otherwise_from_the_moment_it_is(self, client):
        one = OrganisationFactory(headquarters_id="GR")
        assert "Leave out Greece" in client.get("/organisations/").content.decode()
        one.headquarters.name_en = "Hellas"
        one.headquarters.save()
        assert "Leave out Hellas" in client.get("/organisations/").content.decode()
