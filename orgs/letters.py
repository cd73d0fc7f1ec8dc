"""Letters, as e-mail: what all of them say in their headers, and the yearly one to organisations:
plain text, in a language they read.
"""

import secrets
from urllib.parse import urlsplit

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import override

from orgs.actions.reminders import VALID, sign_answer
from orgs.choices import ContactPointKind, ReminderAnswer
from orgs.models import ContactPoint, Organisation, Reminder


def reminder_letter(reminder: Reminder) -> EmailMessage | None:
    """The yearly letter, to the organisation's own first e-mail address and never to a person;
    None when that is gone. One query.
    """
    organisation = reminder.organisation
    addresses = organisation.contact_points.filter(kind=ContactPointKind.EMAIL)
    to = addresses.order_by("pk").first()
    if to is None:
        return None
    language = language_of(organisation, to)
    with override(language):
        links = {
            answer.value: _address(f"answer_{answer}", sign_answer(reminder, answer))
            for answer in ReminderAnswer
        }
        context = {
            "name": organisation.name,
            "verified_on": organisation.verified_on,
            "entry": _address("organisation", organisation.slug),
            "home": _address("home"),
            "links": links,
            "days": VALID.days,
            "site_name": settings.SITE_NAME,
        }
        return EmailMessage(
            subject=render_to_string("orgs/mail/reminder_subject.txt", context).strip(),
            body=render_to_string("orgs/mail/reminder.txt", context).strip() + "\n",
            to=[to.value],
            headers={
                **headers(language),
                # Without the header for one click: no programme may press the button.
                "List-Unsubscribe": f"<{links[ReminderAnswer.REMOVED]}>",
            },
        )


def headers(language: str) -> dict[str, str]:
    """Of every letter: a programme wrote it, and no programme shall answer. Django's Message-ID
    would tell the name of this machine and the time.
    """
    return {
        "Auto-Submitted": "auto-generated",
        "Content-Language": language,
        "Message-ID": f"<{secrets.token_hex(16)}@{host()}>",
        "X-Auto-Response-Suppress": "All",
    }


def host() -> str:
    """Of this site, without a port."""
    return urlsplit(settings.SITE_URL).hostname or ""


def language_of(organisation: Organisation, address: ContactPoint) -> str:
    """The first language of the interface among those spoken at the address, of the name and of
    the organisation's work; else the site's own.
    """
    spoken = [address.language, organisation.name_language, *organisation.languages]
    offered = dict(settings.LANGUAGES)
    for tag in filter(None, spoken):
        for known in (tag.lower(), tag.lower().split("-")[0]):
            if known in offered:
                return known
    return settings.LANGUAGE_CODE


def _address(name: str, *args) -> str:
    return settings.SITE_URL + reverse(name, args=args)
