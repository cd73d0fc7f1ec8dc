"""Keeps the search tables true, inside the transaction of the write they follow."""

from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from itertools import chain

from django.db import connection, transaction
from django.db.models import Q

from orgs.models import (
    Organisation,
    SearchEntry,
    SearchKey,
    SearchLabel,
    SearchText,
    SearchValue,
    SearchWord,
)
from orgs.search import vocabulary
from orgs.search.documents import Document, Places, documents
from orgs.search.engine import engine
from orgs.search.labels import refresh_labels
from orgs.search.version import take_turns, touch
from orgs.visibility import Audience, organisations

BATCH = 1000
_TABLES = (SearchEntry, SearchText, SearchValue, SearchKey)
_waiting: ContextVar[set[int] | None] = ContextVar("organisations waiting to be indexed")


def reindex(ids: Iterable[int]) -> None:
    """Makes the index what these organisations are now; those that visitors may not find, or
    that are gone, leave it.

    In the caller's transaction, some 20 queries for each thousand. Rows that would not change
    are not written. Inside `index_later` it only takes note of the ids.
    """
    waiting = _waiting.get(None)
    if waiting is not None:
        waiting.update(ids)
    elif ids := sorted(set(ids)):
        with transaction.atomic():
            _reindex(ids)


def reindex_with(facet: str, value: str) -> None:
    """The organisations that the index has under a value, when what stands above it moved."""
    there = SearchValue.objects.filter(facet=facet, value=value).values("position")
    entries = SearchEntry.objects.filter(position__in=there)
    reindex(entries.values_list("organisation", flat=True))


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
    for batch in _batches(ids):
        _lock(batch)
    # From here on no other writer's rating or region can slip in between reading and writing.
    take_turns()
    places = Places()
    delta: Counter[str] = Counter()
    seen = False
    for batch in _batches(ids):
        old = {document.organisation_id: document for document in _stored(batch)}
        new = {document.organisation_id: document for document in documents(batch, places)}
        seen = seen or bool(old or new)
        gone = [old[pk] for pk in old if old[pk] != new.get(pk)]
        come = [new[pk] for pk in new if new[pk] != old.get(pk)]
        _delete([document.position for document in gone])
        write(come)
        for document in come:
            delta.update(document.words)
        for document in gone:
            delta.subtract(document.words)
    vocabulary.change(delta)
    if seen:  # saving what visitors may not find changes nothing that they can notice
        touch()


def _batches(ids: list[int]) -> Iterator[list[int]]:
    for start in range(0, len(ids), BATCH):
        yield ids[start : start + BATCH]


def _lock(ids: list[int]) -> None:
    """Two writers of one organisation index it one after the other, each seeing what the other
    wrote. SQLite has a single writer anyhow.
    """
    if connection.features.has_select_for_update:
        rows = Organisation.objects.filter(pk__in=ids).order_by("pk")
        list(rows.select_for_update(no_key=True).values_list("pk", flat=True))


def _stored(ids: list[int]) -> list[Document]:
    """The documents as the index has them; four queries."""
    entries = SearchEntry.objects.filter(organisation__in=ids)
    found = {
        entry.position: Document(
            position=entry.position,
            organisation_id=entry.organisation_id,
            sort_name=entry.sort_name,
            founded=entry.founded,
            verified_on=entry.verified_on,
            updated_at=entry.updated_at,
            values=set(),
            keys={},
            names="",
            body="",
        )
        for entry in entries
    }
    of = {"position__in": list(found)}
    for text in SearchText.objects.filter(**of):
        found[text.position].names, found[text.position].body = text.names, text.body
    rows = SearchValue.objects.filter(**of).values_list("position", "facet", "value")
    for place, facet, value in rows:
        found[place].values.add((facet, value))
    for place, key, is_name in SearchKey.objects.filter(**of).values_list(
        "position", "key", "is_name"
    ):
        found[place].keys[key] = is_name
    return list(found.values())


def _delete(positions: list[int]) -> None:
    if positions:
        for model in _TABLES:
            model.objects.filter(position__in=positions).delete()


def write(documents: list[Document]) -> None:
    """Adds documents that are not in the index; four statements. In the static order, which is
    several times cheaper for a full-text index.
    """
    if not documents:
        return
    documents = sorted(documents, key=lambda one: one.position)
    SearchEntry.objects.bulk_create(
        SearchEntry(
            position=one.position,
            organisation_id=one.organisation_id,
            sort_name=one.sort_name,
            founded=one.founded,
            verified_on=one.verified_on,
            updated_at=one.updated_at,
        )
        for one in documents
    )
    insert = engine().insert
    engine().insert_texts([(one.position, one.names, one.body) for one in documents])
    insert(
        "orgs_searchvalue",
        ("position", "facet", "value"),
        ((one.position, *value) for one in documents for value in sorted(one.values)),
    )
    insert(
        "orgs_searchkey",
        ("key", "position", "is_name"),
        ((key, one.position, is_name) for one in documents for key, is_name in one.keys.items()),
    )


def rerate(countries: set[str]) -> None:
    """New ratings of countries: rewrites the rating of the organisations whose civic space is
    theirs and nothing else; four queries for each thousand.
    """
    home = Q(organisation__headquarters__in=countries)
    field = Q(organisation__headquarters=None, organisation__countries__in=countries)
    entries = SearchEntry.objects.filter(home | field).order_by("position").distinct()
    with transaction.atomic():
        touch()
        places = Places()
        for batch in _batches(list(entries.values_list("position", flat=True))):
            _rerate(batch, places)


def _rerate(positions: list[int], places: Places) -> None:
    entries = SearchEntry.objects.filter(position__in=positions)
    works_in: dict[int, list[str]] = {}
    for place, country in entries.filter(organisation__headquarters=None).values_list(
        "position", "organisation__countries"
    ):
        works_in.setdefault(place, []).append(country)
    homes = dict(entries.values_list("position", "organisation__headquarters"))
    places.meet(chain(homes.values(), *works_in.values()))
    rows = [
        (place, "rating", rating)
        for place, home in homes.items()
        for rating in sorted(places.rating_values(home, works_in.get(place, ())))
    ]
    SearchValue.objects.filter(facet="rating", position__in=positions).delete()
    engine().insert("orgs_searchvalue", ("position", "facet", "value"), rows)


def rebuild(progress=lambda done: None) -> None:
    """Makes the whole index anew in one transaction; whoever reads meanwhile sees the old one.

    Calls `progress` with how many organisations are done. Memory holds one batch.
    """
    with transaction.atomic():
        touch()
        for model in (*_TABLES, SearchWord, SearchLabel):
            model.objects.all().delete()
        refresh_labels()
        places = Places()
        ids = organisations(Audience.PUBLIC).order_by("pk").values_list("pk", flat=True)
        done, last = 0, 0
        while batch := list(ids.filter(pk__gt=last)[:BATCH]):
            add(batch, places)
            done, last = done + len(batch), batch[-1]
            progress(done)


def add(ids: Iterable[int], places: Places) -> None:
    """Indexes organisations that are known not to be in the index: a bulk load, a rebuild."""
    new = documents(ids, places)
    write(new)
    delta: Counter[str] = Counter()
    for document in new:
        delta.update(document.words)
    vocabulary.change(delta)


def remove(ids: Iterable[int]) -> None:
    """Takes organisations out that are about to be deleted in bulk; ten queries."""
    entries = SearchEntry.objects.filter(organisation__in=ids)
    positions = list(entries.values_list("position", flat=True))
    delta: Counter[str] = Counter()
    for names, body in SearchText.objects.filter(position__in=positions).values_list(
        "names", "body"
    ):
        delta.subtract({*names.split(), *body.split()})
    touch()
    _delete(positions)
    vocabulary.change(delta)
