"""Which organisations changed for visitors, by version: for those who follow the directory.

Written in the transaction of every change of the index, under its turn. Turns are taken one after
the other, until the transaction ends: a version is committed after all smaller ones, so whoever has
read everything up to a version has missed nothing, however long somebody else was writing.
"""

from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice

from django.db import connection
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from orgs.models import PublicChange, SearchChange, SearchRow
from orgs.search.version import Version, version

BATCH = 200
"""Written at once: some releases of SQLite take no more than 999 values."""

_COLUMNS = ("public_id", "number", "changed_on", "gone")
_LATEST = (
    f"INSERT INTO orgs_publicchange ({', '.join(_COLUMNS)}) VALUES %s ON CONFLICT (public_id)"  # noqa: S608
    f" DO UPDATE SET {', '.join(f'{name} = excluded.{name}' for name in _COLUMNS[1:])}"
)


def note(number: int, come: Iterable[str], gone: Iterable[str]) -> None:
    """What the version of this number did, by permanent id: who came or changed, who went. One
    statement for each 200 of them.
    """
    today = connection.ops.adapt_datefield_value(timezone.localdate())
    for ids, is_gone in ((come, False), (gone, True)):
        for batch in _batches(ids):
            places = ", ".join(["(%s, %s, %s, %s)"] * len(batch))
            values = [value for one in batch for value in (one, number, today, is_gone)]
            with connection.cursor() as cursor:
                cursor.execute(_LATEST % places, values)


def catch_up(number: int) -> None:
    """After the index was made anew: who is in it and was not, and the other way round. That
    somebody is in it otherwise than before cannot be told.
    """
    there = SearchRow.objects.filter(public_id=OuterRef("public_id"))
    known = PublicChange.objects.filter(gone=False)
    gone = known.exclude(Exists(there)).values_list("public_id", flat=True)
    come = SearchRow.objects.exclude(Exists(known.filter(public_id=OuterRef("public_id"))))
    note(number, list(come.values_list("public_id", flat=True)), list(gone))


def between(first: int, last: int, *, after: str, most: int) -> list[str]:
    """Permanent ids of organisations that changed after one version and up to another and not
    since then, in their own order, which says nothing about when; one query.
    """
    rows = PublicChange.objects.filter(number__gt=first, number__lte=last)
    return _ids(rows, after, most)


def since(day: date, last: int, *, after: str, most: int) -> list[str]:
    """The same of those there are that changed on this day or later, and of all that are gone
    and still known: when somebody went cannot be found out by asking for one day and the next.
    """
    rows = PublicChange.objects.filter(Q(gone=True) | Q(changed_on__gte=day), number__lte=last)
    return _ids(rows, after, most)


def _ids(rows, after: str, most: int) -> list[str]:
    rows = rows.filter(public_id__gt=after).order_by("public_id")
    return list(rows.values_list("public_id", flat=True)[:most])


def is_past(then: Version) -> bool:
    """Whether a version lies before the one there is now, or is it, as far as can be told: after a
    backup was restored it may never have been. Two queries.
    """
    number, token = then
    other = SearchChange.objects.filter(number=number).exclude(token=token)
    return number <= version()[0] and not other.exists()


def _batches(ids: Iterable[str]) -> Iterator[list[str]]:
    ids = iter(ids)
    while batch := list(islice(ids, BATCH)):
        yield batch
