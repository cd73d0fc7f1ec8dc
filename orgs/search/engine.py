"""The database's own part of searching, behind one interface.

Each engine module has `find`, `find_any` and `reading`, and for writing `insert`, `replace`,
`count_words`, `next_ids`, `roomy`, `loading` and `settle`. The rest of the package is the same on
every database.
"""

from types import ModuleType

from django.db import connection

from orgs.search import postgresql, sqlite


def engine(vendor: str | None = None) -> ModuleType:
    """The module for the database in use."""
    return {"sqlite": sqlite, "postgresql": postgresql}[vendor or connection.vendor]
