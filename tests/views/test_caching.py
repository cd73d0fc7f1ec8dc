"""A list that has not changed is not made again."""

import gzip
from types import SimpleNamespace

import pytest
from django.core.cache import caches
from django.http import HttpResponse
from django.middleware.csrf import get_token
from django.test import RequestFactory

from orgs.choices import RiskLevel
from orgs.views import caching
from tests.factories import OrganisationFactory, RatingFactory

pytestmark = pytest.mark.django_db

LIST = "/organisations/"


def again(client, path, etag):
    return client.get(path, headers={"If-None-Match": etag})


def test_an_unchanged_list_costs_one_query(client, django_assert_num_queries):
    OrganisationFactory()
    etag = client.get(LIST)["ETag"]
    with django_assert_num_queries(1):
        response = again(client, LIST, etag)
    assert (response.status_code, response.content) == (304, b"")
    assert "must-revalidate" in response["Cache-Control"]


@pytest.mark.parametrize(
    "write",
    [
        lambda one: OrganisationFactory(),
        lambda one: type(one).objects.update(risk=RiskLevel.HIDDEN),
        lambda one: one.names.create(text="Other", kind="alias"),
        lambda one: RatingFactory(country_id="GR", rating="closed", effective_on="2026-11"),
        lambda one: one.delete(),
    ],
)
def test_what_has_changed_is_made_again(client, write):
    one = OrganisationFactory(headquarters_id="GR")
    etag = client.get(LIST)["ETag"]
    write(one)
    assert again(client, LIST, etag).status_code == 200


def test_each_address_and_language_has_its_own(client):
    paths = [LIST, f"{LIST}?sort=name", f"/ar{LIST}"]
    assert len({client.get(path)["ETag"] for path in paths}) == len(paths)


def test_a_new_release_makes_new_pages(client, monkeypatch):
    etag = client.get(LIST)["ETag"]
    monkeypatch.setattr("orgs.views.caching.release", lambda: "another")
    assert again(client, LIST, etag).status_code == 200


def test_what_every_page_says_belongs_to_the_release(settings):
    before = caching.release.__wrapped__()
    settings.SITE_NAME = "Another name"

    assert caching.release.__wrapped__() != before


# A cache that machines share


@pytest.fixture
def pages(settings):
    settings.CACHES = settings.CACHES | {
        "pages": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}
    }
    yield caches["pages"]
    caches["pages"].clear()


def asked(path=LIST, **cookies):
    request = RequestFactory().get(path)
    request.COOKIES, request.session = cookies, SimpleNamespace(accessed=False)
    return request


@pytest.fixture
def drawn(pages):
    """`drawn(request)`: how often its page has been drawn by then."""
    drawings = []

    def draw(request):
        drawings.append(request)
        return HttpResponse(b"page" * 100)

    view = caching.unless_changed(draw)

    def ask(request=None):
        view(request or asked())
        return len(drawings)

    return ask


def test_a_kept_page_costs_one_query(client, pages, django_assert_num_queries):
    OrganisationFactory()
    page = client.get(LIST)
    with django_assert_num_queries(1):
        kept = client.get(LIST)

    assert kept.content == page.content
    assert dict(kept.headers) == dict(page.headers)


def test_a_kept_page_is_sent_compressed_as_it_is_kept(client, pages):
    page = client.get(LIST)
    kept = client.get(LIST, headers={"Accept-Encoding": "gzip"})

    assert gzip.decompress(kept.content) == page.content
    assert kept["ETag"] == f"W/{page['ETag']}"
    assert kept["Vary"] == "Accept-Encoding"
    assert again(client, LIST, kept["ETag"]).status_code == 304


def test_a_page_is_drawn_once(drawn):
    assert [drawn(), drawn()] == [1, 1]


def test_what_has_changed_is_drawn_again(drawn):
    drawn()
    OrganisationFactory()

    assert drawn() == 2


def test_who_has_a_session_neither_gets_a_kept_page_nor_leaves_one(drawn):
    assert [drawn(asked(sessionid="a")), drawn(), drawn(asked(sessionid="a"))] == [1, 2, 3]


def test_without_a_cache_every_page_is_drawn(drawn, settings):
    del settings.CACHES["pages"]

    assert [drawn(), drawn()] == [1, 2]


def test_a_page_too_large_is_not_kept(drawn, monkeypatch):
    monkeypatch.setattr(caching, "LARGEST", 1)

    assert [drawn(), drawn()] == [1, 2]


def touched_the_session(request):
    request.session.accessed = True
    return HttpResponse()


def made_a_token(request):
    return HttpResponse(get_token(request))


def set_a_cookie(request):
    response = HttpResponse()
    response.set_cookie("a", "b")
    return response


@pytest.mark.parametrize(
    "view",
    [
        touched_the_session,
        made_a_token,
        set_a_cookie,
        lambda request: HttpResponse(status=400),
        lambda request: HttpResponse("{}", content_type="application/json"),
    ],
)
def test_what_is_about_somebody_or_wrong_or_no_page_is_not_kept(pages, view):
    caching.unless_changed(view)(request := asked())

    assert pages.get(caching.list_etag(request)) is None


def test_who_asks_while_a_page_is_drawn_waits_for_it(drawn, pages, monkeypatch):
    request = asked()
    etag = caching.list_etag(request)
    pages.set(f"{etag}-turn", b"")
    monkeypatch.setattr(caching, "sleep", lambda seconds: pages.set(etag, gzip.compress(b"page")))

    assert drawn(request) == 0


def test_who_has_waited_long_enough_draws_the_page(drawn, pages, monkeypatch):
    request = asked()
    pages.set(f"{caching.list_etag(request)}-turn", b"")
    monkeypatch.setattr(caching, "PATIENCE", 0)

    assert drawn(request) == 1
