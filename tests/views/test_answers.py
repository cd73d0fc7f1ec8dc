"""What an organisation answers to the yearly letter, as its browser and its mail programme do."""

import pytest
from django.test import Client

from orgs.actions import answer_reminder, remind, sign_answer
from orgs.choices import ReminderAnswer
from orgs.models import Suggestion
from orgs.visibility import organisations
from tests.factories import ContactPointFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
CONFIRMED, CORRECTED, REMOVED = ReminderAnswer


@pytest.fixture
def reminder(db):
    made = OrganisationFactory(name="Harbour Aid")
    ContactPointFactory(organisation=made, kind="email", value="office@example.org")
    return remind(organisation=made)


@pytest.fixture
def client():
    """As real as it gets: a form from elsewhere would be refused."""
    return Client(enforce_csrf_checks=True)


def link(reminder, answer, prefix=""):
    return f"{prefix}/answer/{answer}/{sign_answer(reminder, answer)}/"


@pytest.mark.parametrize("answer", ReminderAnswer)
@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_a_link_opens_a_page_with_a_button_and_changes_nothing(client, reminder, answer, prefix):
    response = client.get(link(reminder, answer, prefix))
    page = response.content.decode()

    assert response.status_code == 200
    assert "Harbour Aid" in page
    assert page.count("<button class=") == 1
    assert not response.cookies
    assert "no-store" in response["Cache-Control"]
    assert 'content="noindex"' in page
    reminder.refresh_from_db()
    assert (reminder.confirmed_on, reminder.corrected_on, reminder.removed_on) == (None,) * 3


def test_looking_ahead_changes_nothing(client, reminder):
    assert client.head(link(reminder, REMOVED)).status_code == 200
    assert organisations().exists()


@pytest.mark.parametrize("answer", ReminderAnswer)
def test_the_button_answers_and_leads_to_the_thanks(client, reminder, answer):
    response = client.post(link(reminder, answer), {"message": "The town is wrong."})

    assert (response.status_code, response.url) == (302, f"/answer/{answer}/thanks/")
    assert client.get(response.url).status_code == 200
    reminder.refresh_from_db()
    assert getattr(reminder, f"{answer}_on")


def test_a_correction_is_kept_as_it_was_written(client, reminder):
    client.post(link(reminder, CORRECTED), {"message": "The town is <b>wrong</b>."})

    assert Suggestion.objects.get().message == "The town is <b>wrong</b>."


@pytest.mark.parametrize("message", ["", "  ", "x" * 4001])
def test_an_empty_or_endless_correction_is_asked_for_again(client, reminder, message):
    response = client.post(link(reminder, CORRECTED), {"message": message})

    assert response.status_code == 400
    assert 'role="alert"' in response.content.decode()
    assert not Suggestion.objects.exists()
    assert client.get(link(reminder, CORRECTED)).status_code == 200


def used(reminder):
    answer_reminder(reminder=reminder, answer=CONFIRMED)
    return link(reminder, CONFIRMED)


def hidden(reminder):
    type(reminder.organisation).objects.update(risk="hidden")
    return link(reminder, CONFIRMED)


def of_another_answer(reminder):
    return f"/answer/confirmed/{sign_answer(reminder, REMOVED)}/"


@pytest.mark.parametrize(
    "broken", [used, hidden, of_another_answer, lambda reminder: "/answer/confirmed/1.a.b/"]
)
def test_a_link_that_does_not_work_says_no_more_than_that(client, reminder, broken):
    address = broken(reminder)
    opened, pressed = client.get(address), client.post(address)

    assert (opened.status_code, pressed.status_code) == (410, 410)
    assert "Harbour" not in opened.content.decode()
    assert "no-store" in opened["Cache-Control"]


def test_pressing_at_the_same_moment_in_two_windows_is_pressing_once(client, reminder, monkeypatch):
    address = link(reminder, CONFIRMED)
    monkeypatch.setattr("orgs.views.answers.reminder_for", lambda token, answer: reminder)
    client.post(address)

    assert client.post(address).status_code == 410


def test_without_a_letter_there_is_nothing_to_answer(client):
    assert client.get("/answer/confirmed/").status_code == 404
