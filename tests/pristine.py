"""Puts a database back as the migrations left it, in milliseconds.

Tests that commit cannot roll back. Emptying the tables and loading the reference data again takes
seconds and forgets the search tables, which are no models'; a copy of the whole database takes
none and forgets nothing.
"""

import sqlite3


class SQLite:
    """Copies the database in memory to another one in memory, and back."""

    def __init__(self, connection):
        self.connection = connection
        self.copy = sqlite3.connect(":memory:", check_same_thread=False)
        connection.ensure_connection()
        connection.connection.backup(self.copy)

    def restore(self):
        self.connection.ensure_connection()
        self.copy.backup(self.connection.connection)

    def forget(self):
        self.copy.close()


class PostgreSQL:
    """Keeps a second database, of which the test database is made anew."""

    def __init__(self, connection):
        self.connection = connection
        quote = connection.ops.quote_name
        self.name = quote(connection.settings_dict["NAME"])
        self.kept = quote(connection.settings_dict["NAME"] + "_pristine")
        self.run(f"DROP DATABASE IF EXISTS {self.kept}")
        self.run(f"CREATE DATABASE {self.kept} TEMPLATE {self.name}")

    def run(self, *statements):
        # A template must have no connections.
        self.connection.close()
        self.connection.close_pool()
        with self.connection._nodb_cursor() as cursor:
            for statement in statements:
                cursor.execute(statement)

    def restore(self):
        self.run(
            f"DROP DATABASE IF EXISTS {self.name} WITH (FORCE)",
            f"CREATE DATABASE {self.name} TEMPLATE {self.kept}",
        )

    def forget(self):
        self.run(f"DROP DATABASE {self.kept}")


def keep(connection):
    """The keeper for this kind of database, with its copy made."""
    return {"sqlite": SQLite, "postgresql": PostgreSQL}[connection.vendor](connection)
