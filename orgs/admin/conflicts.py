"""Two editors on one record: the second is told what the first changed, and loses nothing."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from orgs.admin.history import Change, changes_page


class KnowsVersion(forms.ModelForm):
    """A form of a record with `updated_at`, which it carries as it was when the form was opened.
    When it has moved on, the form comes back with all that was typed; saving again overwrites.
    Costs a query, and the record's history when it has moved on.
    """

    user = None  # set on the class that is made for a request
    version = forms.CharField(required=False, max_length=40, widget=forms.HiddenInput)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["version"] = self.instance.updated_at.isoformat()

    def clean_version(self):
        """Checked with the row locked, so that of two who save at once one is second."""
        opened = _moment(self.cleaned_data["version"])
        if not self.instance.pk or opened is None:
            return ""
        rows = type(self.instance)._default_manager.select_for_update()
        now = rows.values_list("updated_at", flat=True).get(pk=self.instance.pk)
        if now == opened:
            return ""
        self.data = self.data.copy()
        self.data[self.add_prefix("version")] = now.isoformat()
        self.add_error(None, ValidationError([self._told(opened), *self._others(opened)]))
        return ""

    def _told(self, opened) -> str:
        return _(
            "Somebody changed this record while you were editing it. Nothing of yours is saved "
            "yet and nothing is lost: compare, then save again."
        )

    def _others(self, opened) -> list[str]:
        entries = type(self.instance).history.filter(id=self.instance.pk, updated_at__lte=opened)
        seen = entries.order_by("-history_id").values_list("history_date", flat=True).first()
        changes = changes_page(self.instance, self.user, 1)
        return [_said(one) for one in changes if seen is None or one.when > seen]


def _moment(text: str):
    try:
        return parse_datetime(text)
    except ValueError:
        return None


def _said(change: Change) -> str:
    fields = [
        f"{one.label}: {one.before or '–'} → {one.after or '–'}" if not one.pieces else one.label
        for part in change.parts
        for one in part.fields
    ]
    return f"{change.who or _('the directory itself')}: {'; '.join(map(str, fields))}"
