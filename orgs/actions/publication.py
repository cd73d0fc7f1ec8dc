"""The way of a record to the public and back: draft → in review → published → archived.

They hold for organisations and for items of the library. `state` is written here and nowhere
else. Each locks the row, so that two people pressing at once do it one after the other.
"""

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, locked, require, save
from orgs.choices import PublicationState
from orgs.models import Organisation


@transaction.atomic
def send_to_review(*, record, by, reason=""):
    """Asks an editor to look at it. From draft or archive; a published one must be archived
    first, so that nothing disappears from the public by the way.
    """
    record = locked(record)
    if record.state == PublicationState.IN_REVIEW:
        return record
    _refuse_merged(record)
    require(permissions.can_send_to_review(by, record))
    if record.state == PublicationState.PUBLISHED:
        raise ActionError(_("It is published. Archive it before sending it to review."))
    return _move(record, PublicationState.IN_REVIEW, by=by, reason=reason)


@transaction.atomic
def return_to_draft(*, record, by, reason=""):
    """Gives what is in review back to its writer; say in the reason what is missing."""
    record = locked(record)
    if record.state == PublicationState.DRAFT:
        return record
    require(permissions.can_return_to_draft(by, record))
    if record.state != PublicationState.IN_REVIEW:
        raise ActionError(_("Only what is in review can be returned to its writer."))
    return _move(record, PublicationState.DRAFT, by=by, reason=reason)


@transaction.atomic
def publish(*, record, by, reason=""):
    """Makes it public, as far as `orgs.visibility` lets it be. It needs a source."""
    record = locked(record)
    if record.state == PublicationState.PUBLISHED:
        return record
    _refuse_merged(record)
    require(permissions.can_publish(by, record))
    if not has_source(record):
        raise ActionError(_("It has no source. Add one before publishing it."), code="no_source")
    return _move(record, PublicationState.PUBLISHED, by=by, reason=reason)


@transaction.atomic
def archive(*, record, by, reason=""):
    """Takes it from the public and keeps it: its permanent id and history stay."""
    record = locked(record)
    if record.state == PublicationState.ARCHIVED:
        return record
    require(permissions.can_publish(by, record))
    return _move(record, PublicationState.ARCHIVED, by=by, reason=reason)


@transaction.atomic
def mark_verified(*, organisation, by, reason=""):
    """A human compared the record with the world today. An act of its own, never a side effect
    of saving, and no change of the record: `updated_at` stays.
    """
    organisation = locked(organisation)
    require(permissions.can_verify(by, organisation))
    today = timezone.localdate()
    if organisation.verified_on == today and organisation.verified_by_id:
        return organisation
    organisation.verified_on, organisation.verified_by = today, by
    return save(
        organisation, ["verified_on", "verified_by"], by=by, reason=reason or _("Checked today")
    )


@transaction.atomic
def confirm_by_organisation(*, organisation):
    """Somebody at the organisation read the entry and says that it is right. As much an act of its
    own as `mark_verified`, by nobody who has an account here; the caller knows who asks.
    """
    organisation = locked(organisation)
    today = timezone.localdate()
    if organisation.verified_on == today:
        return organisation
    organisation.verified_on, organisation.verified_by = today, None
    reason = _("Confirmed by the organisation")
    return save(organisation, ["verified_on", "verified_by"], by=None, reason=reason)


def has_source(record) -> bool:
    """Whether the record says where it comes from. One query for an organisation."""
    if isinstance(record, Organisation):
        return record.sources.exists()
    return bool(record.url or record.source_url)


def _refuse_merged(record) -> None:
    if getattr(record, "merged_into_id", None):
        raise ActionError(_("It was merged into another record. Undo that first."), code="merged")


def _move(record, state, *, by, reason):
    record.state = state
    return save(record, ["state", "updated_at"], by=by, reason=reason or state.label)
