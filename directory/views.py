"""Health, and the pages for when something went wrong."""

import sqlite3
import sys

import psycopg
from django.db import InterfaceError, OperationalError, connection
from django.http import Http404, HttpResponse
from django.views.decorators.http import require_safe

from orgs.views.errors import RETRY_AFTER, error_page

# What SQLite says when the file is busy or cannot be reached, as opposed to a wrong query.
SQLITE_AWAY = {
    sqlite3.SQLITE_BUSY,
    sqlite3.SQLITE_LOCKED,
    sqlite3.SQLITE_CANTOPEN,
    sqlite3.SQLITE_IOERR,
    sqlite3.SQLITE_FULL,
}
# SQLSTATE classes: connection, resources, operator intervention (shutdown).
POSTGRESQL_AWAY = ("08", "53", "57P")


@require_safe
def healthz(request):
    """The process answers. Asks nothing of the database, so that a restart is not its cure."""
    return plain("ok")


@require_safe
def readyz(request):
    """The process can serve pages: one trivial query. 503 within 1.5 s when it cannot."""
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except (OperationalError, InterfaceError):
        return plain("database away", status=503)
    return plain("ready")


def nowhere(request, **kwargs):
    """An address that is nobody's."""
    raise Http404


def plain(text, status=200):
    headers = {"Cache-Control": "no-store"}
    if status == 503:
        headers["Retry-After"] = str(RETRY_AFTER)
    return HttpResponse(f"{text}\n", status=status, content_type="text/plain", headers=headers)


# Error pages. Django calls these with the exception at hand.


def bad_request(request, exception=None):
    return error_page(request, 413 if is_too_large(exception) else 400)


def forbidden(request, exception=None):
    return error_page(request, 403)


def csrf_failure(request, reason=""):
    """The form was open too long, or was sent from another site."""
    return error_page(request, 403)


def not_found(request, exception=None):
    return error_page(request, 404)


def too_many(request, exception=None):
    return error_page(request, 429)


def server_error(request):
    """500, or 503 when the cause is that the database is away."""
    return error_page(request, 503 if database_away(sys.exc_info()[1]) else 500)


def is_too_large(exception):
    return type(exception).__name__ in {"RequestDataTooBig", "TooManyFieldsSent"}


def database_away(error):
    """Whether the failure passes by itself: a lost or refused connection, a lock, a full disk.

    A wrong query raises the same class, OperationalError, but is a fault of ours: 500.
    """
    if not isinstance(error, OperationalError | InterfaceError):
        return False
    cause = error.__cause__
    if isinstance(cause, sqlite3.Error):
        # The low byte is the kind, the rest its detail.
        return getattr(cause, "sqlite_errorcode", 0) & 0xFF in SQLITE_AWAY
    if isinstance(cause, psycopg.Error):
        return cause.sqlstate is None or cause.sqlstate.startswith(POSTGRESQL_AWAY)
    return False
