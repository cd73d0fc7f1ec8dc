"""What becomes of what is proposed: received, assigned, accepted in whole or part, rejected.

A decision is made once. Whoever comes second is told who was first, and nothing is lost; the
same press twice is once. The record's history says which suggestion a change came from.
"""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, locked, require
from orgs.actions.library import create_resource
from orgs.actions.proposals import add_source, apply_changes, create_organisation
from orgs.actions.publication import publish
from orgs.actions.removal import hide_on_request
from orgs.choices import SuggestionKind, SuggestionOrigin, SuggestionState
from orgs.models import Organisation, Suggestion
from orgs.models.suggestion import hashed_token
from orgs.proposals import (
    FIELDS,
    LIBRARY_FIELDS,
    Changes,
    Reference,
    cleaned,
    created,
    difference,
    present,
)
from orgs.search.index import index_later
from orgs.text import squash
from orgs.validators import validate_web_address

AT_ONCE = 200
"""Suggestions one press accepts; more would outlast a request."""


def receive_suggestion(*, token: str, **facts) -> Suggestion:
    """Keeps what somebody sent. The same token twice is the same suggestion: a second press of
    the button, or a reload.
    """
    return Suggestion.objects.get_or_create(token_hash=hashed_token(token), defaults=facts)[0]


@transaction.atomic
def confirm_suggestion(*, suggestion) -> bool:
    """The organisation itself confirms that it is in danger or wants to go: it is hidden at once
    and an editor decides afterwards. False when an editor has decided already.
    """
    row = locked(suggestion)
    if not row.is_open or row.organisation is None:
        return False
    if row.confirmed_on is None:
        row.confirmed_on, row.origin = timezone.localdate(), SuggestionOrigin.ORGANISATION
        row.save(update_fields=["confirmed_on", "origin"])
        hide_on_request(organisation=row.organisation, why=why(row))
    return True


def why(suggestion) -> str:
    """For the history of the record; the id leads to who proposed what."""
    return f"Suggestion {suggestion.pk}"


@transaction.atomic
def assign(*, suggestion, to, by):
    """Says who looks after it, or nobody."""
    row = locked(suggestion)
    require(permissions.can_decide_suggestion(by, row))
    if to is not None and not permissions.can_decide_suggestion(to, row):
        raise ActionError(_("They may not decide about this."))
    row.assigned_to = to
    row.save(update_fields=["assigned_to"])
    return row


@transaction.atomic
def turn_into_correction(*, suggestion, organisation, by, version: int | None = None):
    """What was suggested as new is here already: what it says beyond that becomes a correction."""
    require(permissions.can_view_organisation(by, organisation))
    row = _open(suggestion, by, version)
    if row is None or row.kind != SuggestionKind.NEW:
        raise ActionError(_("Only a new organisation can turn out to be here already."))
    there = present(Organisation.objects.all(), [organisation.pk])[organisation.pk]
    said = created(row.proposal)
    name = said.pop("name", there["name"])
    if squash(name) not in {squash(known) for known in (there["name"], *there["other_names"])}:
        said["other_names"] = [*said.get("other_names", []), name]
    row.kind, row.organisation = SuggestionKind.CORRECTION, organisation
    row.proposal = difference(there, said, only_add=True)
    row.version += 1
    row.save(update_fields=["kind", "organisation", "proposal", "version"])
    return row


@transaction.atomic
def accept(
    *,
    suggestion,
    by,
    taken: Changes | None = None,
    reason="",
    version: int | None = None,
    source: str | None = None,
    publish_it=False,
    anyway=False,
    reference: Reference | None = None,
):
    """Makes it true: all of it, or the changes in `taken`, edited or not. A new organisation or
    library item becomes a draft, and is published at once if `publish_it`. `version` is the one
    that was looked at; `source` replaces the sender's; who accepts many reads the `reference` once.

    Raises ActionError by field when the record has moved on, unless `anyway`; ValidationError by
    field when a value does not fit. As many queries as `apply_changes`, and some ten more.
    """
    row = _open(suggestion, by, version)
    if row is None:
        return locked(suggestion)
    reference = reference or Reference.read()
    changes = _checked(row.kind, row.proposal if taken is None else taken, reference)
    if row.proposal and not changes:
        raise ActionError(_("Tick what you accept, or reject it."), code="nothing_taken")
    with index_later():
        origin = _source(row.source if source is None else source)
        _make_true(row, changes, origin, reference, by=by, anyway=anyway)
        made = row.resource if row.kind == SuggestionKind.RESOURCE else row.organisation
        if publish_it and row.kind in (SuggestionKind.NEW, SuggestionKind.RESOURCE):
            publish(record=made, by=by, reason=why(row))
    row.decisions = {name: changes.get(name) for name in row.proposal}
    whole = all(row.decisions.values())
    row.message = ""
    return _decide(row, SuggestionState.ACCEPTED if whole else SuggestionState.PARTLY, by, reason)


@transaction.atomic
def reject(*, suggestion, by, reason="", version: int | None = None):
    """Changes nothing; the sender reads the reason."""
    if not reason.strip():
        raise ActionError({"reason": _("Say why, in words for the sender.")})
    row = _open(suggestion, by, version, SuggestionState.REJECTED)
    return row and _decide(row, SuggestionState.REJECTED, by, reason)


@transaction.atomic
def leave_open(*, suggestion, by, reason="", version: int | None = None):
    """Nobody can tell whether it is so: it leaves the queue and is deleted when its time comes."""
    row = _open(suggestion, by, version, SuggestionState.UNRESOLVED)
    return row and _decide(row, SuggestionState.UNRESOLVED, by, reason)


def accept_waiting(*, suggestions, by, reason="", after=0, at_most=AT_ONCE):
    """Accepts the next of many, each on its own. Gives how many were done, those refused as
    (suggestion, why), and the key after which the next ones follow, or None when there are none.
    """
    waiting = suggestions.waiting().order_by("pk")
    rows = list(waiting.filter(pk__gt=after)[: at_most + 1])
    done, refused = 0, []
    reference = Reference.read()
    with index_later():
        for row in rows[:at_most]:
            try:
                accept(suggestion=row, by=by, reason=reason, reference=reference)
            except ValidationError as error:
                refused.append((row, " ".join(error.messages)))
            else:
                done += 1
    return done, refused, rows[at_most - 1].pk if len(rows) > at_most else None


def _open(suggestion, by, version, wanted=None) -> Suggestion | None:
    """The row, locked and still to be decided. None when this very person has decided so already.

    `wanted` is None for accepting, which ends in one of two states.
    """
    row = locked(suggestion)
    require(permissions.can_decide_suggestion(by, row))
    if not row.is_open:
        same = {wanted} if wanted else {SuggestionState.ACCEPTED, SuggestionState.PARTLY}
        if row.state in same and row.decided_by_id == by.pk:
            return None
        raise ActionError(
            _("It was decided meanwhile, by %(who)s: %(state)s. Nothing was changed.")
            % {"who": row.decided_by or _("somebody"), "state": row.get_state_display()},
            code="decided",
        )
    if version is not None and version != row.version:
        raise ActionError(
            _("The suggestion was changed meanwhile. Look at it again."), code="changed_since"
        )
    return row


def _checked(kind: str, changes: Changes, reference: Reference) -> Changes:
    """The changes with their values as they are kept. Raises ValidationError by field."""
    fields: Mapping = LIBRARY_FIELDS if kind == SuggestionKind.RESOURCE else FIELDS
    if not changes:
        return {}
    if unknown := changes.keys() - fields.keys():
        raise ActionError(_("There is no field “%(name)s”.") % {"name": min(unknown)})
    fine, wrong = cleaned(created(changes), reference, fields)
    if wrong:
        raise ValidationError(
            [
                f"{fields[name].label}: {text}"
                for name, error in wrong.items()
                for text in error.messages
            ]
        )
    return {
        name: {**change, "to": fine[name]} if "to" in change else {**change, "add": fine[name]}
        for name, change in changes.items()
    }


def _make_true(row, changes, source: tuple[str, str], reference, *, by, anyway: bool) -> None:
    if row.kind == SuggestionKind.CORRECTION and changes:
        apply_changes(
            organisation=row.organisation,
            changes=changes,
            by=by,
            reason=why(row),
            anyway=anyway,
            reference=reference,
        )
        row.organisation.refresh_from_db()
        add_source(row.organisation, *source, by=by, reason=why(row))
    elif row.kind == SuggestionKind.NEW:
        row.organisation = create_organisation(
            values=created(changes), by=by, reason=why(row), source=source, reference=reference
        )
    elif row.kind == SuggestionKind.RESOURCE:
        row.resource = create_resource(
            values=created(changes), by=by, reason=why(row), source=source
        )


def _source(text: str) -> tuple[str, str]:
    """What the sender says can be checked, as (title, address)."""
    text = text.strip()
    try:
        validate_web_address(text)
    except ValidationError:
        return text, ""
    return "", text


def _decide(row, state, by, reason):
    row.state, row.reason = state, reason.strip()
    row.decided_by, row.decided_on = by, timezone.localdate()
    row.email = ""  # it was kept to ask back, and there is nothing left to ask
    row.version += 1
    row.clean_fields(exclude=["organisation", "resource", "decided_by", "assigned_to"])
    row.save()
    return row
