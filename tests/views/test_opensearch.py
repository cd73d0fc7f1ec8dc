"""The directory as a search engine of a browser."""

from xml.etree import ElementTree

import pytest

from orgs.choices import RiskLevel
from orgs.views.opensearch import short
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

NS = {"o": "http://a9.com/-/spec/opensearch/1.1/"}
SITE = "http://127.0.0.1:8000"


def suggested(client, q, prefix=""):
    response = client.get(f"{prefix}/opensearch/suggestions", {"q": q})
    assert response["Content-Type"] == "application/x-suggestions+json"
    return response.json()


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_the_description_says_where_to_search(client, prefix, django_assert_num_queries):
    with django_assert_num_queries(0):
        response = client.get(f"{prefix}/opensearch.xml")
    xml = ElementTree.fromstring(response.content)
    found = {one.get("type"): one.get("template") for one in xml.findall("o:Url", NS)}

    here = f"{SITE}{prefix}"
    assert response["Content-Type"].startswith("application/opensearchdescription+xml")
    assert found == {
        "text/html": f"{here}/organisations/?q={{searchTerms}}",
        "application/atom+xml": f"{here}/organisations.atom?q={{searchTerms}}&sort=relevance",
        "application/x-suggestions+json": f"{here}/opensearch/suggestions?q={{searchTerms}}",
        "application/opensearchdescription+xml": f"{here}/opensearch.xml",
    }
    assert xml.find("o:Language", NS).text == (prefix.strip("/") or "en")


def test_every_page_names_the_description_in_its_language(client):
    for path in ("/", "/organisations/", "/nothing/"):
        assert 'href="/opensearch.xml"' in client.get(path).content.decode()
    assert 'href="/ar/opensearch.xml"' in client.get("/ar/about/").content.decode()


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("Civil Society Directory", "Civil Society"),
        ("Sixteen letters!", "Sixteen letters!"),
        ("Zivilgesellschaftsverzeichnis", "Zivilgesellschaf"),
        ("Sixteen letters! and more", "Sixteen letters!"),
    ],
)
def test_a_short_name_is_whole_words(name, found):
    assert short(name) == found


def test_suggestions_are_those_of_the_search_box(client):
    OrganisationFactory(name="Grèce solidaire", slug="grece", headquarters_id="GR")

    assert suggested(client, "greec") == [
        "greec", ["Greece"], ["Countries"], [f"{SITE}/countries/gr/"],
    ]  # fmt: skip
    assert suggested(client, "grece soli", "/fr")[3] == [f"{SITE}/fr/organisations/grece/"]


@pytest.mark.parametrize("q", ["", "  ", "qqqq", "a" * 201, "-", '"', "\x1f", "𝔮𝔮𝔮"])
def test_whatever_is_typed_is_answered(client, q):
    OrganisationFactory(name="Harbour")

    assert suggested(client, q) == [q.strip(), [], [], []]


def test_who_is_hidden_is_not_suggested(client):
    OrganisationFactory(name="Secret Harbour", risk=RiskLevel.HIDDEN)

    assert suggested(client, "secret")[1] == []
