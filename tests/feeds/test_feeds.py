"""Feeds, as a feed reader has them."""

from datetime import UTC, datetime
from itertools import count
from xml.etree import ElementTree

import feedparser
import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.choices import RiskLevel
from orgs.feeds import views
from orgs.markup import possible
from orgs.models import CivicSpaceRating, FocusArea, Organisation
from orgs.search import index_later
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    OrganisationFactory,
    RatingFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db

LIST = "/organisations.atom"
FEEDS = [LIST, "/countries/gr.atom", "/focus/legal-aid.atom", "/ratings/changes.atom",
         "/library.atom"]  # fmt: skip
ATOM = "{http://www.w3.org/2005/Atom}"
SITE = "http://127.0.0.1:8000"


def read(client, path, **query):
    """The feed, of which a reader must find nothing to complain about."""
    response = client.get(path, query)
    assert response.status_code == 200
    assert response["Content-Type"] == "application/atom+xml; charset=utf-8"
    ElementTree.fromstring(response.content)
    feed = feedparser.parse(response.content)
    assert not feed.bozo, feed.bozo_exception
    assert feed.version == "atom10"
    return feed


def titles(client, path=LIST, **query):
    return [entry.title for entry in read(client, path, **query).entries]


def link(feed, relation):
    return next((one.href for one in feed.feed.links if one.rel == relation), None)


@pytest.fixture
def harbour():
    organisation = OrganisationFactory(
        name="Harbour <Aid> & “Friends”",
        summary="Brings water.",
        headquarters_id="GR",
        focus=["legal-aid"],
    )
    item = ResourceFactory(title="Water report", url="https://example.org/water?a=1&b=2")
    item.countries.set(["GR"])
    item.focus_areas.set(organisation.focus_areas.all())
    return organisation


@pytest.mark.parametrize("path", FEEDS)
@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_every_feed_is_valid_in_every_language(client, harbour, path, prefix):
    feed = read(client, prefix + path)

    assert feed.feed.id == link(feed, "self") == SITE + prefix + path
    assert feed.feed.language == (prefix.strip("/") or "en")
    assert client.get(link(feed, "alternate").removeprefix(SITE)).status_code == 200
    assert feed.entries
    assert all(entry.id and entry.title and entry.updated_parsed for entry in feed.entries)
    assert feed.feed.updated_parsed == max(entry.updated_parsed for entry in feed.entries)
    assert len({entry.id for entry in feed.entries}) == len(feed.entries)


@pytest.mark.parametrize("path", FEEDS)
def test_the_author_of_a_feed_is_the_directory(client, harbour, path):
    person = ContactFactory(organisation=harbour, name="Zoe Person", email="zoe@example.org")
    ConsentFactory(contact=person, covers_exports=True)

    text = client.get(path).content.decode()

    assert "<author><name>Civil Society Directory</name>" in text
    assert "Zoe" not in text
    assert "zoe@" not in text


def test_an_entry_says_what_the_organisation_is(client, harbour):
    (entry,) = read(client, LIST).entries

    assert entry.id == f"{SITE}/o/{harbour.public_id}"
    assert entry.title == "Harbour <Aid> & “Friends”"
    assert entry.summary == "Brings water."
    assert entry.link == SITE + harbour.get_absolute_url()
    assert [tag.term for tag in entry.tags] == ["ngo", "GR", "legal-aid"]


def test_an_organisation_has_one_id_in_all_languages(client, harbour):
    (english,), (french,) = (read(client, prefix + LIST).entries for prefix in ("", "/fr"))

    assert english.id == french.id
    assert "/fr/" in french.link
    assert "Grèce" in [tag.label for tag in french.tags]


def test_what_changed_last_comes_first_unless_another_order_is_asked_for(client):
    first, second, third = (OrganisationFactory(name=name) for name in "ACB")
    for place, one in enumerate((third, first, second)):
        moment = datetime(2026, 1, 1 + place, tzinfo=UTC)
        Organisation.objects.filter(pk=one.pk).update(updated_at=moment)

    assert titles(client) == ["C", "A", "B"]
    assert titles(client, sort="name") == ["A", "B", "C"]
    assert read(client, LIST).feed.updated == "2026-01-03T00:00:00Z"


def test_a_filter_narrows_the_feed_and_names_it(client, harbour):
    OrganisationFactory(headquarters_id="NO")

    feed = read(client, LIST, country="GR", q="harbour")

    assert len(feed.entries) == 1
    assert feed.feed.title == "Organisations: “harbour”, Greece · Civil Society Directory"
    assert feed.feed.id == f"{SITE}{LIST}?country=GR&q=harbour"


def test_a_long_list_goes_on_page_by_page(client, monkeypatch):
    monkeypatch.setattr(views, "MOST", 3)
    for number in range(7):
        OrganisationFactory(name=f"Number {number}")

    found, address, ids = [], LIST, set()
    for _page in count(1):
        feed = read(client, address)
        found += [entry.title for entry in feed.entries]
        ids.add(feed.feed.id)
        address = link(feed, "next")
        if not address:
            break

    assert len(found) == len(set(found)) == 7
    assert ids == {SITE + LIST}
    assert link(feed, "previous") == f"{SITE}{LIST}?page=2"
    assert link(feed, "first") == SITE + LIST


def test_a_feed_of_nothing_is_a_feed(client):
    assert read(client, LIST, q="qqqq").entries == []
    assert read(client, LIST, page=9).entries == []


def test_a_country_tells_of_its_ratings_and_its_library_too(client, harbour):
    RatingFactory(country_id="GR", rating="repressed", effective_on="2026-03", note="Since March.")

    feed = read(client, "/countries/gr.atom")

    assert {
        "Harbour <Aid> & “Friends”",
        "Water report",
        "Greece: from obstructed to repressed",
    } <= {entry.title for entry in feed.entries}
    (change,) = [entry for entry in feed.entries if "2026-03" in entry.get("published", "")]
    assert change.published == "2026-03-01T00:00:00Z"
    assert change.summary.endswith("Since March.")


def test_rating_changes_are_those_of_the_page(client):
    feed = read(client, "/ratings/changes.atom")

    assert len(feed.entries) == views.MOST
    newest = CivicSpaceRating.objects.changes()[0]
    assert feed.entries[0].id == f"tag:127.0.0.1,2026:rating/{newest.pk}"
    assert feed.entries[0].tags[0].term in {"upgraded", "downgraded"}


def test_an_item_of_the_library_leads_to_its_page_here(client, harbour):
    item = ResourceFactory(
        title="On paper", slug="on-paper", summary="Printed only.", published_on="1999"
    )

    paper, _water = read(client, "/library.atom").entries

    assert paper.link == "http://127.0.0.1:8000/library/on-paper/"
    assert paper.id == f"tag:127.0.0.1,2026:library/{item.pk}"
    assert (paper.summary, paper.published) == ("Printed only.", "1999-01-01T00:00:00Z")


@pytest.mark.parametrize("unseen", [{"risk": RiskLevel.HIDDEN}, {"state": "draft"}])
def test_what_is_not_public_is_in_no_feed(client, unseen):
    secret = OrganisationFactory(name="Secret", headquarters_id="GR", focus=["legal-aid"], **unseen)
    ResourceFactory(title="Secret draft", state="draft")
    if "risk" in unseen:
        ResourceFactory(title="Of the secret", submitted_by=secret).countries.set(["GR"])

    for path in FEEDS:
        assert "ecret" not in client.get(path).content.decode(), path


def test_who_is_hidden_is_gone_from_the_next_answer(client, harbour):
    etag = client.get(LIST)["ETag"]
    harbour.risk = RiskLevel.HIDDEN
    harbour.save()

    response = client.get(LIST, headers={"If-None-Match": etag})

    assert response.status_code == 200
    assert "Harbour" not in response.content.decode()


@pytest.mark.parametrize("path", FEEDS)
def test_an_unchanged_feed_is_not_sent_again(client, harbour, path):
    etag = client.get(path)["ETag"]

    assert client.get(path, headers={"If-None-Match": etag}).status_code == 304


@pytest.mark.parametrize("path", FEEDS)
def test_another_website_may_read_a_feed(client, path):
    assert client.get(path)["Access-Control-Allow-Origin"] == "*"


@pytest.mark.parametrize(("path", "queries"), [(LIST, 8), ("/ratings/changes.atom", 2),
                                               ("/library.atom", 7)])  # fmt: skip
def test_a_feed_takes_as_many_queries_for_many_as_for_few(
    client, path, queries, django_assert_max_num_queries
):
    with index_later():
        OrganisationFactory.create_batch(12, focus=["legal-aid"], headquarters_id="GR")
    ResourceFactory.create_batch(3)
    client.get(path)
    with django_assert_max_num_queries(queries):
        client.get(path)


def test_what_xml_cannot_hold_is_left_out(client, harbour):
    Organisation.objects.filter(pk=harbour.pk).update(
        name="A\x01\x0b\x1f\ufffe\uffffB ]]> \U0001f600", summary="x\x08y\x7fz"
    )

    (entry,) = read(client, LIST).entries

    assert (entry.title, entry.summary) == ("AB ]]> \U0001f600", "xy\x7fz")


@given(st.text(st.characters(codec=None)))
def test_any_text_fits_into_xml(text):
    """Lone halves of pairs included, which no file could hold."""
    cleaned = possible(text)
    found = ElementTree.fromstring(f"<a>{cleaned.replace('&', '&amp;').replace('<', '&lt;')}</a>")

    assert (found.text or "") == cleaned.replace("\r\n", "\n").replace("\r", "\n")


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"{LIST}?country=ATLANTIS", 400),
        (f"{LIST}?page=0", 400),
        (f"{LIST}?sort=x", 400),
        ("/countries/xx.atom", 404),
        ("/countries/123.atom", 404),
        ("/countries/GR.atom", 301),
        ("/focus/none.atom", 404),
    ],
)
def test_an_address_without_a_feed_says_so(client, path, status):
    assert client.get(path).status_code == status


@pytest.mark.parametrize("path", FEEDS)
def test_a_feed_is_only_read(client, path):
    assert client.post(path).status_code == 405
    assert client.head(path).status_code == 200


@pytest.mark.parametrize(
    ("page", "feed"),
    [
        ("/organisations/?country=GR&sort=name&page=2", "/organisations.atom?country=GR"),
        ("/countries/gr/", "/countries/gr.atom"),
        ("/ar/focus/legal-aid/", "/ar/focus/legal-aid.atom"),
        ("/ratings/changes/", "/ratings/changes.atom"),
        ("/", "/library.atom"),
    ],
)
def test_a_page_names_its_feed(client, page, feed):
    text = client.get(page).content.decode()

    assert '<link rel="alternate" type="application/atom+xml" title="' in text
    assert f'href="{feed}"' in text


def test_a_focus_area_tells_of_the_library_of_its_parts_too(client):
    area = FocusArea.objects.get(slug="search-and-rescue")
    ResourceFactory(title="On a part").focus_areas.add(area)

    feed = read(client, f"/focus/{area.parent.slug}.atom")

    assert "On a part" in {entry.title for entry in feed.entries}


def test_the_feed_of_the_library_is_narrowed_as_its_list_and_says_so(client, harbour):
    ResourceFactory(title="A talk", kind="interview")

    feed = read(client, "/library.atom", kind="interview")

    assert [entry.title for entry in feed.entries] == ["A talk"]
    assert feed.feed.title.startswith("Library: Interview")


def test_the_feed_of_a_long_library_goes_on_page_by_page(client, monkeypatch):
    monkeypatch.setattr(views, "MOST", 2)
    ResourceFactory.create_batch(3)

    first = read(client, "/library.atom")
    links = {link.rel: link.href for link in first.feed.links}

    assert len(first.entries) == 2
    assert links["next"].endswith("/library.atom?page=2")
