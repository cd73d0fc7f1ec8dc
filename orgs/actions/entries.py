"""What the history of a record holds: entries, gathered into the edits that people made."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import groupby
from typing import NamedTuple

from simple_history.models import HistoricalRecords

ONE_SITTING = timedelta(seconds=5)
"""Saving a form writes several entries (the record, each list, each part): one change to people."""


class Line(NamedTuple):
    """An entry without its values: enough to put a long history in order."""

    key: object
    history_id: int
    history_date: datetime
    history_type: str
    history_user_id: int | None
    history_change_reason: str | None


@dataclass
class Edit:
    """Entries of one record that belong together; `before` is the entry they started from. Lines
    at first, whole entries once loaded.
    """

    model: type
    before: object
    after: object
    first: object

    @property
    def kind(self) -> str:
        """Added, changed or removed, over the whole of the edit."""
        if self.after.history_type == "-":
            return "-"
        return "+" if self.first.history_type == "+" else "~"


def lines(model, condition) -> list[Line]:
    """The lines of some records' histories, oldest first; one query."""
    found = model.history.filter(condition).order_by("history_id")
    return [Line(*row) for row in found.values_list(model._meta.pk.attname, *Line._fields[1:])]


def edits(model, found: Iterable[Line]) -> Iterator[Edit]:
    """Lines of one record in one sitting, as one edit."""
    for _key, rows in groupby(sorted(found, key=lambda line: line[:2]), lambda line: line.key):
        edit, before = None, None
        for row in rows:
            if edit and same_sitting(edit.after, row) and row.history_type == "~":
                edit.after = row
            else:
                if edit:
                    yield edit
                edit = Edit(model, before, row, row)
            before = row
        yield edit


def same_sitting(one, other) -> bool:
    return (
        one.history_user_id == other.history_user_id
        and one.history_change_reason == other.history_change_reason
        and abs(one.history_date - other.history_date) < ONE_SITTING
    )


def edit_of(model, history_id) -> Edit | None:
    """The edit that ends with an entry; reads back to its beginning, however long the history."""
    after = model.history.filter(history_id=history_id).first()
    if after is None:
        return None
    name = model._meta.pk.attname
    earlier = model.history.filter(**{name: getattr(after, name)}, history_id__lt=history_id)
    edit = Edit(model, None, after, after)
    for row in earlier.order_by("-history_id").iterator(chunk_size=20):
        if edit.first.history_type == "~" and same_sitting(edit.first, row):
            edit.first = row
        else:
            edit.before = row
            break
    return edit


def load(found: Iterable[Edit]) -> None:
    """Puts whole entries in the place of lines; one query for each kind of record."""
    by_model: dict[type, list[Edit]] = {}
    for edit in found:
        by_model.setdefault(edit.model, []).append(edit)
    for model, mine in by_model.items():
        wanted = {line.history_id for e in mine for line in (e.before, e.after, e.first) if line}
        rows = model.history.filter(history_id__in=wanted).select_related("history_user")
        entries = {row.history_id: row for row in rows}
        for edit in mine:
            edit.before = edit.before and entries[edit.before.history_id]
            edit.after, edit.first = entries[edit.after.history_id], entries[edit.first.history_id]


def lists_of(model, found: Iterable[Edit]) -> dict:
    """{(entry, field name): keys} of the lists (countries, focus areas); one query a list."""
    kept: dict = {}
    ids = {entry.history_id for edit in found for entry in (edit.before, edit.after) if entry}
    for listed in getattr(model.history.model, "_history_m2m_fields", ()):
        through = HistoricalRecords.m2m_models[listed]
        column = listed.m2m_reverse_field_name() + "_id"
        for entry, key in through.objects.filter(history__in=ids).values_list("history_id", column):
            kept.setdefault((entry, listed.name), set()).add(key)
    return kept
