"""What every answer carries, and what a public one must not."""

import pytest
from django.urls import reverse

from tests.directory.routes import public_paths
from tests.factories import UserFactory

PROMISED = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; "
    "img-src 'self'; font-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}
pytestmark = pytest.mark.django_db


FRAMED = {name: value for name, value in PROMISED.items() if name != "X-Frame-Options"} | {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; img-src 'self'; "
    "font-src 'self'; form-action 'none'; base-uri 'none'; frame-ancestors *",
}


def embedded(path):
    return path.removeprefix("/fr").startswith("/embed/")


@pytest.fixture(params=public_paths())
def public(request, client):
    return client.get(request.param)


def test_a_public_page_carries_the_promised_headers(public):
    promised = FRAMED if embedded(public.request["PATH_INFO"]) else PROMISED
    assert {name: public.headers.get(name) for name in promised} == promised
    assert "camera=()" in public.headers["Permissions-Policy"]


def test_a_public_page_sets_no_cookie_and_does_not_vary_with_one(public):
    assert not public.cookies
    assert "cookie" not in public.headers.get("Vary", "").lower()


@pytest.mark.parametrize("value", ["", "x", "x" * 31, "é" * 32, "x" * 32])
@pytest.mark.parametrize("name", ["csrftoken", "sessionid"])
def test_a_public_page_sets_no_cookie_whatever_it_is_sent(client, name, value):
    for path in (*public_paths(), "/no-such-page/"):
        response = client.get(path, headers={"Cookie": f"{name}={value}"})

        assert not response.cookies, path
        assert "cookie" not in response.headers.get("Vary", "").lower(), path


def test_a_form_replaces_a_cookie_that_cannot_be_ours(client):
    response = client.get("/accounts/login/", headers={"Cookie": "csrftoken=x"})

    assert len(response.cookies["csrftoken"].value) == 32


def test_a_public_page_is_one_for_all_browsers_of_its_address(public):
    assert "accept-language" not in public.headers.get("Vary", "").lower()


def test_a_public_page_may_be_kept_but_is_asked_for_again(public):
    allowed = {"public, max-age=0, must-revalidate", "no-store"}

    assert public.headers["Cache-Control"] in allowed


@pytest.mark.parametrize("path", ["/no-such-page/", "/static/none.css", "/?q=%00"])
def test_an_error_carries_the_promised_headers(client, path):
    response = client.get(path)

    assert response.status_code in {400, 404}
    assert {name: response.headers.get(name) for name in PROMISED} == PROMISED


def test_an_unchanged_page_is_not_sent_again(client):
    etag = client.get("/about/").headers["ETag"]

    assert client.get("/about/", headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("prefix", ["", "/fr"])
def test_only_pieces_for_other_pages_can_be_framed(client, prefix):
    paths = [prefix + path for path in (*public_paths(), "/embed/nothing", "/embedded/")]
    framed = [path for path in paths if "X-Frame-Options" not in client.get(path).headers]

    assert framed == [prefix + "/embed/organisations/", prefix + "/embed/nothing"]


def test_a_piece_that_has_not_changed_can_still_be_framed(client):
    """A browser takes the headers of this answer for those it has."""
    path = "/embed/organisations/"
    etag = client.get(path).headers["ETag"]
    response = client.get(path, headers={"If-None-Match": etag})

    assert response.status_code == 304
    assert {name: response.headers.get(name) for name in FRAMED} == FRAMED
    assert "X-Frame-Options" not in response.headers


def test_a_page_is_compressed_when_asked(client):
    response = client.get("/about/", headers={"Accept-Encoding": "gzip"})

    assert response.headers["Content-Encoding"] == "gzip"


def test_the_panel_compresses_no_page_whose_address_carries_words(client):
    client.force_login(UserFactory(group="administrator"))
    path = reverse("admin:orgs_organisation_changelist")
    plain, asked = (
        client.get(address, headers={"Accept-Encoding": "gzip"})
        for address in (path, f"{path}?q=guess")
    )

    assert (plain.status_code, asked.status_code) == (200, 200)
    assert plain.headers["Content-Encoding"] == "gzip"
    assert "Content-Encoding" not in asked.headers


@pytest.mark.parametrize("name", ["account_login", "admin:index", "account_reset_password"])
def test_what_belongs_to_one_person_is_kept_nowhere(client, name):
    response = client.get(reverse(name))

    assert "no-store" in response.headers["Cache-Control"]


def test_the_language_is_the_addresses_and_not_the_browsers(client):
    english = client.get("/about/", headers={"Accept-Language": "fr"})
    french = client.get("/fr/about/", headers={"Accept-Language": "en"})

    assert (english.headers["Content-Language"], french.headers["Content-Language"]) == ("en", "fr")
