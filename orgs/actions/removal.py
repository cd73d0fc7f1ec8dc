"""Taking an organisation from the public because it asks for it."""

from django.db import transaction

from orgs.actions.base import locked, save
from orgs.choices import RiskLevel


@transaction.atomic
def hide_on_request(*, organisation, why):
    """Hides it in the next request; an editor decides afterwards. Whoever calls this has made sure
    that the request is the organisation's own. It can only ever hide, so it asks for no role.
    """
    organisation = locked(organisation)
    if organisation.risk == RiskLevel.HIDDEN:
        return organisation
    organisation.risk = RiskLevel.HIDDEN
    return save(organisation, ["risk", "updated_at"], by=None, reason=why)
