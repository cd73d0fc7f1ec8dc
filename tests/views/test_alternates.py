"""Which forms a page comes in, as the page itself, its headers and the URLconf have it."""

import re
from urllib.parse import urlsplit

import pytest
from django.http import HttpResponse
from django.urls import resolve

from orgs.views import alternates
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
PAGES = {
    "/organisations/": alternates.ORGANISATIONS,
    "/organisations/harbour-aid/": alternates.ORGANISATION,
    "/countries/": alternates.COUNTRIES,
    "/ratings/changes/": alternates.RATINGS,
    "/focus/": alternates.FOCUS_AREAS,
}


@pytest.fixture
def organisation():
    return OrganisationFactory(slug="harbour-aid", kind="ngo")


def in_header(response) -> list[tuple[str, str]]:
    """(type, address) of each form."""
    links = re.findall(r'<([^>]+)>; rel="alternate"; type="([^"]+)"', response.get("Link", ""))
    return [(media_type, url) for url, media_type in links]


def in_head(response, site: str) -> list[tuple[str, str]]:
    """Feeds, which only have what is new, are not forms of the page."""
    found = re.findall(
        r'<link rel="alternate" type="([^"]+)" title="[\w ]+" href="([^"]+)">',
        response.content.decode(),
    )
    return [
        (media_type, url.removeprefix(site).replace("&amp;", "&"))
        for media_type, url in found
        if media_type != "application/atom+xml"
    ]


def visible(response) -> list[tuple[str, str]]:
    found = re.findall(r'<a href="([^"]+)" type="([^"]+)" download>', response.content.decode())
    return [(media_type, url.replace("&amp;", "&")) for url, media_type in found]


@pytest.mark.parametrize("language", ["", "/fr", "/ar"])
@pytest.mark.parametrize("path", PAGES)
def test_a_page_names_its_forms_in_three_places(client, organisation, settings, path, language):
    response = client.get(language + path)
    forms = in_header(response)
    paths = [urlsplit(url).path for _type, url in forms]
    assert [path.rsplit(".", 1)[1] for path in paths] == list(PAGES[path].suffixes)
    assert in_head(response, settings.SITE_URL) == forms
    assert visible(response) == forms


@pytest.mark.parametrize("path", PAGES)
def test_what_is_named_is_there_and_of_that_type(client, organisation, path):
    for media_type, url in in_header(client.get(path)):
        response = client.get(url)
        assert response.status_code == 200, url
        assert response["Content-Type"].split(";")[0] == media_type


def test_the_forms_of_a_list_are_of_the_list_as_it_is_asked_for(client, organisation):
    response = client.get("/organisations/?kind=ngo&q=a+b&page=1&view=table&sort=name&other=x")
    addresses = {url for _type, url in in_header(response)}
    query = "kind=ngo&q=a+b&sort=name"
    assert addresses == {
        f"/organisations.{suffix}?{query}" for suffix in alternates.ORGANISATIONS.suffixes
    }


def test_a_long_address_is_on_the_page_but_in_no_header(client):
    response = client.get("/organisations/", {"q": "ع" * 150})
    assert response.status_code == 200
    assert in_header(response) == []
    assert len(visible(response)) == len(alternates.ORGANISATIONS.suffixes)


def test_an_error_names_no_forms(client):
    assert "Link" not in client.get("/organisations/?sort=x").headers
    assert "Link" not in client.get("/organisations/none/").headers


def test_what_was_said_before_stays_in_the_header():

    response = HttpResponse(headers={"Link": "<x>; rel=license"})
    alternates.add_links(response, alternates.RATINGS.alternates()[:1])
    assert response["Link"] == (
        '<x>; rel=license, </ratings.csv>; rel="alternate"; type="text/csv"'
    )


@pytest.mark.parametrize(
    "files", [*PAGES.values(), alternates.LIBRARY], ids=lambda files: files.name
)
def test_every_form_has_an_address(files):
    for suffix in files.suffixes:
        args = ["مركز"] if "<" in files.route else []
        match = resolve(re.sub(r"%D9.*(?=\.)", "مركز", files.address(suffix, *args)))
        assert match.url_name == f"{files.name}_{suffix}"
        assert match.kwargs["form"].suffix == suffix


@pytest.mark.parametrize("path", ["/organisations", "/organisations.xml", "/countries.geojson"])
def test_there_is_no_other_form(client, path):
    assert client.get(path).status_code in {301, 404}


def test_no_header_of_the_browser_changes_the_form(client, organisation):
    response = client.get("/organisations/", headers={"Accept": "application/json"})
    assert response["Content-Type"].startswith("text/html")
    assert "accept" not in response.get("Vary", "").lower().replace("accept-encoding", "")
