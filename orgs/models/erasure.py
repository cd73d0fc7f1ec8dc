"""What is left of somebody who was erased: enough to recognise them, too little to know them."""

import hashlib
import hmac
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.models.fields import PartialDateField
from orgs.text import digits, fold, words

SHORTEST_NUMBER = 6
"""Digits from which on a telephone number is one person's rather than an extension."""
TELLING_DIGITS = 8
"""Digits at a number's end that are compared: prefixes are written in many ways."""


class Identity(NamedTuple):
    """How somebody is known at an organisation, by its permanent id."""

    organisation: str
    name: str = ""
    email: str = ""
    phone: str = ""

    def facts(self) -> dict[str, str]:
        """What is hashed, by kind; what is empty or too short is left out. The order of the words
        of a name does not matter, and a name counts at its organisation only.
        """
        name = " ".join(sorted(words(self.name)))
        phone = digits(self.phone)
        facts = {
            "email": fold(self.email),
            "phone": phone[-TELLING_DIGITS:] if len(phone) >= SHORTEST_NUMBER else "",
            "name": f"{self.organisation} {name}" if name else "",
        }
        return {kind: fact for kind, fact in facts.items() if fact}

    def hashes(self, key: str) -> dict[str, str]:
        """HMAC-SHA256 of each fact under a key, in hexadecimal."""
        return {
            kind: hmac.new(key.encode(), f"{kind}:{fact}".encode(), hashlib.sha256).hexdigest()
            for kind, fact in self.facts().items()
        }


class ErasedPersonQuerySet(models.QuerySet):
    def matching(self, identity: Identity):
        """The tombstones of this person, under the present key and earlier ones."""
        found = Q(pk__in=[])
        for key in settings.ERASURE_KEYS:
            for kind, value in identity.hashes(key).items():
                found |= Q(**{kind: value})
        return self.filter(found)

    def remember(self, identity: Identity) -> None:
        """Leaves a tombstone, once. Two queries."""
        hashes = identity.hashes(settings.ERASURE_KEYS[0])
        if hashes:
            self.get_or_create(**{"email": "", "phone": "", "name": ""} | hashes)

    def forget(self, identity: Identity) -> None:
        """No longer recognises these facts; a tombstone may hold others, of somebody else. Four
        queries a key.
        """
        for key in settings.ERASURE_KEYS:
            for kind, value in identity.hashes(key).items():
                self.filter(**{kind: value}).update(**{kind: ""})
        self.filter(email="", phone="", name="").delete()

    def among(self, identities: list[Identity]) -> list[bool]:
        """For each, whether somebody with this e-mail address, number or name was erased; one
        query, however many there are.
        """
        rows = self.values_list("email", "phone", "name")
        known = {value for row in rows for value in row if value}
        if not known:
            return [False] * len(identities)
        return [
            any(known.intersection(one.hashes(key).values()) for key in settings.ERASURE_KEYS)
            for one in identities
        ]


def this_month() -> str:
    """The month, which is as near as a tombstone says when."""
    return timezone.localdate().isoformat()[:7]


class ErasedPerson(models.Model):
    """A tombstone: keyed hashes of how somebody was known, so that nobody enters them again by
    mistake. Without the key nothing can be read or tried out from it.
    """

    email = models.CharField(
        _("e-mail"), max_length=64, blank=True, help_text=_("A keyed hash of the folded address.")
    )
    phone = models.CharField(
        _("telephone"),
        max_length=64,
        blank=True,
        help_text=_("A keyed hash of the last digits of the number."),
    )
    name = models.CharField(
        _("name at the organisation"),
        max_length=64,
        blank=True,
        help_text=_("A keyed hash of the folded name with the organisation’s permanent id."),
    )
    erased_in = PartialDateField(
        _("erased in"), default=this_month, help_text=_("The month; no day is kept.")
    )

    objects = ErasedPersonQuerySet.as_manager()

    class Meta:
        verbose_name = _("erased person")
        verbose_name_plural = _("erased people")
        ordering = ["-erased_in", "pk"]

    def __str__(self):
        return f"erased person {self.pk}" if self.pk else "erased person"
