"""Who follows a list by e-mail. Who that is, and which list, only the program can read."""

import json
from datetime import datetime, timedelta
from string import ascii_lowercase, ascii_uppercase
from typing import NamedTuple

from django.conf import settings
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import Rhythm
from orgs.models.fields import one_of
from orgs.sealed import digests, seal, unseal

_PURPOSE = "follower"
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)

EVERY = {
    Rhythm.DAILY: timedelta(hours=20),
    Rhythm.WEEKLY: timedelta(days=7) - timedelta(hours=4),
}
"""How long a letter is waited for at least. Some hours less than said, since what runs at six in
the morning runs at one minute to six, too.
"""


class Following(NamedTuple):
    """What is sealed: where to write, about which list, in which language."""

    email: str
    about: str
    language: str

    @property
    def digests(self) -> list[str]:
        """Under which a row of it is found; whatever the case of the address. Of ASCII alone: ß
        is no ss in a mailbox's name, and who has the one must not answer for the other.
        """
        return digests(f"{self.email.translate(_LOWER)}\0{self.about}", _PURPOSE)


class FollowerQuerySet(models.QuerySet):
    def confirmed(self):
        return self.filter(confirmed_at__isnull=False)

    def lapsed(self):
        """Asked for and never confirmed in the time there is for it."""
        return self.filter(confirmed_at=None, asked_at__lte=timezone.now() - time_to_confirm())

    def due(self, until: datetime):
        """Those whose next letter tells what is new up to `until`."""
        due = models.Q()
        for rhythm, pause in EVERY.items():
            due |= models.Q(rhythm=rhythm, since__lte=until - pause)
        return self.confirmed().filter(due)


def time_to_confirm() -> timedelta:
    return timedelta(days=settings.RETENTION["followers_unconfirmed"])


class Follower(models.Model):
    """Somebody's wish to be written to. It has no history, and goes when they leave."""

    sealed = models.BinaryField(
        help_text=_("The address, the list and the language, sealed (AES-256-GCM)."),
    )
    digest = models.CharField(
        max_length=64,
        unique=True,
        editable=False,
        help_text=_("Keyed hash of the address and the list: nobody follows a list twice."),
    )
    rhythm = models.CharField(
        _("rhythm"), max_length=6, choices=Rhythm, help_text=_("How often letters come at most.")
    )
    asked_at = models.DateTimeField(
        _("asked"), default=timezone.now, help_text=_("When it was last asked for.")
    )
    confirmed_at = models.DateTimeField(
        _("confirmed"), null=True, blank=True, help_text=_("When the link in the letter was used.")
    )
    since = models.DateTimeField(
        _("since"), default=timezone.now, help_text=_("Up to when they were told what is new.")
    )
    failures = models.PositiveSmallIntegerField(
        _("failures"), default=0, help_text=_("Letters in a row that the mail server refused.")
    )

    objects = FollowerQuerySet.as_manager()

    class Meta:
        verbose_name = _("follower")
        verbose_name_plural = _("followers")
        ordering = ["pk"]
        constraints = [one_of("rhythm", Rhythm)]
        indexes = [models.Index(fields=["since"], name="orgs_follower_since")]

    def __str__(self):
        return f"follower {self.pk}" if self.pk else "follower"

    @property
    def following(self) -> Following:
        """Raises `orgs.sealed.Unreadable` when no key opens it."""
        return Following(*json.loads(unseal(self.sealed, _PURPOSE)))

    @following.setter
    def following(self, following: Following):
        """Under the newest key."""
        self.sealed = seal(json.dumps(following), _PURPOSE)
        self.digest = following.digests[0]

    @property
    def is_confirmed(self) -> bool:
        return self.confirmed_at is not None
