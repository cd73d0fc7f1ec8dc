"""How the application is served; found by gunicorn in the directory it starts from."""

import os
from pathlib import Path

bind = f"{os.environ.get('HOST') or '127.0.0.1'}:{os.environ.get('PORT') or '8000'}"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
worker_class = "directory.server.Worker"  # threads only for clients that keep up
threads = int(os.environ.get("WEB_THREADS") or 4)  # so that a long export holds up nobody
preload_app = True  # load once, share the memory, fail before the first request
timeout = 60  # seconds a worker may be silent
keepalive = 5
sendfile = False  # the system would wait for a slow reader for ever
limit_request_line = 8190  # many filters make a long address
control_socket_disable = True  # nothing to steer the server by but signals
accesslog = None  # visitors are not recorded
if Path("/dev/shm").is_dir():  # noqa: S108 - memory, so that a slow disk never stops a heartbeat
    worker_tmp_dir = "/dev/shm"  # noqa: S108

logconfig_dict = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "directory.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        "gunicorn.error": {"handlers": ["stderr"], "level": "INFO", "propagate": False},
        "gunicorn.access": {"handlers": [], "level": "ERROR", "propagate": False},
    },
}
