"""What a list offers to try: a country its words name, fewer filters, fewer words."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict

from orgs.choices import RiskLevel
from orgs.models import Country
from orgs.search.current import current
from orgs.views.hints import only_in
from orgs.views.listings import public_listing
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def listing(query):
    return public_listing(QueryDict(query))


def text(response):
    return response.content.decode()


def asked(hint):
    return parse_qs(urlsplit(hint.url_query).query)


# A country named in the search


@pytest.fixture
def lawyers():
    OrganisationFactory(name="Legal aid Athens", headquarters_id="GR")
    OrganisationFactory(name="Legal aid Oslo", headquarters_id="NO")
    OrganisationFactory(name="Teachers", headquarters_id="GR")


@pytest.mark.parametrize(
    ("typed", "rest"),
    [
        ("legal aid greece", "legal aid"),
        ("Legal Aid in Greece", "Legal Aid"),
        ("aid Grèce legal", "aid legal"),
        ("legal اليونان", "legal"),
        ("legal aid في اليونان", "legal aid"),
        ("Греция aid", "aid"),
        ("aid 希腊", "aid"),
        ('"legal aid" -school GREECE', '"legal aid" -school'),
    ],
)
def test_a_country_named_in_any_language_is_offered_for_the_rest(lawyers, typed, rest):
    hint = only_in(listing(urlencode({"q": typed})))
    assert (hint.label, hint.count) == ("Greece", 1)
    assert asked(hint) == {"q": [rest], "country": ["GR"]}


def test_a_country_alone_is_offered_without_a_search(lawyers):
    hint = only_in(listing("q=grece&sort=name"))
    assert (hint.count, asked(hint)) == (2, {"country": ["GR"], "sort": ["name"]})


def test_what_is_offered_is_what_is_found(lawyers):
    hint = only_in(listing("q=legal+aid+greece"))
    assert listing(hint.url_query[1:]).count == hint.count


def test_the_longest_name_is_the_one_meant():
    for code in ("SS", "SD"):
        OrganisationFactory(name=f"Aid {code}", headquarters_id=code)
    assert asked(only_in(listing("q=aid+south+sudan"))) == {"q": ["aid"], "country": ["SS"]}


def test_a_shorter_name_is_offered_when_the_longest_would_find_nothing():
    OrganisationFactory(name="South Aid", headquarters_id="SD")
    assert asked(only_in(listing("q=aid+south+sudan"))) == {"q": ["aid south"], "country": ["SD"]}


@pytest.mark.parametrize(
    "query",
    [
        "q=legal+aid",
        "q=legal+gree",
        "q=legal+-greece",
        "q=%22legal+greece%22",
        "q=legal+greece&country=NO",
        "q=legal+italy",
        "q=greece&kind=union",
        "country=GR",
        "q=%2A%2A",
        "",
    ],
)
def test_nothing_is_offered_where_it_would_not_help(lawyers, query):
    assert only_in(listing(query)) is None


def test_hidden_organisations_are_not_counted(lawyers):
    OrganisationFactory(name="Legal aid Patras", headquarters_id="GR", risk=RiskLevel.HIDDEN)
    assert only_in(listing("q=legal+greece")).count == 1
    OrganisationFactory(name="Legal aid", headquarters_id="MT", state="draft")
    assert only_in(listing("q=legal+malta")) is None


def test_a_country_renamed_is_offered_by_its_new_name(lawyers):
    country = Country.objects.get(pk="GR")
    country.name_en = "Hellas"
    country.save()
    assert only_in(listing("q=legal+hellas")).label == "Hellas"


def test_an_offer_costs_no_query_for_a_country_alone_and_a_search_for_more(
    lawyers, django_assert_num_queries
):
    current()
    alone, more, none = listing("q=greece"), listing("q=legal+greece"), listing("q=legal+aid")
    for one in (alone, more, none):
        assert one.count
        assert one.choices["country"]
    with django_assert_num_queries(0):
        assert only_in(alone)
        assert only_in(none) is None
    # exact names, where names begin so (none in a small directory), the last word, unfinished
    # now, in names and anywhere
    with django_assert_num_queries(4):
        assert only_in(more)


@pytest.mark.parametrize(
    ("prefix", "words"),
    [
        ("", "Only organisations in Greece (1)"),
        ("/fr", "Seulement les organisations de ce pays : Grèce (1)"),
        ("/ar", "المنظمات في هذا البلد فقط: اليونان (1)"),
    ],
)
def test_the_offer_stands_above_the_results(client, lawyers, prefix, words):
    page = text(client.get(f"{prefix}/organisations/", {"q": "legal greece"}))
    assert f'<a href="?q=legal&amp;country=GR">{words}</a>' in page
