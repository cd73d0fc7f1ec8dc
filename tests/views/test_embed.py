"""Pieces of the directory for other websites' pages."""

import re
from html import unescape

import pytest

from orgs import actions
from orgs.choices import RiskLevel
from orgs.ids import format_public_id
from orgs.views import embed
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    NameFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

SITE = "http://127.0.0.1:8000"
LIST = "/embed/organisations/"
LIST_QUERIES, CARD_QUERIES = 8, 7


def text(response):
    return response.content.decode()


def card(organisation):
    return f"/embed/organisation/{organisation.public_id}/"


@pytest.fixture
def harbour():
    organisation = OrganisationFactory(
        name="Harbour <b>Aid</b>",
        name_language="en",
        summary="Brings water & bread.",
        headquarters_id="GR",
        founded="2017",
    )
    NameFactory(organisation=organisation, text="عون المرفأ", language="ar", kind="translation")
    person = ContactFactory(organisation=organisation, name="Zoe Person")
    ConsentFactory(contact=person)
    return organisation


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
@pytest.mark.parametrize("suffix", ["", "?fragment=1"])
def test_a_piece_has_no_script_no_form_and_no_person(client, harbour, prefix, suffix):
    for path in (LIST, card(harbour)):
        response = client.get(prefix + path + suffix)
        page = text(response)
        assert response.status_code == 200
        assert not response.cookies
        assert not re.search(r"<script|<form|<img|<input|\son\w+=|\sstyle=", page)
        assert "Harbour &lt;b&gt;Aid&lt;/b&gt;" in page
        assert "Zoe" not in page


@pytest.mark.parametrize("suffix", ["", "?fragment=1"])
def test_every_link_opens_the_directory_itself(client, harbour, suffix):
    for path in (LIST, card(harbour)):
        links = re.findall(r"<a [^>]*>", text(client.get(path + suffix)))
        assert len(links) >= 3
        for link in links:
            assert re.search(r'href="https?://[^"]+"', link)
            assert 'target="_top"' in link
            assert "noopener" in link


def test_a_fragment_is_a_piece_and_no_page(client, harbour):
    page, fragment = (text(client.get(card(harbour), query)) for query in ({}, {"fragment": "1"}))

    assert "<html" in page
    assert not re.search("<html|<head|<link|<!doctype", fragment)
    assert fragment.lstrip().startswith('<div lang="en" dir="ltr">')


def test_a_card_says_what_and_where_it_is(client, harbour):
    page = text(client.get(card(harbour)))

    for fact in ("NGO", "founded 2017", "Greece", "obstructed", "Brings water &amp; bread.", "عون"):
        assert fact in page


def test_a_list_has_the_first_of_the_same_list_and_a_link_to_all(client, monkeypatch):
    monkeypatch.setattr(embed, "MOST", 2)
    for name in "CAB":
        OrganisationFactory(name=f"{name} house", headquarters_id="GR")
    OrganisationFactory(name="Elsewhere")

    page = text(client.get(LIST, {"country": "GR", "sort": "name"}))

    assert re.findall(r"([A-Z]) house", page) == ["A", "B"]
    assert "See all 3" in page
    assert f'href="{SITE}/organisations/?country=GR&amp;sort=name"' in page
    assert "<h1><a" in page
    assert "Organisations: Greece" in page


def test_a_list_of_nothing_says_so(client):
    assert "None is listed yet." in text(client.get(LIST, {"q": "qqqq"}))


@pytest.mark.parametrize("unseen", [{"risk": RiskLevel.HIDDEN}, {"state": "draft"}])
def test_who_is_not_public_is_the_same_as_nobody(client, unseen):
    secret = OrganisationFactory(name="Secret", **unseen)
    nobody = format_public_id(9)

    response = client.get(card(secret))

    assert response.status_code == 404
    assert text(response) == text(client.get(f"/embed/organisation/{nobody}/"))
    assert "Secret" not in text(client.get(LIST))


def test_who_is_hidden_while_a_card_is_made_is_not_on_it(client, harbour, monkeypatch):
    monkeypatch.setattr(embed, "show_listed", lambda ids, *places: {})

    assert client.get(card(harbour)).status_code == 404


def test_the_card_of_a_merged_record_leads_to_that_of_the_other(client):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=keep, lose=lose, by=UserFactory(group="publisher"))

    response = client.get(f"/fr{card(lose)}?fragment=1")

    assert (response.status_code, response.url) == (301, f"/fr{card(keep)}?fragment=1")


def test_other_websites_may_read_a_piece_and_search_engines_leave_it(client, harbour):
    for path in (LIST, card(harbour)):
        response = client.get(path)
        assert response["Access-Control-Allow-Origin"] == "*"
        assert response["X-Robots-Tag"] == "noindex"
        assert '<meta name="robots" content="noindex">' in text(response)


@pytest.mark.parametrize("query", ["country=ATLANTIS", "sort=x", "q=" + "a" * 201])
def test_what_cannot_be_read_is_a_page_that_says_so(client, query):
    assert client.get(f"{LIST}?{query}").status_code == 400


@pytest.mark.parametrize("suffix", ["", "?fragment=1"])
@pytest.mark.parametrize("path", [card, "/embed/nothing/", f"{LIST}?sort=x"])
def test_in_a_frame_an_error_has_no_script_and_leads_out_of_the_frame(client, path, suffix):
    address = path if isinstance(path, str) else path(OrganisationFactory(state="draft"))
    page = text(client.get(address + (suffix.replace("?", "&") if "?" in address else suffix)))

    assert "<h1>" in page
    assert "<script" not in page
    assert all('target="_top"' in link for link in re.findall(r"<a [^>]*>", page))


def test_pieces_are_only_read(client, harbour):
    for path in (LIST, card(harbour)):
        assert client.post(path).status_code == 405
        assert client.head(path).status_code == 200


def test_a_list_and_a_card_take_a_constant_number_of_queries(
    client, harbour, django_assert_max_num_queries
):
    OrganisationFactory.create_batch(5, focus=["legal-aid"], countries=["GR", "IT"])
    client.get(LIST)
    for path, queries in ((LIST, LIST_QUERIES), (card(harbour), CARD_QUERIES)):
        with django_assert_max_num_queries(queries):
            client.get(path)


# What is copied


def frame_in(page):
    (snippet,) = re.findall(r"<code>(&lt;iframe.*?)</code>", page)
    return unescape(snippet)


def test_the_snippet_of_an_organisation_is_harmless_whatever_it_is_called(client):
    one = OrganisationFactory(name='A" onload="x"></iframe><script>')
    snippet = frame_in(text(client.get(one.get_absolute_url())))

    assert f'src="{SITE}{card(one)}"' in snippet
    assert re.fullmatch(r'<iframe( [a-z]+="[^"<>]*")+></iframe>', snippet)


def test_the_snippet_of_a_list_shows_that_list(client):
    snippet = frame_in(text(client.get("/fr/cite/", {"country": "GR", "kind": "ngo", "page": 2})))

    assert f'src="{SITE}/fr{LIST}?country=GR&amp;kind=ngo"' in snippet
    assert "Grèce" in snippet
