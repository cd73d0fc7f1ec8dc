"""How well the directory is kept, for anybody to see."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.links.check import record
from orgs.models import ContactPoint, LinkCheck, PossibleDuplicate, Source
from tests.factories import LinkCheckFactory, OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db
PAGE, FILE = "/data/quality/", "/data/quality.json"
NOTHING = dict.fromkeys(
    ("stale", "never_checked", "dead_link", "without_source", "possible_duplicate"), 0
)


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def numbers(client):
    """`numbers()`: those of all organisations; `numbers("NO")`: those of a country."""

    def read(country=None):
        found = client.get(FILE).json()
        if country is None:
            return found["all"]
        (line,) = [line for line in found["countries"] if line["country"] == country]
        return {name: value for name, value in line.items() if name not in {"country", "name"}}

    return read


@pytest.mark.parametrize(
    ("days", "counted"), [(None, {"never_checked": 1}), (364, {}), (365, {}), (366, {"stale": 1})]
)
def test_what_was_not_checked_for_a_year_is_told_apart_from_what_never_was(numbers, days, counted):
    OrganisationFactory(verified_on=None if days is None else days_ago(days))

    assert numbers() == {"organisations": 1, **NOTHING, **counted}


def test_dead_websites_are_counted_once_for_each_organisation(numbers):
    made = OrganisationFactory(verified_on=days_ago(1))
    for days in (0, 2, 3, 4):
        LinkCheckFactory(contact_point__organisation=made, days=days)

    assert numbers() == {"organisations": 1, **NOTHING, "dead_link": 1}


def test_entries_without_a_source_are_counted(numbers):
    OrganisationFactory(source=False, verified_on=days_ago(1))

    assert numbers() == {"organisations": 1, **NOTHING, "without_source": 1}


@pytest.mark.parametrize(
    ("facts", "state", "counted"),
    [({}, "open", 2), ({"risk": "hidden"}, "open", 0), ({}, "not_duplicates", 0)],
)
def test_records_that_may_be_one_are_counted_while_both_are_public(numbers, facts, state, counted):
    first, second = OrganisationFactory(), OrganisationFactory(**facts)
    PossibleDuplicate.objects.create(first=first, second=second, score=0.9, state=state)

    assert numbers()["possible_duplicate"] == counted


def test_an_organisation_counts_in_each_of_its_countries_and_once_in_all(numbers):
    OrganisationFactory(headquarters_id="NO", countries=["GR", "IT"])

    for country in ("NO", "GR", "IT", None):
        assert numbers(country)["organisations"] == 1


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"risk": "hidden"}])
def test_who_is_not_public_is_counted_nowhere(client, numbers, facts):
    made = OrganisationFactory(source=False, **facts)
    LinkCheckFactory(contact_point__organisation=made, days=9)

    assert numbers() == {"organisations": 0, **NOTHING}
    assert client.get(FILE).json()["countries"] == []


def hide(made):
    type(made).objects.update(risk="hidden")


def revive(made):
    record(ContactPoint.objects.get(), "ok")


def mend(made):
    LinkCheck.objects.get().contact_point.delete()


@pytest.mark.parametrize(
    ("change", "name"),
    [
        (hide, "organisations"),
        (hide, "dead_link"),
        (revive, "dead_link"),
        (mend, "dead_link"),
        (lambda made: SourceFactory(organisation=made), "without_source"),
        (lambda made: made.delete(), "without_source"),
    ],
)
def test_a_change_is_true_in_the_next_request(client, numbers, change, name):
    made = OrganisationFactory(source=False)
    LinkCheckFactory(contact_point__organisation=made, days=3)
    etag = client.get(FILE)["ETag"]
    assert numbers()[name] == 1
    change(made)

    assert numbers()[name] == 0
    assert client.get(FILE, headers={"If-None-Match": etag}).status_code == 200


def test_a_source_that_goes_is_missed(numbers):
    OrganisationFactory()
    assert numbers()["without_source"] == 0
    Source.objects.get().delete()

    assert numbers()["without_source"] == 1


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_an_unchanged_page_costs_one_query_and_is_another_one_tomorrow(
    client, path, django_assert_num_queries, monkeypatch
):
    OrganisationFactory()
    etag = client.get(path)["ETag"]
    with django_assert_num_queries(1):
        assert client.get(path, headers={"If-None-Match": etag}).status_code == 304
    tomorrow = days_ago(-1)
    monkeypatch.setattr("orgs.views.caching.timezone.localdate", lambda: tomorrow)
    assert client.get(path, headers={"If-None-Match": etag}).status_code == 200


def test_it_takes_as_many_queries_for_one_country_as_for_many(
    client, django_assert_max_num_queries
):
    for code in ("NO", "GR", "IT", "PK", "ER"):
        for days in (1, 400):
            OrganisationFactory(headquarters_id=code, verified_on=days_ago(days))
    client.get(FILE)
    with django_assert_max_num_queries(4):  # the version twice, and who was checked since
        client.get(PAGE)


def test_the_page_names_countries_in_its_language_and_links_their_lists(client):
    OrganisationFactory(headquarters_id="GR")
    page = client.get(f"/fr{PAGE}").content.decode()

    assert "Grèce" in page
    assert 'href="/fr/organisations/?country=GR"' in page
    assert client.get(f"/fr{FILE}").json()["countries"][0]["name"] == "Grèce"


@pytest.mark.parametrize("path", ["/data/", "/"])
def test_it_can_be_found(client, path):
    assert f'href="{PAGE}"' in client.get(path).content.decode()


@pytest.mark.parametrize("path", [PAGE, FILE])
def test_it_cannot_be_written_to(client, path):
    assert client.post(path).status_code == 405
