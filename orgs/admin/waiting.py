"""What waits to be done, for the first page of the panel."""

from typing import NamedTuple

from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.filters import SOON, YEAR, to_be_confirmed
from orgs.matching import LIKELY
from orgs.models import (
    Consent,
    Grant,
    LinkCheck,
    PossibleDuplicate,
    ProtectionOverride,
    RetentionRun,
    Suggestion,
)
from orgs.models.retention import STALE
from orgs.permissions import SOMEWHERE


class Waiting(NamedTuple):
    """A kind of work: how much there is, and the list that shows exactly that."""

    label: str
    count: int
    url: str


def waiting(user) -> list[Waiting]:
    """The work a user's role can do. One query each, at most ten."""
    if not permissions.can_use_panel(user):
        return []
    work = [*_records(user)]
    if permissions.can_decide_duplicates(user, SOMEWHERE):
        work += _duplicates(user)
    if permissions.can_see_suggestions(user, SOMEWHERE):
        work += _suggestions(user)
    if permissions.can_change_people(user, SOMEWHERE):
        work += _protection(user)
    if permissions.can_manage_users(user):
        work += _grants()
    return work


def _list(name, **query):
    return f"{reverse(f'admin:orgs_{name}_changelist')}?{urlencode(query)}"


def _records(user):
    known = permissions.organisations_for(user)
    today = timezone.localdate()
    yield Waiting(
        _("Organisations in review"),
        known.in_review().count(),
        _list("organisation", state__exact="in_review"),
    )
    yield Waiting(
        _("Library items in review"),
        permissions.resources_for(user).filter(state="in_review").count(),
        _list("resource", state__exact="in_review"),
    )
    yield Waiting(
        _("Published, not checked for a year"),
        known.verified_before(today - YEAR).count(),
        _list("organisation", state__exact="published", verified="year"),
    )
    dead = LinkCheck.objects.dead().values("contact_point__organisation")
    yield Waiting(
        _("Published, and their website is gone"),
        known.published().filter(pk__in=dead).count(),
        _list("organisation", state__exact="published", website="dead"),
    )
    yield Waiting(
        _("Organisations without a source"),
        known.without_source().count(),
        _list("organisation", source="none"),
    )


def _duplicates(user):
    """Only the likely ones: hundreds that are merely possible would bury the rest."""
    pairs = PossibleDuplicate.objects.open().between(permissions.organisations_for(user))
    yield Waiting(
        _("Likely duplicates"),
        pairs.filter(score__gte=LIKELY).count(),
        f"{reverse('admin:orgs_possibleduplicate_changelist')}?state__exact=open",
    )


def _suggestions(user):
    known = permissions.suggestions_for(user)
    yield Waiting(
        _("Suggestions"), known.waiting().count(), _list("suggestion", state__exact="waiting")
    )
    if urgent := known.urgent().count():
        yield Waiting(_("Hidden on request"), urgent, _list("suggestion", urgent="yes"))


def upkeep_is_late(user) -> bool:
    """Whether what should be deleted daily has not been for two days, though there was something
    to look at; two queries at most.
    """
    if not permissions.can_see_suggestions(user, SOMEWHERE):
        return False
    since = timezone.localdate() - STALE
    return Suggestion.objects.filter(received_on__lte=since).exists() and RetentionRun.is_stale()


def _protection(user):
    today = timezone.localdate()
    known = permissions.organisations_with_people(user).values("pk")
    yield Waiting(
        _("Consents that end within 30 days"),
        Consent.objects.expiring_before(today + SOON)
        .filter(contact__organisation__in=known)
        .count(),
        _list("consent", validity="soon"),
    )
    yield Waiting(
        _("Consents to be confirmed"),
        to_be_confirmed().filter(contact__organisation__in=known).count(),
        _list("consent", validity="confirm"),
    )
    yield Waiting(
        _("Exceptions that wait for a second publisher"),
        ProtectionOverride.objects.filter(
            approved_by=None, expires_on__gt=today, organisation__in=known
        ).count(),
        _list("protectionoverride", decision="waiting"),
    )


def _grants():
    today = timezone.localdate()
    if ending := Grant.objects.ending(today, today + SOON).count():
        yield Waiting(_("Roles that end within 30 days"), ending, _list("grant", validity="soon"))
