"""The yearly letter, as it is sent."""

import re
import smtplib
from io import StringIO

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command

from orgs.actions import due_for_reminder
from orgs.letters import reminder_letter
from orgs.models import Reminder
from tests.factories import ContactFactory, ContactPointFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def listed(language="", **facts):
    made = OrganisationFactory(**facts)
    ContactFactory(organisation=made)
    ContactPointFactory(
        organisation=made, kind="email", value=f"office{made.pk}@example.org", language=language
    )
    return made


def send(**options):
    out = StringIO()
    call_command("send_reminders", stdout=out, **options)
    return out.getvalue()


def letter(**facts):
    return reminder_letter(Reminder.objects.create(organisation=listed(**facts)))


def test_it_goes_to_the_organisations_own_address_with_three_links(settings):
    made = listed(name="Harbour & Aid")
    settings.SITE_URL = "https://directory.example.org"
    send()
    (sent,) = mail.outbox

    assert sent.recipients() == [f"office{made.pk}@example.org"]
    assert "Harbour & Aid" in sent.body
    for answer in ("confirmed", "corrected", "removed"):
        assert sent.body.count(f"https://directory.example.org/answer/{answer}/") == 1


def test_it_says_that_a_programme_wrote_it_and_offers_no_button_to_programmes():
    headers = letter().message()

    assert headers["Auto-Submitted"] == "auto-generated"
    assert "/answer/removed/" in headers["List-Unsubscribe"]
    assert "List-Unsubscribe-Post" not in headers


def test_its_number_says_nothing_of_the_machine_or_the_time(settings):
    settings.SITE_URL = "https://directory.example.org"
    first, second = (letter().message()["Message-ID"] for _ in range(2))

    assert re.fullmatch(r"<[0-9a-f]{32}@directory\.example\.org>", first)
    assert first != second


@pytest.mark.parametrize(
    ("facts", "language"),
    [
        ({}, "en"),
        ({"language": "fr"}, "fr"),
        ({"language": "el", "name_language": "ar"}, "ar"),
        ({"languages": ["el", "fr-CA", "ar"]}, "fr"),
        ({"name_language": "el"}, "en"),
    ],
)
def test_it_is_in_a_language_that_they_read(facts, language):
    written = letter(**facts)

    assert written.extra_headers["Content-Language"] == language
    prefix = "" if language == "en" else f"/{language}"
    assert f"{prefix}/answer/confirmed/" in written.body


def test_without_an_address_there_is_no_letter():
    assert reminder_letter(Reminder.objects.create(organisation=OrganisationFactory())) is None


def test_it_goes_once_however_often_the_command_runs():
    listed()
    send()
    send()

    assert len(mail.outbox) == 1


def test_no_more_go_than_asked_for():
    for _number in range(3):
        listed()
    send(limit=2)

    assert (len(mail.outbox), due_for_reminder().count()) == (2, 1)


def test_a_dry_run_says_who_is_due_and_does_nothing():
    made = listed()
    said = send(dry_run=True)

    assert made.public_id in said
    assert "example.org" not in said
    assert (mail.outbox, Reminder.objects.count()) == ([], 0)


@pytest.mark.parametrize("limit", [0, -1])
def test_a_limit_is_a_number_from_one_up(limit):
    with pytest.raises(CommandError, match="--limit"):
        send(limit=limit)


class Failing(EmailBackend):
    """Sends nothing: the first letter meets `error`."""

    error: Exception

    def send_messages(self, messages):
        raise self.error


class Unreachable(EmailBackend):
    """A mail server that is away."""

    def open(self):
        raise ConnectionRefusedError


@pytest.fixture
def failing(settings, monkeypatch):
    def with_error(error):
        monkeypatch.setattr(Failing, "error", error, raising=False)
        settings.EMAIL_BACKEND = f"{__name__}.Failing"

    return with_error


def test_a_server_that_is_away_costs_nobody_a_letter(settings):
    listed()
    settings.EMAIL_BACKEND = f"{__name__}.Unreachable"

    with pytest.raises(CommandError, match="ConnectionRefusedError"):
        send()
    assert not Reminder.objects.exists()


def test_a_server_that_fails_in_the_middle_ends_the_run_and_nobody_is_written_to_twice(failing):
    listed()
    listed()
    failing(smtplib.SMTPServerDisconnected("to office@example.org"))

    with pytest.raises(CommandError, match="0 sent") as caught:
        send()
    assert "example.org" not in str(caught.value)
    assert (Reminder.objects.count(), due_for_reminder().count()) == (1, 1)


@pytest.mark.parametrize("error", [smtplib.SMTPRecipientsRefused({}), ValueError("no address")])
def test_an_address_that_is_refused_does_not_keep_the_others_waiting(failing, error):
    listed()
    listed()
    failing(error)

    assert "2 refused" in send()
    assert not due_for_reminder().exists()


def test_who_was_checked_meanwhile_gets_no_letter(monkeypatch):
    listed()
    monkeypatch.setattr("orgs.management.commands.send_reminders.remind", lambda organisation: None)

    assert send().startswith("0 sent")
