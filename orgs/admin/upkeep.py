"""What the directory does by itself, in the panel."""

from django.contrib import admin
from django.db.models import Count
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.retention import RULES
from orgs.admin.base import PanelAdmin, Rules
from orgs.models import Follower, RetentionRun


@admin.register(RetentionRun)
class RetentionRunAdmin(PanelAdmin):
    """When what need not be kept was deleted, to be read."""

    rules = Rules(permissions.can_see_suggestions)
    list_display = ("__str__", "deleted")
    fields = ("finished_at", "deleted")
    readonly_fields = ("finished_at", "deleted")

    def changelist_view(self, request, extra_context=None):
        """With how many follow a list by e-mail, which is all that anybody is told of them."""
        counts = Follower.objects.aggregate(all=Count("pk"), confirmed=Count("confirmed_at"))
        said = _("Followed by e-mail: %(confirmed)s. Asked for and not confirmed: %(waiting)s.")
        waiting = counts["all"] - counts["confirmed"]
        words = said % {"confirmed": counts["confirmed"], "waiting": waiting}
        return super().changelist_view(request, {**(extra_context or {}), "subtitle": words})

    @admin.display(description=_("deleted"))
    def deleted(self, obj):
        """How much, by rule; rules that found nothing are left out."""
        counts = [(rule.label, obj.counts.get(rule.name)) for rule in RULES]
        return ", ".join(f"{label}: {count}" for label, count in counts if count) or _("nothing")
