"""What need not be kept is deleted in time."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from orgs.actions import retention
from orgs.models import RetentionRun, Suggestion
from tests.factories import SuggestionFactory

pytestmark = pytest.mark.django_db


def ago(days):
    return timezone.localdate() - timedelta(days=days)


def suggestion(days, **facts):
    made = SuggestionFactory(**facts)
    Suggestion.objects.filter(pk=made.pk).update(received_on=ago(days), decided_on=ago(days))
    return made


@pytest.mark.parametrize(
    ("state", "days", "kept"),
    [
        ("waiting", 179, True),
        ("waiting", 180, False),
        ("unresolved", 180, False),
        ("rejected", 29, True),
        ("rejected", 30, False),
        ("accepted", 9999, True),
        ("partly", 9999, True),
    ],
)
def test_a_suggestion_is_kept_as_long_as_it_is_said(state, days, kept):
    suggestion(days, state=state)
    retention.enforce()

    assert Suggestion.objects.exists() == kept


def test_message_and_address_of_what_was_accepted_go_at_once():
    made = suggestion(0, state="accepted", message="I", email="me@example.org", reason="Yes")
    retention.enforce()
    made.refresh_from_db()

    assert (made.message, made.email, made.reason) == ("", "", "Yes")


def test_every_rule_has_its_line_in_the_settings():
    assert {rule.name for rule in retention.RULES} == set(settings.RETENTION)


def test_a_run_says_what_it_deleted_and_a_second_deletes_nothing(monkeypatch):
    monkeypatch.setattr(retention, "BATCH", 2)
    for _ in range(3):
        suggestion(200)

    assert retention.enforce().counts["suggestions_unresolved"] == 3
    assert set(retention.enforce().counts.values()) == {0}


def test_a_dry_run_deletes_nothing_and_is_no_run(capsys):
    suggestion(200)
    call_command("enforce_retention", dry_run=True)

    assert "1  suggestions_unresolved" in capsys.readouterr().out
    assert Suggestion.objects.count() == 1
    assert RetentionRun.is_stale()


def test_the_command_runs_it(capsys):
    suggestion(200)
    call_command("enforce_retention")

    assert "1  suggestions_unresolved" in capsys.readouterr().out
    assert not Suggestion.objects.exists()
    assert not RetentionRun.is_stale()


def test_a_run_of_three_days_ago_is_stale():
    retention.enforce()
    RetentionRun.objects.update(finished_at=timezone.now() - timedelta(days=3))

    assert RetentionRun.is_stale()
