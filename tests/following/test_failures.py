"""What goes wrong on the way to the mail server stops nobody else's letter."""

import logging
import smtplib

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError

from orgs.following import sending
from orgs.models import Follower
from tests.factories import FollowerFactory
from tests.following.letters import days_ago, logged, new, parts, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


def test_a_refused_address_keeps_nobody_else_from_their_letter(mail_server, caplog):
    new()
    mail_server.refused = {"gone@example.org"}
    for name in ("first", "gone", "last"):
        FollowerFactory(email=f"{name}@example.org")
    with caplog.at_level(logging.DEBUG):
        said = send()

    assert mail_server.recipients == ["first@example.org", "last@example.org"]
    assert "1  refused" in said
    assert "example.org" not in f"{said} {logged(caplog)}"
    refused = Follower.objects.get(failures=1)
    assert refused.since < days_ago(1)


def test_an_address_that_is_always_refused_is_deleted_after_fourteen_runs(mail_server):
    new()
    mail_server.refused = {"gone@example.org"}
    FollowerFactory(email="gone@example.org")
    for _day in range(13):
        send()
    assert Follower.objects.exists()
    send()

    assert not Follower.objects.exists()


def test_a_server_that_refuses_everybody_is_told_to_whoever_runs_it(mail_server):
    new()
    for name in ("one", "other"):
        FollowerFactory(email=f"{name}@example.org")
        mail_server.refused.add(f"{name}@example.org")

    with pytest.raises(CommandError, match="refused every letter"):
        send()


def test_a_letter_that_is_refused_as_a_whole_counts_as_one_refused(mail_server):
    new()
    mail_server.unwanted = {"full@example.org"}
    for name in ("full", "other"):
        FollowerFactory(email=f"{name}@example.org")
    said = send()

    assert mail_server.recipients == ["other@example.org"]
    assert "1  refused" in said
    assert Follower.objects.filter(failures=1).count() == 1


def test_without_a_mail_server_no_letter_is_kept_in_a_file(settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    new()
    follower = FollowerFactory()

    with pytest.raises(CommandError, match="EMAIL_URL"):
        send()
    assert Follower.objects.get().since == follower.since


def test_a_server_that_hangs_up_loses_nobody_a_letter(mail_server, caplog):
    new()
    mail_server.hangs_up_on = {"second@example.org"}
    for name in ("first", "second", "third"):
        FollowerFactory(email=f"{name}@example.org")
    said = send()

    assert mail_server.recipients == ["first@example.org", "third@example.org"]
    assert "1  not sent" in said
    assert logged(caplog) == ["The mail server failed (SMTPServerDisconnected)."]
    mail_server.hangs_up_on = set()
    send()
    assert mail_server.recipients[1] == "second@example.org"
    assert not Follower.objects.filter(failures__gt=0).exists()


def test_a_server_that_fails_again_and_again_is_left_alone(mail_server, monkeypatch):
    new()
    monkeypatch.setattr(sending, "MOST_IN_A_ROW", 2)
    for number in range(3):
        FollowerFactory(email=f"{number}@example.org")
        mail_server.hangs_up_on.add(f"{number}@example.org")

    with pytest.raises(CommandError, match="cannot be reached"):
        send()
    assert len(mail_server.greeted) == 2


def test_a_server_that_is_away_costs_nobody_a_letter(mail_server):
    new()
    follower = FollowerFactory()
    mail_server.controller.stop()

    with pytest.raises(CommandError, match="0 were written to"):
        send()
    assert Follower.objects.get().since == follower.since


def test_a_connection_is_not_used_for_ever(mail_server, monkeypatch):
    new()
    monkeypatch.setattr(sending, "MOST_OF_A_CONNECTION", 2)
    for _number in range(3):
        FollowerFactory()
    send()

    assert (len(mail_server.letters), len(mail_server.greeted)) == (3, 2)


class RudeAtTheEnd(EmailBackend):
    """Fails when it is closed."""

    def close(self):
        raise smtplib.SMTPException


def test_a_connection_that_cannot_be_closed_is_a_closed_one(settings):
    settings.EMAIL_BACKEND = f"{__name__}.RudeAtTheEnd"
    new()
    FollowerFactory()

    assert "1  letters sent" in send()


def test_a_mistake_of_ours_about_one_list_stops_nobody(mail_server, monkeypatch, caplog):
    new()
    FollowerFactory(about="/library.atom")
    FollowerFactory(email="other@example.org")
    read = sending.followed

    def broken(about):
        if about == "/library.atom":
            raise ZeroDivisionError(about)
        return read(about)

    monkeypatch.setattr(sending, "followed", broken)
    said = send()

    assert mail_server.recipients == ["other@example.org"]
    assert "1  not sent" in said
    assert logged(caplog) == ["A letter could not be written (ZeroDivisionError)."]


def test_after_a_run_an_earlier_key_is_not_needed_any_more(mail_server, settings):
    follower = FollowerFactory()
    known = follower.following
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    send()
    settings.SECRET_KEY_FALLBACKS = []

    assert Follower.objects.get().following == known


def test_what_no_key_opens_is_counted_and_kept(mail_server, settings):
    new()
    FollowerFactory()
    settings.SECRET_KEY = "another" * 10
    said = send()

    assert "1  that no key opens" in said
    assert mail_server.letters == []
    assert Follower.objects.exists()


@pytest.mark.parametrize("about", ["/countries/qq/", "/focus/x/", "/organisations/?focus=x"])
def test_a_list_that_is_gone_is_said_in_one_last_letter(mail_server, about):
    FollowerFactory(about=about)
    said = send()
    ((_recipient, letter),) = mail_server.letters
    plain, _html = parts(letter)

    assert "1  told that their list is gone" in said
    assert "our last letter" in plain
    assert "List-Unsubscribe" not in letter
    assert not Follower.objects.exists()
