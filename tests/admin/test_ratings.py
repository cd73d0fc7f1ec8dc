"""Before a rating that protects is saved, the panel shows what it withholds."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from orgs.models import CivicSpaceRating
from orgs.visibility import people
from tests.factories import (
    OPEN,
    REPRESSED,
    ConsentFactory,
    OfficeFactory,
    RatingFactory,
)

pytestmark = pytest.mark.django_db
ADD = "admin:orgs_civicspacerating_add"
FACTS = {
    "country": OPEN,
    "rating": "repressed",
    "effective_on": "2026-02",
    "basis": "stated",
    "source_name": "CIVICUS Monitor",
}


@pytest.fixture
def publisher(as_role):
    return as_role("publisher")


@pytest.fixture
def person(db):
    """Somebody public in an open country, at an organisation with a public address."""
    contact = ConsentFactory(contact__organisation__headquarters_id=OPEN).contact
    OfficeFactory(organisation=contact.organisation, street_address="1 Canary Street")
    return contact


def is_public(person):
    return people().filter(pk=person.pk).exists()


def hidden_fields(response):
    return dict(response.context["posted"])


def test_a_downgrade_is_not_saved_before_its_consequences_were_shown(publisher, person):
    response = publisher.post(reverse(ADD), FACTS)
    content = response.content.decode()

    assert person.organisation.name in content
    assert "1 person is public now" in content
    assert "1 address too" in content
    assert is_public(person)


def test_the_page_of_consequences_names_nobody(publisher, person):
    assert person.name not in publisher.post(reverse(ADD), FACTS).content.decode()


def test_confirming_saves_it_and_withholds_at_once(publisher, person):
    shown = publisher.post(reverse(ADD), FACTS)
    publisher.post(reverse(ADD), hidden_fields(shown))

    assert not is_public(person)


def test_pressing_twice_saves_one_rating_and_no_error(publisher, person):
    confirmed = hidden_fields(publisher.post(reverse(ADD), FACTS))
    answers = [publisher.post(reverse(ADD), confirmed) for _press in range(2)]

    assert [answer.status_code for answer in answers] == [302, 302]
    assert CivicSpaceRating.objects.filter(country=OPEN, effective_on="2026-02").count() == 1


@pytest.mark.parametrize("page", ["add", "delete"])
def test_writers_of_a_countrys_ratings_take_turns(publisher, page):
    """SQLite has one writer anyway."""
    rating = RatingFactory(country_id=OPEN, rating="open", effective_on="2026-02")
    address = reverse(f"admin:orgs_civicspacerating_{page}", args=[rating.pk][page == "add" :])
    facts = {"post": "yes"} if page == "delete" else FACTS | {"effective_on": "1999"}
    with CaptureQueriesContext(connection) as queries:
        assert publisher.post(address, facts).status_code == 302
    locking = any("FOR UPDATE" in query["sql"] for query in queries)
    assert locking == connection.features.has_select_for_update


def test_where_nobody_is_public_it_says_so(publisher):
    assert "No person or address" in publisher.post(reverse(ADD), FACTS).content.decode()


@pytest.mark.parametrize(
    "facts", [{"rating": "narrowed"}, {"country": REPRESSED}, {"effective_on": "1999"}]
)
def test_what_does_not_protect_anew_is_saved_without_asking(publisher, facts):
    assert publisher.post(reverse(ADD), FACTS | facts).status_code == 302


def test_a_mistake_is_an_error_of_its_field(publisher):
    response = publisher.post(reverse(ADD), FACTS | {"effective_on": "soon"})

    assert "Write a year, a month or a day" in response.content.decode()


def test_an_empty_form_is_answered_with_its_errors(publisher):
    assert publisher.post(reverse(ADD), {}).status_code == 200


def test_changing_a_rating_to_a_worse_one_asks_too(publisher, person):
    rating = RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-02")
    address = reverse("admin:orgs_civicspacerating_change", args=[rating.pk])
    shown = publisher.post(address, FACTS)
    assert "1 person is public now" in shown.content.decode()
    assert is_public(person)

    publisher.post(address, hidden_fields(shown))
    assert not is_public(person)


def test_deleting_the_rating_that_keeps_a_country_open_shows_the_consequences(publisher):
    rating = RatingFactory(country_id="GL", rating="open", effective_on="2026")
    ConsentFactory(contact__organisation__headquarters_id="GL")
    address = reverse("admin:orgs_civicspacerating_delete", args=[rating.pk])

    assert "1 person is public now" in publisher.get(address).content.decode()


def test_deleting_one_that_changes_nothing_does_not(publisher):
    rating = RatingFactory(country_id=OPEN, rating="closed", effective_on="1999")
    address = reverse("admin:orgs_civicspacerating_delete", args=[rating.pk])

    assert "withheld" not in publisher.get(address).content.decode()


@pytest.mark.parametrize("page", ["change", "delete"])
def test_a_rating_that_is_not_there_is_no_crash(publisher, page):
    address = reverse(f"admin:orgs_civicspacerating_{page}", args=[0])

    assert publisher.post(address, FACTS).status_code in {302, 404}


def test_editors_cannot_get_past_the_page(as_role, person):
    answer = as_role("editor").post(reverse(ADD), FACTS | {"confirmed": "yes"})

    assert answer.status_code == 403
    assert is_public(person)


def test_ratings_are_not_deleted_in_bulk(publisher):
    page = publisher.get(reverse("admin:orgs_civicspacerating_changelist"))

    assert page.context["action_form"] is None


@pytest.mark.parametrize("typed", ["norway", "Норвег", "النرويج"])
def test_the_ratings_of_a_country_are_found_by_its_name(publisher, typed):
    page = publisher.get(reverse("admin:orgs_civicspacerating_changelist"), {"q": typed})

    assert {rating.country_id for rating in page.context["cl"].result_list} == {OPEN}


def test_the_history_of_a_rating_says_what_it_was(publisher):
    rating = RatingFactory(country_id=OPEN, rating="open", effective_on="2026-02")
    address = reverse("admin:orgs_civicspacerating_change", args=[rating.pk])
    publisher.post(address, FACTS | {"rating": "narrowed"})
    history = publisher.get(reverse("admin:orgs_civicspacerating_history", args=[rating.pk]))

    assert "Rating: Open → Narrowed" in history.content.decode()
    assert publisher.user.username in history.content.decode()


def test_the_form_works_without_a_script(publisher):
    form = publisher.get(reverse(ADD)).context["adminform"].form

    assert ("NO", "Norway") in [(str(key), label) for key, label in form.fields["country"].choices]
