"""The test database as migrating leaves it: made once, and copied ever after.

Migrating takes a process fifteen seconds. So the first one that finds no copy migrates and keeps
one; the other workers, and the next runs, begin with it. Tests that commit cannot roll back:
emptying the tables and loading the reference data again takes seconds and forgets the search
tables, which are no models'; a copy takes none and forgets nothing.

A copy is named after all it is made from. When any of that changes, the next run migrates.
"""

import fcntl
import sqlite3
import sys
from contextlib import closing
from hashlib import sha256
from pathlib import Path

from django.db.backends.signals import connection_created
from django.utils.timezone import localdate

ROOT = Path(__file__).resolve().parent.parent


def name_of_the_copy() -> str:
    """Sixteen letters from the program, its data, its packages and the day."""
    around = f"{ROOT} {sys.version} {sqlite3.sqlite_version} {localdate()}"
    found = sha256(around.encode())
    files = [Path(__file__), *ROOT.glob("requirements*.txt")]
    for folder in ("directory", "orgs"):
        files += (path for path in (ROOT / folder).rglob("*") if path.suffix in {".py", ".json"})
    for path in sorted(files):
        found.update(str(path).encode() + b"\0" + path.read_bytes())
    return found.hexdigest()[:16]


class Keeper:
    """`begin` before the test database is made and `keep` after it; one process at a time is
    between the two without a copy. Then `restore` as often as needed.
    """

    def __init__(self, connection, folder: Path):
        self.connection = connection
        self.folder = folder
        self.name = name_of_the_copy()
        self.lock = (folder / f"{connection.vendor}.lock").open("w")

    def begin(self):
        fcntl.flock(self.lock, fcntl.LOCK_EX)
        if self.is_there():
            fcntl.flock(self.lock, fcntl.LOCK_UN)
            self.begin_with_the_copy()

    def keep(self):
        if not self.is_there():
            self.forget_older_ones()
            self.copy()
        self.lock.close()


class SQLite(Keeper):
    """Keeps a file, which is copied into the database in memory."""

    @property
    def path(self):
        return self.folder / f"{self.name}.sqlite3"

    def is_there(self):
        return self.path.exists()

    def begin_with_the_copy(self):
        connection_created.connect(self.fill)

    def fill(self, connection, **kwargs):
        if connection is self.connection:
            connection_created.disconnect(self.fill)
            self.restore()

    def forget_older_ones(self):
        for path in self.folder.glob("*.sqlite3"):
            path.unlink(missing_ok=True)

    def copy(self):
        unfinished = self.path.with_suffix(".new")
        unfinished.unlink(missing_ok=True)
        self.connection.ensure_connection()
        with closing(sqlite3.connect(unfinished)) as copy:
            self.connection.connection.backup(copy)
        unfinished.rename(self.path)

    def restore(self):
        self.connection.ensure_connection()
        with closing(sqlite3.connect(self.path)) as copy:
            copy.backup(self.connection.connection)


class PostgreSQL(Keeper):
    """Keeps a second database, of which the test database is made."""

    OURS = f"directory_tests_{sha256(str(ROOT).encode()).hexdigest()[:8]}_"

    @property
    def kept(self):
        return self.OURS + self.name

    @property
    def used(self):
        return self.connection.settings_dict["NAME"]

    def all(self):
        with self.connection._nodb_cursor() as cursor:
            cursor.execute("SELECT datname FROM pg_database")
            return {name for (name,) in cursor.fetchall() if name.startswith(self.OURS)}

    def is_there(self):
        return self.kept in self.all()

    def begin_with_the_copy(self):
        self.connection.settings_dict["TEST"]["TEMPLATE"] = self.kept

    def forget_older_ones(self):
        self.run(*(f'DROP DATABASE "{name}"' for name in self.all()))

    def copy(self):
        self.run(f'CREATE DATABASE "{self.kept}" TEMPLATE "{self.used}"')

    def restore(self):
        self.run(
            f'DROP DATABASE IF EXISTS "{self.used}" WITH (FORCE)',
            f'CREATE DATABASE "{self.used}" TEMPLATE "{self.kept}"',
        )

    def run(self, *statements):
        # A template must have no connections.
        self.connection.close()
        self.connection.close_pool()
        with self.connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)


def keeper(connection, folder: Path) -> Keeper:
    """The keeper for this kind of database; SQLite's copies are in the folder."""
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor](connection, folder)
