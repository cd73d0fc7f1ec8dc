"""Questions put to the database on every page, worked into SQL once.

The rules of the gate are long, and the ORM takes many times longer to write their SQL than the
database to answer it. The question stays a queryset like any other. Its SQL is written for marks
in the place of keys, kept, and sent with the keys at hand. The database is asked each time, and
nothing of what it answers is kept.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import date
from functools import lru_cache, wraps

from django.db import connections
from django.db.models import Model, QuerySet
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
        records = self.model._default_manager
        if not self.plain:
            return list(records.raw(self.sql, values))
        with connections[records.db].cursor() as cursor:
            cursor.execute(self.sql, values)
            return cursor.fetchall()


def _is_key(parameter) -> bool:
    return type(parameter) in (int, str)
