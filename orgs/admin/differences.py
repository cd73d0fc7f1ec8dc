"""The difference between two entries of a history, in words."""

import difflib
import re
from dataclasses import dataclass, field
from datetime import date, datetime

from django.db import models
from django.utils import formats, timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs import permissions
from orgs.models import Organisation

UNTOLD = {"created_at", "updated_at", "consents_count_from", "public_id"}
"""Fields that follow from the change itself."""
LONG = 160
"""Characters from which on a text shows only what changed in it."""
CONTEXT = 8
"""Words kept on either side of a change in a long text."""
EXACT = 1000
"""Words up to which texts are compared word by word; above, words that are everywhere do not count:
a text that repeats itself would take half a minute.
"""
COMPARED = 5000
"""Words up to which texts are compared at all; longer ones are shown whole."""


@dataclass
class FieldChange:
    """A field's value before and after, as text; `pieces` for a long text instead: what was
    kept, taken out and put in, in order.
    """

    label: str
    before: object = ""
    after: object = ""
    pieces: list[tuple[str, str]] = field(default_factory=list)


class Labels:
    """Names of related records, fetched together: promise now, `load()`, read when rendered."""

    def __init__(self, user):
        self.user = user
        self.wanted = {}
        self.found = {}

    def promise(self, model, keys):
        """A text to be read after `load()`: the names of some records of a model."""
        self.wanted.setdefault(model, set()).update(keys)
        return Promise(self, model, list(keys))

    def load(self):
        """One query for each kind of record."""
        for model, keys in self.wanted.items():
            known = model._default_manager.all()
            if model is Organisation:
                known = permissions.known_organisations(self.user)
            self.found[model] = {obj.pk: str(obj) for obj in known.filter(pk__in=keys)}


@dataclass
class Promise:
    """The names of some records, once `Labels.load` has run."""

    labels: Labels
    model: type
    keys: list

    def __str__(self):
        found = self.labels.found[self.model]
        gone = _("one that no longer exists")
        return ", ".join(sorted(found.get(key, gone) for key in self.keys))


def differences(edit, lists, labels) -> list[FieldChange]:
    """What an edit changed, field by field, in the order of the model."""
    history = edit.model.history.model
    listed = getattr(history, "_history_m2m_fields", ())
    before = None if edit.kind == "+" else edit.before
    after = None if edit.kind == "-" else edit.after
    source = edit.after if edit.kind == "-" else None
    changes = []
    for plain in _fields(edit.model):
        old = _value(plain, before or source, labels)
        new = _value(plain, after, labels)
        if _raw(plain, before or source) != _raw(plain, after):
            changes.append(_changed(plain, old, new))
    for many in listed:
        old, new = (
            lists.get((entry.history_id, many.name), set()) if entry else set()
            for entry in (before or source, after)
        )
        if old != new:
            changes.append(_list_changed(many, old, new, labels))
    return changes


def _fields(model):
    tracked = {tracked.name for tracked in model.history.model.tracked_fields}
    parents = {"organisation", "contact"}
    return [
        plain
        for plain in model._meta.concrete_fields
        if plain.name in tracked - UNTOLD - parents and not plain.primary_key
    ]


def _raw(plain, entry):
    value = None if entry is None else getattr(entry, plain.attname)
    return None if value in ("", []) else value


def _value(plain, entry, labels):
    return value_in_words(plain, _raw(plain, entry), labels)


def value_in_words(plain, value, labels):
    """A value of a field as people read it, empty when there is none."""
    if value in (None, "", []):
        return ""
    if plain.is_relation:
        return labels.promise(plain.related_model, [value])
    return in_words(plain, value)


def in_words(plain, value) -> str:
    """A stored value as people read it."""
    if plain.flatchoices:
        return str(dict(plain.flatchoices).get(value, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, datetime):
        return formats.date_format(timezone.localtime(value), "DATETIME_FORMAT")
    if isinstance(value, date):
        return formats.date_format(value, "DATE_FORMAT")
    if isinstance(value, list):
        return ", ".join(str(item) for item in value)
    return str(value)


def _changed(plain, old, new) -> FieldChange:
    label = capfirst(plain.verbose_name)
    is_text = isinstance(plain, models.CharField | models.TextField) and not plain.flatchoices
    if is_text and old and new and max(len(old), len(new)) > LONG:
        return FieldChange(label, pieces=word_differences(old, new))
    return FieldChange(label, old, new)


def _list_changed(many, old, new, labels) -> FieldChange:
    label = capfirst(many.verbose_name)
    out = labels.promise(many.related_model, old - new) if old - new else ""
    into = labels.promise(many.related_model, new - old) if new - old else ""
    return FieldChange(label, out, into)


def word_differences(old: str, new: str) -> list[tuple[str, str]]:
    """[("same" | "out" | "in", text)…]; long stretches that stayed are cut to a few words."""
    before, after = (re.findall(r"\S+\s*", text) for text in (old, new))
    longest = max(len(before), len(after))
    if longest > COMPARED:
        return [("out", old), ("in", new)]
    matcher = difflib.SequenceMatcher(None, before, after, autojunk=longest > EXACT)
    pieces = []
    for kind, i1, i2, j1, j2 in matcher.get_opcodes():
        if kind == "equal":
            pieces.append(("same", _shortened(before[i1:i2])))
            continue
        if i2 > i1:
            pieces.append(("out", "".join(before[i1:i2])))
        if j2 > j1:
            pieces.append(("in", "".join(after[j1:j2])))
    return pieces


def _shortened(kept: list[str]) -> str:
    if len(kept) <= 2 * CONTEXT + 4:
        return "".join(kept)
    return "".join(kept[:CONTEXT]) + "… " + "".join(kept[-CONTEXT:])
