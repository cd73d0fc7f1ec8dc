"""Full-text search on PostgreSQL: vectors generated from our own folded words, with GIN indexes.

The words become lexemes as they are (`array_to_tsvector`), so that no parser, dictionary or
stemmer of the server takes part and results are those of SQLite.
"""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager

from django.db import connection
from django.db.models.expressions import RawSQL

from orgs.search.terms import Wanted

_TABLE = "orgs_searchtext"
_LEXEMES = "array_to_tsvector(string_to_array({text}, ' '))"

CREATE = [
    f"""ALTER TABLE {_TABLE}
        ADD COLUMN name_words tsvector GENERATED ALWAYS AS
            ({_LEXEMES.format(text="btrim(names)")}) STORED,
        ADD COLUMN all_words tsvector GENERATED ALWAYS AS
            ({_LEXEMES.format(text="btrim(names || ' ' || body)")}) STORED,
        ALTER COLUMN name_words SET STATISTICS 1000,
        ALTER COLUMN all_words SET STATISTICS 1000""",
    f"CREATE INDEX orgs_search_name_words ON {_TABLE} USING gin (name_words)",
    f"CREATE INDEX orgs_search_all_words ON {_TABLE} USING gin (all_words)",
]
DROP = [f"ALTER TABLE {_TABLE} DROP COLUMN name_words, DROP COLUMN all_words"]


def matching(wanted: Sequence[Wanted], *, names_only: bool = False) -> RawSQL:
    """The positions of texts that have all that is wanted, as a subquery."""
    column = "name_words" if names_only else "all_words"
    conditions = [f"{column} @@ %s::tsquery"]
    parameters = [" & ".join(f"({_expression(one, names_only)})" for one in wanted)]
    for one in wanted:
        if one.is_phrase:
            check, values = _adjacent(one, names_only)
            conditions.append(check)
            parameters.extend(values)
    sql = f"SELECT position FROM {_TABLE} WHERE {' AND '.join(conditions)}"  # noqa: S608
    return RawSQL(sql, parameters)  # noqa: S611 - values are parameters


def _expression(one: Wanted, names_only: bool) -> str:
    """A tsquery. Words have no quotes or backslashes in them: only letters, digits and marks."""
    words = [f"'{word}'" for word in one.words]
    if one.prefix:
        words[-1] += ":*"
    alternatives = [f"({' & '.join(words)})"]
    if not names_only:
        alternatives += [f"'{token}'" for token in one.tokens]
    return " | ".join(alternatives)


def _adjacent(one: Wanted, names_only: bool) -> tuple[str, list[str]]:
    """That the words stand side by side: looked up in the text, the same on every database."""
    columns = ["names"] if names_only else ["names", "body"]
    conditions = [f"strpos(' ' || {column} || ' ', %s) > 0" for column in columns]
    parameters = [one.needle] * len(columns)
    if not names_only:
        conditions += ["strpos(' ' || body || ' ', %s) > 0"] * len(one.tokens)
        parameters += [f" {token} " for token in one.tokens]
    return f"({' OR '.join(conditions)})", parameters


def insert(table: str, columns: Sequence[str], rows: Iterable[Sequence]) -> None:
    """Rows into a table as fast as the database takes them; values as its driver takes them."""
    with (
        connection.cursor() as cursor,
        cursor.copy(f"COPY {table} ({', '.join(columns)}) FROM STDIN") as copy,
    ):
        for row in rows:
            copy.write_row(row)


def insert_texts(rows: Sequence[tuple[int, str, str]]) -> None:
    """Texts (position, names, body) into their table; the index is part of it."""
    insert(_TABLE, ("position", "names", "body"), rows)


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
            taken = "unnest(%s::integer[], %s::varchar[]) AS taken (by, word)"
            same = f"{table}.word = taken.word"
            cursor.execute(
                f"DELETE FROM {table} USING {taken} WHERE {same} AND frequency <= by",  # noqa: S608
                [by, words],
            )
            cursor.execute(
                f"UPDATE {table} SET frequency = frequency - by FROM {taken} WHERE {same}",  # noqa: S608
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
