"""The library as files: sent while they are made, never more than the gate lets through then."""

import json

import pytest

from orgs.choices import PublicationState, RiskLevel
from orgs.library import LibraryListing
from orgs.models import Merge, Resource
from tests.exports.forms import content, csv_rows, sheet_rows
from tests.factories import OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db
SUFFIXES = ("csv", "xlsx", "json")


@pytest.fixture
def one_by_one(monkeypatch):
    """A batch is an item."""
    monkeypatch.setattr("orgs.visibility.items.BATCH", 1)


def titles(suffix, data):
    if suffix == "json":
        return [one["title"] for one in json.loads(data)["library"]]
    read = csv_rows if suffix == "csv" else sheet_rows
    return [one["title"] for one in read(data)]


def get(client, suffix="csv", query="", **more):
    return client.get(f"/library.{suffix}{query}", **more)


def three():
    """By their titles the first, the second and the third of a list."""
    return [ResourceFactory(title=title) for title in ("Anchor", "Bay", "Coast")]


@pytest.mark.parametrize("suffix", SUFFIXES)
@pytest.mark.parametrize("sort", ["newest", "updated", "title"])
def test_a_file_has_the_items_of_the_page_in_its_order(client, one_by_one, suffix, sort):
    for number in range(5):
        ResourceFactory(title=f"Item {number % 2}", published_on=str(2020 + number % 3))
    query = f"?sort={sort}"

    page = client.get(f"/library/{query}").context["page"].hits
    found = titles(suffix, content(get(client, suffix, query)))

    assert found == [one.title for one in page]
    assert len(found) == 5


def test_it_is_sent_before_the_last_items_are_read(client, one_by_one, django_assert_num_queries):
    Resource.objects.filter(pk__in=[one.pk for one in three()]).update(
        submitted_by=OrganisationFactory()
    )
    pieces = iter(get(client, query="?sort=title"))

    with django_assert_num_queries(0):
        assert b"title" in next(pieces)
    for title in (b"Anchor", b"Bay", b"Coast"):
        with django_assert_num_queries(5):
            assert title in next(pieces)
    assert list(pieces) == []


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_what_is_unpublished_while_it_is_sent_is_left_out(client, one_by_one, suffix):
    last = three()[-1]
    response = get(client, suffix, "?sort=title")
    Resource.objects.filter(pk=last.pk).update(state=PublicationState.DRAFT)

    found = content(response)

    assert titles(suffix, found) == ["Anchor", "Bay"]
    if suffix == "json":
        assert json.loads(found)["meta"]["count"] == 2


def test_what_speaks_of_an_organisation_hidden_while_it_is_sent_is_left_out(client, one_by_one):
    about, item = OrganisationFactory(), three()[-1]
    item.organisations.add(about)
    response = get(client, query="?sort=title")
    about.risk = RiskLevel.HIDDEN
    about.save()

    assert titles("csv", content(response)) == ["Anchor", "Bay"]


@pytest.mark.parametrize("suffix", SUFFIXES)
def test_an_empty_list_is_an_empty_file(client, suffix):
    assert titles(suffix, content(get(client, suffix, "?q=zzzz"))) == []


def test_asking_for_the_head_reads_no_items(client, django_assert_num_queries):
    three()
    client.get("/library/")

    with django_assert_num_queries(3):
        response = client.head("/library.csv")
        assert content(response) == b""
    assert response["ETag"] == get(client)["ETag"]


def tag(client, suffix="csv", query=""):
    return get(client, suffix, query)["ETag"]


def test_the_same_list_has_the_same_tag_and_other_lists_and_forms_have_others(client):
    ResourceFactory(kind="report")

    assert tag(client) == tag(client)
    told = [tag(client), tag(client, "xlsx"), tag(client, query="?hxl=1")]
    assert len({*told, tag(client, query="?kind=event")}) == 4


@pytest.mark.parametrize("change", ["item", "organisation", "hidden", "unpublished", "new"])
def test_whatever_a_file_shows_changes_its_tag(client, change):
    about, item = OrganisationFactory(name="Before"), ResourceFactory()
    item.organisations.add(about)
    before = tag(client)

    if change == "item":
        item.title = "Another"
        item.save()
    elif change == "organisation":
        about.name = "After"
        about.save()
    elif change == "hidden":
        about.risk = RiskLevel.HIDDEN
        about.save()
    elif change == "unpublished":
        Resource.objects.update(state=PublicationState.DRAFT)
    else:
        ResourceFactory(published_on="1999")

    assert tag(client) != before
    assert get(client, headers={"If-None-Match": before}).status_code == 200


def test_a_merged_record_that_is_hidden_leads_a_list_on_no_longer(client):
    kept, lost = OrganisationFactory(), OrganisationFactory(state=PublicationState.ARCHIVED)
    ResourceFactory().organisations.add(kept)
    Merge.objects.create(
        kept=kept, lost=lost, lost_state="published", was_public=True, kept_before=0, kept_after=0
    )
    lost.merged_into = kept
    lost.save()
    query = f"?organisation={lost.public_id}"
    before = tag(client, query=query)
    assert len(titles("csv", content(get(client, query=query)))) == 1

    lost.risk = RiskLevel.HIDDEN
    lost.save()

    assert tag(client, query=query) != before
    assert titles("csv", content(get(client, query=query))) == []


def test_of_a_long_list_eight_bytes_an_item_are_held():
    three()
    keys = LibraryListing(None, language="en").selected.keys

    assert (len(keys), keys.itemsize) == (3, 8)
