"""Merging two records in the panel: choose the other one, side by side, what will be, done."""

import re
from typing import NamedTuple

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs import actions, permissions
from orgs.actions.merging import FIELDS, KEEP, LOSE, OTHER_NAME, OTHER_NAMES, Plan
from orgs.admin.acts import reason_of
from orgs.admin.differences import in_words
from orgs.admin.people import place_of
from orgs.admin.twins import twins, twins_view
from orgs.choices import RiskLevel
from orgs.ids import parse_public_id
from orgs.matching.records import known_by
from orgs.models import Office, Organisation, Relation

COUNTED = {"contacts", "suggestions", "grants"}
"""What is only counted: a person, and whose role it is, is nobody's business here, and a suggestion
has no name.
"""


class Row(NamedTuple):
    """A field of both records in words."""

    name: str
    label: str
    keep: str
    lose: str
    chosen: str
    differs: bool

    @property
    def result(self) -> str:
        return self.keep if self.chosen == KEEP else self.lose


class MergingMixin:
    """For the admin of organisations: the pages of merging, and the twins of what is typed."""

    def get_urls(self):
        view = self.admin_site.admin_view
        return [
            path("twins/", view(twins_view), name="orgs_organisation_twins"),
            path("<path:object_id>/merge/", view(self.merge_view), name="orgs_organisation_merge"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id)
        context = dict(extra_context or {})
        if obj and permissions.can_merge(request.user, obj):
            context["links"] = [*self.links(obj), *self._merge_links(obj)]
        return super().change_view(request, object_id, form_url, context)

    def _merge_links(self, obj):
        done = obj.merges_away.in_force().select_related("kept").first()
        if done is None:
            return [(merge_address(obj), _("Merge with another record"))]
        return [
            (reverse("admin:orgs_organisation_change", args=[done.kept_id]),
             _("Merged into %(name)s") % {"name": done.kept}),
            (reverse("admin:orgs_merge_change", args=[done.pk]), _("Undo the merge")),
        ]  # fmt: skip

    def merge_view(self, request, object_id):
        """GET shows, changes nothing. POST with `step=look` shows what will be, `step=merge`
        does it, when both records are as they were shown.
        """
        keep = self.get_object(request, object_id)
        if keep is None:
            raise Http404
        if not permissions.can_merge(request.user, keep):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else request.GET
        other = self._other(request, data.get("with", ""))
        if other is None:
            return self._choose(request, keep, data.get("with", ""))
        choices = {name: data.get(f"choice-{name}") for name in (*FIELDS, OTHER_NAME)}
        step = request.POST.get("step")
        try:
            if step == "merge":
                return self._merge(request, keep, other, choices)
            plan = actions.plan_merge(keep=keep, lose=other, choices=choices, by=request.user)
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
            again = merge_address(keep, other) if step == "merge" else merge_address(keep)
            return HttpResponseRedirect(again)
        return self._page(request, "merge.html", keep, **described(plan), looked=step == "look")

    def _merge(self, request, keep, other, choices):
        done = actions.merge(
            keep=keep,
            lose=other,
            choices=choices,
            by=request.user,
            reason=reason_of(request),
            seen=request.POST.get("seen", ""),
        )
        undo = reverse("admin:orgs_merge_change", args=[done.pk])
        told, way_back = _("Merged. It can be undone."), _("Undo the merge")
        messages.success(request, format_html('{} <a href="{}">{}</a>', told, undo, way_back))
        return HttpResponseRedirect(reverse("admin:orgs_organisation_change", args=[done.kept_id]))

    def _other(self, request, text: str):
        """The record that is meant by a permanent id, an address of its page, or its number."""
        last = text.strip().rstrip("/").rpartition("/")[2]
        known = permissions.organisations_for(request.user)
        if public_id := parse_public_id(last):
            return known.filter(public_id=public_id).first()
        if re.fullmatch(r"\d{1,15}", last) and last.isascii():
            return known.filter(pk=int(last)).first()
        return known.filter(slug=last).first() if last and "\0" not in last else None

    def _choose(self, request, keep, typed):
        record = known_by([keep.pk]).get(keep.pk)
        found = twins(request.user, record, exclude=keep.pk, limit=10) if record else []
        likely = [(f"?{urlencode({'with': one.url.split('/')[-3]})}", one) for one in found]
        return self._page(
            request, "merge_choose.html", keep, likely=likely, typed=typed, unknown=bool(typed)
        )

    def _page(self, request, template, keep, **context):
        context = {
            **self.admin_site.each_context(request),
            "title": _("Merge two records"),
            "opts": self.opts,
            "keep": keep,
            "back": reverse("admin:orgs_organisation_change", args=[keep.pk]),
            **context,
        }
        return TemplateResponse(request, f"admin/orgs/organisation/{template}", context)


def merge_address(keep, lose=None) -> str:
    """The page that merges `lose` into `keep`, or asks which one."""
    address = reverse("admin:orgs_organisation_merge", args=[keep.pk])
    return f"{address}?{urlencode({'with': lose.public_id})}" if lose else address


def described(plan: Plan) -> dict:
    """A plan as the page shows it."""
    rows = [_row(choice) for choice in plan.choices]
    kinds = [(part, _texts(part, part.moving, plan)) for part in plan.parts]
    moves = [(capfirst(part.label), len(part.moving), texts) for part, texts in kinds]
    moves.append((_("Library items"), len(plan.resources), list(map(str, plan.resources))))
    moves += [
        (capfirst(Organisation._meta.get_field(name).verbose_name), len(items),
         list(map(str, items)))
        for name, items in plan.added.items()
    ]  # fmt: skip
    return {
        "plan": plan,
        "lose": plan.lose,
        "rows": rows,
        "moves": [move for move in moves if move[1]],
        "stay": sum(len(part.staying) for part in plan.parts),
        "risk": RiskLevel(plan.risk).label if plan.risk != plan.keep.risk else "",
        "loses_page": plan.lose.state == "published" and plan.keep.state != "published",
        "other_names": [(kind.value, kind.label, kind == plan.name_kind) for kind in OTHER_NAMES],
        "swap": merge_address(plan.lose, plan.keep),
        "sides": (KEEP, LOSE),
    }


def _row(choice) -> Row:
    column = Organisation._meta.get_field(choice.name)
    texts = [in_words(column, value) if value else "" for value in (choice.keep, choice.lose)]
    return Row(choice.name, capfirst(column.verbose_name), *texts, choice.chosen, choice.differs)


def _texts(part, rows, plan) -> list[str]:
    if part.kind.name in COUNTED:
        return []
    if part.kind.model is Office:
        return list(map(place_of, rows))
    if part.kind.model is not Relation:
        return list(map(str, rows))
    out = part.kind.name == "relations_out"
    end = "to_organisation_id" if out else "from_organisation_id"
    others = Organisation.objects.in_bulk([getattr(row, end) for row in rows])
    return [
        f"{row.get_kind_display() if out else row.inverse_label}: {others[getattr(row, end)]}"
        for row in rows
    ]
