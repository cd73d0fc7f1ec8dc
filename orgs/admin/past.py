"""The history of a record in the panel: the list of changes, the record as it was on a day, what
changed between two days, and taking one change back. GET never writes.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta
from types import SimpleNamespace

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db.models import Max
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from orgs import permissions
from orgs.actions.base import REASON_LENGTH
from orgs.actions.entries import edit_of
from orgs.actions.history import REVERTIBLE, plan_revert, revert_change
from orgs.admin.differences import Labels, value_in_words
from orgs.admin.history import VERBS, PartChange, changes_page, conditions, with_differences
from orgs.admin.keys import could_be_key
from orgs.text import one_line


class DaysForm(forms.Form):
    """A day, and an earlier one to compare it with."""

    on = forms.DateField(
        label=gettext_lazy("As it was on"), widget=forms.DateInput(attrs={"type": "date"})
    )
    since = forms.DateField(
        label=gettext_lazy("What changed since (may stay empty)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("since") and cleaned.get("on") and cleaned["since"] >= cleaned["on"]:
            self.add_error("since", _("Choose an earlier day than the other."))
        return cleaned


class RevertForm(forms.Form):
    """Why a change is taken back."""

    reason = forms.CharField(
        label=gettext_lazy("Why (kept in the history)"),
        required=False,
        max_length=REASON_LENGTH - 20,
    )
    anyway = forms.BooleanField(required=False)

    def clean_reason(self):
        return one_line(self.cleaned_data["reason"])


@dataclass
class Between:
    """What became of one record between two days; reads like an `Edit`."""

    model: type
    before: object
    after: object

    @property
    def kind(self) -> str:
        if self.after.history_type == "-":
            return "-"
        return "~" if self.before else "+"


class HistoryPages:
    """For every admin: the pages of a record's history. `history_rule` is the right to see it,
    beside that to see the record.
    """

    history_rule = staticmethod(permissions.can_use_panel)

    def get_urls(self):
        if not hasattr(self.model, "history"):
            return super().get_urls()
        view, name = self.admin_site.admin_view, f"orgs_{self.opts.model_name}"
        past, revert = view(self.past_view), view(self.revert_view)
        return [
            path("<path:object_id>/history/past/", past, name=f"{name}_past"),
            path("<path:object_id>/history/revert/", revert, name=f"{name}_revert"),
            *super().get_urls(),
        ]

    def history_view(self, request, object_id, extra_context=None):
        """Who changed what, when and why, with the values before and after."""
        obj = self._with_history(request, object_id)
        context = {
            **self._context(request, obj, _("History")),
            "page": changes_page(obj, request.user, request.GET.get("page")),
            "past": self._address("past", obj) if hasattr(obj, "history") else "",
            "may_revert": self.model in REVERTIBLE
            and permissions.can_revert(request.user, self.subject(obj)),
        }
        return TemplateResponse(request, "admin/orgs/history.html", context)

    def past_view(self, request, object_id):
        """The record with its parts at the end of a day, or what changed between two."""
        obj = self._with_history(request, object_id)
        form = DaysForm(request.GET if "on" in request.GET else None)
        parts = None
        if form.is_bound and form.is_valid():
            parts = parts_on(obj, request.user, **form.cleaned_data)
        context = self._context(request, obj, _("As it was"))
        context |= {
            "form": form,
            "parts": parts,
            "compared": form.is_bound and form.data.get("since"),
        }
        return TemplateResponse(request, "admin/orgs/past.html", context)

    def revert_view(self, request, object_id):
        """Field by field what taking a change back would do; does it when confirmed. Which change
        the address says: `kind`, a model's name, and `entry`, a key of its history.
        """
        obj = self._with_history(request, object_id)
        asked = (request.GET.get(name, "") for name in ("kind", "entry"))
        edit = self._edit(obj, request.user, *asked)
        form = RevertForm(request.POST if request.method == "POST" else None)
        errors = []
        if form.is_bound and form.is_valid():
            try:
                revert_change(edit=edit, by=request.user, **form.cleaned_data)
            except ValidationError as error:
                errors = error.messages
            else:
                messages.success(request, _("The change was taken back."))
                return HttpResponseRedirect(self._address("history", obj))
        context = self._context(request, obj, _("Take a change back"))
        context |= {"form": form, "errors": errors, "edit": edit} | dry_run(edit, request.user)
        context |= {"what": capfirst(edit.model._meta.verbose_name), "verb": VERBS[edit.kind]}
        return TemplateResponse(request, "admin/orgs/revert.html", context)

    def _with_history(self, request, object_id):
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        allowed = self.has_view_permission(request, obj)
        if not allowed or not self.history_rule(request.user, self.subject(obj)):
            raise PermissionDenied
        return obj

    def _edit(self, obj, user, kind, entry):
        """A change that stands on this record's own history page, as far as the user sees it."""
        shown = {model._meta.model_name: (model, which) for model, which in conditions(obj, user)}
        model, condition = shown.get(kind, (None, None))
        if model not in REVERTIBLE or not could_be_key(model.history.model._meta.pk, entry):
            raise Http404
        if not model.history.filter(condition, history_id=entry).exists():
            raise Http404
        return edit_of(model, int(entry))

    def _address(self, page, obj):
        return reverse(f"admin:orgs_{self.opts.model_name}_{page}", args=[obj.pk])

    def _context(self, request, obj, title):
        return {
            **self.admin_site.each_context(request),
            "title": title,
            "subtitle": str(obj),
            "object": obj,
            "opts": self.opts,
            "back": self._address("change", obj),
            "history": self._address("history", obj),
        }


def entries_on(model, condition, day) -> dict:
    """{key: the latest entry} of some records at the end of a day; one query, which reads as many
    entries as there are records, however long their histories.
    """
    key = model._meta.pk.attname
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    theirs = model.history.filter(condition).order_by().values(key)
    until = model.history.filter(**{f"{key}__in": theirs}, history_date__lt=end)
    last = until.order_by().values(key).annotate(last=Max("history_id")).values("last")
    found = model.history.filter(condition, history_id__in=last).order_by("history_id")
    return {getattr(entry, key): entry for entry in found}


def parts_on(obj, user, on, since=None) -> list[PartChange]:
    """The record and its parts as they were at the end of `on`, or what changed since the end of
    another day. Three queries for each kind of record at most.
    """
    pairs = []
    for model, condition in conditions(obj, user):
        later = entries_on(model, condition, on)
        earlier = entries_on(model, condition, since) if since else {}
        for key, entry in later.items():
            before = earlier.get(key)
            before = None if before is None or before.history_type == "-" else before
            if entry.history_type != "-" or before:
                pairs.append(Between(model, before, entry))
    labels = Labels(user)
    changed = with_differences(pairs, labels)
    labels.load()
    return [
        PartChange(
            capfirst(pair.model._meta.verbose_name),
            VERBS[pair.kind] if since else "",
            is_new=pair.kind == "+",
            fields=changed[id(pair)],
        )
        for pair in pairs
        if changed[id(pair)]
    ]


def dry_run(edit, user) -> dict:
    """The plan in words, or why there is none: {"plan", "refused", "steps", "lists", "left"}."""
    try:
        plan = plan_revert(edit=edit, by=user)
    except ValidationError as error:
        return {"plan": None, "refused": error.messages, "steps": [], "lists": [], "left": []}
    labels = Labels(user)
    steps = [
        SimpleNamespace(
            label=capfirst(step.field.verbose_name),
            now=value_in_words(step.field, step.now, labels),
            then=value_in_words(step.field, step.then, labels),
            is_changed_since=step.is_changed_since,
        )
        for step in plan.steps
    ]
    lists = [
        SimpleNamespace(
            label=capfirst(step.field.verbose_name),
            out=labels.promise(step.field.related_model, step.out) if step.out else "",
            into=labels.promise(step.field.related_model, step.into) if step.into else "",
        )
        for step in plan.lists
    ]
    labels.load()
    left = [capfirst(one.verbose_name) for one in plan.left]
    return {"plan": plan, "refused": [], "steps": steps, "lists": lists, "left": left}
