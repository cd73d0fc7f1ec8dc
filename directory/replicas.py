"""Visitors' pages read from replicas of PostgreSQL, never from one that is behind (ADR 11).

Whom an editor hides must be gone in the next request, on every machine. So a replica is read only
once it is known to have all that the primary has shown to anybody up to that moment; it is asked
on the first read of a request, and again after each read from the primary and after a while: what
a request reads from a replica knows at least as much as everything that request has read before.

Everything else is the primary's: who has a session, whatever writes or is in a transaction, and
the models that say so themselves (`read_from_primary`).
"""

import random
import threading
from time import monotonic, sleep

from django.conf import settings
from django.core.signals import request_finished
from django.db import DEFAULT_DB_ALIAS, Error, connections

from directory.breaker import Breaker

BROKEN = 3.0
"""Seconds for which a replica is left out that did not answer."""

BEHIND = 0.3
"""Seconds for which one is left out that was behind twice."""

CATCH_UP = 0.005
"""Seconds a replica gets to catch up, about what one needs that is well."""

HOLDS = 0.5
"""Seconds for which the answer holds: a long file is written from what is true as it is written."""

PRIMARY = """
SELECT system_identifier || substr(pg_walfile_name(written), 1, 8) || current_database(),
    CASE WHEN written - flushed > 24 THEN written ELSE flushed END
FROM pg_control_system(),
    (SELECT pg_current_wal_insert_lsn() AS written, pg_current_wal_flush_lsn() AS flushed) AS log
"""
"""Which history this is (cluster, timeline, database), and up to where its log is written.

*Written*, not flushed to disk: with `synchronous_commit` off, as in bulk loading, a change is seen
before it is flushed. The header of a page of the log, 24 bytes, is written before there is
anything to flush; the shortest commit is longer.
"""

REPLICA = """
SELECT pg_is_in_recovery()
    AND system_identifier || upper(lpad(to_hex(timeline_id), 8, '0')) || current_database() = %s,
    pg_last_wal_replay_lsn() >= %s
FROM pg_control_system(), pg_control_checkpoint()
"""
"""Whether it follows that history, and whether all of it up to there can be seen here.

A replica that went on when another was promoted may be further in its log and lack what the new
primary has since: its timeline tells.
"""


class Reading(threading.local):
    """Where this thread reads: on the primary, except while it answers a visitor.

    `alias` is the replica that has all this request may know, until it has to be asked again;
    `used` the one it read last.
    """

    replicas = False
    alias = None
    used = None
    until = 0.0

    def begin(self) -> None:
        self.replicas, self.alias, self.used = True, None, None

    def end(self) -> None:
        self.replicas = False


reading = Reading()
breakers = {
    alias: Breaker(alias, BROKEN) for alias in settings.DATABASES if alias != DEFAULT_DB_ALIAS
}


class Router:
    """Costs two small queries, one on the primary, whenever a replica has to be asked."""

    def db_for_read(self, model, **hints):
        if not reading.replicas:
            return DEFAULT_DB_ALIAS
        on_primary = getattr(model, "read_from_primary", False)
        if on_primary or connections[DEFAULT_DB_ALIAS].in_atomic_block:
            reading.alias = None
            return DEFAULT_DB_ALIAS
        if reading.alias is None or monotonic() > reading.until:
            reading.alias = up_to_date()
            reading.until = monotonic() + HOLDS
        if reading.alias is None:
            reading.end()
            return DEFAULT_DB_ALIAS
        reading.used = reading.alias
        return reading.alias

    def db_for_write(self, model, **hints):
        """What follows a write in the same request has to see it."""
        reading.end()
        return DEFAULT_DB_ALIAS

    def allow_relation(self, one, other, **hints):
        return True

    def allow_migrate(self, db, app_label, **hints):
        return db == DEFAULT_DB_ALIAS


def up_to_date() -> str | None:
    """A replica that has all the primary has now; None when none that answers does. The one this
    request has read comes first, then chance decides.
    """
    aliases = sorted(breakers, key=lambda alias: (alias != reading.used, random.random()))  # noqa: S311
    asked = None
    for alias in aliases:
        if breakers[alias].allows():
            asked = asked or written()
            if has(alias, *asked):
                return alias
    return None


def written() -> tuple[str, str]:
    """The primary's history, and its place in it."""
    with connections[DEFAULT_DB_ALIAS].cursor() as cursor:
        cursor.execute(PRIMARY)
        return cursor.fetchone()


def has(alias: str, history: str, position: str) -> bool:
    """Whether the replica has that history up to there, at once or a moment later."""
    breaker = breakers[alias]
    try:
        for wait in (0, CATCH_UP):
            sleep(wait)
            with connections[alias].cursor() as cursor:
                cursor.execute(REPLICA, [history, position])
                follows, has_all = cursor.fetchone()
            if not follows:
                breaker.failed("it does not follow this primary")
                return False
            if has_all:
                breaker.works()
                return True
    except Error as error:
        breaker.failed(type(error).__name__)
        return False
    breaker.rests(BEHIND)
    return False


class ReadFromReplicas:
    """Lets the public views read from replicas, for visitors who have no session. When a replica
    goes away meanwhile, the view is run again on the primary; a file that is half sent ends.

    The last of the middleware, since it calls the view itself.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        return self.get_response(request)

    def process_view(self, request, view, args, kwargs):
        reading.end()
        if not is_public(request, view):
            return None
        reading.begin()
        try:
            response = view(request, *args, **kwargs)
        except Error as error:
            reading.end()
            if not (reading.used and connections[reading.used].errors_occurred):
                raise
            breakers[reading.used].failed(type(error).__name__)
            return None
        if not response.streaming:
            reading.end()
        return response


def is_public(request, view) -> bool:
    has_session = settings.SESSION_COOKIE_NAME in request.COOKIES
    is_ours = view.__module__.startswith("orgs.")
    return request.method in {"GET", "HEAD"} and is_ours and not has_session


def when_finished(**kwargs):
    reading.end()


request_finished.connect(when_finished)
