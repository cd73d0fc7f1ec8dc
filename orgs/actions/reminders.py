"""The yearly letter to an organisation, and its answers.

Each letter has three links, one for each `ReminderAnswer`. A link is the reminder's number, signed
for that one answer: it works for `VALID`, once, for whoever has the letter, and as long as the
organisation is public. No account is asked for and no address is kept.
"""

from datetime import timedelta

from django.conf import settings
from django.core.signing import BadSignature, TimestampSigner
from django.db import transaction
from django.db.models import Exists, F, OuterRef
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import override

from orgs.actions.base import ActionError, locked
from orgs.actions.publication import confirm_by_organisation
from orgs.actions.removal import hide_on_request
from orgs.choices import ContactPointKind, Origin, ReminderAnswer, SuggestionKind, SuggestionOrigin
from orgs.models import ContactPoint, Organisation, Reminder, Suggestion
from orgs.visibility import organisations

YEAR = timedelta(days=365)
VALID = timedelta(days=30)


def due_for_reminder():
    """Public organisations with an e-mail address of their own that nobody has checked for a year,
    or ever, and that were not written to in that time; the longest unchecked first. One query.
    """
    a_year_ago = timezone.localdate() - YEAR
    address = ContactPoint.objects.filter(organisation=OuterRef("pk"), kind=ContactPointKind.EMAIL)
    written = Reminder.objects.filter(organisation=OuterRef("pk"), sent_on__gt=a_year_ago)
    stale = Organisation.objects.verified_before(a_year_ago).values("pk")
    return (
        organisations()
        .filter(Exists(address), ~Exists(written), pk__in=stale)
        .exclude(origin=Origin.SYNTHETIC)
        .order_by(F("verified_on").asc(nulls_first=True), "pk")
    )


@transaction.atomic
def remind(*, organisation) -> Reminder | None:
    """Notes that it is being written to; None when it is not, or no longer, due. Send the letter
    after the transaction: whatever happens then, nobody is written to twice.
    """
    organisation = locked(organisation)
    if not due_for_reminder().filter(pk=organisation.pk).exists():
        return None
    return Reminder.objects.create(organisation=organisation)


def sign_answer(reminder: Reminder, answer: ReminderAnswer) -> str:
    """What stands in the address of a link. No query."""
    return _signer(answer).sign(str(reminder.pk))


def reminder_for(token: str, answer: ReminderAnswer) -> Reminder | None:
    """The reminder a link belongs to, with its organisation; None when the link is forged, meant
    for another answer, too old or used, or the organisation is not public. At most one query.
    """
    try:
        key = _signer(answer).unsign(token, max_age=VALID)
    except BadSignature:
        return None
    open_ones = Reminder.objects.filter(**{f"{answer}_on": None})
    found = open_ones.filter(pk=key, organisation__in=organisations().values("pk"))
    return found.select_related("organisation").first()


@transaction.atomic
def answer_reminder(*, reminder: Reminder, answer: ReminderAnswer, message: str = "") -> None:
    """Does what the organisation answered, once. `message` is what it writes in a correction.

    Raises ActionError when the link was used in the meantime.
    """
    unused = Reminder.objects.filter(pk=reminder.pk, **{f"{answer}_on": None})
    if not unused.update(**{f"{answer}_on": timezone.localdate()}):
        raise ActionError(_("This link has been used already."))
    organisation = reminder.organisation
    with override(settings.LANGUAGE_CODE):  # editors read it, not who answered
        if answer == ReminderAnswer.CONFIRMED:
            confirm_by_organisation(organisation=organisation)
            return
        kind = SuggestionKind.CORRECTION
        if answer == ReminderAnswer.REMOVED:
            kind, message = SuggestionKind.PROBLEM, _("Asked to be removed, by the yearly letter")
            hide_on_request(organisation=organisation, why=message)
        Suggestion.objects.create(
            kind=kind,
            origin=SuggestionOrigin.ORGANISATION,
            organisation=organisation,
            message=message,
        )


def _signer(answer: ReminderAnswer) -> TimestampSigner:
    """A dot rather than a colon, which mail programmes take for the end of an address."""
    return TimestampSigner(salt=f"orgs.reminder.{answer}", sep=".")
