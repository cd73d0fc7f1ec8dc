"""The list of organisations: filters, counts, order, pages and addresses."""

from datetime import date, timedelta

import pytest
from django.http import QueryDict
from django.utils import timezone

from orgs.choices import NameKind, RiskLevel
from orgs.filters import SORTS, OrganisationListing
from orgs.models import Organisation
from orgs.search import index_later
from orgs.search.current import current
from orgs.search.matches import Tier
from tests.factories import NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def listing(query="", **options):
    return OrganisationListing(QueryDict(query), **options)


def names(query):
    return [hit.organisation.name for hit in listing(query).page(1).hits]


def options(query, facet):
    return {
        option.value: option.count
        for found in listing(query).facets
        if found.name == facet
        for option in found.options
    }


def labels(found, facet):
    return [one.label for each in found.facets if each.name == facet for one in each.options]


# Filters


NARROWED = {
    "country=GR": ["A"],
    "country=gr": ["A"],
    "country=GR&country=NO": ["A", "B"],
    "country=GR&kind=union": [],
    "region=039": ["A"],
    "region=150": ["A", "B"],
    "focus=legal-aid": ["B"],
    "focus=justice-and-legal-aid": ["B"],
    "focus=gcm-13": ["A"],
    "rating=obstructed": ["A"],
    "rating=not_rated": ["C"],
    "kind=union": ["B"],
    "scope=local": ["C"],
    "status=exiled": ["C"],
    "kind=union&kind=ngo&country=NO": ["B"],
    "kind=&country=&q=": ["A", "B", "C"],
    "unknown=1&view=table": ["A", "B", "C"],
}


def test_filters_narrow_the_list():
    OrganisationFactory(name="A", headquarters_id="GR", focus=["gcm-13"])
    OrganisationFactory(name="B", headquarters_id="NO", kind="union", focus=["legal-aid"])
    nowhere = {"headquarters_id": None, "scope": "local", "legal_status": "exiled"}
    OrganisationFactory(name="C", **nowhere)
    assert {query: names(f"{query}&sort=name") for query in NARROWED} == NARROWED


@pytest.mark.parametrize(
    ("query", "parameter", "value"),
    [
        ("country=ZZ", "country", "ZZ"),
        ("country=GR&country=atlantis", "country", "ATLANTIS"),
        ("region=999", "region", "999"),
        ("focus=alchemy", "focus", "alchemy"),
        ("rating=fine", "rating", "fine"),
        ("kind=club", "kind", "club"),
        ("scope=galactic", "scope", "galactic"),
        ("status=unknown", "status", "unknown"),
        ("sort=best", "sort", "best"),
    ],
)
def test_an_unknown_value_is_named_with_its_parameter(query, parameter, value):
    errors = listing(query).errors
    assert list(errors) == [parameter]
    assert parameter in errors[parameter][0]
    assert value in errors[parameter][0]


def test_a_plain_mapping_will_do_for_parameters():
    OrganisationFactory(name="A", headquarters_id="GR")
    OrganisationFactory(name="B")
    assert OrganisationListing({"country": ["GR"], "page": 1}).count == 1


def test_a_list_has_what_visitors_may_find():
    OrganisationFactory(name="Hidden", risk=RiskLevel.HIDDEN)
    OrganisationFactory(name="Draft", state="draft")
    assert listing().count == 0


def test_one_facet_alone_costs_one_query(django_assert_num_queries):
    """For the version; the rest is in memory."""
    OrganisationFactory(headquarters_id="GR")
    OrganisationFactory(headquarters_id="GR", countries=["GR", "IT"])
    current()
    with django_assert_num_queries(1):
        assert listing().value_counts("country") == {"GR": 2, "IT": 1}


# Order


def test_each_order_is_what_it_says():
    now = timezone.now()
    for number, name in enumerate(["Beta", "“Alpha”", "Ωmega", "álpha 2"]):
        one = OrganisationFactory(
            name=name,
            founded=["", "2001-05", "1999", "2001"][number],
            verified_on=[None, date(2026, 1, 1), date(2025, 1, 1), None][number],
        )
        Organisation.objects.filter(pk=one.pk).update(updated_at=now - timedelta(days=number))
    assert names("sort=name") == ["“Alpha”", "álpha 2", "Beta", "Ωmega"]
    assert names("sort=updated") == ["Beta", "“Alpha”", "Ωmega", "álpha 2"]
    assert names("sort=verified") == ["“Alpha”", "Ωmega", "Beta", "álpha 2"]
    assert names("sort=founded") == ["Ωmega", "álpha 2", "“Alpha”", "Beta"]


@pytest.mark.parametrize("sort", SORTS)
@pytest.mark.parametrize("q", ["", "same"])
def test_pages_of_equal_organisations_neither_repeat_nor_miss_any(sort, q):
    made = {OrganisationFactory(name="Same").pk for _ in range(7)}
    Organisation.objects.update(updated_at=timezone.now())
    found = listing(f"sort={sort}&q={q}", per_page=2)
    pages = [found.page(number) for number in range(1, found.pages + 1)]
    ids = [hit.organisation.public_id for page in pages for hit in page.hits]
    assert (len(ids), len(set(ids)), found.pages) == (7, 7, 4)
    assert set(found.organisation_ids()) == made


def test_a_page_knows_its_neighbours():
    for _ in range(3):
        OrganisationFactory()
    found = listing(per_page=1)
    first, last = found.page(1), found.page(3)
    assert (first.has_previous, first.has_next, first.pages) == (False, True, 3)
    assert (last.has_previous, last.has_next) == (True, False)


def test_an_empty_list_has_one_empty_page():
    page = listing("q=nothing").page(1)
    assert (page.pages, page.hits) == (1, [])


# What was found


def test_a_hit_says_by_which_other_name_it_was_found():
    aid = OrganisationFactory(name="Collective Aid")
    NameFactory(organisation=aid, text="Aid Collective", kind=NameKind.ALIAS)
    former = NameFactory(organisation=aid, text="BelgrAid", kind=NameKind.FORMER)
    (hit,) = listing("q=belgraid").page(1).hits
    assert (hit.matched_name, hit.tier) == (former, Tier.EXACT)
    assert listing("q=collective").page(1).hits[0].matched_name is None
    assert listing("q=greece").page(1).hits == []


def test_a_misspelt_search_says_what_was_searched_instead_and_the_way_back():
    OrganisationFactory(name="Collective Aid")
    found = listing("q=Colective+Aid")
    assert (found.correction, found.count) == ("Collective Aid", 1)
    exact = listing(found.original_query_url.removeprefix("?"))
    assert (exact.correction, exact.count, exact.q) == (None, 0, "Colective Aid")


def test_a_search_that_finds_nothing_under_the_filters_is_not_corrected():
    OrganisationFactory(name="Collective Aid", headquarters_id="NO")
    OrganisationFactory(name="Selective Aid", headquarters_id="GR")
    found = listing("q=Collective&country=GR")
    assert (found.correction, found.count) == (None, 0)


# Facets


def test_a_facet_leaves_its_own_choices_out_of_its_counts():
    OrganisationFactory(headquarters_id="GR", kind="union")
    OrganisationFactory(headquarters_id="NO", kind="union")
    OrganisationFactory(headquarters_id="NO", kind="ngo")
    assert options("country=GR&kind=union", "country") == {"GR": 1, "NO": 1}
    assert options("country=GR&kind=union", "kind") == {"union": 1}


def test_countries_stand_by_number_then_name():
    for code in ("NO", "NO", "GR", "FR"):
        OrganisationFactory(headquarters_id=code)
    assert list(options("", "country")) == ["NO", "FR", "GR"]


def test_a_choice_that_finds_nothing_stays_so_that_it_can_be_taken_back():
    OrganisationFactory(headquarters_id="NO")
    assert options("country=GR", "country") == {"NO": 1, "GR": 0}


def test_focus_areas_are_trees_one_for_each_scheme_themes_first():
    OrganisationFactory(focus=["gcm-13", "legal-aid"])
    facets = [facet for facet in listing().facets if facet.name == "focus"]
    assert facets[0].label == "Themes"
    assert [(o.value, o.depth) for o in facets[0].options] == [
        ("justice-and-legal-aid", 0),
        ("legal-aid", 1),
    ]
    assert [option.value for option in facets[1].options] == ["gcm-13"]


def test_countries_and_ratings_carry_their_rating():
    OrganisationFactory(headquarters_id="GR")
    OrganisationFactory(headquarters_id=None)
    found = {facet.name: facet.options for facet in listing().facets}
    assert [option.choice.rating for option in found["country"]] == ["obstructed"]
    assert [option.choice.rating for option in found["rating"]] == ["obstructed", None]


def test_labels_speak_the_language_asked_for():
    OrganisationFactory(headquarters_id="GR")
    assert labels(listing(language="fr"), "country") == ["Grèce"]
    assert listing("country=GR", language="fr").chips[0].label == "Grèce"


def test_an_unknown_language_falls_back_to_english():
    OrganisationFactory(headquarters_id="GR")
    assert labels(listing(language="xx"), "country") == ["Greece"]


# Addresses


def test_a_chip_takes_away_one_filter_and_the_page_number():
    chips = listing("q=aid&country=GR&country=NO&kind=ngo&sort=name&page=3").chips
    assert [(chip.label, chip.url_query) for chip in chips] == [
        ("Greece", "?q=aid&country=NO&kind=ngo&sort=name"),
        ("Norway", "?q=aid&country=GR&kind=ngo&sort=name"),
        ("NGO", "?q=aid&country=GR&country=NO&sort=name"),
    ]


def test_clearing_keeps_the_search_and_the_order():
    found = listing("q=aid&country=GR&rating=open&sort=name&page=2&view=table")
    assert found.clear_query == "?q=aid&sort=name&view=table"


def test_the_query_string_changes_what_it_is_told_to():
    found = listing("country=gr&country=GR&junk=1&page=2")
    assert found.query_string() == "country=GR&page=2"
    assert found.query_string(page=3, view="table") == "country=GR&page=3&view=table"
    assert found.query_string(page=None, country=["NO", "FR"]) == "country=NO&country=FR"


def test_sorts_mark_the_one_in_use():
    sorts = listing("sort=name&page=2").sorts
    assert [(sort.value, sort.selected) for sort in sorts][:2] == [
        ("relevance", False),
        ("name", True),
    ]
    assert sorts[0].url_query == "?"


# Cost


@pytest.mark.parametrize(
    ("query", "queries"),
    [("", 13), ("country=GR&kind=ngo", 13), ("q=aid", 17), ("q=aid&country=GR&sort=name", 18)],
)
@pytest.mark.parametrize("number", [1, 30])
def test_a_page_with_facets_costs_the_same_however_many_there_are(
    query, queries, number, django_assert_max_num_queries
):
    with index_later():
        for index in range(number):
            one = OrganisationFactory(name=f"Aid {index}", headquarters_id="GR", focus=["gcm-13"])
            NameFactory(organisation=one, text="Aide")
    current()
    found = listing(query)
    with django_assert_max_num_queries(queries):
        page = found.page(1)
        _parts = (found.count, found.facets, found.chips, found.sorts, found.correction)
    assert page.hits
