"""Publishing in spite of a country's rating: two publishers, a written reason, an end."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, NotAllowed, locked, require, save
from orgs.models import ProtectionOverride

LONGEST_DAYS = 366
"""An exception lasts no longer than a consent can."""


def check_request(*, reason, expires_on) -> None:
    """Raises ActionError by field unless there is a reason and a day within twelve months."""
    today = timezone.localdate()
    if not reason.strip():
        raise ActionError({"reason": _("Say why this is worth the danger.")})
    if not today < expires_on <= today + timedelta(days=LONGEST_DAYS):
        raise ActionError({"expires_on": _("Choose a day within the next twelve months.")})


@transaction.atomic
def request_override(*, organisation, covers, reason, expires_on, by):
    """Asks another publisher to agree. Nothing becomes public by asking."""
    organisation = locked(organisation)
    require(permissions.can_request_override(by, organisation))
    check_request(reason=reason, expires_on=expires_on)
    facts = {
        "organisation": organisation,
        "covers": covers,
        "reason": reason.strip(),
        "expires_on": expires_on,
        "requested_by": by,
    }
    if known := ProtectionOverride.objects.filter(**facts).first():
        return known
    return save(ProtectionOverride(**facts), by=by, reason=_("Asked for"))


@transaction.atomic
def approve_override(*, override, by):
    """The second publisher agrees; it holds from the next request on, until it expires."""
    override = locked(override)
    if by.pk == override.requested_by_id:
        raise NotAllowed(_("It takes a second publisher: you asked for it yourself."))
    require(permissions.can_approve_override(by, override))
    if override.approved_by_id:
        return override
    if override.expires_on <= timezone.localdate():
        raise ActionError(_("It has expired. It must be asked for anew."))
    override.approved_by = by
    return save(override, ["approved_by"], by=by, reason=_("Approved"))


@transaction.atomic
def end_override(*, override, by, reason=""):
    """Any publisher ends it at once, or refuses one that waits."""
    override = locked(override)
    require(permissions.can_request_override(by, override))
    today = timezone.localdate()
    if override.expires_on <= today:
        return override
    override.expires_on = today
    return save(override, ["expires_on"], by=by, reason=reason or _("Ended"))
