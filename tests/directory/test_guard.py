"""Requests refused before a view sees them, and before their body is read."""

from io import BytesIO

import pytest
from django.conf import settings
from django.test import Client, RequestFactory

from directory.middleware import RequestGuard

LOGIN = "/accounts/login/"


class Unreadable(BytesIO):
    """A body that must not be touched."""

    def read(self, *args):
        raise AssertionError("the body was read")

    readline = __iter__ = read


def send(path, method="POST", **extra):
    """The answer to a request whose body cannot be read."""
    request = RequestFactory().generic(method, path)
    request.META.update({"wsgi.input": Unreadable(), **extra})
    return RequestGuard(lambda request: None)(request)


def test_a_body_larger_than_a_form_is_refused_unread():
    refused = send(LOGIN, CONTENT_LENGTH=str(settings.MAX_BODY_BYTES + 1))

    assert refused.status_code == 413
    assert b"too large" in refused.content


def test_a_body_as_large_as_allowed_passes():
    assert send(LOGIN, CONTENT_LENGTH=str(settings.MAX_BODY_BYTES)) is None


@pytest.mark.parametrize("path", ["/admin/orgs/organisation/add/", "/ar/admin/orgs/"])
def test_the_panel_takes_files_but_not_any_size(path):
    assert send(path, CONTENT_LENGTH=str(settings.MAX_UPLOAD_BYTES)) is None
    assert send(path, CONTENT_LENGTH=str(settings.MAX_UPLOAD_BYTES + 1)).status_code == 413


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_a_body_of_unknown_length_is_refused_unread(method):
    assert send(LOGIN, method, HTTP_TRANSFER_ENCODING="chunked").status_code == 411


@pytest.mark.parametrize("length", ["-1", "ten", "1e3", "٣", "9" * 400])
def test_a_length_that_is_none_is_refused(length):
    assert send(LOGIN, CONTENT_LENGTH=length).status_code in {400, 413}


def test_a_form_without_a_body_is_not_the_guards_affair():
    assert send(LOGIN, CONTENT_LENGTH="") is None


@pytest.mark.parametrize("path", ["/?q=%00", "/organisations/?q=a%00b", "/o/%00", "/fr/?%00=1"])
def test_a_nul_is_refused_in_plain_words(path):
    response = Client().get(path)

    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")


@pytest.mark.parametrize(
    ("path", "sent", "status"),
    [
        ("/reconcile/", {"CONTENT_LENGTH": str(settings.MAX_BODY_BYTES + 1)}, 413),
        ("/reconcile/v1/match", {"HTTP_TRANSFER_ENCODING": "chunked"}, 411),
        ("/organisations.csv", {"CONTENT_LENGTH": "ten"}, 400),
        ("/fr/organisations.atom", {"CONTENT_LENGTH": "ten"}, 400),
    ],
)
def test_a_programme_of_any_site_can_read_why_it_was_refused(path, sent, status):
    response = Client().post(path, "", content_type="application/json", **sent)

    assert response.status_code == response.json()["status"] == status
    assert response.headers["Content-Type"] == "application/problem+json"
    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert response.json()["detail"]


def test_a_page_stays_a_page_and_nothing_of_it_is_open():
    response = Client().post("/nowhere/", "", content_type="text/plain", CONTENT_LENGTH="ten")

    assert response.status_code == 400
    assert response.headers["Content-Type"].startswith("text/html")
    assert "Access-Control-Allow-Origin" not in response.headers


def test_a_refusal_speaks_the_language_of_the_address():
    response = Client().get("/ar/?q=%00")

    assert b'dir="rtl"' in response.content


@pytest.mark.django_db
@pytest.mark.parametrize("query", ["q=%ff%fe", "q=%ed%a0%80", "q=" + "%27%22" * 1000, "&&=&%"])
def test_strange_text_is_no_fault_of_ours(client, query):
    assert client.get(f"/organisations/?{query}").status_code < 500
