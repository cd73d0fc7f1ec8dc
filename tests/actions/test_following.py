"""Following a list by e-mail: asked for, confirmed, left."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs import actions
from orgs.actions import following as acts
from orgs.actions.mentions import Person
from orgs.models import Follower
from orgs.models.follower import Following
from tests.dump import dump, mentions
from tests.factories import FollowerFactory

pytestmark = pytest.mark.django_db
READER = Following("Reader@example.org", "/organisations/?country=GR", "en")


def ask(following=READER, rhythm="daily"):
    return actions.ask_to_follow(following=following, rhythm=rhythm)


def follow(following=READER, rhythm="daily"):
    actions.confirm_following(wish=actions.wish_of(ask(following, rhythm)))
    return Follower.objects.get()


def days_ago(number, **facts):
    return timezone.now() - timedelta(days=number, **facts)


def test_who_asked_is_not_written_to_before_they_confirm():
    ask()

    assert not Follower.objects.due(timezone.now() + timedelta(days=9)).exists()


def test_who_confirmed_is_told_of_what_is_new_from_then_on():
    token = ask()
    Follower.objects.update(since=days_ago(1))
    actions.confirm_following(wish=actions.wish_of(token))
    follower = Follower.objects.get()

    assert follower.is_confirmed
    assert follower.following == READER
    assert timezone.now() - follower.since < timedelta(minutes=1)


def test_a_dump_of_the_database_tells_neither_address_nor_list():
    follow()

    assert not mentions(dump(), "reader@", "organisations/?country", "country=GR")


@pytest.mark.parametrize("other", ["ſtrasse@example.org", "straße@example.org"])
def test_a_mailbox_whose_name_only_looks_the_same_is_another(other):
    theirs = follow(READER._replace(email="strasse@example.org"))
    wish = actions.wish_of(ask(READER._replace(email=other), rhythm="weekly"))

    assert wish.follower != theirs


def test_asking_twice_is_one_row_in_any_case_of_the_address():
    ask()
    ask(READER._replace(email="reader@EXAMPLE.org"))

    assert Follower.objects.count() == 1


def test_asking_is_the_same_work_whether_or_not_they_follow_already(django_assert_num_queries):
    for _time in range(2):
        with django_assert_num_queries(3):  # one, between the two of a savepoint
            token = ask()
    assert actions.wish_of(token)


def test_two_lists_of_one_reader_are_two_rows():
    ask()
    ask(READER._replace(about="/countries/gr/"))

    assert Follower.objects.count() == 2


def test_asking_again_changes_nothing_before_it_is_confirmed():
    follower = follow()
    token = ask(READER._replace(language="fr"), rhythm="weekly")

    assert (Follower.objects.get().rhythm, Follower.objects.get().following) == ("daily", READER)
    assert not actions.wish_of(token).is_fulfilled
    actions.confirm_following(wish=actions.wish_of(token))
    now = Follower.objects.get()
    assert (now.rhythm, now.following.language) == ("weekly", "fr")
    assert (now.since, now.confirmed_at) == (follower.since, follower.confirmed_at)
    assert actions.wish_of(token).is_fulfilled


def test_one_row_is_found_under_an_earlier_key_and_sealed_anew(settings):
    old = follow()
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10
    now = follow()

    assert now.pk == old.pk
    settings.SECRET_KEY_FALLBACKS = []
    assert now.following == READER


@pytest.mark.parametrize("token", ["", "none", "W10.x.y", "é"])
def test_a_forged_link_confirms_nothing(token):
    assert actions.wish_of(token) is None
    assert actions.follower_who_leaves(token) == (False, None)


def test_a_link_works_for_its_own_purpose_only():
    token = ask()
    leaving = actions.leaving_token(Follower.objects.get())

    assert actions.wish_of(leaving) is None
    assert actions.follower_who_leaves(token) == (False, None)


def test_a_link_to_confirm_works_for_48_hours(monkeypatch):
    token = ask()
    now = timezone.now().timestamp()
    monkeypatch.setattr("time.time", lambda: now + 47 * 3600)
    assert actions.wish_of(token)
    monkeypatch.setattr("time.time", lambda: now + 49 * 3600)

    assert actions.wish_of(token) is None


def test_a_link_of_somebody_who_left_confirms_nothing():
    token = ask()
    actions.stop_following(follower=Follower.objects.get())

    assert actions.wish_of(token) is None


def test_a_row_that_no_key_opens_cannot_be_confirmed_but_left(settings):
    follower = follow()
    leaving, token = actions.leaving_token(follower), ask()
    Follower.objects.update(sealed=b"")

    assert actions.wish_of(token) is None
    assert actions.follower_who_leaves(leaving) == (True, follower)


def test_leaving_keeps_nothing_and_twice_is_once():
    follower = follow()
    token = actions.leaving_token(follower)
    actions.stop_following(follower=follower)
    actions.stop_following(follower=follower)

    assert actions.follower_who_leaves(token) == (True, None)
    assert not Follower.objects.exists()


@pytest.mark.parametrize(
    ("hours", "confirmed", "kept"), [(47, False, True), (48, False, False), (99, True, True)]
)
def test_what_nobody_confirmed_lapses_after_48_hours(hours, confirmed, kept):
    asked = timezone.now() - timedelta(hours=hours)
    FollowerFactory(asked_at=asked, confirmed_at=asked if confirmed else None)
    Follower.objects.lapsed().delete()

    assert Follower.objects.exists() == kept


@pytest.mark.parametrize(
    ("rhythm", "ago", "due"),
    [
        ("daily", timedelta(hours=19), False),
        ("daily", timedelta(hours=21), True),
        ("weekly", timedelta(days=6), False),
        ("weekly", timedelta(days=6, hours=23), True),
    ],
)
def test_a_letter_is_due_in_its_rhythm(rhythm, ago, due):
    now = timezone.now()
    FollowerFactory(rhythm=rhythm, since=now - ago)

    assert Follower.objects.due(now).exists() == due


def claim(follower, until):
    return acts.claim(follower=follower, following=follower.following, until=until)


def test_only_one_of_two_runs_gets_a_letter_to_send():
    follower, until = FollowerFactory(), timezone.now()

    assert [claim(follower, until) for _ in range(2)] == [True, False]


def test_a_letter_that_could_not_be_sent_is_due_again():
    follower, until = FollowerFactory(), timezone.now()
    claim(follower, until)
    acts.release(follower=follower, until=until, refused=False)
    now = Follower.objects.get()

    assert (now.since, now.failures) == (follower.since, 0)


@pytest.mark.parametrize(("failures", "kept"), [(12, True), (13, False)])
def test_an_address_that_is_refused_too_often_is_given_up(failures, kept):
    follower, until = FollowerFactory(failures=failures), timezone.now()
    claim(follower, until)
    acts.release(follower=follower, until=until, refused=True)

    assert Follower.objects.exists() == kept


@pytest.mark.parametrize("failures", [0, 3])
def test_a_letter_that_arrived_ends_the_count_of_those_refused(failures):
    follower = FollowerFactory(failures=failures)
    acts.arrived(follower=follower)

    assert Follower.objects.get().failures == 0


def test_a_person_is_forgotten_by_address_and_by_what_was_looked_for():
    FollowerFactory(email="gone@example.org")
    FollowerFactory(about="/organisations/?q=Maria+Gone")
    stays = FollowerFactory(email="not.gone@example.org")
    FollowerFactory(email="unreadable@example.org")
    Follower.objects.filter(pk=stays.pk + 1).update(sealed=b"")

    assert acts.forget_followers(Person.known_as("Maria Gone", "gone@example.org")) == 2
    assert Follower.objects.filter(pk=stays.pk).exists()


def test_a_row_names_nobody():
    assert str(Follower()) == "follower"
    assert str(FollowerFactory()).startswith("follower ")
