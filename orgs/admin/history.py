"""The history of a record in words: who, when, why, and each value before and after.

An organisation's history holds that of its parts too. Names stand for choices and for related
records, never ids. What was written about a person is not kept in any history, so it cannot be
shown; that somebody was added is shown only to those who may see people.
"""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from itertools import groupby

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _
from simple_history.models import HistoricalRecords

from orgs import permissions
from orgs.admin.differences import FieldChange, Labels, differences
from orgs.models import (
    Consent,
    Contact,
    ContactPoint,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    ProtectionOverride,
    Relation,
    Source,
)

PARTS = (OrganisationName, Identifier, Office, ContactPoint, Source)
ONE_SITTING = timedelta(seconds=5)
"""Saving a form writes several entries (the record, each list, each part): one change to people."""
PAGE_SIZE = 25

VERBS = {"+": _("added"), "~": _("changed"), "-": _("removed")}


@dataclass
class PartChange:
    """What happened to one record."""

    kind: str
    verb: str
    is_new: bool = False
    text: str = ""
    fields: list[FieldChange] = field(default_factory=list)


@dataclass
class Change:
    """What one person did at one time."""

    when: datetime
    who: str
    why: str
    parts: list[PartChange]


@dataclass
class Edit:
    """Entries of one record that belong together; `before` is the entry they started from."""

    model: type
    before: object
    after: object
    first: object

    @property
    def kind(self):
        """Added, changed or removed, over the whole of the edit."""
        if self.after.history_type == "-":
            return "-"
        return "+" if self.before is None and self.first.history_type == "+" else "~"


def changes_page(obj, user, number):
    """A page of changes, newest first. One query for each kind of record that has a history,
    one for each kind of related record, however long the history is.
    """
    changes = history_of(obj, user) if hasattr(obj, "history") else logged(obj)
    return Paginator(changes, PAGE_SIZE).get_page(number)


def history_of(obj, user) -> list[Change]:
    """Every change of a record, and of an organisation's parts, that the user may see."""
    edits = [edit for rows in _rows(obj, user) for edit in _edits(*rows)]
    edits.sort(key=lambda edit: edit.after.history_date, reverse=True)
    labels = Labels(user)
    models_seen = {edit.model for edit in edits}
    lists = {m: _lists(m, [edit for edit in edits if edit.model is m]) for m in models_seen}
    described = [(edit, differences(edit, lists[edit.model], labels)) for edit in edits]
    labels.load()
    return [_change(sitting) for sitting in _sittings(described)]


def logged(obj) -> list[Change]:
    """The changes of a record without a history of its own, from the panel's log; two queries."""
    entries = LogEntry.objects.filter(
        content_type=ContentType.objects.get_for_model(obj), object_id=str(obj.pk)
    ).select_related("user")
    kind = capfirst(obj._meta.verbose_name)
    return [
        Change(
            entry.action_time,
            entry.user.get_username(),
            "",
            [PartChange(kind, "", text=entry.get_change_message())],
        )
        for entry in entries.order_by("-action_time")
    ]


def _rows(obj, user):
    """(model, entries oldest first) for the record and what belongs to it."""
    yield type(obj), _entries(type(obj), pk=obj.pk)
    if not isinstance(obj, Organisation):
        return
    for model in PARTS:
        yield model, _entries(model, Q(organisation_id=obj.pk))
    known = permissions.organisations_for(user).values("pk")
    unknown = Organisation.objects.exclude(pk__in=known).values("pk")
    ours = Q(from_organisation_id=obj.pk) | Q(to_organisation_id=obj.pk)
    secret = Q(from_organisation_id__in=unknown) | Q(to_organisation_id__in=unknown)
    yield Relation, _entries(Relation, ours & ~secret)
    if permissions.can_see_people(user):
        people = _entries(Contact, Q(organisation_id=obj.pk))
        yield Contact, people
        yield Consent, _entries(Consent, Q(contact_id__in={entry.id for entry in people}))
        yield ProtectionOverride, _entries(ProtectionOverride, Q(organisation_id=obj.pk))


def _entries(model, condition=None, *, pk=None):
    condition = condition if pk is None else Q(**{model._meta.pk.attname: pk})
    found = model.history.filter(condition).select_related("history_user")
    return list(found.order_by("history_id"))


def _edits(model, entries):
    """Entries of one record in one sitting, as one edit."""
    key = model._meta.pk.attname
    for _pk, rows in groupby(
        sorted(entries, key=lambda e: (getattr(e, key), e.history_id)), lambda e: getattr(e, key)
    ):
        edit, before = None, None
        for row in rows:
            if edit and _same_sitting(edit.after, row) and row.history_type == "~":
                edit.after = row
            else:
                if edit:
                    yield edit
                edit = Edit(model, before, row, row)
            before = row
        if edit:
            yield edit


def _same_sitting(one, other) -> bool:
    return (
        one.history_user_id == other.history_user_id
        and one.history_change_reason == other.history_change_reason
        and abs(one.history_date - other.history_date) < ONE_SITTING
    )


def _lists(model, edits) -> dict:
    """{(entry, field name): keys} of the lists (countries, focus areas); one query a list."""
    found = {}
    ids = {entry.history_id for edit in edits for entry in (edit.before, edit.after) if entry}
    for listed in getattr(model.history.model, "_history_m2m_fields", ()):
        through = HistoricalRecords.m2m_models[listed]
        column = listed.m2m_reverse_field_name() + "_id"
        for entry, key in through.objects.filter(history__in=ids).values_list("history_id", column):
            found.setdefault((entry, listed.name), set()).add(key)
    return found


def _sittings(described):
    """Edits of one person at one time, together; they come newest first."""
    sitting = []
    for edit, changed in described:
        if edit.kind == "~" and not changed:
            continue
        if sitting and not _same_sitting(sitting[-1][0].after, edit.after):
            yield sitting
            sitting = []
        sitting.append((edit, changed))
    if sitting:
        yield sitting


def _change(sitting) -> Change:
    entry = sitting[0][0].after
    return Change(
        entry.history_date,
        entry.history_user.get_username() if entry.history_user else "",
        entry.history_change_reason or "",
        [
            PartChange(
                capfirst(edit.model._meta.verbose_name),
                VERBS[edit.kind],
                is_new=edit.kind == "+",
                fields=changed,
            )
            for edit, changed in sitting
        ],
    )


def described(form) -> list[str]:
    """What a form changed, for the log of records without a history: "Rating: Open → Closed"."""
    lines = []
    for name in form.changed_data:
        shown = form.fields[name]
        before, after = (
            _choice(shown, value) for value in (form.initial.get(name), form.cleaned_data.get(name))
        )
        lines.append(f"{capfirst(shown.label or name)}: {before or '–'} → {after or '–'}")
    return lines


def _choice(shown, value) -> str:
    if isinstance(value, models.QuerySet | list | tuple | set):
        return ", ".join(str(item) for item in value)
    if isinstance(shown, forms.ModelChoiceField) and value not in (None, ""):
        value = (
            value if isinstance(value, models.Model) else shown.queryset.filter(pk=value).first()
        )
    elif isinstance(shown, forms.ChoiceField):
        value = dict(shown.choices).get(value, value)
    return "" if value is None else str(value)
