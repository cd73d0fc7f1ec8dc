"""What the directory does by itself, in the panel."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.retention import RULES
from orgs.admin.base import PanelAdmin, Rules
from orgs.models import RetentionRun


@admin.register(RetentionRun)
class RetentionRunAdmin(PanelAdmin):
    """When what need not be kept was deleted, to be read."""

    rules = Rules(permissions.can_see_suggestions)
    list_display = ("__str__", "deleted")
    fields = ("finished_at", "deleted")
    readonly_fields = ("finished_at", "deleted")

    @admin.display(description=_("deleted"))
    def deleted(self, obj):
        """How much, by rule; rules that found nothing are left out."""
        counts = [(rule.label, obj.counts.get(rule.name)) for rule in RULES]
        return ", ".join(f"{label}: {count}" for label, count in counts if count) or _("nothing")
