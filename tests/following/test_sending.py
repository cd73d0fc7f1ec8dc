"""What is new arrives in a real mail server: once, and nothing that may not be shown."""

import logging
import smtplib
from datetime import timedelta
from io import StringIO
from urllib.parse import urlsplit

import pytest
from django.core.mail.backends.locmem import EmailBackend
from django.core.management import CommandError, call_command
from django.utils import timezone

from orgs.following import sending
from orgs.models import Follower, Organisation, Resource
from tests.factories import FollowerFactory, OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db
SITE = "https://directory.example.org"


@pytest.fixture(autouse=True)
def https(settings):
    settings.SITE_URL, settings.SITE_NAME = SITE, "Directory"


def send():
    out = StringIO()
    call_command("send_digests", stdout=out)
    return out.getvalue()


def new(**facts):
    """An organisation that was changed yesterday: recent, and settled."""
    made = OrganisationFactory(**facts)
    yesterday = timezone.now() - timedelta(days=1)
    Organisation.objects.filter(pk=made.pk).update(updated_at=yesterday)
    return made


def parts(message):
    texts = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    return (text.replace("\r\n", "\n") for text in texts)


def logged(caplog):
    """By this program; the mail server of the tests writes down everything."""
    return [line.getMessage() for line in caplog.records if line.name != "mail.log"]


def leave_address(letter):
    """A long header comes in two lines."""
    return letter["List-Unsubscribe"].strip()


def test_a_digest_arrives_in_both_forms(mail_server):
    made = new(name="Harbour & <Aid>", name_language="fr", summary="Brings water.")
    FollowerFactory(email="reader@example.org")
    said = send()
    ((recipient, letter),) = mail_server.letters
    plain, html = parts(letter)

    assert "1  letters sent" in said
    assert recipient == letter["To"] == "reader@example.org"
    assert letter["Subject"] == "News from Directory"
    assert letter.get_content_type() == "multipart/alternative"
    assert f"* Harbour & <Aid>\n  Brings water.\n  {SITE}/organisations/{made.slug}/\n" in plain
    assert f'<a href="{SITE}/organisations/{made.slug}/" lang="fr" dir="auto">' in html
    assert "Harbour &amp; &lt;Aid&gt;" in html


def test_its_headers_say_what_it_is_and_how_to_end_it(mail_server):
    new()
    FollowerFactory(about="/organisations/?country=NO")
    send()
    ((_recipient, letter),) = mail_server.letters

    assert leave_address(letter).startswith(f"<{SITE}/follow/leave/")
    assert letter["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter["List-Id"] == "<following.directory.example.org>"
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Precedence"] == "bulk"
    assert letter["Message-ID"].endswith("@directory.example.org>")
    assert "NO" not in letter["Subject"]


def test_mail_servers_are_greeted_by_the_site_not_by_the_machine(mail_server):
    new()
    FollowerFactory()
    send()

    assert mail_server.greeted == ["127.0.0.1"]  # of the settings as the tests began


def test_all_its_links_lead_to_this_site_and_nothing_is_loaded(mail_server):
    ResourceFactory(title="A report", url="https://elsewhere.example.org/report")
    FollowerFactory(about="/library.atom", since=timezone.now() - timedelta(days=2))
    later(days=1)
    send()
    ((_recipient, letter),) = mail_server.letters
    plain, html = parts(letter)

    assert "* A report" in plain
    assert html.count("http") == html.count(SITE) > 0
    assert plain.count("http") == plain.count(SITE) > 0
    assert "<img" not in html
    assert "style" not in html


def later(**time):
    """What was made in the test happened so long ago."""
    Resource.objects.update(updated_at=timezone.now() - timedelta(**time))


@pytest.mark.parametrize("content_type", ["application/x-www-form-urlencoded", "multipart"])
def test_a_mail_programme_ends_it_with_one_click(client, mail_server, content_type):
    new()
    FollowerFactory()
    send()
    leave = urlsplit(leave_address(mail_server.letters[0][1]).strip("<>")).path
    if content_type == "multipart":
        response = client.post(leave, {"List-Unsubscribe": "One-Click"})
    else:
        body = "List-Unsubscribe=One-Click"
        response = client.post(leave, body, content_type=content_type)

    assert response.status_code == 200
    assert not Follower.objects.exists()


def test_it_is_in_the_language_of_the_follower(mail_server):
    made = new()
    FollowerFactory(language="ar")
    send()
    ((_recipient, letter),) = mail_server.letters
    plain, html = parts(letter)

    assert letter["Content-Language"] == "ar"
    assert '<html lang="ar" dir="rtl">' in html
    assert f"{SITE}/ar/organisations/{made.slug}/" in plain
    assert leave_address(letter).startswith(f"<{SITE}/ar/follow/leave/")


def test_running_it_twice_is_one_letter(mail_server):
    new()
    FollowerFactory()
    send()
    send()

    assert len(mail_server.letters) == 1


def test_two_runs_at_once_are_one_letter(mail_server, monkeypatch):
    new()
    FollowerFactory()
    write, said = sending.digest, []

    def and_meanwhile_another_run(*args):
        monkeypatch.setattr(sending, "digest", write)
        said.append(send())
        return write(*args)

    monkeypatch.setattr(sending, "digest", and_meanwhile_another_run)
    said.append(send())

    assert len(mail_server.letters) == 1
    assert "served by another run" in said[1]


def test_somebody_who_leaves_while_the_run_goes_is_not_written_to(mail_server, monkeypatch):
    new()
    FollowerFactory()
    write = sending.digest

    def and_meanwhile_they_leave(*args):
        Follower.objects.all().delete()
        return write(*args)

    monkeypatch.setattr(sending, "digest", and_meanwhile_they_leave)
    send()

    assert mail_server.letters == []


def test_without_anything_new_nobody_is_written_to_and_time_moves_on(mail_server):
    follower = FollowerFactory()
    said = send()

    assert mail_server.letters == []
    assert "1  with nothing new" in said
    assert Follower.objects.get().since > follower.since


def test_who_has_not_confirmed_is_not_written_to_and_lapses(mail_server):
    new()
    FollowerFactory(confirmed_at=None)
    FollowerFactory(confirmed_at=None, asked_at=timezone.now() - timedelta(days=3))
    send()

    assert mail_server.letters == []
    assert Follower.objects.count() == 1


def test_a_weekly_follower_waits_for_the_week_to_be_over(mail_server):
    new()
    FollowerFactory(rhythm="weekly")
    FollowerFactory(email="due@example.org", rhythm="weekly", since=days_ago(7))
    send()

    assert mail_server.recipients == ["due@example.org"]


def days_ago(number):
    return timezone.now() - timedelta(days=number)


def test_what_is_hidden_between_two_letters_of_a_run_is_not_in_the_second(mail_server, monkeypatch):
    made = new(name="Endangered")
    new(name="Safe")
    FollowerFactory()
    FollowerFactory(rhythm="weekly", since=days_ago(8))
    write = sending.digest

    def and_then_it_is_hidden(*args):
        letter = write(*args)
        made.risk = "hidden"
        made.save()
        return letter

    monkeypatch.setattr(sending, "digest", and_then_it_is_hidden)
    send()
    first, second = (next(parts(letter)) for _recipient, letter in mail_server.letters)

    assert "Endangered" in first
    assert "Endangered" not in second
    assert "Safe" in second


def test_those_who_follow_the_same_list_are_told_from_one_reading(mail_server, monkeypatch):
    new()
    since = days_ago(2)
    for _number in range(3):
        FollowerFactory(since=since)
    readings = []
    read = sending.followed
    monkeypatch.setattr(sending, "followed", lambda about: readings.append(about) or read(about))
    send()

    assert (len(mail_server.letters), len(readings)) == (3, 1)


def test_news_are_read_again_once_they_are_a_second_old(mail_server, monkeypatch):
    new()
    since, clock = days_ago(2), iter(range(0, 100, 2))
    for _number in range(2):
        FollowerFactory(since=since)
    monkeypatch.setattr(sending, "monotonic", lambda: next(clock))
    readings = []
    read = sending.followed
    monkeypatch.setattr(sending, "followed", lambda about: readings.append(about) or read(about))
    send()

    assert len(readings) == 2


def test_no_more_is_kept_in_memory_than_there_is_room_for(mail_server, monkeypatch):
    new()
    monkeypatch.setattr(sending, "MOST_KEPT", 1)
    for about in ("/organisations/", "/countries/no/", "/library.atom"):
        FollowerFactory(about=about)
    run = sending.Run()
    run.go()

    assert run.counts["sent"] == 2
    assert len(run._told) == 1


# What goes wrong


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
