"""How dangerous it is for an organisation's people to be found."""

from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, require
from orgs.choices import RiskLevel


def check_risk(*, organisation, level: str, by, reason: str) -> None:
    """Raises ActionError unless `by` may set this level, and says why when it is lowered."""
    if level not in RiskLevel.values:
        raise ActionError(_("There is no such risk level."))
    require(permissions.can_set_risk(by, organisation, level))
    order = RiskLevel.values
    if order.index(level) < order.index(organisation.risk) and not reason.strip():
        raise ActionError(_("Say why the risk level is lowered."), code="no_reason")
