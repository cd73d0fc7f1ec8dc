"""Two editors on one record: the second is told what the first changed, and loses nothing."""

from hashlib import sha256

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from orgs.admin.history import Change, changes_page


class Version(forms.CharField):
    """What a record was like when its form was opened; nothing of the record itself."""

    widget = forms.HiddenInput

    def has_changed(self, initial, data):
        return False


class KnowsVersion(forms.ModelForm):
    """A form that carries the version of its record from when it was opened. When that has moved
    on, the form comes back with all that was typed; saving again overwrites. Costs a query, one
    for each list of a record without `updated_at`, and the history when it has moved on.
    """

    user = None  # set on the class that is made for a request
    version = Version(required=False, max_length=120)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = version_of(self.instance)

    def clean_version(self):
        """Checked with the row locked, so that of two who save at once one is second."""
        opened, _space, state = self.cleaned_data["version"].partition(" ")
        opened = _moment(opened)
        if not self.instance.pk or opened is None:
            return ""
        rows = type(self.instance)._base_manager.select_for_update()
        now = version_of(rows.get(pk=self.instance.pk))
        if now.partition(" ")[2] == state:
            return ""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = now
        self.add_error(None, ValidationError([self._told(), *self._others(opened)]))
        return ""

    def _told(self) -> str:
        return _(
            "Somebody changed this record while you were editing it. Nothing of yours is saved "
            "yet and nothing is lost: compare, then save again."
        )

    def _others(self, opened) -> list[str]:
        changes = changes_page(self.instance, self.user, 1)
        return [_said(one) for one in changes if one.when > opened]


def version_of(record) -> str:
    """When the record was read, and what it was like: by `updated_at`, which whatever belongs to it
    moves, or else by every column and list, hashed.
    """
    if hasattr(record, "updated_at"):
        state = record.updated_at.isoformat()
    else:
        meta = record._meta
        texts = [one.value_to_string(record) for one in meta.concrete_fields]
        lists = [
            sorted(str(other.pk) for other in getattr(record, one.name).all())
            for one in meta.many_to_many
        ]
        state = sha256(repr((texts, lists)).encode("utf-8", "replace")).hexdigest()
    return f"{timezone.now().isoformat()} {state}"


def _moment(text: str):
    try:
        found = parse_datetime(text)
    except ValueError:
        return None
    return found if found and found.tzinfo else None


def _said(change: Change) -> str:
    fields = [
        f"{one.label}: {one.before or '–'} → {one.after or '–'}" if not one.pieces else one.label
        for part in change.parts
        for one in part.fields
    ]
    return f"{change.who or _('the directory itself')}: {'; '.join(map(str, fields))}"
