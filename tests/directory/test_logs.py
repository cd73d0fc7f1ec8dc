"""The logs say what happened and never to whom."""

import json
import logging
import sys

import pytest
from django.core.exceptions import DisallowedHost
from django.test import RequestFactory
from django.urls import resolve

from directory.logs import JSONFormatter

SECRETS = ("203.0.113.9", "someone", "Browser/1.0", "hush")


def line(name, message, *args, level=logging.WARNING, exc_info=None, **extra):
    record = logging.LogRecord(name, level, __file__, 1, message, args, exc_info)
    vars(record).update(extra)
    return JSONFormatter().format(record)


def visit(path="/healthz?q=someone"):
    request = RequestFactory().get(
        path, REMOTE_ADDR="203.0.113.9", headers={"User-Agent": "Browser/1.0"}
    )
    request.resolver_match = resolve("/healthz")
    return request


def caught(error):
    try:
        raise error
    except type(error):
        return sys.exc_info()


def test_a_line_is_json_with_time_level_and_message():
    found = json.loads(line("directory", "Loaded %d", 3))

    assert found["time"].endswith("+00:00")
    assert (found["level"], found["logger"], found["message"]) == (
        "warning",
        "directory",
        "Loaded 3",
    )


def test_a_request_is_its_method_route_and_status():
    found = json.loads(
        line("django.request", "%s: %s", "Not Found", "/someone", request=visit(), status_code=404)
    )

    assert (found["method"], found["route"], found["status"]) == ("GET", "healthz", 404)
    assert found["message"] == "Not Found"


def test_an_unknown_address_is_not_kept():
    request = visit("/hush")
    request.resolver_match = None

    found = json.loads(
        line("django.request", "%s: %s", "Not Found", "/hush", request=request, status_code=404)
    )

    assert found["route"] is None


@pytest.mark.parametrize(
    "written",
    [
        lambda: line("django.request", "%s: %s", "x", "/hush", request=visit(), status_code=500),
        lambda: line("django.security.DisallowedHost", "Invalid: hush", request=visit()),
        lambda: line("allauth.account", "login by someone"),
        lambda: line("gunicorn.error", "Invalid request from ip=203.0.113.9: hush"),
        lambda: line("gunicorn.error", "Error handling request %s %s", "GET", "/?q=hush"),
        lambda: line("x", "failed", exc_info=caught(ValueError("hush"))),
        lambda: line("x", "failed", exc_info=caught(DisallowedHost("hush"))),
    ],
)
def test_nothing_about_the_visitor_is_kept(written):
    text = written()

    assert not [secret for secret in SECRETS if secret in text]


def test_an_exception_is_its_type_and_place():
    found = json.loads(line("x", "failed", exc_info=caught(ValueError("hush"))))

    assert found["exception"] == "builtins.ValueError"
    assert found["trace"] == [
        f"tests/directory/test_logs.py:{caught.__code__.co_firstlineno + 2} caught"
    ]


def test_the_databases_own_code_is_kept():
    cause = Exception()
    cause.sqlstate = "23505"
    error = ValueError()
    error.__cause__ = cause

    assert json.loads(line("x", "failed", exc_info=caught(error)))["sqlstate"] == "23505"


def test_gunicorns_own_news_are_kept():
    assert json.loads(line("gunicorn.error", "Booting worker"))["message"] == "Booting worker"
