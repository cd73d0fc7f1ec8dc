"""Full-text search on SQLite: an FTS5 table over `SearchText`.

The ``ascii`` tokenizer splits at ASCII punctuation and blanks only and leaves every other
character alone, which is exactly how our folded words are separated. The text itself is not
stored twice (external content), and its row addresses are the static order.

A trigger takes texts out of the index, whoever deletes them. They are put in by `insert`: a
trigger would make FTS5 write its buffer out after every row.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection

from orgs.models import among
from orgs.search.position import ID_MASK
from orgs.search.terms import Term

_TABLE = "orgs_searchtext"
_INDEX = "orgs_searchtext_fts"


def find(term: Term, *, names_only: bool = False) -> list[int]:
    """The organisations in whose texts the words of a term stand side by side; one query."""
    words = [f'"{word}"' for word in term.words]
    if term.prefix:
        words[-1] += "*"
    return _matching(" AND ".join(words), names_only, term if term.is_phrase else None)


def find_any(words: Sequence[str], *, names_only: bool = False) -> list[int]:
    """The organisations in whose texts any of the words stands; one query."""
    return _matching(" OR ".join(f'"{word}"' for word in words), names_only)


def _matching(expression: str, names_only: bool, phrase: Term | None = None) -> list[int]:
    """FTS5's own syntax. Words have no quotes in them: only letters, digits and marks. That they
    stand side by side is looked up in the text, the same on every database.
    """
    if names_only:
        expression = f"{{names}} : ({expression})"
    sql = f"SELECT f.rowid & {ID_MASK} FROM {_INDEX} f"  # noqa: S608
    parameters = [expression]
    if phrase:
        columns = ["names"] if names_only else ["names", "body"]
        beside = " OR ".join(f"instr(' ' || t.{column} || ' ', %s)" for column in columns)
        sql += f" JOIN {_TABLE} t ON t.position = f.rowid AND ({beside})"
        parameters = [*[phrase.needle] * len(columns), expression]
    with connection.cursor() as cursor:
        cursor.execute(f"{sql} WHERE f.{_INDEX} MATCH %s", parameters)
        return [pk for (pk,) in cursor.fetchall()]


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Rows into a table as fast as the database takes them; values as its driver takes them. Texts
    go into their index as well.
    """
    if table == _TABLE:
        rows = list(rows)
        _insert("INSERT", _INDEX, ("rowid", *columns[1:]), rows)
    _insert("INSERT", table, columns, rows)


def replace(table: str, columns: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Rows in the place of those with the same key, the first column, and of whatever else must
    not be there twice.
    """
    if table != _TABLE:
        _insert("INSERT OR REPLACE", table, columns, rows)
        return
    condition, parameter = among(columns[0], [row[0] for row in rows])
    with connection.cursor() as cursor:  # the trigger is not told of what is written over
        cursor.execute(f"DELETE FROM {table} WHERE {condition}", [parameter])  # noqa: S608
    insert(table, columns, rows)


def _insert(verb: str, table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    places = ", ".join(["%s"] * len(columns))
    with connection.cursor() as cursor:
        cursor.executemany(f"{verb} INTO {table} ({', '.join(columns)}) VALUES ({places})", rows)


def count_words(table: str, more: list[tuple], less: list[tuple]) -> None:
    """Adds (word, length, by) to a table of words, and takes (by, word); none stays at zero."""
    with connection.cursor() as cursor:
        if more:
            cursor.executemany(
                f"INSERT INTO {table} (word, length, frequency) VALUES (%s, %s, %s)"  # noqa: S608
                " ON CONFLICT (word) DO UPDATE SET frequency = frequency + excluded.frequency",
                more,
            )
        if less:
            cursor.executemany(
                f"DELETE FROM {table} WHERE frequency <= %s AND word = %s",  # noqa: S608
                less,
            )
            cursor.executemany(
                f"UPDATE {table} SET frequency = frequency - %s WHERE word = %s",  # noqa: S608
                less,
            )


def next_ids(table: str, count: int) -> list[int]:
    """Keys for new rows; the caller is in a transaction, and so the only writer."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT seq FROM sqlite_sequence WHERE name = %s", [table])
        last = (cursor.fetchone() or (0,))[0]
    return list(range(last + 1, last + count + 1))


@contextmanager
def reading() -> Iterator[None]:
    """Much is read: rows come as they are found."""
    yield


@contextmanager
def roomy(megabytes: int = 64) -> Iterator[None]:
    """Much is written in one transaction: a page cache of this size instead of 2 MB, so that the
    pages of an index are not written and read again for every few rows.
    """
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA cache_size")
        (cache,) = cursor.fetchone()
        cursor.execute(f"PRAGMA cache_size = -{megabytes * 1024}")
        try:
            yield
        finally:
            cursor.execute(f"PRAGMA cache_size = {cache}")


@contextmanager
def loading() -> Iterator[None]:
    """A bulk load: a page cache of 256 MB and a word buffer of 32 MB instead of 2 and 1, and
    the full-text index merged once, at the end.
    """
    with roomy(256), connection.cursor() as cursor:
        _configure(cursor, hashsize=32 * 1024 * 1024, automerge=0)
        try:
            yield
        finally:
            _configure(cursor, hashsize=1024 * 1024, automerge=4)


def _configure(cursor, **options: int) -> None:
    for name, value in options.items():
        cursor.execute(
            f"INSERT INTO {_INDEX}({_INDEX}, rank) VALUES (%s, %s)",  # noqa: S608
            [name, value],
        )


def settle() -> None:
    """After a bulk load: merges the index and gathers statistics for the planner."""
    with connection.cursor() as cursor:
        cursor.execute(f"INSERT INTO {_INDEX}({_INDEX}) VALUES ('optimize')")  # noqa: S608
        cursor.execute("ANALYZE")
