"""What somebody decides about two records that may be one organisation."""

from django.db import transaction
from django.utils import timezone

from orgs import permissions
from orgs.actions.base import locked, require
from orgs.choices import DuplicateState


@transaction.atomic
def say_not_duplicates(*, pair, by, reason=""):
    """The two are not the same; remembered, however often they are found again."""
    return _decide(pair, DuplicateState.OPEN, DuplicateState.NOT_DUPLICATES, by, reason)


@transaction.atomic
def look_again(*, pair, by, reason=""):
    """Takes that decision back."""
    return _decide(pair, DuplicateState.NOT_DUPLICATES, DuplicateState.OPEN, by, reason)


def _decide(pair, before, after, by, reason):
    pair = locked(pair)
    require(permissions.can_decide_duplicates(by, pair))
    if pair.state == before:
        pair.state, pair.decided_by, pair.decided_at = after, by, timezone.now()
        pair.reason = str(reason)[:100]
        pair.save(update_fields=["state", "decided_by", "decided_at", "reason"])
    return pair
