"""What whoever proposes something is sent, if they gave an address. Nothing of what anybody typed
stands in a letter, so that it cannot be used to write to others.
"""

import logging
from smtplib import SMTPException

from django.conf import settings
from django.core import signing
from django.core.mail import EmailMessage
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orgs.choices import ContactPointKind, ProblemKind
from orgs.hosts import host_of, own_hosts
from orgs.letters import headers
from orgs.models import ContactPoint, Suggestion
from orgs.suggesting.guard import may_write_to

log = logging.getLogger(__name__)
SALT = "orgs.suggesting.confirm"
DAYS = 7
"""For which the link that hides a page works."""

HIDING = (ProblemKind.DANGEROUS, ProblemKind.REMOVAL)


def thank(suggestion: Suggestion, token: str) -> None:
    """A letter with the link to follow it, and for the organisation itself with the one that hides
    its page. Whether it has that one only shows in the mailbox of the organisation: the page that
    follows is the same, and as quick, either way.
    """
    if not suggestion.email or not may_write_to(suggestion.email):
        return
    link = settings.SITE_URL + reverse("follow_suggestion", args=[token])
    parts = [_("Thank you. An editor will look at what you sent."), _("To follow it: %s") % link]
    if suggestion.problem in HIDING and is_own_address(suggestion):
        parts += [
            _("To take your organisation’s page down at once, open this and press the button:"),
            settings.SITE_URL + reverse("confirm_suggestion", args=[confirm_token(suggestion)]),
            _("The link works for %s days.") % DAYS,
        ]
    parts.append(_("Your address is deleted with the decision. If you sent nothing, do nothing."))
    _send(_("Your suggestion"), "\n\n".join(parts), suggestion.email)


def is_own_address(suggestion: Suggestion) -> bool:
    """Whether the sender writes from the domain of one of the organisation's websites, unless
    thousands share it, or from an e-mail address listed there: its provider's domain says nothing.
    One query.
    """
    points = ContactPoint.objects.filter(organisation=suggestion.organisation_id)
    listed = points.filter(kind__in=[ContactPointKind.WEBSITE, ContactPointKind.EMAIL])
    known = list(listed.values_list("kind", "value"))
    emails = {_same(value) for kind, value in known if kind == ContactPointKind.EMAIL}
    websites = [value for kind, value in known if kind == ContactPointKind.WEBSITE]
    return _same(suggestion.email) in emails or host_of(suggestion.email) in own_hosts(websites)


def _same(email: str) -> str:
    """An address as compared: whatever its case, with its accents, which make it another one."""
    return email.strip().casefold()


def confirm_token(suggestion: Suggestion) -> str:
    return signing.dumps(suggestion.pk, salt=SALT)


def suggestion_to_confirm(token: str) -> Suggestion | None:
    """The suggestion a letter was sent about, while its link works and nobody has decided."""
    try:
        key = signing.loads(token, salt=SALT, max_age=DAYS * 24 * 60 * 60)
    except signing.BadSignature:
        return None
    return Suggestion.objects.waiting().filter(pk=key).first()


def _send(subject: str, body: str, to: str) -> None:
    """A mail server that is away does not lose what was sent: the page has the same link."""
    title = f"{settings.SITE_NAME}: {subject}"
    letter = EmailMessage(title, body, to=[to], headers=headers(get_language()))
    try:
        letter.send()
    except (OSError, SMTPException):
        log.warning("A letter about a suggestion could not be sent.")
