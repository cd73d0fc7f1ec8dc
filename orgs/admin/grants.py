"""Roles for a time in the panel: who has one, for which part of the directory, until when."""

from datetime import timedelta

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import KnowsRelated, Rules
from orgs.admin.filters import SOON
from orgs.choices import GrantScope
from orgs.forms import ReasonForm
from orgs.models import Grant

FIELDS_OF = {
    GrantScope.COUNTRIES: "countries",
    GrantScope.FOCUS_AREAS: "focus_areas",
    GrantScope.NETWORK: "network",
}
"""What says which part, by the kind of part."""


class GrantForm(KnowsRelated, ReasonForm):
    """Asks for the part that was chosen, and for nothing else."""

    def clean(self):
        cleaned = super().clean()
        chosen = FIELDS_OF.get(cleaned.get("narrowed_to"))
        for name in FIELDS_OF.values():
            is_said = bool(cleaned.get(name))
            if name == chosen and not is_said and name not in self.errors:
                self.add_error(name, _("Say which."))
            elif name != chosen and is_said:
                self.add_error(name, _("Leave this empty, or choose this part above."))
        return cleaned


class ValidityFilter(SimpleListFilter):
    """Whether it holds today."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request, model_admin):
        return [
            ("in_force", _("In force")),
            ("soon", _("Ends within 30 days")),
            ("ended", _("Ended")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "in_force":
            return queryset.in_force(today)
        if self.value() == "soon":
            return queryset.ending(today, today + SOON)
        if self.value() == "ended":
            return queryset.filter(ends_on__lt=today)
        return queryset


def _can_end(user, grant) -> bool:
    may = permissions.can_manage_users(user)
    return may and (grant is permissions.SOMEWHERE or grant.is_in_force)


@admin.register(Grant)
class GrantAdmin(ActingAdmin):
    rules = Rules(*[permissions.can_manage_users] * 4)
    acts = (
        Act(
            "end",
            _("End it now"),
            lambda grant, user, why: actions.end_grant(grant=grant, by=user, reason=why),
            _can_end,
        ),
    )
    form = GrantForm
    list_display = ("user", "role_word", "part", "ends_on", "holds")
    list_filter = (ValidityFilter, "role", "narrowed_to")
    list_select_related = ("user", "network")
    search_fields = ("user__username", "network__name")
    autocomplete_fields = ("user", "countries", "focus_areas", "network")
    radio_fields = {"role": admin.VERTICAL, "narrowed_to": admin.VERTICAL}
    fields = (
        "user",
        "role",
        "narrowed_to",
        "countries",
        "focus_areas",
        "network",
        "ends_on",
        "reason",
    )

    def get_queryset(self, request):
        found = super().get_queryset(request).select_related("user", "network")
        return found.prefetch_related("countries", "focus_areas")

    def get_readonly_fields(self, request, obj=None):
        """It is not handed on to somebody else."""
        return ("user",) if obj else ()

    @admin.display(description=_("role"), ordering="role")
    def role_word(self, obj):
        return role_in_a_word(obj)

    @admin.display(description=_("for"))
    def part(self, obj):
        return part_of(obj)

    @admin.display(description=_("holds today"), boolean=True)
    def holds(self, obj):
        return obj.is_in_force


def role_in_a_word(grant) -> str:
    """What it may do stands in the form."""
    return grant.get_role_display().partition(":")[0]


def part_of(grant) -> str:
    """The part of the directory in words; no query where it was loaded."""
    if grant.narrowed_to == GrantScope.EVERYTHING:
        return grant.get_narrowed_to_display()
    if grant.narrowed_to == GrantScope.NETWORK:
        return _("members of %(network)s") % {"network": grant.network}
    return ", ".join(str(one) for one in getattr(grant, FIELDS_OF[grant.narrowed_to]).all())


def sentence_of(grant) -> str:
    """“Editor: members of …, until 2027-01-31”, for whoever has it."""
    return _("%(role)s: %(part)s, until %(day)s") % {
        "role": role_in_a_word(grant),
        "part": part_of(grant),
        "day": grant.ends_on.isoformat(),
    }


def listed_with_links(account):
    """An account's grants with their pages, those that ended within a year too; and where to give
    one. Four queries.
    """
    since = timezone.localdate() - timedelta(days=365)
    found = account.grants.filter(ends_on__gte=since).select_related("network")
    rows = [
        format_html(
            '<li><a href="{}">{}</a></li>',
            reverse("admin:orgs_grant_change", args=[grant.pk]),
            sentence_of(grant),
        )
        for grant in found.prefetch_related("countries", "focus_areas")
    ]
    address = f"{reverse('admin:orgs_grant_add')}?{urlencode({'user': account.pk})}"
    return format_html(
        '<ul>{}</ul><a href="{}">{}</a>', _joined(rows), address, _("Give a role for a time")
    )


def _joined(rows):
    return format_html("{}" * len(rows), *rows) if rows else ""
