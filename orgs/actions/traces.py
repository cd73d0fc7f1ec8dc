"""Every row of the database that mentions a person, found without naming a table.

All models of the directory and of the panel's log are walked for columns of text and JSON, so a
new table is covered on the day it is made. Left out are the search tables, which follow from the
records, tombstones, and the reference files as they were delivered. Accounts are named, not
changed: an administrator closes one.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field

from django.apps import apps
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.db import models

from orgs.actions.base import sign
from orgs.actions.mentions import ERASED, Person
from orgs.models import (
    Contact,
    ContactPoint,
    ErasedPerson,
    Identifier,
    LoadedFile,
    OrganisationName,
)
from orgs.models.search import SearchTable
from orgs.validators import validate_slug

APPS = ("orgs", "admin")
LEFT_OUT = (SearchTable, ErasedPerson, LoadedFile)
WHOLE = (OrganisationName, ContactPoint, Identifier)
"""Of these little is left once the person is taken out of their one text: then they go."""
AT_ONCE = 2000


@dataclass(frozen=True)
class Trace:
    """A row that mentions the person. `record` is what a row of a history is the history of."""

    model: type
    pk: object
    values: dict = field(compare=False)

    @property
    def record(self) -> tuple[type, object]:
        tracked = getattr(self.model, "instance_type", None)
        return (
            (tracked, self.values[tracked._meta.pk.attname]) if tracked else (self.model, self.pk)
        )

    @property
    def key(self) -> str:
        """How a form names the record."""
        model, pk = self.record
        return f"{model._meta.model_name}:{pk}"

    @property
    def is_past(self) -> bool:
        return _is_past(self.model)


def find(person: Person, *, past_only: bool = False) -> Iterator[Trace]:
    """Reads every text there is, or those of histories and of the log; one query a table."""
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label not in APPS or issubclass(model, LEFT_OUT):
            continue
        if not past_only or _is_past(model):
            yield from _in_table(model, person)


def _is_past(model) -> bool:
    """What the program wrote about records: histories and the panel's log."""
    return hasattr(model, "instance_type") or model._meta.app_label == "admin"


def _in_table(model, person):
    columns = [column.attname for column in model._meta.concrete_fields if _is_text(column)]
    if not columns:
        return
    tracked = getattr(model, "instance_type", None)
    also = [tracked._meta.pk.attname] if tracked else []
    rows = model._base_manager.order_by().values_list("pk", *columns, *also)
    for row in rows.iterator(chunk_size=AT_ONCE):
        texts = row[1 : len(columns) + 1]
        if any(value and person.is_in(value) for value in texts):
            yield Trace(model, row[0], dict(zip([*columns, *also], row[1:], strict=True)))


def _is_text(column) -> bool:
    return (
        isinstance(column, models.CharField | models.TextField | models.JSONField)
        and not column.flatchoices
        and not column.is_relation
    )


def redact(trace: Trace, person: Person, *, by) -> None:
    """Takes the person out of one row. A record is saved with who did it, so that search follows;
    what makes no sense without the person goes altogether. Rows of histories and of the log are
    rewritten as they are.
    """
    texts = {column.attname: column for column in trace.model._meta.concrete_fields}
    changed = {
        name: _without(person, texts[name], value)
        for name, value in trace.values.items()
        if name in texts and _is_text(texts[name]) and value and person.is_in(value)
    }
    rows = trace.model._base_manager.filter(pk=trace.pk)
    if trace.is_past:
        rows.update(**changed)
        return
    record = rows.get()
    for name, value in changed.items():
        setattr(record, name, value)
    sign(record, by=by, reason=ERASED)
    if trace.model._meta.pk.attname in changed:
        rows.delete()
    elif isinstance(record, WHOLE) and not _makes_sense(record, changed):
        record.delete()
    else:
        record.save(update_fields=changed)


def _without(person: Person, column, value):
    """What the column may hold instead: nothing for an address, which `ERASED` is not."""
    is_address = isinstance(column, models.EmailField | models.URLField)
    if (is_address or validate_slug in column.validators) and column.blank:
        return ""
    cleaned = person.taken_out(value)
    longest = getattr(column, "max_length", None)
    return cleaned[:longest] if isinstance(cleaned, str) and longest else cleaned


def _makes_sense(record, changed) -> bool:
    """Whether something is left of it, and what is left may stand there."""
    others = {column.name for column in record._meta.fields if column.attname not in changed}
    try:
        record.full_clean(exclude=others, validate_unique=False, validate_constraints=False)
    except ValidationError:
        return False
    return ERASED not in changed.values()


def is_same_person(contact: Contact, person: Person) -> bool:
    """Whether another entry is the person too, by name or address: a number is often shared."""
    return person.is_in(contact.name) or person.is_in(contact.email)


def forget_sessions(person: Person) -> int:
    """Signs out whoever's session holds a text about the person: a message not yet shown. Reads
    every session, one query.
    """
    keys = [
        session.pk
        for session in Session.objects.iterator(chunk_size=AT_ONCE)
        if person.is_in(session.get_decoded())
    ]
    return Session.objects.filter(pk__in=keys).delete()[0]
