"""Reporting a problem, the letters about it, and following what became of a suggestion."""

import re

import pytest
from django.core import mail
from django.test import Client

from orgs.models import Suggestion
from orgs.suggesting import guard
from orgs.suggesting.letters import confirm_token
from tests.factories import ContactPointFactory
from tests.views.forms import sent, text

pytestmark = pytest.mark.django_db
REPORT = "/organisations/harbour-aid/report/"


# Reporting a problem


def test_a_problem_is_one_of_a_few(send, harbour):
    send(REPORT, problem="closed", message="Since May.")

    assert (sent().kind, sent().problem, sent().organisation) == ("problem", "closed", harbour)


@pytest.fixture
def letter(send, harbour):
    """What is sent to whoever reports that it is dangerous, from this address."""

    def written(email, problem="dangerous"):
        send(REPORT, problem=problem, email=email)
        return mail.outbox[0]

    return written


@pytest.mark.parametrize("email", ["me@harbour.example.org", "Me@WWW.Harbour.example.org"])
@pytest.mark.parametrize("problem", ["dangerous", "removal"])
def test_the_organisation_itself_is_sent_a_button_that_hides_it(letter, email, problem):
    assert "/contribute/confirm/" in letter(email, problem).body


def test_a_listed_address_may_and_others_of_its_provider_may_not(letter, harbour):
    for address in ("harbour@provider.example", "josé@gmail.com"):
        ContactPointFactory(organisation=harbour, kind="email", value=address)

    mails = ["Harbour@provider.example", "other@provider.example", "jose@gmail.com"]
    letters = [letter(email) and mail.outbox[-1].body for email in mails]
    assert ["/contribute/confirm/" in body for body in letters] == [True, False, False]


@pytest.mark.parametrize("email", ["me@example.org", "me@notharbour.example.org", "me@gmail.com"])
def test_nobody_else_is(letter, harbour, email):
    ContactPointFactory(organisation=harbour, kind="email", value="harbour@gmail.com")
    ContactPointFactory(organisation=harbour, value="https://facebook.com/harbour")

    assert "/contribute/confirm/" not in letter(email).body


def test_a_page_that_is_only_wrong_is_not_hidden_by_anybody(letter):
    assert "/contribute/confirm/" not in letter("me@harbour.example.org", "wrong").body


def test_the_answer_does_not_tell_whether_the_address_was_the_organisations_own(send, harbour):
    pages = []
    for email in ("me@harbour.example.org", "me@elsewhere.example.org"):
        address = send(REPORT, problem="dangerous", email=email)["Location"]
        pages.append(text(Client().get(address)).replace(address, ""))

    assert pages[0] == pages[1]
    assert len(mail.outbox) == 2


def test_nothing_that_was_typed_is_in_a_letter(send, harbour):
    send(REPORT, problem="wrong", email="me@example.org", message="Buy canaries")

    assert "canaries" not in mail.outbox[0].body
    assert "me@example.org" not in mail.outbox[0].body


def test_nobodys_mailbox_is_filled_from_here(send, harbour, monkeypatch):
    monkeypatch.setattr(guard, "LETTERS", ((1, 3600),))
    for message in ("one", "two"):
        send(REPORT, problem="wrong", email="me@example.org", message=message)

    assert Suggestion.objects.count() == 2
    assert len(mail.outbox) == 1


def test_what_was_sent_is_kept_when_the_mail_server_is_away(send, harbour, monkeypatch):
    def away(self):
        raise OSError

    monkeypatch.setattr("django.core.mail.EmailMessage.send", away)
    assert send(REPORT, problem="wrong", email="me@example.org").status_code == 302
    assert sent().email == "me@example.org"


@pytest.fixture
def link(letter):
    return re.search(r"\S+(/contribute/confirm/\S+)", letter("me@harbour.example.org").body)[1]


def test_opening_the_link_hides_nothing_and_the_button_does(browser, harbour, link):
    assert "Take it down now" in text(browser.get(link))
    assert browser.get(harbour.get_absolute_url()).status_code == 200
    for _ in range(2):
        assert browser.post(link).status_code == 302
    harbour.refresh_from_db()

    assert browser.get(harbour.get_absolute_url()).status_code == 404
    assert "no longer here" in text(browser.get(link))
    assert (harbour.risk, sent().state, sent().origin) == ("hidden", "waiting", "organisation")
    assert [entry.risk for entry in harbour.history.all()].count("hidden") == 1


def test_the_link_works_for_a_week(browser, link, monkeypatch):
    monkeypatch.setattr("django.core.signing.time.time", lambda: 4_000_000_000)

    assert browser.get(link).status_code == 404
    assert browser.post(link).status_code == 404


def test_the_link_works_until_an_editor_has_decided(browser, harbour, link):
    Suggestion.objects.update(state="rejected")

    assert browser.post(link).status_code == 404
    harbour.refresh_from_db()
    assert harbour.risk == "standard"


def test_a_forged_link_hides_nothing(browser, harbour, link):
    assert browser.post(f"/contribute/confirm/{confirm_token(sent())[:-1]}-/").status_code == 404


# Following it


def test_the_sender_follows_the_state_and_the_reason_and_nothing_else(send, harbour):
    address = send(REPORT, problem="wrong", message="Canary", email="canary@example.org")[
        "Location"
    ]
    Suggestion.objects.update(state="rejected", reason="It says the same in the register.")
    page = Client().get(address)

    assert "It says the same in the register." in text(page)
    assert "It was not accepted" in text(page)
    assert "canary" not in text(page).lower()
    assert "Harbour" not in text(page)
    assert page["Cache-Control"] == "no-store"
    assert page["Referrer-Policy"] == "no-referrer"
    assert page["X-Robots-Tag"] == "noindex"


def test_the_token_cannot_be_read_in_the_table(send, harbour):
    token = send(REPORT, problem="wrong")["Location"].split("/")[-2]

    assert len(token) == 64
    assert token not in str(Suggestion.objects.values().get())


@pytest.mark.parametrize("token", ["x", "0" * 64])
def test_nobody_follows_what_was_not_sent(browser, token):
    assert browser.get(f"/contribute/follow/{token}/").status_code == 404
