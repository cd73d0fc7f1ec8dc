"""The history of a record in words: who, when, why, and each value before and after.

An organisation's history holds that of its parts too. Names stand for choices and for related
records, never ids. What was written about a person is not kept in any history, so it cannot be
shown; that somebody was added is shown only to those who may see people.
"""

from dataclasses import dataclass, field
from datetime import datetime

from django import forms
from django.contrib.admin.models import LogEntry
from django.contrib.contenttypes.models import ContentType
from django.core.paginator import Paginator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.entries import edits, lines, lists_of, load, same_sitting
from orgs.actions.history import PARTS, REVERTIBLE
from orgs.admin.differences import FieldChange, Labels, differences
from orgs.models import Consent, Contact, Organisation, ProtectionOverride, Relation

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
    revert: str = ""


@dataclass
class Change:
    """What one person did at one time."""

    when: datetime
    who: str
    why: str
    parts: list[PartChange]


class Sittings(Paginator):
    """What people did in one sitting, newest first; only a page of it is read whole."""

    def __init__(self, obj, user):
        self.obj, self.user = obj, user
        found = [edit for rows in _lines(obj, user) for edit in edits(*rows)]
        found.sort(key=lambda edit: edit.after.history_date, reverse=True)
        super().__init__(list(_sittings(found)), PAGE_SIZE)

    def page(self, number):
        page = super().page(number)
        page.object_list = described_changes(page.object_list, self.obj, self.user)
        return page


def changes_page(obj, user, number):
    """A page of changes, newest first. One query for the order of each kind of history, and for
    what is on the page one for each kind of record and of related record, however long it is.
    """
    if hasattr(obj, "history"):
        return Sittings(obj, user).get_page(number)
    return Paginator(logged(obj), PAGE_SIZE).get_page(number)


def described_changes(sittings, obj, user) -> list[Change]:
    """Sittings in words. What changed nothing is left out."""
    shown = [edit for sitting in sittings for edit in sitting]
    load(shown)
    labels = Labels(user)
    changed = with_differences(shown, labels)
    labels.load()
    told = [
        [(edit, changed[id(edit)]) for edit in sitting if edit.kind != "~" or changed[id(edit)]]
        for sitting in sittings
    ]
    return [_change(sitting, obj) for sitting in told if sitting]


def with_differences(shown, labels) -> dict:
    """What each edit changed, by the edit's identity."""
    kept = {m: lists_of(m, [e for e in shown if e.model is m]) for m in {e.model for e in shown}}
    return {id(edit): differences(edit, kept[edit.model], labels) for edit in shown}


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


def conditions(obj, user):
    """(model, condition on its history) for the record and what belongs to it, as far as the user
    may know.
    """
    yield type(obj), Q(**{obj._meta.pk.attname: obj.pk})
    if not isinstance(obj, Organisation):
        return
    for model in PARTS:
        if model is not Relation:
            yield model, Q(organisation_id=obj.pk)
    known = permissions.known_organisations(user).values("pk")
    unknown = Organisation.objects.exclude(pk__in=known).values("pk")
    ours = Q(from_organisation_id=obj.pk) | Q(to_organisation_id=obj.pk)
    secret = Q(from_organisation_id__in=unknown) | Q(to_organisation_id__in=unknown)
    yield Relation, ours & ~secret
    if permissions.can_see_people_history(user, obj):
        people = Contact.history.filter(organisation_id=obj.pk).values("id")
        yield Contact, Q(organisation_id=obj.pk)
        yield Consent, Q(contact_id__in=people)
        yield ProtectionOverride, Q(organisation_id=obj.pk)


def _lines(obj, user):
    for model, condition in conditions(obj, user):
        yield model, lines(model, condition)


def _sittings(found):
    """Edits of one person at one time, together; they come newest first."""
    sitting = []
    for edit in found:
        if sitting and not same_sitting(sitting[-1].after, edit.after):
            yield sitting
            sitting = []
        sitting.append(edit)
    if sitting:
        yield sitting


def _change(sitting, obj) -> Change:
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
                revert=_revert_address(edit, obj),
            )
            for edit, changed in sitting
        ],
    )


def _revert_address(edit, obj) -> str:
    """The page that takes it back; empty for what is never taken back."""
    if edit.model not in REVERTIBLE or (edit.kind != "~" and edit.model not in PARTS):
        return ""
    page = f"admin:orgs_{obj._meta.model_name}_revert"
    which = {"kind": edit.model._meta.model_name, "entry": edit.after.history_id}
    return f"{reverse(page, args=[obj.pk])}?{urlencode(which)}"


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
