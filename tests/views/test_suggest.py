"""Suggestions while typing."""

import pytest
from django.db.models import QuerySet

from orgs.choices import NameKind, RiskLevel
from orgs.models import Organisation
from orgs.search.current import current
from orgs.search.suggestions import MOST
from tests.factories import NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

QUERIES = 7
"""The version, exact names, names that begin so, the word in names, organisations, their names,
focus areas. A country would be one more, and so would a second block of names in a large directory.
"""


@pytest.fixture
def ask(client):
    """Groups by their label, each with its texts."""

    def asked(q, prefix=""):
        answer = client.get(f"{prefix}/suggest", {"q": q}).json()
        return {
            group["label"]: [item["text"] for item in group["items"]] for group in answer["groups"]
        }

    return asked


def items(client, q):
    return [
        item
        for group in client.get("/suggest", {"q": q}).json()["groups"]
        for item in group["items"]
    ]


def test_organisations_are_suggested_by_the_beginning_of_their_name_then_by_its_words(ask):
    OrganisationFactory(name="Coastal Harbour")
    OrganisationFactory(name="Harbour Aid")
    OrganisationFactory(name="Elsewhere", summary="At the harbour.")
    assert ask("harb") == {"Organisations": ["Harbour Aid", "Coastal Harbour"]}


def test_the_name_that_was_found_stands_beside_the_main_one(client):
    organisation = OrganisationFactory(name="Collective Aid")
    NameFactory(organisation=organisation, text="عون الشاطئ", language="ar", kind=NameKind.FORMER)
    assert items(client, "عون الش") == [
        {
            "text": "Collective Aid",
            "language": "",
            "other": "عون الشاطئ",
            "other_language": "ar",
            "url": organisation.get_absolute_url(),
        }
    ]


@pytest.mark.parametrize("typed", ["gree", "GRÈ", "اليونا", "Греци"])
def test_countries_are_suggested_in_any_language(ask, typed):
    OrganisationFactory(name="Elsewhere", headquarters_id="GR")
    assert ask(typed)["Countries"][0] == "Greece"


def test_focus_areas_are_suggested(ask):
    assert "Legal aid" in ask("legal")["Focus areas"]


def test_names_and_addresses_are_in_the_language_of_the_page(client):
    answer = client.get("/fr/suggest", {"q": "gree"}).json()
    (group,) = [group for group in answer["groups"] if group["label"] == "Pays"]
    assert {"text": "Grèce", "url": "/fr/countries/gr/"} in group["items"]


@pytest.mark.parametrize(
    ("prefix", "q", "summary"),
    [
        ("", "harbour", "1 suggestion"),
        ("", "qqqq", "No suggestions"),
        ("/fr", "qqqq", "Aucune suggestion"),
        ("/ar", "harbour", "اقتراح واحد"),
    ],
)
def test_how_many_there_are_is_said_in_words(client, prefix, q, summary):
    OrganisationFactory(name="Harbour Aid")
    assert client.get(f"{prefix}/suggest", {"q": q}).json()["summary"] == summary


def test_there_are_at_most_ten(client):
    OrganisationFactory.create_batch(MOST + 3, name="Greek legal aid", headquarters_id="GR")
    for q in ("gr", "gree", "legal", "aid"):
        assert len(items(client, q)) == MOST


def test_a_place_with_more_organisations_comes_before_another(ask):
    OrganisationFactory(headquarters_id="GN")
    OrganisationFactory.create_batch(2, headquarters_id="GW")
    assert ask("guinea")["Countries"] == ["Guinea-Bissau", "Guinea"]


@pytest.mark.parametrize("unseen", [{"state": "draft"}, {"risk": RiskLevel.HIDDEN}])
@pytest.mark.parametrize("q", ["secret", "secretharbour", "alias", "S"])
def test_what_is_not_public_is_never_suggested(client, unseen, q):
    NameFactory(organisation=OrganisationFactory(name="Secret Harbour", **unseen), text="Alias")
    assert items(client, q) == []


def test_the_gate_is_asked_even_when_the_index_is_wrong(client):
    organisation = OrganisationFactory(name="Secret Harbour")
    QuerySet(Organisation).update(risk=RiskLevel.HIDDEN)  # past everything that listens
    assert organisation.pk in current().everything
    assert items(client, "secret") == []


def test_an_organisation_hidden_just_now_is_gone_in_the_next_answer(client):
    organisation = OrganisationFactory(name="Harbour Aid")
    assert len(items(client, "harbour")) == 1
    organisation.risk = RiskLevel.HIDDEN
    organisation.save()
    assert items(client, "harbour") == []


@pytest.mark.parametrize("q", ["", "   "])
def test_nothing_typed_is_answered_without_a_query(client, q, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get("/suggest", {"q": q}).json()["groups"] == []


@pytest.mark.parametrize("q", ["-", '"', "***", "-harbour", '-"a b"', "a b c " * 33, "人", "§cgr"])
def test_whatever_is_typed_is_answered(client, q):
    OrganisationFactory(name="Other")
    assert client.get("/suggest", {"q": q}).status_code == 200


def test_what_is_too_long_is_refused_in_plain_words(client):
    response = client.get("/suggest", {"q": "a" * 201})
    assert response.status_code == 400
    assert response.json() == {
        "problems": ["q: write at most 200 characters to search for, on one line."]
    }


@pytest.mark.parametrize("query", ["q=a%00", "q=%ff%fe", "q=a&q=b", "other=1", "q=" + "%41" * 9000])
def test_an_address_that_makes_no_sense_never_fails(client, query):
    assert client.get(f"/suggest?{query}").status_code in {200, 400}


def test_only_reading_is_possible(client):
    assert client.post("/suggest", {"q": "a"}).status_code == 405


def test_an_unchanged_answer_is_not_sent_again_and_sets_no_cookie(client):
    first = client.get("/suggest", {"q": "gree"})
    again = client.get("/suggest", {"q": "gree"}, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert not first.cookies
    assert first["Content-Type"] == "application/json"
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"


@pytest.mark.parametrize("many", [1, 12])
def test_it_takes_as_many_queries_for_many_as_for_few(client, many, django_assert_num_queries):
    for number in range(many):
        organisation = OrganisationFactory(name=f"The legal {number}", headquarters_id="GR")
        NameFactory(organisation=organisation, text=f"Greek legal {number}")
    OrganisationFactory(name="Greens for legal aid")
    current()
    with django_assert_num_queries(QUERIES):
        assert items(client, "legal")
