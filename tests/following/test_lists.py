"""What can be followed by e-mail, and what is new there."""

from datetime import timedelta

import pytest
from django.utils import timezone
from django.utils.translation import override

from orgs.following import news
from orgs.following.lists import LONGEST, NotFollowable, followed
from orgs.following.news import Period
from orgs.models import CivicSpaceRating
from tests.factories import OrganisationFactory, RatingFactory, ResourceFactory

pytestmark = pytest.mark.django_db
EVERYWHERE = ["/organisations/?focus=legal-aid&country=NO", "/countries/no/", "/focus/legal-aid/"]


def lately(days=1):
    now = timezone.now()
    return Period(now - timedelta(days=days), now + timedelta(minutes=1))


def new(address, days=1):
    return [entry.title for entry in followed(address).news(lately(days)).entries]


def long_ago(*records):
    for record in records:
        before = timezone.now() - timedelta(days=5)
        type(record).objects.filter(pk=record.pk).update(updated_at=before)


@pytest.fixture
def known_ratings():
    """Those of the reference data were recorded long ago."""
    before = timezone.now() - timedelta(days=5)
    CivicSpaceRating._base_manager.update(created_at=before)


def made(**facts):
    return OrganisationFactory(**{"headquarters_id": "NO", "focus": ["legal-aid"], **facts})


@pytest.mark.parametrize(
    ("asked", "kept"),
    [
        ("/organisations/", "/organisations/"),
        ("/organisations.atom?country=GR", "/organisations/?country=GR"),
        ("/fr/organisations/?country=gr&page=3&view=table", "/organisations/?country=GR"),
        ("/organisations/?q=a&country=GR", "/organisations/?country=GR&q=a"),
        ("/organisations/?q=a&country=GR&sort=name&pick=", "/organisations/?country=GR&q=a"),
        ("/organisations/?q=a%26b%0A", "/organisations/?q=a%26b"),
        ("/countries/GR/?x=1", "/countries/gr/"),
        ("/ar/countries/gr.atom", "/countries/gr/"),
        ("/focus/legal-aid/", "/focus/legal-aid/"),
        ("/ratings/changes.atom", "/ratings/changes/"),
        (
            "/ratings/changes/?direction=upgraded&year=2022&direction=first&x=1",
            "/ratings/changes/?direction=first&direction=upgraded&year=2022",
        ),
        ("/library.atom", "/library/"),
        ("/fr/library/?kind=report&q=ports&view=grid&sort=title", "/library/?kind=report&q=ports"),
    ],
)
def test_a_list_is_kept_in_one_form_whoever_asks(asked, kept):
    with override("fr"):
        assert followed(asked).address == kept
    assert followed(kept).address == kept


@pytest.mark.parametrize(
    "address",
    [
        "",
        "organisations/",
        "/",
        "/privacy/",
        "/countries/",
        "/countries/xx/",
        "/focus/none/",
        "/none/",
        "/admin/",
        "/api/v1/organisations",
        "//example.org/organisations/",
        "https://example.org/organisations/",
        "javascript:alert(1)",
        "//[",
        "/organisations/\r\nBcc: somebody@example.org",
    ],
)
def test_nothing_else_can_be_followed(address):
    with pytest.raises(NotFollowable) as caught:
        followed(address)
    assert caught.value.problems == []


@pytest.mark.parametrize("name", ["publisher", "q"])
def test_what_no_database_can_hold_is_not_kept(name):
    assert followed(f"/library/?{name}=a%00b").path == f"/library/?{name}=a%EF%BF%BDb"


@pytest.mark.parametrize("query", ["country=XX", "founded_from=x", "q=" + "a" * LONGEST])
def test_what_is_wrong_with_a_list_is_said_in_words(query):
    with pytest.raises(NotFollowable) as caught:
        followed(f"/organisations/?{query}")
    assert len(caught.value.problems) == 1


@pytest.mark.parametrize("address", ["/library/?year=x", "/ratings/changes.atom?year=x"])
def test_so_is_what_is_wrong_with_other_lists(address):
    with pytest.raises(NotFollowable) as caught:
        followed(address)
    assert len(caught.value.problems) == 1


def test_only_the_changes_that_were_asked_for_are_news():
    RatingFactory(country_id="NO", rating="narrowed", effective_on="2026-03")
    RatingFactory(country_id="KE", rating="closed", effective_on="2026-03")

    assert [one.split(":")[0] for one in new("/ratings/changes/?region=150&year=2026")] == [
        "Norway"
    ]


def test_only_the_items_that_were_asked_for_are_news():
    ResourceFactory(title="About ports", kind="report")
    ResourceFactory(title="About roads", kind="report")

    assert new("/library/?q=ports") == ["About ports"]


@pytest.mark.parametrize(
    ("address", "title", "path"),
    [
        ("/organisations/?country=GR", "Organisations : Grèce", "/fr/organisations/?country=GR"),
        ("/countries/gr/", "Grèce", "/fr/countries/gr/"),
        ("/focus/legal-aid/", "Aide juridique", "/fr/focus/legal-aid/"),
        ("/ratings/changes/", "Changements d’évaluation", "/fr/ratings/changes/"),
        ("/library.atom", "Bibliothèque", "/fr/library/"),
        ("/library/?q=ports", "Bibliothèque : “ports”", "/fr/library/?q=ports"),
        (
            "/ratings/changes/?year=2022&region=150",
            "Changements d’évaluation : 2022, Europe",
            "/fr/ratings/changes/?region=150&year=2022",
        ),
    ],
)
def test_a_list_speaks_the_language_of_its_follower(address, title, path):
    with override("fr"):
        known = followed(address)
        assert (known.title.replace("\xa0", " "), known.path) == (title, path)


@pytest.mark.parametrize(
    ("address", "title"),
    [
        ("/organisations/?q=Buy+this", "Organisations"),
        ("/organisations/?q=Buy+this&country=GR", "Organisations: Greece"),
        ("/library/?q=Buy+this", "Library"),
        ("/library/?publisher=Buy+this", "Library"),
        ("/library/?language=buy-this-now", "Library"),
        ("/library/?year=0800&year=1234", "Library"),
        ("/library/?organisation=CSD-4H7K-2P9M-C", "Library"),
        ("/library/?q=Buy+this&country=GR&kind=report", "Library: Report, Greece"),
        ("/countries/gr/", "Greece"),
    ],
)
def test_a_title_of_our_own_has_nothing_that_was_typed(address, title):
    assert followed(address).title_of_ours == title


@pytest.mark.parametrize("address", EVERYWHERE)
def test_an_organisation_that_was_changed_is_news_wherever_it_is_listed(address):
    made(name="New here")
    old = made(name="As it was")
    made(name="Elsewhere", headquarters_id="GR", focus=["migration-and-asylum"])
    long_ago(old)

    assert new(address) == ["New here"]


@pytest.mark.parametrize("address", EVERYWHERE)
@pytest.mark.parametrize("facts", [{"risk": "hidden"}, {"state": "draft"}, {"state": "archived"}])
def test_what_visitors_may_not_find_is_no_news(address, facts):
    made(**facts)

    assert followed(address).news(lately()) == news.NOTHING


def test_what_is_hidden_before_the_letter_is_made_is_not_in_it():
    organisation, known = made(), followed("/organisations/")
    organisation.risk = "hidden"
    organisation.save()

    assert known.news(lately()) == news.NOTHING


def test_what_happened_after_a_letters_time_waits_for_the_next(monkeypatch):
    made()
    now = timezone.now()

    assert (
        followed("/organisations/").news(Period(now - timedelta(1), now - timedelta(1))).count == 0
    )


def test_a_letter_names_the_newest_and_tells_how_many_more_there_are(monkeypatch):
    monkeypatch.setattr(news, "MOST", 2)
    for name in ("First", "Second", "Third"):
        made(name=name)
    found = followed("/countries/no/").news(lately())

    assert [entry.title for entry in found.entries] == ["Third", "Second"]
    assert (found.count, found.more) == (3, 1)


def test_a_change_of_rating_is_news_when_it_was_recorded_here(known_ratings):
    RatingFactory(country_id="NO", rating="narrowed", effective_on="2026-01")

    assert new("/countries/no/") == new("/ratings/changes/") == ["Norway: from open to narrowed"]
    assert new("/countries/gr/") == []


def test_a_rating_that_changes_nothing_is_no_news(known_ratings):
    RatingFactory(country_id="NO", rating="open", effective_on="2026-01")

    assert new("/countries/no/") == new("/ratings/changes/") == []


def test_items_of_the_library_are_news_where_they_belong():
    item, old = ResourceFactory(title="New report"), ResourceFactory(title="Old report")
    for one in (item, old):
        one.countries.add("NO")
    long_ago(old)

    assert new("/countries/no/") == new("/library.atom") == ["New report"]
    assert new("/focus/legal-aid/") == []


def test_an_item_about_a_hidden_organisation_is_no_news():
    ResourceFactory().organisations.add(made(risk="hidden"))

    assert new("/library.atom") == []
