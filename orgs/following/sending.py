"""A run that writes to everybody whose time has come. Two runs at once write to nobody twice, and
one letter that cannot be sent keeps no other back. No address is logged.
"""

import logging
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from smtplib import SMTPDataError, SMTPException, SMTPRecipientsRefused
from time import monotonic

from django.core.mail import get_connection
from django.utils import timezone
from django.utils.translation import override

from orgs.actions.following import arrived, claim, following_of, release, stop_following
from orgs.feeds.atom import absolute
from orgs.following.letters import Told, digest, farewell
from orgs.following.lists import NotFollowable, followed
from orgs.following.news import Period
from orgs.models import Follower
from orgs.models.follower import Following

log = logging.getLogger(__name__)

PATIENCE = 30
"""Seconds to wait for the mail server."""

SETTLED = timedelta(minutes=5)
"""What is younger is told the next time: its transaction may not be over."""

AT_ONCE = 500
"""Followers read together."""

MOST_OF_A_CONNECTION = 100
"""Letters; many mail servers hang up after some more."""

MOST_IN_A_ROW = 5
"""Letters lost to a server that fails, after which it is left alone."""

KEPT = 1
"""Seconds for which the news of a list serves all who follow it: what is hidden meanwhile is in no
letter that is made a second later.
"""

MOST_KEPT = 500
"""Lists whose news are kept meanwhile."""

OUTCOMES = ("sent", "nothing", "ended", "refused", "failed", "unreadable", "taken")


class ServerAway(Exception):
    """The mail server cannot be reached, or fails again and again; the run is over."""


class Run:
    """Counts what came of each follower whose letter was due, by one of `OUTCOMES`."""

    def __init__(self):
        self.until = timezone.now() - SETTLED
        self.counts: Counter[str] = Counter(dict.fromkeys(OUTCOMES, 0))
        self._connection = get_connection(timeout=PATIENCE)
        self._used = self._failed_in_a_row = 0
        self._told: dict[tuple, tuple[float, Told]] = {}

    def go(self) -> None:
        """Writes to all of them. Raises ServerAway; whoever was not written to stays due."""
        Follower.objects.lapsed().delete()
        try:
            for follower in self._due():
                self.counts[self._serve(follower)] += 1
        finally:
            self._hang_up()

    def _due(self) -> Iterator[Follower]:
        due, last = Follower.objects.due(self.until).order_by("pk"), 0
        while rows := list(due.filter(pk__gt=last)[:AT_ONCE]):
            yield from rows
            last = rows[-1].pk

    def _serve(self, follower: Follower) -> str:
        following = following_of(follower)
        if following is None:
            return "unreadable"
        try:
            told = self._news(follower, following)
            letter = digest(follower, following, told) if told.news.count else None
        except NotFollowable:
            told, letter = None, farewell(following)
        except Exception as error:  # a mistake of ours about one list must not stop the others
            log.error("A letter could not be written (%s).", type(error).__name__)
            return "failed"
        if letter:
            self._dial()
        if not claim(follower=follower, following=following, until=self.until):
            return "taken"
        return self._send(follower, letter, ends=told is None) if letter else "nothing"

    def _news(self, follower: Follower, following: Following) -> Told:
        """Of the same list, language and time it is worked out once for all who are served within
        `KEPT`. As many queries as the list, else none.
        """
        key = (following.about, following.language, follower.since)
        made, told = self._told.get(key, (0.0, None))
        if told is None or monotonic() - made > KEPT:
            if len(self._told) >= MOST_KEPT:
                self._told.clear()
            made = monotonic()
            with override(following.language):
                known = followed(following.about)
                news = known.news(Period(follower.since, self.until))
                told = Told(known.title, absolute(known.path), news)
            self._told[key] = made, told
        return told

    def _send(self, follower: Follower, letter, *, ends: bool) -> str:
        """What came of a letter that is ours to send."""
        self._used += 1
        try:
            self._connection.send_messages([letter])
        except (SMTPRecipientsRefused, SMTPDataError, ValueError):
            # no such address; this letter is not wanted there; not an address at all
            release(follower=follower, until=self.until, refused=True)
            return "refused"
        except (OSError, SMTPException) as error:
            release(follower=follower, until=self.until, refused=False)
            log.warning("The mail server failed (%s).", type(error).__name__)
            self._hang_up()
            self._failed_in_a_row += 1
            if self._failed_in_a_row == MOST_IN_A_ROW:
                self.counts["failed"] += 1
                raise ServerAway(type(error).__name__) from None
            return "failed"
        self._failed_in_a_row = 0
        if ends:
            stop_following(follower=follower)
            return "ended"
        arrived(follower=follower)
        return "sent"

    def _dial(self) -> None:
        """Before a letter is claimed: a server that is away costs nobody one."""
        if self._used >= MOST_OF_A_CONNECTION:
            self._hang_up()
        try:
            self._connection.open()
        except (OSError, SMTPException) as error:
            raise ServerAway(type(error).__name__) from None

    def _hang_up(self) -> None:
        self._used = 0
        try:
            self._connection.close()
        except (OSError, SMTPException):
            self._connection = get_connection(timeout=PATIENCE)
