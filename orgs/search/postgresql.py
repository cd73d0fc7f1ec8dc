"""Full-text search on PostgreSQL: vectors generated from our own folded words, with GIN indexes.

The words become lexemes as they are (`array_to_tsvector`), so that no parser, dictionary or
stemmer of the server takes part and results are those of SQLite.
"""

import struct
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, transaction

from orgs.models import among
from orgs.search.position import ID_MASK
from orgs.search.terms import Term

_TABLE = "orgs_searchtext"
_FEW = 16


def find(term: Term, *, names_only: bool = False) -> tuple[int, ...]:
    """The organisations in whose texts the words of a term stand side by side; one query."""
    words = [f"'{word}'" for word in term.words]
    if term.prefix:
        words[-1] += ":*"
    return _matching(" & ".join(words), names_only, term if term.is_phrase else None)


def find_any(words: Sequence[str], *, names_only: bool = False) -> tuple[int, ...]:
    """The organisations in whose texts any of the words stands; one query."""
    return _matching(" | ".join(f"'{word}'" for word in words), names_only)


def _matching(expression: str, names_only: bool, phrase: Term | None = None) -> tuple[int, ...]:
    """A tsquery. Words have no quotes or backslashes in them: only letters, digits and marks.
    That they stand side by side is looked up in the text, the same on every database.

    All ids come as one value, several times faster than as rows.
    """
    column = "name_words" if names_only else "all_words"
    sql = (
        f"SELECT string_agg(int4send((position & {ID_MASK})::integer), '') FROM {_TABLE}"  # noqa: S608
        f" WHERE {column} @@ %s::tsquery"
    )
    parameters = [expression]
    if phrase:
        columns = ["names"] if names_only else ["names", "body"]
        beside = " OR ".join(f"strpos(' ' || {name} || ' ', %s) > 0" for name in columns)
        sql += f" AND ({beside})"
        parameters += [phrase.needle] * len(columns)
    with connection.cursor() as cursor:
        cursor.execute(sql, parameters)
        (sent,) = cursor.fetchone()
    sent = bytes(sent or b"")
    return struct.unpack(f">{len(sent) // 4}I", sent)


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Rows into a table as fast as the database takes them; values as its driver takes them."""
    with (
        connection.wrap_database_errors,  # Django does so for all but COPY
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def replace(table: str, columns: Sequence[str], rows: Sequence[Sequence]) -> None:
    """Rows in the place of those with the same key, the first column: a few by one statement, many
    as fast as the database takes them.
    """
    key, *others = columns
    with connection.cursor() as cursor:
        if len(rows) > _FEW:
            condition, parameter = among(key, [row[0] for row in rows])
            cursor.execute(f"DELETE FROM {table} WHERE {condition}", [parameter])  # noqa: S608
            insert(table, columns, rows)
            return
        line = f"({', '.join(['%s'] * len(columns))})"
        cursor.execute(
            f"INSERT INTO {table} ({', '.join(columns)}) VALUES {', '.join([line] * len(rows))}"  # noqa: S608
            f" ON CONFLICT ({key}) DO UPDATE"
            f" SET {', '.join(f'{name} = excluded.{name}' for name in others)}",
            [value for row in rows for value in row],
        )


def count_words(table: str, more: list[tuple], less: list[tuple]) -> None:
    """Adds (word, length, by) to a table of words, and takes (by, word); none stays at zero."""
    with connection.cursor() as cursor:
        if more:
            cursor.execute(
                f"INSERT INTO {table} AS old (word, length, frequency)"  # noqa: S608
                " SELECT * FROM unnest(%s::varchar[], %s::smallint[], %s::integer[])"
                " ON CONFLICT (word) DO UPDATE SET frequency = old.frequency + excluded.frequency",
                [list(column) for column in zip(*more, strict=True)],
            )
        if less:
            by, words = (list(column) for column in zip(*less, strict=True))
            cursor.execute(
                "WITH taken (by, word) AS (SELECT * FROM unnest(%s::integer[], %s::varchar[])),"  # noqa: S608
                f" gone AS (DELETE FROM {table} USING taken"
                f" WHERE {table}.word = taken.word AND frequency <= by)"
                f" UPDATE {table} SET frequency = frequency - by FROM taken"
                f" WHERE {table}.word = taken.word AND frequency > by",
                [by, words],
            )


def next_ids(table: str, count: int) -> list[int]:
    """Keys for new rows, from the table's own sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [table, count],
        )
        return [key for (key,) in cursor.fetchall()]


@contextmanager
def reading() -> Iterator[None]:
    """Much is read: outside a transaction the server would write all of it down first, for a cursor
    that outlives its statement.
    """
    with transaction.atomic():
        yield


@contextmanager
def roomy() -> Iterator[None]:
    """Much is written in one transaction: the server has its memory already."""
    yield


@contextmanager
def loading() -> Iterator[None]:
    """A bulk load: the last moments may be lost in a crash of the machine (never half a
    transaction), and the index is updated in larger portions.
    """
    with connection.cursor() as cursor:
        cursor.execute("SET synchronous_commit TO off; SET gin_pending_list_limit TO '64MB'")
        try:
            yield
        finally:
            cursor.execute("RESET synchronous_commit; RESET gin_pending_list_limit")


def settle() -> None:
    """After a bulk load: statistics for the planner, and what the index still had to merge."""
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE")
