"""Which websites are visited, and what is remembered of it."""

from collections import Counter
from datetime import timedelta
from io import StringIO
from itertools import pairwise

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from orgs.choices import LinkOutcome, RiskLevel
from orgs.links.check import NoNetworkError, check, due, record
from orgs.management.commands import check_links
from orgs.models import ContactPoint, LinkCheck, Organisation
from orgs.search import version
from tests.factories import ContactPointFactory
from tests.links.server import Page

pytestmark = pytest.mark.django_db
OK, GONE, NO_HOST = LinkOutcome.OK, LinkOutcome.GONE, LinkOutcome.NO_HOST


class Answers:
    """A visitor who knows what comes of a visit, and goes nowhere."""

    def __init__(self, outcomes=None, default=OK):
        self.outcomes, self.default, self.visited = outcomes or {}, default, []

    def visit(self, url):
        self.visited.append(url)
        return self.outcomes.get(url, self.default)


def visited(points, visitor):
    return check(points, visitor, lambda count: None)


def ago(check, days):
    """As if the last visit had been some days earlier."""
    moment = check.checked_at - timedelta(days=days)
    LinkCheck.objects.filter(pk=check.pk).update(checked_at=moment)


def fails_for(point, days, outcome=GONE):
    for _day in range(days):
        record(point, outcome)
        ago(LinkCheck.objects.get(contact_point=point), 1)


# Which are due


@pytest.mark.parametrize(
    ("facts", "is_due"),
    [
        ({}, True),
        ({"kind": "email", "value": "office@example.org"}, False),
        ({"kind": "social"}, False),
        ({"organisation__state": "draft"}, False),
        ({"organisation__risk": "hidden"}, False),
        ({"organisation__risk": "sensitive"}, True),
        ({"organisation__origin": "synthetic"}, False),
    ],
)
def test_websites_of_public_organisations_are_visited(facts, is_due):
    point = ContactPointFactory(**facts)

    assert (point in due()) == is_due


@pytest.mark.parametrize(
    ("outcome", "days", "is_due"),
    [(OK, 0, False), (OK, 29, False), (OK, 31, True), (GONE, 0, False), (GONE, 1, True)],
)
def test_what_answered_is_left_in_peace_and_what_failed_is_visited_the_next_day(
    outcome, days, is_due
):
    point = ContactPointFactory()
    record(point, outcome)
    ago(point.link_check, days)

    assert (point in due()) == is_due


def test_a_changed_address_is_visited_at_once():
    point = ContactPointFactory()
    record(point, OK)
    ContactPoint.objects.filter(pk=point.pk).update(value="https://new.example.org/")

    assert due().exists()


def test_the_longest_unvisited_come_first():
    old, never, older = ContactPointFactory.create_batch(3)
    for point, days in ((old, 40), (older, 50)):
        record(point, OK)
        ago(point.link_check, days)

    assert list(due()) == [never, older, old]


# What is remembered


def test_a_website_is_dead_after_failing_on_three_days():
    point = ContactPointFactory()
    for day in range(3):
        assert LinkCheck.objects.dead().count() == 0, day
        fails_for(point, 1)
    found = LinkCheck.objects.dead().get()

    assert (found.failures, found.outcome, found.url) == (3, "gone", point.value)
    assert found.failing_since == timezone.localdate()


def test_failing_often_on_one_day_is_failing_once():
    point = ContactPointFactory()
    for _visit in range(5):
        record(point, GONE)

    assert LinkCheck.objects.get().failures == 1


@pytest.mark.parametrize("outcome", [OK, LinkOutcome.REFUSED, LinkOutcome.ROBOTS])
def test_any_sign_of_life_ends_it(outcome):
    point = ContactPointFactory()
    fails_for(point, 3)
    record(point, outcome)
    found = LinkCheck.objects.get()

    assert (found.failures, found.failing_since, found.outcome) == (0, None, outcome)


def test_a_new_address_begins_anew():
    point = ContactPointFactory()
    fails_for(point, 3)
    point.value = "https://new.example.org/"
    point.save()
    assert not LinkCheck.objects.dead().exists()

    record(point, GONE)
    assert LinkCheck.objects.get().failures == 1


def test_what_is_deleted_while_it_is_visited_is_forgotten():
    point = ContactPointFactory()
    ContactPoint.objects.all().delete()
    record(point, OK)

    assert not LinkCheck.objects.exists()


def test_only_becoming_dead_or_alive_is_news():
    point = ContactPointFactory()
    versions = [version()]
    for outcome in (GONE, GONE, GONE, GONE, OK, OK):
        fails_for(point, 1, outcome)
        versions.append(version())

    assert [one != other for one, other in pairwise(versions)] == [
        False,
        False,
        True,
        False,
        True,
        False,
    ]


# A run


def test_each_visit_is_written_down():
    one, other = ContactPointFactory.create_batch(2)
    counts = visited([one, other], Answers({other.value: GONE}))

    assert counts == {OK: 1, GONE: 1}
    assert Counter(LinkCheck.objects.values_list("url", "outcome")) == Counter(
        [(one.value, "ok"), (other.value, "gone")]
    )


def test_what_is_hidden_during_the_run_is_not_visited(monkeypatch):
    monkeypatch.setattr("orgs.links.check.AT_ONCE", 1)
    one, other = ContactPointFactory.create_batch(2)
    visitor, others = Answers(), Organisation.objects.filter(pk=other.organisation_id)
    counts = check([one, other], visitor, lambda count: others.update(risk=RiskLevel.HIDDEN))

    assert (visitor.visited, counts) == ([one.value], {OK: 1})


def test_an_address_that_cannot_be_read_ends_no_run():
    bad = ContactPointFactory(value="http://[nonsense")

    assert visited([bad], Answers(default=LinkOutcome.NOT_PUBLIC)) == {LinkOutcome.NOT_PUBLIC: 1}


def test_when_not_even_who_answered_last_answers_the_network_is_away():
    answered, new = ContactPointFactory.create_batch(2)
    record(answered, OK)

    with pytest.raises(NoNetworkError):
        visited([new], Answers(default=NO_HOST))
    assert not hasattr(ContactPoint.objects.get(pk=new.pk), "link_check")


def test_when_who_answered_last_still_does_the_others_are_at_fault():
    answered, new = ContactPointFactory.create_batch(2)
    record(answered, OK)
    visited([new], Answers({new.value: NO_HOST}))

    assert new.link_check.outcome == NO_HOST


def test_a_first_run_believes_what_it_finds():
    point = ContactPointFactory()
    visited([point], Answers(default=NO_HOST))

    assert point.link_check.outcome == NO_HOST


# The command


@pytest.fixture
def run(monkeypatch):
    def command(visitor, **options):
        monkeypatch.setattr(check_links, "Visitor", lambda: visitor)
        out = StringIO()
        call_command("check_links", stdout=out, stderr=StringIO(), **options)
        return out.getvalue()

    return command


def test_the_command_visits_what_is_due_and_counts(run, site, visitor):
    point = ContactPointFactory(value=f"{site.url}/")
    site.pages["/"] = Page()

    assert run(visitor).split() == ["1", "ok"]
    assert point.link_check.outcome == OK


def test_the_command_visits_no_more_than_asked_for(run):
    ContactPointFactory.create_batch(3)
    visitor = Answers()
    run(visitor, limit=2)

    assert len(visitor.visited) == 2


def test_a_limit_is_a_number_from_one_up(run):
    with pytest.raises(CommandError, match="--limit"):
        run(Answers(), limit=0)


def test_without_a_network_the_command_says_so(run):
    record(ContactPointFactory(), OK)
    ContactPointFactory()

    with pytest.raises(CommandError, match="network"):
        run(Answers(default=NO_HOST))


def test_without_certificate_authorities_no_site_is_blamed(run, monkeypatch):
    monkeypatch.setattr(check_links, "knows_authorities", lambda: False)

    with pytest.raises(CommandError, match="ca-certificates"):
        run(Answers())
