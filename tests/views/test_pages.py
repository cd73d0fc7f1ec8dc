"""Pages that say what the directory is; what every page has in common."""

import re

import pytest
from django.conf import settings

from orgs.cells import RUNNABLE
from orgs.columns import COLUMNS
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
    "/coverage/",
    "/data/",
    "/data/columns/",
    "/data/quality/",
    "/about/",
    "/privacy/",
]
# A tab and line breaks are named in words.
SIGNS = [sign for sign in RUNNABLE if sign.strip()]


def text(response):
    return response.content.decode()


def test_every_column_is_explained(client):
    page = text(client.get("/data/columns/"))

    assert [column.name for column in COLUMNS if f"<code>{column.name}</code>" not in page] == []


@pytest.mark.parametrize(
    ("path", "anchor"),
    [
        *(("/data/", anchor) for anchor in ("feeds", "own-lists", "embed", "licence")),
        *(("/data/", anchor) for anchor in ("api", "permanence", "reconciliation")),
        *(("/data/columns/", anchor) for anchor in ("csv", "columns", "library", "ratings")),
    ],
)
def test_a_page_has_the_parts_others_link_to(client, path, anchor):
    assert f'id="{anchor}"' in text(client.get(path))


STANDING = ["/about/", "/privacy/", "/data/", "/data/columns/"]


@pytest.mark.parametrize("path", STANDING)
def test_a_standing_page_asks_nothing_of_the_database(client, path, django_assert_num_queries):
    with django_assert_num_queries(0):
        assert client.get(path).status_code == 200


@pytest.mark.parametrize("path", [*STANDING, "/robots.txt"])
def test_a_standing_page_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405


@pytest.mark.parametrize("code", ["es", "ru", "zh-hans", "pt"])
def test_a_language_without_a_catalogue_has_no_pages(client, code):
    assert client.get(f"/{code}/about/").status_code == 404


@pytest.fixture
def may_read(client):
    """Whether robots may read an address: the longest rule that fits decides (RFC 9309)."""
    response = client.get("/robots.txt")
    rules = re.findall(r"^(Allow|Disallow): (\S+)$", text(response), re.M)

    def decide(address):
        fitting = [
            (len(pattern), verb == "Allow")
            for verb, pattern in rules
            if re.match(re.escape(pattern).replace(r"\*", ".*"), address)
        ]
        return max(fitting, default=(0, True))[1]

    assert response["Content-Type"].startswith("text/plain")
    return decide


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
@pytest.mark.parametrize(
    "address",
    [
        "/admin/",
        "/accounts/login/",
        "/organisations/?q=aid",
        "/organisations/?country=GR&rating=open",
        "/organisations/?region=150",
        "/organisations/?scope=local",
        "/organisations/?status=exiled",
        "/organisations/?view=table",
        "/organisations/?page=2&focus=legal-aid",
        "/organisations/?focus=legal-aid&page=2",
        "/organisations.csv?kind=ngo",
        "/countries/?sort=rating",
        "/contribute/organisation/",
        "/contribute/follow/x/",
        "/organisations/harbour-aid/correct/",
        "/organisations/harbour-aid/report/",
    ],
)
def test_robots_are_kept_from_the_panel_and_from_endless_lists(may_read, prefix, address):
    assert not may_read(prefix + address)


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
@pytest.mark.parametrize(
    "address",
    [*PAGES, "/organisations/?page=2", "/organisations/harbour-aid/", "/organisations/correct/"],
)
def test_robots_may_read_everything_else(may_read, prefix, address):
    assert may_read(prefix + address)


@pytest.mark.parametrize("sign", SIGNS)
def test_every_sign_that_is_guarded_is_named(client, sign):
    assert f"<code>{sign}</code>" in text(client.get("/data/columns/"))


@pytest.mark.parametrize("path", ["/countries/gr/", "/focus/legal-aid/"])
def test_organisations_below_a_heading_are_headed_one_level_lower(client, path):
    OrganisationFactory(name="Harbour Aid", focus=["legal-aid"], headquarters_id="GR")

    page = text(client.get(path))

    assert re.search(r'<h3 class="entry__name"><a [^>]*><bdi[^>]*>Harbour Aid', page)


def test_no_heading_of_the_list_stands_before_its_title(client):
    OrganisationFactory()

    assert re.findall(r"<(h\d)", text(client.get("/organisations/"))) == ["h1", "h2"]


def test_a_focus_area_named_only_in_english_is_marked_so_on_other_pages(client):
    OrganisationFactory(focus=["gcm-14"])

    assert '<a href="/ar/focus/gcm-14/" lang="en" dir="ltr">' in text(
        client.get("/ar/organisations/")
    )
    assert '<h1><span lang="en" dir="ltr">' in text(client.get("/ar/focus/gcm-14/"))


@pytest.mark.parametrize("path", PAGES)
@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
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
