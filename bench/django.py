"""The application, set up for a measurement: never on the directory's own database."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def environment(url: str, folder: Path) -> dict[str, str]:
    """What a process needs to work with the database at `url` and write nowhere but `folder`."""
    return {
        "DATABASE_URL": url,
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "SECRET_KEY": "only-for-measuring-" + "x" * 50,
        "SITE_URL": "http://127.0.0.1",
        "DJANGO_SETTINGS_MODULE": "directory.settings",
    }


@contextmanager
def temporary_database() -> Iterator[None]:
    """Django with an empty SQLite database of its own."""
    with tempfile.TemporaryDirectory(prefix="directory-bench-") as folder:
        os.environ |= environment(f"sqlite:///{Path(folder) / 'db.sqlite3'}", Path(folder))
        import django
        from django.core.management import call_command
        from django.db import connections

        django.setup()
        call_command("migrate", verbosity=0)
        try:
            yield
        finally:
            connections.close_all()
