"""What the actions share: their errors, the lock, and the trace in the history."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

REASON_LENGTH = 100
"""Characters of a reason that the history keeps."""


class ActionError(ValidationError):
    """An action that cannot be done; `messages` say why, to whoever asked for it."""


class NotAllowed(ActionError):
    """An action that whoever asked for it may not do."""


def require(allowed: bool) -> None:
    """Raises NotAllowed unless a function of `orgs.permissions` has said yes."""
    if not allowed:
        raise NotAllowed(_("Your role does not allow this."), code="not_allowed")


def locked(record):
    """The row as it is now, kept from other writers until the transaction ends."""
    return type(record)._default_manager.select_for_update().get(pk=record.pk)


def save(record, fields=None, *, by, reason=""):
    """Saves, and leaves who and why in the history. The reason is shortened to what fits."""
    sign(record, by=by, reason=reason)
    record.full_clean(exclude=None if fields is None else _all_but(record, fields))
    record.save(update_fields=fields)
    return record


def sign(record, *, by, reason="") -> None:
    """Who and why, for the history entry that the next save of the record writes."""
    record._history_user = by
    record._change_reason = str(reason)[:REASON_LENGTH] or None


def _all_but(record, fields) -> set[str]:
    return {field.name for field in record._meta.fields} - set(fields)
