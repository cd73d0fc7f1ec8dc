"""Roles that are given for a time."""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import locked, require, save


@transaction.atomic
def end_grant(*, grant, by, reason=""):
    """It holds no more from the next request on; its last day was yesterday."""
    require(permissions.can_manage_users(by))
    grant = locked(grant)
    if not grant.is_in_force:
        return grant
    grant.ends_on = timezone.localdate() - timedelta(days=1)
    return save(grant, ["ends_on"], by=by, reason=reason or _("Ended"))
