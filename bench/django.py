"""The application, set up for a measurement: never on the directory's own database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def temporary_database() -> Iterator[None]:
    """Django with an empty database of its own: the one in BENCH_DATABASE_URL, or SQLite."""
    with tempfile.TemporaryDirectory(prefix="directory-bench-") as folder:
        url = os.environ.get("BENCH_DATABASE_URL") or f"sqlite:///{Path(folder) / 'db.sqlite3'}"
        os.environ |= {
            "DATABASE_URL": url,
            "VAR_DIR": folder,
            "SECRET_KEY": "only-for-measuring-" + "x" * 50,
            "DJANGO_SETTINGS_MODULE": "directory.settings",
        }
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()
