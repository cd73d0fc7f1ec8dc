"""What a list offers to try: a country its words name, fewer filters, fewer words."""

from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from django.http import QueryDict

from orgs.choices import RiskLevel
from orgs.models import Country
from orgs.search.current import current
from orgs.views.hints import Without, only_in
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


def test_what_is_left_out_and_limits_count_in_an_offer(lawyers):
    OrganisationFactory(name="Legal aid Patras", headquarters_id="GR", kind="union", founded="1990")
    for more in ("kind=-union", "founded_to=1985", "founded_from=1980", "country=-NO"):
        hint = only_in(listing(f"q=legal+aid+greece&{more}"))
        found = listing(hint.url_query[1:]).count if hint else 0
        assert (hint.count if hint else 0) == found, more


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


# Nothing found


@pytest.fixture
def boats():
    OrganisationFactory(name="Sea Rescue", headquarters_id="GR", kind="union", scope="local")
    OrganisationFactory(name="Sea School", headquarters_id="GR", kind="ngo")
    OrganisationFactory(name="Mountain School", headquarters_id="NO", kind="ngo")


def offered(hints):
    return [(hint.label, hint.count) for hint in hints]


def test_each_filter_is_offered_to_be_dropped_the_most_helpful_first(boats):
    found = Without(listing("q=sea&kind=ngo&scope=local&country=GR&sort=name"))
    assert offered(found.filters) == [("Kind", 1), ("Scope", 1)]
    found = Without(listing("country=NO&kind=ngo&kind=union&scope=local"))
    assert offered(found.filters) == [("Country", 1), ("Scope", 1)]
    found = Without(listing("kind=network&country=GR&country=NO"))
    assert offered(found.filters) == [("Kind", 3)]


def test_dropping_a_filter_keeps_the_search_and_the_order(boats):
    (hint,) = Without(listing("q=sea&kind=network&sort=name&page=3")).filters
    assert asked(hint) == {"q": ["sea"], "sort": ["name"]}


def test_each_word_is_offered_to_be_dropped(boats):
    found = Without(listing('q=sea+school+"mountain+rescue"+-oslo'))
    assert offered(found.words) == [('"mountain rescue"', 1)]
    assert asked(found.words[0]) == {"q": ["sea school -oslo"]}
    assert offered(Without(listing("q=sea+school+rescue")).words) == [("school", 1), ("rescue", 1)]


def test_no_word_is_offered_of_one_or_of_very_many(boats):
    assert Without(listing("q=zzzzqqqq")).words == []
    assert Without(listing("q=sea+" + "+".join("bcdfghjk"))).words == []


@pytest.mark.parametrize(
    "query", ["q=sea+norway+school", "kind=network&country=NO", "q=school+rescue&kind=ngo"]
)
def test_as_many_are_promised_as_are_then_found(boats, query):
    found = Without(listing(query))
    hints = [*found.filters, *found.words]
    assert hints
    assert [listing(hint.url_query[1:]).count for hint in hints] == [hint.count for hint in hints]


def test_what_is_left_out_and_limits_are_offered_to_be_dropped(boats):
    for query in ("website=-1&founded_from=2999", "country=-GR&country=-NO&verified_since=2999"):
        found = listing(query)
        assert found.count == 0
        for hint in Without(found).filters:
            assert listing(hint.url_query[1:]).count == hint.count > 0
    assert [hint.label for hint in Without(listing("founded_from=2999")).filters] == [
        "Founded from 2999"
    ]


def test_what_is_not_public_is_no_help(boats):
    OrganisationFactory(name="Sea Lawyers", kind="network", risk=RiskLevel.HIDDEN)
    OrganisationFactory(name="Sea Clerks", kind="network", state="draft")
    found = Without(listing("q=sea+clerks&kind=network"))
    assert (found.filters, found.words) == ([], [])


def test_filters_are_counted_without_a_query(boats, django_assert_num_queries):
    found = listing("kind=network&country=GR&scope=local")
    assert found.count == 0
    with django_assert_num_queries(0):
        assert Without(found).filters


def test_each_word_costs_a_search(boats, django_assert_max_num_queries):
    found = listing("q=sea+norway+school")
    assert found.count == 0
    with django_assert_max_num_queries(3 * 6):
        assert Without(found).words


@pytest.mark.parametrize(
    ("prefix", "of_a_filter", "of_a_word"),
    [
        ("", "Without the filter “Kind” (1)", "Without “rescue” (1)"),
        ("/fr", "Sans le filtre « Type » (1)", "Sans « rescue » (1)"),
        ("/ar", "دون المرشّح «النوع» (1)", "دون «rescue» (1)"),
    ],
)
def test_a_page_without_results_says_what_to_drop(client, boats, prefix, of_a_filter, of_a_word):
    page = text(client.get(f"{prefix}/organisations/", {"q": "sea rescue", "kind": "ngo"}))
    assert f'<a href="?q=sea+rescue">{of_a_filter}</a>' in page
    assert f'<a href="?q=sea&amp;kind=ngo">{of_a_word}</a>' in page


def test_what_is_to_be_dropped_is_text_and_nothing_else(client, boats):
    page = text(client.get("/organisations/", {"q": "sea <b>bold</b>"}))
    assert "Without “&lt;b&gt;bold&lt;/b&gt;” (2)" in page


def test_an_empty_list_as_of_a_day_offers_the_same_by_the_ratings_of_now():
    OrganisationFactory(headquarters_id="GR")
    found = Without(listing("rating=obstructed&as_of=1999")).filters
    hints = {hint.label: (hint.count, hint.url_query) for hint in found}
    assert hints == {
        "Civic space": (1, "?as_of=1999"),
        "Civic space as of 1999": (1, "?rating=obstructed"),
    }
