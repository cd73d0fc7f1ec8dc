"""Keeps the search tables true, inside the transaction of the write they follow."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from django.db import connection, transaction
from django.dispatch import Signal

from orgs.columns import Facts
from orgs.models import (
    SearchChange,
    SearchEntry,
    SearchKey,
    SearchLabel,
    SearchRow,
    SearchText,
    SearchVersion,
    SearchWord,
    among,
)
from orgs.search import changes, snapshot, vocabulary
from orgs.search.documents import document, findable, says_less
from orgs.search.engine import engine
from orgs.search.labels import refresh_labels
from orgs.search.position import ID_MASK
from orgs.search.rows import rows
from orgs.search.store import delete, replace, stored, write
from orgs.search.version import take_turns, touch
from orgs.visibility import Audience, organisations

BATCH = 1000

LAYOUT = 8
"""How the tables are made: raised whenever that changes, so that `migrate` makes them anew."""

reindexed = Signal()
"""Sent with `ids`, at most `BATCH`, of organisations that were written in any way: what else is
made of them follows, in the same transaction. With the `facts`, by id, of those that visitors may
find, so that nobody has to read them again.
"""

left = Signal()
"""Sent with `ids` of organisations that are about to be deleted in bulk."""

rebuilt = Signal()
"""Sent when everything is made anew."""

_TABLES = (SearchEntry, SearchText, SearchKey, SearchRow)
_waiting: ContextVar[set[int] | None] = ContextVar("organisations waiting to be indexed")


def reindex(ids: Iterable[int], *, locked: bool = False) -> None:
    """Makes the index what these organisations are now; those that visitors may not find, or
    that are gone, leave it.

    In the caller's transaction, some 20 queries for each thousand. Rows that would not change
    are not written. Inside `index_later` it only takes note of the ids. `locked`: the caller's
    transaction has written the organisations themselves, and so nobody else can until it ends.
    """
    waiting = _waiting.get(None)
    if waiting is not None:
        waiting.update(ids)
    elif ids := sorted(set(ids)):
        with transaction.atomic(savepoint=False):
            if not locked:
                for batch in _batches(ids):
                    _lock(batch)
            _reindex(ids)


@contextmanager
def index_later() -> Iterator[None]:
    """A transaction in which organisations are indexed once, at its end, however often they are
    written: a form with many parts, an import. An error leaves nothing, as in any transaction.
    """
    if _waiting.get(None) is not None:
        yield
        return
    with transaction.atomic():
        ids: set[int] = set()
        token = _waiting.set(ids)
        try:
            yield
        finally:
            _waiting.reset(token)
        reindex(ids)


def _reindex(ids: list[int]) -> None:
    take_turns()  # before anything is read that another writer may be changing
    delta: Counter[str] = Counter()
    changed: list[int] = []
    now, before = set(), set()
    seen = withdrawn = False
    for batch in _batches(ids):
        old = stored(batch)
        facts = findable(batch)
        new = {pk: document(one) for pk, one in facts.items()}
        seen = seen or bool(old or new)
        gone = [old[pk] for pk in old if old[pk] != new.get(pk)]
        come = [new[pk] for pk in new if new[pk] != old.get(pk)]
        replace(old, new)
        withdrawn = withdrawn or any(says_less(one, new.get(one.organisation_id)) for one in gone)
        changed += {one.organisation_id for one in (*gone, *come)}
        now |= {one.row.public_id for one in come}
        before |= {one.row.public_id for one in gone if one.row}
        for one in come:
            delta.update(one.words)
        for one in gone:
            delta.subtract(one.words)
        reindexed.send(None, ids=batch, facts=facts)
    vocabulary.change(delta)
    if seen:  # saving what visitors may not find changes nothing that they can notice
        number = touch(changed, something_withdrawn=withdrawn)
        changes.note(number, come=now, gone=before - now)


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _lock(ids: list[int]) -> None:
    """Two writers of one organisation index it one after the other, each seeing what the other
    wrote. SQLite has a single writer anyhow.
    """
    if connection.features.has_select_for_update:
        condition, parameter = among("id", ids)
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT id FROM orgs_organisation WHERE {condition}"  # noqa: S608
                " ORDER BY id FOR NO KEY UPDATE",
                [parameter],
            )


def rebuild(progress=lambda done: None) -> None:
    """Makes the whole index anew in one transaction; whoever reads meanwhile sees the old one.

    Calls `progress` with how many organisations are done. Memory holds one batch.
    """
    with transaction.atomic():
        touch(something_withdrawn=True)  # what was in the index is not compared
        SearchChange.objects.all().delete()  # too much to tell: readers read everything anew
        for model in (*_TABLES, *snapshot.TABLES, SearchWord, SearchLabel):
            model.objects.all().delete()
        refresh_labels()
        ids = organisations(Audience.PUBLIC).order_by("pk").values_list("pk", flat=True)
        done, last = 0, 0
        while batch := list(ids.filter(pk__gt=last)[:BATCH]):
            _add(batch)
            done, last = done + len(batch), batch[-1]
            progress(done)
        changes.catch_up(touch())
        rebuilt.send(None)
        SearchVersion.objects.update(layout=LAYOUT)
    settle()


def settle() -> None:
    """After much has been written: what the database needs to answer quickly, and a snapshot for
    the start of the next worker.
    """
    engine().settle()
    snapshot.save_if_large()


def add(ids: Iterable[int]) -> None:
    """Indexes organisations that are known not to be in the index: a bulk load."""
    ids = list(ids)
    new = _add(ids)
    changes.note(touch(ids), come=[one.public_id for one in new.values()], gone=())
    reindexed.send(None, ids=ids, facts=new)


def _add(ids: list[int]) -> dict[int, Facts]:
    new = findable(ids)
    documents = [document(one) for one in new.values()]
    write(documents)
    delta: Counter[str] = Counter()
    for one in documents:
        delta.update(one.words)
    vocabulary.change(delta)
    return new


def remove(ids: Iterable[int]) -> None:
    """Takes organisations out that are about to be deleted in bulk; a dozen queries."""
    entries = SearchEntry.objects.filter(organisation__in=ids)
    positions = list(entries.values_list("position", flat=True))
    delta: Counter[str] = Counter()
    for names, body in SearchText.objects.filter(position__in=positions).values_list(
        "names", "body"
    ):
        delta.subtract({*names.split(), *body.split()})
    known = [row[1] for row in rows([place & ID_MASK for place in positions]).values()]
    number = touch((place & ID_MASK for place in positions), something_withdrawn=True)
    changes.note(number, come=(), gone=known)
    delete(positions)
    left.send(None, ids=list(ids))
    vocabulary.change(delta)
