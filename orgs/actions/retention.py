"""Deleting what need not be kept any longer. How many days is said in settings.RETENTION alone.

Whoever keeps something for a time adds a `Rule` here and a line there.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

from django.conf import settings
from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.choices import ImportState, SuggestionState
from orgs.models import Follower, Import, PublicChange, RetentionRun, Suggestion

BATCH = 500


def delete(rows: QuerySet) -> None:
    rows.delete()


@dataclass(frozen=True)
class Rule:
    """`due(day)` finds what has been kept since that day or longer; `end` takes a part of it away,
    after which `due` finds it no more. `name` is the line in settings.RETENTION.
    """

    name: str
    label: str | Promise
    due: Callable[[date], QuerySet]
    end: Callable[[QuerySet], None] = delete

    def found(self) -> QuerySet:
        return self.due(timezone.localdate() - timedelta(days=settings.RETENTION[self.name]))


def _with_details(day: date) -> QuerySet:
    taken = Suggestion.objects.filter(
        state__in=[SuggestionState.ACCEPTED, SuggestionState.PARTLY], decided_on__lte=day
    )
    return taken.exclude(message="", email="")


RULES = [
    Rule(
        "suggestions_unresolved",
        _("Suggestions that nobody decided"),
        lambda day: Suggestion.objects.filter(
            state__in=[SuggestionState.WAITING, SuggestionState.UNRESOLVED], received_on__lte=day
        ),
    ),
    Rule(
        "suggestions_rejected",
        _("Rejected suggestions"),
        lambda day: Suggestion.objects.filter(state=SuggestionState.REJECTED, decided_on__lte=day),
    ),
    Rule(
        "suggestions_details",
        _("Message and e-mail of accepted suggestions"),
        _with_details,
        lambda rows: rows.update(message="", email=""),
    ),
    Rule(
        "imports_unfinished",
        _("Lists that were uploaded and not imported"),
        lambda day: Import.objects.filter(
            state__in=[ImportState.UPLOADED, ImportState.TRIED], created_at__date__lte=day
        ),
    ),
    Rule(
        "imports_finished",
        _("Imports, with what became of every row"),
        lambda day: Import.objects.exclude(
            state__in=[ImportState.UPLOADED, ImportState.TRIED]
        ).filter(created_at__date__lte=day),
    ),
    Rule(
        "followers_unconfirmed",
        _("Lists to be followed by e-mail that nobody confirmed"),
        lambda _day: Follower.objects.lapsed(),  # to the hour, as its letter says
    ),
    Rule(
        "changes_gone",
        _("Permanent ids that are no longer public"),
        lambda day: PublicChange.objects.filter(gone=True, changed_on__lte=day),
    ),
    Rule(
        "retention_runs",
        _("Notes of deletion runs"),
        lambda day: RetentionRun.objects.filter(finished_at__date__lte=day),
    ),
]


def due() -> dict[str, int]:
    """How much each rule would end now; a query each."""
    return {rule.name: rule.found().count() for rule in RULES}


def enforce() -> RetentionRun:
    """Ends what is due, in batches that are done or not done; what a run that was stopped left
    over, the next one takes. The run is noted when it has come to its end.
    """
    return RetentionRun.objects.create(counts={rule.name: _end(rule) for rule in RULES})


def _end(rule: Rule) -> int:
    ended = 0
    while keys := list(rule.found().order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            rule.end(rule.found().model._default_manager.filter(pk__in=keys))
        ended += len(keys)
    return ended
