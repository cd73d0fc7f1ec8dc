"""Writes invented organisations in bulk, and removes them again."""

import json
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from random import Random

import django
from django.db import transaction

from orgs.choices import ContactPointKind, OfficeKind, Origin
from orgs.models import (
    ContactPoint,
    Office,
    Organisation,
    OrganisationName,
    Source,
)
from orgs.processes import second_process
from orgs.search import index
from orgs.search.engine import engine
from orgs.synthetic.records import Inventor, Record
from orgs.text import make_slug

BATCH = 5000
MANY = 20_000
"""Organisations from which on a second process is worth its start."""

_AHEAD = 2
_COUNTRIES = Organisation.countries.through
_AREAS = Organisation.focus_areas.through
_MADE = (_COUNTRIES, _AREAS, OrganisationName, Office, ContactPoint, Source)
"""The tables that generated organisations have parts in."""


def generate(count: int, seed: int, progress: Callable[[int], None]) -> None:
    """Adds `count` organisations, a batch a transaction; memory holds a few batches.

    Rows go past the models' `save`, so nothing is written to the history, and the index takes
    them in bulk.
    """
    starts = range(0, count, BATCH)
    sizes = [min(BATCH, count - start) for start in starts]
    with engine().loading():
        for start, draft in zip(starts, _drafts(Inventor(seed), sizes), strict=True):
            records = Inventor.identify(*draft, _taken)
            with transaction.atomic():
                ids = engine().next_ids(Organisation._meta.db_table, len(records))
                _write(list(zip(ids, records, strict=True)))
                index.add(ids)
            progress(start + len(records))
    index.settle()


def _drafts(inventor: Inventor, sizes: list[int]) -> Iterator[tuple[list[Record], Random]]:
    """The batches, in order. Many are invented by a second process while this one writes."""
    if sum(sizes) < MANY:
        yield from map(inventor.draft, range(len(sizes)), sizes)
        return
    with second_process(django.setup) as other:
        begun: deque[Future] = deque()
        for number, size in enumerate(sizes):
            begun.append(other.submit(inventor.draft, number, size))
            if len(begun) > _AHEAD:
                yield begun.popleft().result()
        while begun:
            yield begun.popleft().result()


def _taken(public_ids: list[str]) -> set[str]:
    rows = Organisation.objects.filter(public_id__in=public_ids)
    return set(rows.values_list("public_id", flat=True))


def _write(records: list[tuple[int, Record]]) -> None:
    _insert(Organisation, _ORGANISATION, (_organisation(pk, record) for pk, record in records))
    _insert(
        _COUNTRIES,
        ("organisation_id", "country_id"),
        ((pk, country) for pk, record in records for country in record.countries),
    )
    _insert(
        _AREAS,
        ("organisation_id", "focusarea_id"),
        ((pk, area) for pk, record in records for area in record.areas),
    )
    _insert(
        OrganisationName,
        ("organisation_id", "text", "language", "kind"),
        ((pk, *name) for pk, record in records for name in record.names),
    )
    _insert(
        Office,
        ("organisation_id", "kind", "city", "admin1", "country_id", "street_address"),
        (
            (pk, OfficeKind.HEADQUARTERS.value, record.city, "", record.countries[0], "")
            for pk, record in records
            if record.city
        ),
    )
    _insert(
        ContactPoint,
        ("organisation_id", "kind", "value", "label", "language"),
        (
            (pk, ContactPointKind.WEBSITE.value, _website(record), "", "")
            for pk, record in records
            if record.has_website
        ),
    )
    _insert(
        Source,
        ("organisation_id", "title", "url", "fields"),
        ((pk, "Synthetic test data", "", "[]") for pk, _record in records),
    )


def _insert(model, columns: tuple[str, ...], rows: Iterable[tuple]) -> None:
    engine().insert(model._meta.db_table, columns, rows)


def _website(record: Record) -> str:
    return f"https://{record.public_id.lower()}.example.org/"


_ORGANISATION = (
    *("id", "public_id", "slug", "name", "name_language", "kind", "scope", "legal_status"),
    *("founded", "closed", "staff", "summary", "description", "languages", "logo"),
    *("headquarters_id", "state", "risk", "origin", "verified_on", "created_at", "updated_at"),
)


def _organisation(pk: int, record: Record) -> tuple:
    """Dates as text that both databases read; times are in UTC, as the connection is."""
    tail = record.public_id[4:].lower()
    return (
        *(pk, record.public_id, f"{make_slug(record.name, fallback='synthetic')}-{tail}"),
        *(record.name, record.language, record.kind, record.scope, record.legal_status),
        *(record.founded, "", record.staff, record.summary, record.description),
        *(json.dumps([record.language]), "", record.headquarters, record.state, record.risk),
        *(Origin.SYNTHETIC.value, record.verified_on and record.verified_on.isoformat()),
        f"{record.created_at:%Y-%m-%d %H:%M:%S.%f}",
        f"{record.updated_at:%Y-%m-%d %H:%M:%S.%f}",
    )


def remove(progress: Callable[[int], None]) -> int:
    """Removes every synthetic organisation with its parts and says how many there were.

    What people have added to one since (a relation, a person) goes with it, the ordinary way.
    """
    done = 0
    for ids in _synthetic():
        with transaction.atomic():
            index.remove(ids)
            with_more = Organisation.objects.filter(pk__in=_with_more(ids))
            with_more.delete()
            for model in _MADE:
                _delete(model.objects.filter(organisation__in=ids))
            _delete(Organisation.objects.filter(pk__in=ids))
        done += len(ids)
        progress(done)
    return done


def _synthetic() -> Iterator[list[int]]:
    keys = Organisation.objects.synthetic().order_by("pk").values_list("pk", flat=True)
    while ids := list(keys[:BATCH]):
        yield ids


def _delete(rows) -> None:
    """Without loading the rows and without a history entry for each."""
    rows._raw_delete(rows.db)


def _with_more(ids: list[int]) -> set[int]:
    """Those that something other than generated parts points to; a query for each such table."""
    found: set[int] = set()
    for relation in Organisation._meta.related_objects:
        field = relation.remote_field if relation.many_to_many else relation.field
        model = relation.through if relation.many_to_many else relation.related_model
        if model in _MADE or (not relation.many_to_many and not field.db_constraint):
            continue
        name = "organisation" if relation.many_to_many else field.name
        found.update(
            model._base_manager.filter(**{f"{name}__in": ids}).values_list(name, flat=True)
        )
    return found
