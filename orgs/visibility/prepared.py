"""Questions put to the database on every page, worked into SQL once.

The rules of the gate are long, and the ORM takes many times longer to write their SQL than the
database to answer it. The question stays a queryset like any other. Its SQL is written for marks
in the place of keys, kept, and sent with the keys at hand. The database is asked each time, and
nothing of what it answers is kept.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps
from itertools import islice

from django.db import NotSupportedError, connections
from django.db.backends.base.base import BaseDatabaseWrapper
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.expressions import Col
from django.utils import timezone

_FIRST = -2_000_000_000
"""Marks for whole numbers count up from here: no row has such a key."""

_MOST = 128
"""Statements kept of one question: one for each number of keys it is asked with."""


def prepared(question: Callable[[list], QuerySet]) -> Callable[[Iterable], list]:
    """Makes `question(keys)`, a queryset for some keys, a function that gives its rows: records, or
    tuples of numbers and texts with `values_list`. One query, none without keys.

    The queryset may depend on the keys, each of which it must pass on as it is, and on the day; on
    nothing else. What it annotates comes as the database has it. Related rows cannot be read along
    (`select_related`): ask for them separately.
    """

    @lru_cache(_MOST)
    def statement(number: int, texts: bool, day: date) -> Statement:
        marks = [f"mark {one}" if texts else _FIRST + one for one in range(number)]
        queryset = question(marks)
        sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
        places = {mark: place for place, mark in enumerate(marks)}
        wanted = [(places.get(one) if _is_key(one) else None, one) for one in parameters]
        if {place for place, _one in wanted} - {None} != set(range(number)):
            raise ValueError(f"{question.__name__} does not pass on its keys as they are")
        plain = bool(queryset.query.values_select)
        return Statement(queryset.model, plain, sql, wanted)

    def put(keys: Iterable) -> Asked | None:
        keys = list(dict.fromkeys(keys))
        if not keys:
            return None
        return Asked(statement(len(keys), isinstance(keys[0], str), timezone.localdate()), keys)

    @wraps(question)
    def ask(keys: Iterable) -> list:
        asked = put(keys)
        return asked.rows() if asked else []

    ask.question, ask.put = question, put
    return ask


def together(*questions: tuple[Callable, Iterable]) -> list[list]:
    """The rows of several prepared questions, each given with its keys, of which none waits for
    what another one finds. As many queries as if each were asked by itself; PostgreSQL is sent
    them all at once.
    """
    asked = [ask.put(keys) for ask, keys in questions]
    rows = _rows_of([one for one in asked if one])
    return [next(rows) if one else [] for one in asked]


@dataclass(slots=True)
class Statement:
    """SQL with its parameters: a key's place among the keys, or None and the value itself."""

    model: type[Model]
    plain: bool
    sql: str
    parameters: list[tuple[int | None, object]]
    numbered: tuple[str, list] = ("", [])
    """The same for PostgreSQL."""
    columns: "Columns | None" = None
    """Worked out from the first answer."""

    def __post_init__(self):
        self.numbered = _numbered(self.sql, self.parameters)


@dataclass(frozen=True, slots=True)
class Asked:
    """A statement with the keys it is asked with."""

    statement: Statement
    keys: list

    @property
    def alias(self) -> str:
        return self.statement.model._default_manager.db

    def rows(self) -> list:
        connection = connections[self.alias]
        with _executed(connection, self) as cursor:
            return self.found(cursor, connection)

    def found(self, cursor: CursorWrapper, connection: BaseDatabaseWrapper) -> list:
        """What the database has answered."""
        statement = self.statement
        rows = cursor.fetchall()
        if statement.plain:
            return rows
        if statement.columns is None:
            names = [column[0] for column in cursor.description]
            statement.columns = Columns(statement.model, names, connection)
        return statement.columns.records(rows, connection)


class Columns:
    """How rows of a statement become records."""

    def __init__(self, model: type[Model], names: list[str], connection: BaseDatabaseWrapper):
        fields = [field for field in model._meta.concrete_fields if field.column in names]
        self.model = model
        self.attributes = [field.attname for field in fields]
        self.places = [names.index(field.column) for field in fields]
        self.annotated = [
            (place, name) for place, name in enumerate(names) if place not in self.places
        ]
        columns = zip(self.places, (field.cached_col for field in fields), strict=True)
        self.converted = [(at, one) for at, one in columns if _converters(one, connection)]

    def records(self, rows: list[tuple], connection: BaseDatabaseWrapper) -> list[Model]:
        if self.converted and rows:
            steps = [(at, one, _converters(one, connection)) for at, one in self.converted]
            rows = [_convert(list(row), steps, connection) for row in rows]
        return [self._record(row, connection.alias) for row in rows]

    def _record(self, row: Sequence, alias: str) -> Model:
        record = self.model.from_db(alias, self.attributes, [row[at] for at in self.places])
        for place, name in self.annotated:
            setattr(record, name, row[place])
        return record


def _converters(column: Col, connection: BaseDatabaseWrapper) -> list[Callable]:
    """Those of the database, such as for moments on SQLite, then those of the field."""
    return connection.ops.get_db_converters(column) + column.get_db_converters(connection)


def _convert(row: list, steps: list[tuple], connection: BaseDatabaseWrapper) -> list:
    for place, column, converters in steps:
        for convert in converters:
            row[place] = convert(row[place], column, connection)
    return row


def _keeps_plans(connection: BaseDatabaseWrapper) -> bool:
    """PostgreSQL keeps the plan of a statement it has seen before when the parameters are sent
    beside it (`prepare_threshold`); planning the rules of the gate takes longer than answering.

    A migration may give a column another type while connections are open: their plans are of
    no use then, and the statement is sent like any other. In a transaction that would come too
    late, since the refusal ends it: no plan is kept there.
    """
    return connection.vendor == "postgresql" and not connection.in_atomic_block


def _executed(connection: BaseDatabaseWrapper, asked: Asked) -> CursorWrapper:
    if _keeps_plans(connection):
        connection.ensure_connection()
        with suppress(NotSupportedError):
            return _sent(connection, asked)
    cursor = connection.cursor()
    cursor.execute(asked.statement.sql, _values(asked.statement.parameters, asked.keys))
    return cursor


def _sent(connection: BaseDatabaseWrapper, asked: Asked) -> CursorWrapper:
    from psycopg import RawCursor
    from psycopg.types.numeric import Int8

    # the driver sends each number as the smallest type that holds it, and types are part of a plan
    keys = asked.keys if isinstance(asked.keys[0], str) else [Int8(key) for key in asked.keys]
    sql, parameters = asked.statement.numbered
    cursor = connection._prepare_cursor(RawCursor(connection.connection))
    cursor.execute(sql, _values(parameters, keys))
    return cursor


def _values(parameters: list[tuple[int | slice | None, object]], keys: list) -> list:
    return [one if at is None else keys[at] for at, one in parameters]


_MARKS = re.compile(r"IN \((?:%s, )*%s\)|%[s%]")
_EVERY = slice(None)


def _numbered(sql: str, parameters: list[tuple[int | None, object]]) -> tuple[str, list]:
    """SQL with $1 and $2 for Django's marks, which the driver would look for every time, and its
    parameters. All keys go as one value: however many there are, it is one statement, which is
    planned once.
    """
    every = sorted({place for place, _one in parameters if place is not None})
    left, sent = iter(parameters), []

    def number(mark: re.Match) -> str:
        if mark[0] == "%%":
            return "%"
        these = list(islice(left, mark[0].count("%s")))
        if mark[0] != "%s" and [place for place, _one in these] == every:
            sent.append((_EVERY, None))
            return f"= ANY(${len(sent)})"
        sent.extend(these)
        numbers = ", ".join(f"${len(sent) - back}" for back in reversed(range(len(these))))
        return numbers if mark[0] == "%s" else f"IN ({numbers})"

    return _MARKS.sub(number, sql), sent


def _rows_of(asked: list[Asked]) -> Iterator[list]:
    aliases = {one.alias for one in asked}
    if len(asked) > 1 and len(aliases) == 1:
        connection = connections[aliases.pop()]
        if _keeps_plans(connection):
            with suppress(NotSupportedError):
                return iter(_at_once(connection, asked))
    return (one.rows() for one in asked)


def _at_once(connection: BaseDatabaseWrapper, asked: list[Asked]) -> list[list]:
    """Sends all before it waits for the first answer, which spares the way there and back."""
    connection.ensure_connection()
    with connection.wrap_database_errors, connection.connection.pipeline():
        cursors = [_sent(connection, one) for one in asked]
    return [one.found(cursor, connection) for one, cursor in zip(asked, cursors, strict=True)]


def _is_key(parameter) -> bool:
    """What else there may be among parameters, such as a list, cannot be looked up."""
    return isinstance(parameter, int | str)
