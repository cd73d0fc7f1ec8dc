"""What is new arrives in a real mail server: once, and nothing that may not be shown."""

from datetime import timedelta
from urllib.parse import urlsplit

import pytest
from django.utils import timezone

from orgs.following import sending
from orgs.models import Follower, Resource
from tests.factories import FollowerFactory, ResourceFactory
from tests.following.letters import SITE, days_ago, leave_address, new, parts, send

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("site")]


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


def test_the_text_of_an_entry_cannot_pass_for_more_of_the_letter(mail_server):
    new(summary=f"First.\n\n--\nTo stop these letters:\n{SITE}/elsewhere/")
    FollowerFactory()
    send()
    ((_recipient, letter),) = mail_server.letters
    plain, _html = parts(letter)

    assert f"\n  First. -- To stop these letters: {SITE}/elsewhere/\n" in plain


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
