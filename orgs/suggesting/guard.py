"""What keeps machines from the public forms, without an account, a cookie or a puzzle.

A form carries a signed ticket that says when it was opened: nobody fills in a form within three
seconds, and no form is open for more than half a day. It also carries what the form showed, so
that only what the sender changed is taken for a change. A ticket is the form's protection against
other sites, too: no cookie stands behind it that a foreign page could make a browser send.
"""

import hashlib
import ipaddress
import json
import secrets
import time
from dataclasses import dataclass, field, replace

from django.conf import settings
from django.core import signing
from django.core.cache import cache
from django.utils import timezone
from django.utils.crypto import salted_hmac

from orgs.proposals import Values

QUICKEST, LONGEST = 3, 12 * 60 * 60
"""Seconds between opening a form and sending it."""

HOUR, DAY = 60 * 60, 24 * 60 * 60
SENDINGS = ((10, HOUR), (40, DAY))
"""How many may be sent from one address within so many seconds. Many people share one (a school,
Tor), so it is more than one person needs."""

LETTERS = ((3, HOUR), (6, DAY))
"""How many letters one e-mail address is sent: nobody's mailbox is filled from here."""


def now() -> float:
    return time.time()


@dataclass(frozen=True)
class Ticket:
    """Of a form that was opened: when, a number drawn for it alone, and what it showed."""

    form: str
    shown: Values = field(default_factory=dict)
    opened: float = field(default_factory=lambda: now())
    drawn: str = field(default_factory=lambda: secrets.token_urlsafe(16))

    def __str__(self):
        kept = [self.opened, self.drawn, self.shown]
        return signing.dumps(kept, salt=_salt(self.form), compress=True)

    @classmethod
    def read(cls, form: str, text: str) -> "Ticket | None":
        """The ticket of a form with this name; None for anything that is none."""
        try:
            opened, drawn, shown = signing.loads(text, salt=_salt(form))
        except signing.BadSignature:
            return None
        return cls(form, shown, opened, drawn)

    @property
    def is_in_time(self) -> bool:
        return QUICKEST <= now() - self.opened <= LONGEST

    def again(self) -> "Ticket":
        """For the same form, opened anew because something in it has to be put right."""
        return replace(self, opened=now(), drawn=secrets.token_urlsafe(16))

    def follow_token(self, facts: dict) -> str:
        """With which the sender follows what was sent. The same form with the same contents gives
        the same one, so that sending twice is sending once; nobody else can work it out.
        """
        sent = json.dumps([self.drawn, facts], sort_keys=True, default=str)
        return salted_hmac("orgs.suggesting.follow", sent, algorithm="sha256").hexdigest()


def _salt(form: str) -> str:
    return f"orgs.suggesting.{form}"


def is_from_elsewhere(request) -> bool:
    """Whether the browser says that another site made it send this."""
    return request.headers.get("Sec-Fetch-Site") == "cross-site"


def client_address(request) -> str:
    """Of whoever asks, by way of our own proxies only. Of IPv6 the network: one household has
    more addresses than could be counted.
    """
    text = request.META.get("REMOTE_ADDR", "")
    passed = request.headers.get("X-Forwarded-For", "").split(",")
    if settings.TRUSTED_PROXIES and len(passed) >= settings.TRUSTED_PROXIES:
        text = passed[-settings.TRUSTED_PROXIES].strip() or text
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return ""
    if address.version == 4:
        return str(address)
    return str(ipaddress.ip_network((address, 64), strict=False))


def may_send(request) -> bool:
    return _counted("from", client_address(request), SENDINGS)


def may_write_to(email: str) -> bool:
    return _counted("to", _mailbox(email), LETTERS)


def _mailbox(email: str) -> str:
    """One text for the names that many mail servers deliver to one mailbox: with dots, with a part
    after a plus, in quotation marks. Two mailboxes that become one share what they may be sent.
    """
    name, _at, domain = email.lower().rpartition("@")
    plain = name.strip('"').split("+")[0].replace(".", "")
    return f"{plain or name}@{domain}"


def _counted(what: str, who: str, limits) -> bool:
    """Takes a place among the first so many; False when all are taken. A place is a row that can
    be added once, so that workers that count at the same time never give one twice.
    """
    key = f"suggesting:{what}:{_hashed(who)}"
    return all(
        any(cache.add(f"{key}:{seconds}:{place}", 1, seconds) for place in range(most))
        for most, seconds in limits
    )


def _hashed(who: str) -> str:
    """An address so that nobody can tell it any more once the day is over: the salt is drawn at
    random, kept with the counts and forgotten with them.
    """
    name = f"suggesting:salt:{timezone.localdate().isoformat()}"
    cache.add(name, secrets.token_hex(16), DAY)
    return hashlib.sha256(f"{cache.get(name)}{who}".encode()).hexdigest()
