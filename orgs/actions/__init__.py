"""Writes that touch several tables or the audit trail: keyword-only, atomic, `by=` somebody.

Every action checks that `by` may do it, leaves who and why in the history, and refuses in plain
words with `ActionError`. Doing it twice is doing it once: a second press changes nothing.
"""

from orgs.actions.base import ActionError, NotAllowed
from orgs.actions.consents import confirm_consent, confirm_place, record_consent, withdraw_consent
from orgs.actions.overrides import approve_override, end_override, request_override
from orgs.actions.proposals import add_source, apply_changes, create_organisation
from orgs.actions.publication import (
    archive,
    mark_verified,
    publish,
    return_to_draft,
    send_to_review,
)
from orgs.actions.ratings import newly_protects, take_turns
from orgs.actions.risk import check_risk

__all__ = [
    "ActionError",
    "NotAllowed",
    "add_source",
    "apply_changes",
    "approve_override",
    "archive",
    "check_risk",
    "confirm_consent",
    "confirm_place",
    "create_organisation",
    "end_override",
    "mark_verified",
    "newly_protects",
    "publish",
    "record_consent",
    "request_override",
    "return_to_draft",
    "send_to_review",
    "take_turns",
    "withdraw_consent",
]
