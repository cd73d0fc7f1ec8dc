"""Writes that touch several tables or the audit trail: keyword-only, atomic, `by=` somebody.

Every action checks that `by` may do it, leaves who and why in the history, and refuses in plain
words with `ActionError`. Doing it twice is doing it once: a second press changes nothing.
"""

from orgs.actions.base import ActionError, NotAllowed
from orgs.actions.consents import confirm_consent, confirm_place, record_consent, withdraw_consent
from orgs.actions.duplicates import look_again, say_not_duplicates
from orgs.actions.erasure import erase_person, readmit, was_erased, which_were_erased
from orgs.actions.following import (
    ask_to_follow,
    confirm_following,
    follower_who_leaves,
    leaving_token,
    stop_following,
    wish_of,
)
from orgs.actions.grants import end_grant
from orgs.actions.library import create_resource
from orgs.actions.merging import merge, plan_merge
from orgs.actions.overrides import approve_override, end_override, request_override
from orgs.actions.proposals import add_source, apply_changes, create_organisation
from orgs.actions.publication import (
    archive,
    confirm_by_organisation,
    mark_verified,
    publish,
    return_to_draft,
    send_to_review,
)
from orgs.actions.ratings import newly_protects, take_turns
from orgs.actions.reminders import (
    answer_reminder,
    due_for_reminder,
    remind,
    reminder_for,
    sign_answer,
)
from orgs.actions.removal import hide_on_request
from orgs.actions.risk import check_risk
from orgs.actions.suggestions import (
    accept,
    accept_waiting,
    assign,
    confirm_suggestion,
    leave_open,
    receive_suggestion,
    reject,
    turn_into_correction,
)
from orgs.actions.unmerging import undo_merge

__all__ = [
    "ActionError",
    "NotAllowed",
    "accept",
    "accept_waiting",
    "add_source",
    "answer_reminder",
    "apply_changes",
    "approve_override",
    "archive",
    "ask_to_follow",
    "assign",
    "check_risk",
    "confirm_by_organisation",
    "confirm_consent",
    "confirm_following",
    "confirm_place",
    "confirm_suggestion",
    "create_organisation",
    "create_resource",
    "due_for_reminder",
    "end_grant",
    "end_override",
    "erase_person",
    "follower_who_leaves",
    "hide_on_request",
    "leave_open",
    "leaving_token",
    "look_again",
    "mark_verified",
    "merge",
    "newly_protects",
    "plan_merge",
    "publish",
    "readmit",
    "receive_suggestion",
    "record_consent",
    "reject",
    "remind",
    "reminder_for",
    "request_override",
    "return_to_draft",
    "say_not_duplicates",
    "send_to_review",
    "sign_answer",
    "stop_following",
    "take_turns",
    "turn_into_correction",
    "undo_merge",
    "was_erased",
    "which_were_erased",
    "wish_of",
    "withdraw_consent",
]
