"""What the machine around the program is told, and what visitors are when the database is away."""

import json
import os
import socket
import sqlite3
import subprocess
import sys
from pathlib import Path

import psycopg
import pytest
from django.db import DatabaseError, OperationalError, connection
from django.test import Client, RequestFactory

from directory import views

ROOT = Path(__file__).resolve().parents[2]
LIMIT = 1.5  # seconds
ASK = """
import json, sys, time, django
django.setup()
from django.test import Client
client = Client(raise_request_exception=False, headers={"host": "localhost"})
client.get("/no-such-page")  # loads the program and its error page
found = {}
for path in sys.argv[1:]:
    began = time.monotonic()
    response = client.get(path)
    took = time.monotonic() - began
    found[path] = [response.status_code, took, response.headers.get("Retry-After"),
                   response.content.decode(), response.headers["Cache-Control"]]
print(json.dumps(found))
"""


@pytest.fixture(params=["refuses", "is silent"])
def database_away(request):
    """The address of a PostgreSQL where nothing listens, or something that never answers."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
        if request.param == "refuses":
            listener.close()
        yield f"postgres://directory@127.0.0.1:{port}/directory"


def ask(database, *paths):
    result = subprocess.run(
        [sys.executable, "-c", ASK, *paths],
        cwd=ROOT,
        env=os.environ | {"DATABASE_URL": database, "DJANGO_SETTINGS_MODULE": "directory.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert result.returncode == 0, result.stderr
    return json.loads(result.stdout)


def test_healthz_asks_nothing_of_the_database(client):
    response = client.get("/healthz")

    assert (response.status_code, response.content) == (200, b"ok\n")


@pytest.mark.django_db
def test_readyz_says_ready(client):
    response = client.get("/readyz")

    assert (response.status_code, response.content) == (200, b"ready\n")
    assert response.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("path", ["/healthz", "/readyz"])
def test_health_is_only_read(client, path):
    assert client.post(path).status_code == 405


def test_with_the_database_away_everything_says_so_in_time(database_away):
    answers = ask(database_away, "/readyz", "/organisations/", "/healthz", "/accounts/login/")

    for path in ("/readyz", "/organisations/"):
        status, seconds, retry_after, _, caching = answers[path]
        assert (status, retry_after) == (503, str(views.RETRY_AFTER)), path
        assert "no-store" in caching, path
        assert seconds < LIMIT, path
    assert "resting" in answers["/organisations/"][3]
    assert answers["/healthz"][0] == 200


def failure(cause, kind=OperationalError):
    """An error as Django raises it: its own class, caused by the driver's."""
    error = kind("lost")
    error.__cause__ = cause
    return error


def sqlite_error(code):
    error = sqlite3.OperationalError("x")
    error.sqlite_errorcode = code
    return error


class Shutdown(psycopg.OperationalError):
    sqlstate = "57P01"


class WrongQuery(psycopg.OperationalError):
    sqlstate = "42601"


@pytest.mark.parametrize(
    "cause",
    [
        sqlite_error(sqlite3.SQLITE_BUSY),
        sqlite_error(sqlite3.SQLITE_CANTOPEN),
        sqlite_error(sqlite3.SQLITE_IOERR | 10 << 8),
        psycopg.OperationalError("connection refused"),
        Shutdown(),
    ],
)
def test_a_database_that_cannot_be_reached_is_away(cause):
    assert views.database_away(failure(cause))


@pytest.mark.parametrize(
    "error",
    [
        failure(sqlite_error(sqlite3.SQLITE_ERROR)),
        failure(WrongQuery()),
        failure(None),
        failure(psycopg.OperationalError(), DatabaseError),
        ValueError("x"),
        None,
    ],
)
def test_a_fault_of_ours_is_not_the_databases(error):
    assert not views.database_away(error)


def test_an_error_page_survives_a_broken_template(monkeypatch):
    def broken(*args):
        raise ValueError

    monkeypatch.setattr("orgs.views.errors.loader.render_to_string", broken)

    response = views.server_error(RequestFactory().get("/"))

    assert response.status_code == 500
    assert response.headers["Content-Type"].startswith("text/plain")
    assert b"The fault is ours" in response.content


@pytest.mark.django_db
def test_a_failing_view_gives_a_plain_page_and_no_details(monkeypatch):
    def broken(*args, **kwargs):
        raise ValueError("do not show this")

    monkeypatch.setattr(connection, "cursor", broken)
    response = Client(raise_request_exception=False).get("/readyz")

    assert response.status_code == 500
    assert b"do not show this" not in response.content
    assert "no-store" in response.headers["Cache-Control"]


@pytest.mark.django_db
def test_a_page_that_is_not_there_says_so_in_words(client):
    response = client.get("/no-such-page/")

    assert response.status_code == 404
    assert b"There is no such page" in response.content


@pytest.mark.parametrize(
    ("handler", "status"),
    [(views.bad_request, 400), (views.forbidden, 403), (views.csrf_failure, 403)],
)
def test_every_refusal_has_its_page(handler, status):
    assert handler(RequestFactory().get("/")).status_code == status


@pytest.mark.django_db
def test_too_many_form_fields_are_too_large(client, settings):
    settings.DATA_UPLOAD_MAX_NUMBER_FIELDS = 2

    response = client.post("/accounts/login/", {"a": 1, "b": 2, "c": 3})

    assert response.status_code == 413
