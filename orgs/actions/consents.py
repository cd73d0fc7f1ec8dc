"""A person's agreement to be published: recorded, confirmed after a change, withdrawn. And the
same confirmation for an office's street address.
"""

from datetime import timedelta

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, locked, require, save
from orgs.models import Consent, check_wording

DEFAULT_DAYS = 365


@transaction.atomic
def record_consent(
    *,
    contact,
    given_on,
    given_how,
    wording_version,
    wording_language,
    covers_page=True,
    covers_exports=False,
    expires_on=None,
    by,
):
    """Records what a person agreed to. It lasts a year unless they said less.

    Raises ValidationError by field when the dates do not hold, or nobody kept the wording. The same
    consent recorded twice is one.
    """
    contact = locked(contact)
    require(permissions.can_change_people(by, contact))
    facts = {
        "contact": contact,
        "given_on": given_on,
        "given_how": given_how,
        "wording_version": wording_version,
        "wording_language": wording_language,
        "covers_page": covers_page,
        "covers_exports": covers_exports,
        "expires_on": expires_on or given_on + timedelta(days=DEFAULT_DAYS),
    }
    if known := Consent.objects.filter(**facts, withdrawn_on=None).first():
        return known
    check_wording(wording_version, wording_language)
    return save(Consent(**facts, recorded_by=by), by=by, reason=_("Recorded"))


@transaction.atomic
def confirm_consent(*, consent, by, reason=""):
    """A publisher looked at it in the light of the country's rating as it is now.

    Needed after a country, a headquarters or a risk level has become safer: nobody is published
    again until then. Raises ActionError when the consent has ended.
    """
    consent = locked(consent)
    require(permissions.can_change_people(by, consent))
    if not Consent.objects.valid_on(timezone.localdate()).filter(pk=consent.pk).exists():
        raise ActionError(_("This consent has ended. Ask the person again and record a new one."))
    consent.confirmed_at = timezone.now()
    return save(consent, ["confirmed_at"], by=by, reason=reason or _("Confirmed"))


@transaction.atomic
def withdraw_consent(*, consent, by, reason=""):
    """The person no longer agrees: not published from the next request on."""
    consent = locked(consent)
    require(permissions.can_change_people(by, consent))
    today = timezone.localdate()
    if consent.withdrawn_on and consent.withdrawn_on <= today:
        return consent
    consent.withdrawn_on = today
    return save(consent, ["withdrawn_on"], by=by, reason=reason or _("Withdrawn"))


@transaction.atomic
def confirm_place(*, office, by, reason=""):
    """A publisher lets an office's street address stand in the light of things as they are now:
    needed after its country or its organisation has become safer.
    """
    office = locked(office)
    require(permissions.can_change_people(by, office))
    office.confirmed_at = timezone.now()
    return save(office, ["confirmed_at"], by=by, reason=reason or _("Confirmed"))
