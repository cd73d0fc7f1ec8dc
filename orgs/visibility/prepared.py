"""Questions put to the database on every page, worked into SQL once.

The rules of the gate are long, and the ORM takes many times longer to write their SQL than the
database to answer it. The question stays a queryset like any other. Its SQL is written for marks
in the place of keys, kept, and sent with the keys at hand. It is the same SQL, asked of the database
each time, and nothing of what it answers is kept.
"""

from collections.abc import Callable, Iterable
from functools import lru_cache, wraps

from django.db.models import Model, QuerySet
from django.utils import timezone

_FIRST = -2_000_000_000
"""Marks for whole numbers count up from here: no row has such a key."""

_MOST = 128
"""Statements kept of one question: one for each number of keys it is asked with."""


def prepared(question: Callable[[list], QuerySet]) -> Callable[[Iterable], list[Model]]:
    """Makes `question(keys)`, a queryset of rows for some keys, a function that gives the rows
    themselves: one query, none without keys.

    The queryset may depend on the keys, each of which it must pass on as it is, and on the day; on
    nothing else. Related rows cannot be read along (`select_related`): ask for them separately.
    """

    @lru_cache(_MOST)
    def statement(count: int, texts: bool, day) -> tuple[type[Model], str, list[tuple]]:
        marks = [f"mark {one}" if texts else _FIRST + one for one in range(count)]
        queryset = question(marks)
        sql, parameters = queryset.query.get_compiler(queryset.db).as_sql()
        places = {mark: place for place, mark in enumerate(marks)}
        wanted = [(places.get(one) if _is_key(one) else None, one) for one in parameters]
        return queryset.model, sql, wanted

    @wraps(question)
    def ask(keys: Iterable) -> list[Model]:
        keys = list(dict.fromkeys(keys))
        if not keys:
            return []
        texts = isinstance(keys[0], str)
        model, sql, wanted = statement(len(keys), texts, timezone.localdate())
        parameters = [one if place is None else keys[place] for place, one in wanted]
        return list(model._default_manager.raw(sql, parameters))

    ask.question = question
    return ask


def _is_key(parameter) -> bool:
    return type(parameter) in (int, str)
