"""Pages that say what the directory is; what every page has in common."""

import re

import pytest
from django.conf import settings

from orgs.exports.columns import COLUMNS
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db

PAGES = [
    "/",
    "/organisations/",
    "/countries/",
    "/countries/gr/",
    "/focus/",
    "/focus/legal-aid/",
    "/ratings/changes/",
    "/data/",
    "/about/",
    "/privacy/",
]


def text(response):
    return response.content.decode()


def test_the_data_page_documents_every_column(client):
    page = text(client.get("/data/"))

    assert [column.name for column in COLUMNS if f"<code>{column.name}</code>" not in page] == []


@pytest.mark.parametrize("anchor", ["csv", "columns", "licence", "permanence"])
def test_the_data_page_has_the_parts_others_link_to(client, anchor):
    assert f'id="{anchor}"' in text(client.get("/data/"))


@pytest.mark.parametrize("path", ["/about/", "/privacy/", "/data/"])
def test_a_standing_page_asks_nothing_of_the_database(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", ["/about/", "/privacy/", "/data/", "/robots.txt"])
def test_a_standing_page_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405


def test_robots_are_kept_from_the_panel_and_from_endless_filters(client):
    response = client.get("/robots.txt")

    assert response["Content-Type"].startswith("text/plain")
    assert "Disallow: /admin/" in text(response)
    assert "Disallow: /*?*q=" in text(response)


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/fr", "/ar", "/zh-hans"])
def test_every_page_is_there_in_every_language_without_a_cookie(client, path, prefix):
    OrganisationFactory(focus=["legal-aid"], headquarters_id="GR")

    response = client.get(prefix + path)

    assert response.status_code == 200
    assert not response.cookies
    assert "cookie" not in response.get("Vary", "").lower()


@pytest.mark.parametrize("path", PAGES)
def test_every_page_has_one_heading_a_title_and_a_way_past_the_navigation(client, path):
    page = text(client.get(path))

    assert page.count("<h1") == 1
    assert re.search(r"<title>[^<]+</title>", page)
    assert 'href="#main"' in page


def test_arabic_is_written_from_the_right(client):
    assert '<html lang="ar" dir="rtl">' in text(client.get("/ar/about/"))


def test_a_page_names_its_other_languages(client):
    page = text(client.get("/fr/countries/gr/"))

    assert f'rel="canonical" href="{settings.SITE_URL}/fr/countries/gr/"' in page
    assert f'hreflang="ar" href="{settings.SITE_URL}/ar/countries/gr/"' in page
    assert f'hreflang="x-default" href="{settings.SITE_URL}/countries/gr/"' in page


def test_changing_the_language_keeps_the_search(client):
    page = text(client.get("/organisations/?q=aid"))

    assert 'href="/fr/organisations/?q=aid"' in page


def test_on_an_error_page_the_languages_lead_home(client):
    response = client.get("/nothing/here/")

    assert response.status_code == 404
    assert 'href="/fr/"' in text(response)


@pytest.mark.parametrize("path", [*PAGES, "/nothing/here/"])
def test_nothing_is_inline_and_nothing_is_from_elsewhere(client, path):
    page = text(client.get(path))

    assert not re.search(r"<script(?![^>]*\ssrc=)|<style|\sstyle=|\son\w+=", page)
    loaded = re.findall(r'<(?:script|img|source|iframe)[^>]*\ssrc="([^"]+)"', page)
    loaded += re.findall(r'<link rel="(?:stylesheet|icon)"[^>]*href="([^"]+)"', page)
    assert all(address.startswith("/") for address in loaded)
