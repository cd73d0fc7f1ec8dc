"""The tables of the index: what they hold of organisations, and how that is replaced."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from operator import attrgetter
from typing import NamedTuple

from django.db import connection

from orgs.models import among
from orgs.search.documents import Document
from orgs.search.engine import engine
from orgs.search.position import ID_MASK
from orgs.search.rows import Row


class _Table(NamedTuple):
    """The first column leads to a line, and to no other unless there are `several` for each
    document. Its lines are written in that order, which is several times cheaper for a full-text
    index.
    """

    name: str
    columns: Sequence[str]
    lines: Callable[[Document], list[tuple]]
    several: bool = False

    def insert(self, lines: Iterable[tuple]) -> None:
        if lines := sorted(lines):
            engine().insert(self.name, self.columns, lines)

    def replace(self, lines: Iterable[tuple]) -> None:
        """Puts lines in the place of those that their first column leads to."""
        lines = sorted(lines)
        if self.several:
            self.remove({line[0] for line in lines})
            self.insert(lines)
        elif lines:
            engine().replace(self.name, self.columns, lines)

    def remove(self, keys: Collection[int]) -> None:
        if keys:
            condition, parameter = among(self.columns[0], sorted(keys))
            with connection.cursor() as cursor:
                cursor.execute(f"DELETE FROM {self.name} WHERE {condition}", [parameter])  # noqa: S608


def _one_line(name: str, *columns: str) -> _Table:
    """A table with one line for each document, which has the same names for what is in it."""
    line = attrgetter(*columns)
    return _Table(name, columns, lambda one: [line(one)])


_ENTRIES = _one_line(
    "orgs_searchentry",
    *("position", "organisation_id", "sort_name", "founded", "verified", "updated", "facets"),
)
_TEXTS = _one_line("orgs_searchtext", "position", "names", "body")
_KEYS = _Table(
    "orgs_searchkey",
    ("position", "key", "is_name"),
    lambda one: sorted((one.position, key, is_name) for key, is_name in one.keys.items()),
    several=True,
)
_ROWS = _Table("orgs_searchrow", Row._fields, lambda one: [one.row] if one.row else [])
_TABLES = (_ENTRIES, _TEXTS, _KEYS, _ROWS)


def stored(ids: Sequence[int]) -> dict[int, Document]:
    """The documents as the index has them, by organisation; two queries."""
    read = (*_ENTRIES.columns, *_TEXTS.columns[1:])
    condition, parameter = among("organisation_id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join((*read, *Row._fields[1:]))} FROM orgs_searchentry"  # noqa: S608
            " JOIN orgs_searchtext USING (position)"
            f" LEFT JOIN orgs_searchrow USING (organisation_id) WHERE {condition}",
            [parameter],
        )
        found = cursor.fetchall()
    keys = _keys([position for position, *_rest in found])
    documents = {}
    for line in found:
        facts, (public_id, *rest) = dict(zip(read, line, strict=False)), line[len(read) :]
        row = None if public_id is None else Row(facts["organisation_id"], public_id, *rest)
        its = keys[facts["position"]]
        documents[facts["organisation_id"]] = Document(**facts, keys=its, row=row)
    return documents


def _keys(positions: list[int]) -> dict[int, dict[str, bool]]:
    keys: dict[int, dict[str, bool]] = defaultdict(dict)
    if positions:
        condition, parameter = among("position", positions)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT position, key, is_name FROM orgs_searchkey WHERE {condition}",  # noqa: S608
                [parameter],
            )
            for place, key, is_name in cursor.fetchall():
                keys[place][key] = bool(is_name)
    return keys


def replace(old: Mapping[int, Document], new: Mapping[int, Document]) -> None:
    """Puts the new documents of some organisations in the place of all old ones. Five statements
    for a text that changed, some more for names and places; a line that would not change is not
    written.
    """
    for table in _TABLES:
        before = {pk: table.lines(one) for pk, one in old.items()}
        after = {pk: table.lines(one) for pk, one in new.items()}
        table.remove(_leading(before.values()) - _leading(after.values()))
        table.replace(
            line for pk, lines in after.items() if lines != before.get(pk) for line in lines
        )


def _leading(several: Iterable[list[tuple]]) -> set[int]:
    return {line[0] for lines in several for line in lines}


def write(documents: Iterable[Document]) -> None:
    """Adds documents that are not in the index; four statements."""
    documents = list(documents)
    for table in _TABLES:
        table.insert(line for one in documents for line in table.lines(one))


def delete(positions: Iterable[int]) -> None:
    """Takes out all that stands at these places; four statements."""
    places = set(positions)
    for table in _TABLES:
        table.remove({place & ID_MASK for place in places} if table is _ROWS else places)
