"""How dangerous it is for an organisation's people to be found."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, locked, require, save
from orgs.choices import RiskLevel


def check_risk(*, organisation, level: str, by, reason: str) -> None:
    """Raises ActionError unless `by` may set this level, and says why when it is lowered."""
    if level not in RiskLevel.values:
        raise ActionError(_("There is no such risk level."))
    require(permissions.can_set_risk(by, organisation, level))
    order = RiskLevel.values
    if order.index(level) < order.index(organisation.risk) and not reason.strip():
        raise ActionError(_("Say why the risk level is lowered."), code="no_reason")


@transaction.atomic
def set_risk(*, organisation, level: str, by, reason: str):
    """Sets the risk level. Whoever may edit may raise it; lowering takes a publisher.

    Consents given before stop counting either way (see `Organisation.save`), so that lowering
    republishes nobody.
    """
    organisation = locked(organisation)
    if organisation.risk == level:
        return organisation
    check_risk(organisation=organisation, level=level, by=by, reason=reason)
    organisation.risk = level
    return save(organisation, ["risk", "updated_at"], by=by, reason=reason)
