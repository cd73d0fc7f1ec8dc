"""The yearly letters and the visits to websites in the panel: written by commands, to be read."""

from django.contrib import admin
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orgs import permissions
from orgs.admin.base import PanelAdmin, Rules
from orgs.admin.parts import PartAdmin
from orgs.models import LinkCheck, Reminder


@admin.register(Reminder)
class ReminderAdmin(PartAdmin):
    rules = Rules(permissions.can_view_organisation)
    list_display = ("organisation", "sent_on", "confirmed_on", "corrected_on", "removed_on")
    search_fields = ("organisation__name",)


@admin.register(LinkCheck)
class LinkCheckAdmin(PanelAdmin):
    rules = Rules(permissions.can_view_organisation)
    list_display = ("url", "owner", "outcome", "failures", "failing_since", "checked_at")
    list_filter = ("outcome",)
    list_select_related = ("contact_point__organisation",)
    search_fields = ("url", "contact_point__organisation__name")
    fields = ("owner", "url", "outcome", "failures", "failing_since", "checked_at")
    readonly_fields = ("owner",)

    def subject(self, obj):
        return obj.contact_point.organisation

    def get_queryset(self, request):
        known = permissions.organisations_for(request.user).values("pk")
        found = super().get_queryset(request).select_related("contact_point__organisation")
        return found.filter(contact_point__organisation__in=known)

    @admin.display(description=_("organisation"))
    def owner(self, obj):
        return obj.contact_point.organisation


def last_visit(check: LinkCheck) -> str:
    """A visit in words: "Answers, 2026-11-22"; with the days on which it has failed till then."""
    text = f"{check.get_outcome_display()}, {timezone.localdate(check.checked_at).isoformat()}"
    if not check.failures:
        return text
    failed = ngettext(
        "failed on %(days)s day since %(day)s",
        "failed on %(days)s days since %(day)s",
        check.failures,
    )
    return f"{text}; {failed}" % {"days": check.failures, "day": check.failing_since.isoformat()}
