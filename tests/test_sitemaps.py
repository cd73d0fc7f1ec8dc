"""The map of the site: every page there is, and no other."""

from datetime import UTC, datetime
from xml.etree import ElementTree

import pytest
from django.conf import settings

from orgs import sitemaps
from orgs.choices import RiskLevel
from orgs.models import Organisation
from orgs.search import index_later
from tests.factories import OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db

NS = {
    "s": "http://www.sitemaps.org/schemas/sitemap/0.9",
    "x": "http://www.w3.org/1999/xhtml",
}
SITE = "http://127.0.0.1:8000"
LANGUAGES = len(settings.LANGUAGES)


def tree(client, path="/sitemap.xml"):
    response = client.get(path)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/xml; charset=utf-8"
    return ElementTree.fromstring(response.getvalue())


def addresses(xml):
    return [one.text.removeprefix(SITE) for one in xml.findall("*/s:loc", NS)]


def of_organisations(xml):
    """Those in English."""
    return [one for one in addresses(xml) if one.startswith("/organisations/") and one[15:]]


def test_it_has_every_page_in_every_language(client):
    OrganisationFactory(slug="عون-المرفأ")

    found = addresses(tree(client))

    assert {
        *("/", "/fr/", "/ar/", "/organisations/", "/fr/countries/", "/ar/focus/legal-aid/"),
        *("/countries/gr/", "/ratings/changes/", "/data/", "/privacy/"),
        "/fr/organisations/%D8%B9%D9%88%D9%86-%D8%A7%D9%84%D9%85%D8%B1%D9%81%D8%A3/",
    } <= set(found)
    assert len(found) == len(set(found))


def test_every_address_in_it_is_a_page(client):
    OrganisationFactory(name="Harbour Aid & friends")
    xml = tree(client)
    found = [one for one in addresses(xml) if "/countries/" not in one and "/focus/" not in one]

    assert [one for one in found if client.get(one).status_code != 200] == []


def test_a_page_names_its_other_languages_and_when_it_changed(client):
    one = OrganisationFactory(name="Harbour", slug="harbour")
    Organisation.objects.filter(pk=one.pk).update(updated_at=datetime(2026, 3, 4, tzinfo=UTC))

    (url,) = [u for u in tree(client) if u[0].text == f"{SITE}/fr/organisations/harbour/"]

    assert url.find("s:lastmod", NS).text == "2026-03-04"
    assert {link.get("hreflang"): link.get("href") for link in url.findall("x:link", NS)} == {
        "en": f"{SITE}/organisations/harbour/",
        "fr": f"{SITE}/fr/organisations/harbour/",
        "ar": f"{SITE}/ar/organisations/harbour/",
        "x-default": f"{SITE}/organisations/harbour/",
    }


@pytest.mark.parametrize("unseen", [{"risk": RiskLevel.HIDDEN}, {"state": "draft"}])
def test_who_is_not_public_is_not_in_it(client, unseen):
    one = OrganisationFactory()
    assert len(of_organisations(tree(client))) == 1
    etag = client.get("/sitemap.xml")["ETag"]
    for name, value in unseen.items():
        setattr(one, name, value)
    one.save()

    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 200
    assert of_organisations(tree(client)) == []


@pytest.fixture
def in_parts(monkeypatch):
    """Parts of two organisations."""
    monkeypatch.setattr(sitemaps, "ADDRESSES", 2 * LANGUAGES)
    with index_later():
        OrganisationFactory.create_batch(5)
        OrganisationFactory(risk=RiskLevel.HIDDEN)


def test_a_large_directory_has_an_index_of_parts(client, in_parts):
    index = addresses(tree(client))
    parts = [tree(client, address) for address in index]

    assert index == [f"/sitemap-{number}.xml" for number in range(4)]
    assert [len(of_organisations(part)) for part in parts] == [0, 2, 2, 1]
    assert len({one for part in parts for one in addresses(part)}) == sum(map(len, parts))
    assert "/countries/gr/" in addresses(parts[0])


def test_a_part_that_is_not_there_is_no_page(client, in_parts):
    assert client.get("/sitemap-4.xml").status_code == 404
    assert client.get(f"/sitemap-{9**30}.xml").status_code == 404
    assert client.get("/sitemap--1.xml").status_code == 404


def test_a_part_is_read_in_batches(client, monkeypatch, django_assert_num_queries):
    monkeypatch.setattr(sitemaps, "BATCH", 2)
    OrganisationFactory.create_batch(5)
    client.get("/sitemap.xml")
    with django_assert_num_queries(3 + 3):
        assert len(of_organisations(tree(client, "/sitemap-1.xml"))) == 5


def test_an_unchanged_map_is_not_sent_again(client):
    OrganisationFactory()
    etag = client.get("/sitemap.xml")["ETag"]

    assert client.get("/sitemap.xml", headers={"If-None-Match": etag}).status_code == 304
    assert client.head("/sitemap.xml").status_code == 200
    assert client.post("/sitemap.xml").status_code == 405


def test_robots_are_told_where_it_is(client):
    assert f"Sitemap: {SITE}/sitemap.xml\n" in client.get("/robots.txt").content.decode()


# The library


def of_items(xml):
    """Those in English."""
    return [one for one in addresses(xml) if one.startswith("/library/") and one[9:]]


def test_it_has_every_item_of_the_library_that_is_public(client):
    item = ResourceFactory(title="On the harbour")
    ResourceFactory(state="draft")
    ResourceFactory(submitted_by=OrganisationFactory(risk=RiskLevel.HIDDEN))

    assert of_items(tree(client)) == [f"/library/{item.slug}/"]
    assert "/library/" in addresses(tree(client))


def test_it_follows_what_is_written_into_the_library(client):
    before = client.get("/sitemap.xml")["ETag"]
    item = ResourceFactory()
    there = client.get("/sitemap.xml", headers={"If-None-Match": before})
    item.state = "archived"
    item.save()
    after = client.get("/sitemap.xml", headers={"If-None-Match": there["ETag"]})

    assert (there.status_code, after.status_code) == (200, 200)


def test_the_parts_of_the_library_follow_those_of_organisations(client, in_parts):
    ResourceFactory.create_batch(3)
    index = addresses(tree(client))
    parts = [tree(client, address) for address in index]

    assert index == [f"/sitemap-{number}.xml" for number in range(6)]
    assert [len(of_items(part)) for part in parts] == [0, 0, 0, 0, 2, 1]
    assert client.get("/sitemap-6.xml").status_code == 404
