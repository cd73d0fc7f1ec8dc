"""Questions put to the database on every page, worked into SQL once.

The rules of the gate are long, and the ORM takes many times longer to write their SQL than the
database to answer it. The question stays a queryset like any other. Its SQL is written for marks
in the place of keys, kept, and sent with the keys at hand. The database is asked each time, and
nothing of what it answers is kept.
"""

from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps

from django.db import NotSupportedError, connections
from django.db.backends.utils import CursorWrapper
from django.db.models import Model, QuerySet
from django.db.models.query import RawQuerySet
from django.db.models.sql.query import RawQuery
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
    def statement(count: int, texts: bool, day: date) -> Statement:
        marks = [f"mark {one}" if texts else _FIRST + one for one in range(count)]
        queryset = question(marks)
        sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
        places = {mark: place for place, mark in enumerate(marks)}
        wanted = [(places.get(one) if _is_key(one) else None, one) for one in parameters]
        if {place for place, _one in wanted} - {None} != set(range(count)):
            raise ValueError(f"{question.__name__} does not pass on its keys as they are")
        plain = bool(queryset.query.values_select)
        return Statement(queryset.model, plain, sql, wanted)

    @wraps(question)
    def ask(keys: Iterable) -> list[Model]:
        keys = list(dict.fromkeys(keys))
        if not keys:
            return []
        texts = isinstance(keys[0], str)
        return statement(len(keys), texts, timezone.localdate()).rows(keys)

    ask.question = question
    return ask


@dataclass(frozen=True, slots=True)
class Statement:
    """SQL with its parameters: a key's place among the keys, or None and the value itself."""

    model: type[Model]
    plain: bool
    sql: str
    parameters: list[tuple[int | None, object]]

    def rows(self, keys: list) -> list:
        values = [one if place is None else keys[place] for place, one in self.parameters]
        using = self.model._default_manager.db
        if self.plain:
            with _executed(using, self.sql, values) as cursor:
                return cursor.fetchall()
        query = _Planned(self.sql, using, values)
        return list(RawQuerySet(self.sql, self.model, query, values, using=using))


class _Planned(RawQuery):
    """A query that PostgreSQL plans once for each connection, not every time."""

    def _execute_query(self):
        self.cursor = _executed(self.using, self.sql, self.params)


def _executed(using: str, sql: str, values: list) -> CursorWrapper:
    """PostgreSQL keeps the plan of a statement it has seen before when the parameters are sent
    beside it (`prepare_threshold`); planning the rules of the gate takes longer than answering.

    A migration may give a column another type while connections are open: their plans are of
    no use then, and the statement is sent like any other. In a transaction that would come too
    late, since the refusal ends it: no plan is kept there.
    """
    connection = connections[using]
    if connection.vendor == "postgresql" and not connection.in_atomic_block:
        from django.db.backends.postgresql.base import ServerBindingCursor

        connection.ensure_connection()
        with suppress(NotSupportedError):
            cursor = connection._prepare_cursor(ServerBindingCursor(connection.connection))
            cursor.execute(sql, values)
            return cursor
    cursor = connection.cursor()
    cursor.execute(sql, values)
    return cursor


def _is_key(parameter) -> bool:
    return type(parameter) in (int, str)
