"""Logs as JSON lines that say what happened and never to whom.

A log is read by people and machines that have no part in the directory, and may be seized. It
holds no address, browser, user, query or typed path. A request appears as its method, the
*pattern* of its route and its status; an exception as its type and where it was raised, not its
message, since a database quotes the rejected row in its own.
"""

import json
import logging
import traceback
from datetime import UTC, datetime
from http import HTTPStatus
from pathlib import Path

BASE_DIR = Path(__file__).resolve().parent.parent
# Loggers whose own message quotes the path, the host or the visitor's input.
QUOTING = ("django.request", "django.security", "django.server", "allauth", "gunicorn.access")
# What gunicorn writes before quoting an address or a request line.
GUNICORN_QUOTES = ("Invalid request", "Error handling request", "Error parsing", "Ignoring")


class JSONFormatter(logging.Formatter):
    """One line: time (UTC), level, logger, message, and request and exception where known."""

    def format(self, record):
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "logger": record.name,
            "message": self.message(record),
        }
        if request := self.request(record):
            line |= request
        if record.exc_info and record.exc_info[0]:
            line |= self.exception(*record.exc_info)
        return json.dumps(line, ensure_ascii=False)

    def message(self, record):
        if record.name.startswith(QUOTING):
            status = getattr(record, "status_code", None)
            return HTTPStatus(status).phrase if status else "(not kept)"
        message = record.getMessage()
        if record.name.startswith("gunicorn"):
            return next((text for text in GUNICORN_QUOTES if message.startswith(text)), message)
        return message

    def request(self, record):
        request = getattr(record, "request", None)
        status = getattr(record, "status_code", None)
        found = {"status": status} if status else {}
        if request is not None and hasattr(request, "method"):
            match = getattr(request, "resolver_match", None)
            found |= {"method": request.method, "route": match.route if match else None}
        return found

    def exception(self, kind, error, trace):
        frames = []
        for frame in traceback.extract_tb(trace):
            path = Path(frame.filename)
            if path.is_relative_to(BASE_DIR):
                path = path.relative_to(BASE_DIR)
            frames.append(f"{path}:{frame.lineno} {frame.name}")
        found = {"exception": f"{kind.__module__}.{kind.__qualname__}", "trace": frames}
        if sqlstate := getattr(error.__cause__, "sqlstate", None):
            found["sqlstate"] = sqlstate
        return found
