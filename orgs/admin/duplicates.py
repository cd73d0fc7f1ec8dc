"""Possible duplicates and merges in the panel."""

from django.contrib import admin
from django.contrib.admin import SimpleListFilter
from django.db.models import Q
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import Rules
from orgs.admin.merging import merge_address
from orgs.admin.twins import reasons_in_words
from orgs.choices import DuplicateState
from orgs.matching import CERTAIN, LIKELY, Reason
from orgs.models import Merge, PossibleDuplicate


class LikenessFilter(SimpleListFilter):
    """How likely two records are one organisation; see `orgs.matching.scores`."""

    title = _("likeness")
    parameter_name = "likeness"

    def lookups(self, request, model_admin):
        return [
            ("certain", _("All but certain")),
            ("likely", _("Likely")),
            ("possible", _("Possible")),
        ]

    def queryset(self, request, queryset):
        bands = {
            "certain": Q(score__gte=CERTAIN),
            "likely": Q(score__gte=LIKELY, score__lt=CERTAIN),
            "possible": Q(score__lt=LIKELY),
        }
        return queryset.filter(bands.get(self.value(), Q()))


def _in_state(state):
    """Offered in lists to who may decide, on a page also only in this state."""

    def offered(user, pair):
        return permissions.can_decide_duplicates(user, pair) and (
            pair is permissions.SOMEWHERE or pair.state == state
        )

    return offered


@admin.register(PossibleDuplicate)
class PossibleDuplicateAdmin(ActingAdmin):
    """The likeliest pairs first, each with one press to say that it is none."""

    rules = Rules(permissions.can_decide_duplicates)
    acts = (
        Act(
            "not_duplicates",
            _("Not the same"),
            lambda pair, user, why: actions.say_not_duplicates(pair=pair, by=user, reason=why),
            _in_state(DuplicateState.OPEN),
        ),
        Act(
            "look_again",
            _("Look at them again"),
            lambda pair, user, why: actions.look_again(pair=pair, by=user, reason=why),
            _in_state(DuplicateState.NOT_DUPLICATES),
        ),
    )
    list_display = ("likeness", "one", "other", "because", "state", "not_the_same")
    list_display_links = ("likeness",)
    list_filter = (LikenessFilter, "state")
    list_select_related = ("first__headquarters", "second__headquarters")
    search_fields = ("first__name", "second__name")
    search_help_text = _(
        "They are looked for every night. Two records that you know of can be merged at once, from "
        "the page of either."
    )
    fields = (
        "one",
        "other",
        ("likeness", "because"),
        ("state", "found_on"),
        ("decided_by", "decided_at"),
        "reason",
    )
    readonly_fields = ("one", "other", "likeness", "because", "decided_by", "decided_at")

    def get_queryset(self, request):
        """Only pairs of which the user may know both."""
        known = permissions.organisations_for(request.user)
        related = (*self.list_select_related, "decided_by")
        return super().get_queryset(request).between(known).select_related(*related)

    def change_view(self, request, object_id, form_url="", extra_context=None):
        pair = self.get_object(request, object_id)
        context = dict(extra_context or {})
        may = pair and permissions.can_merge(request.user, pair)
        if may and pair.state == DuplicateState.OPEN:
            context["links"] = [
                (merge_address(*ends), _("Merge, keep %(name)s") % {"name": ends[0]})
                for ends in ((pair.first, pair.second), (pair.second, pair.first))
            ]
        return super().change_view(request, object_id, form_url, context)

    @admin.display(description=_("organisation"), ordering="first__name")
    def one(self, obj):
        return _linked(obj.first)

    @admin.display(description=_("other organisation"), ordering="second__name")
    def other(self, obj):
        return _linked(obj.second)

    @admin.display(description=_("likeness"), ordering="score")
    def likeness(self, obj):
        return f"{obj.score:.0%}"

    @admin.display(description=_("because of"))
    def because(self, obj):
        return reasons_in_words(map(Reason, obj.reasons))

    @admin.display(description="")
    def not_the_same(self, obj):
        """A button of the list's own form that goes elsewhere."""
        if obj.state != DuplicateState.OPEN:
            return ""
        return format_html(
            '<button class="button" name="act" value="not_duplicates" formaction="{}">{}</button>',
            reverse("admin:orgs_possibleduplicate_act", args=[obj.pk]) + "?back=list",
            _("Not the same"),
        )

    def after_act(self, request, object_id):
        """Back to the list, where the button was."""
        if request.GET.get("back") == "list":
            address = reverse("admin:orgs_possibleduplicate_changelist")
            return f"{address}?state__exact={DuplicateState.OPEN}"
        return super().after_act(request, object_id)


def _linked(organisation):
    """The record by name, with the country it is based in."""
    return format_html(
        '<a href="{}">{}</a> {}',
        reverse("admin:orgs_organisation_change", args=[organisation.pk]),
        organisation.name,
        organisation.headquarters or "",
    )


def _holds(user, merge):
    may = permissions.can_merge(user, merge)
    return may and (merge is permissions.SOMEWHERE or merge.undone_at is None)


@admin.register(Merge)
class MergeAdmin(ActingAdmin):
    """What was merged, and the way back."""

    rules = Rules(permissions.can_merge)
    acts = (
        Act(
            "undo",
            _("Undo the merge"),
            lambda merge, user, why: actions.undo_merge(merge=merge, by=user, reason=why),
            _holds,
        ),
        Act(
            "undo_anyway",
            _("Undo it, but leave what was changed since"),
            lambda merge, user, why: actions.undo_merge(
                merge=merge, by=user, reason=why, anyway=True
            ),
            _holds,
        ),
    )
    list_display = ("merged_at", "lost_record", "kept_record", "merged_by", "undone_at")
    list_display_links = ("merged_at",)
    list_select_related = ("kept__headquarters", "lost__headquarters", "merged_by", "undone_by")
    search_fields = ("lost__name", "kept__name", "lost__public_id")
    fields = (
        "lost_record",
        "kept_record",
        ("merged_by", "merged_at"),
        "reason",
        ("undone_by", "undone_at"),
    )
    readonly_fields = ("lost_record", "kept_record", "merged_by", "merged_at", "undone_by")

    def get_queryset(self, request):
        known = permissions.organisations_for(request.user).order_by().values("pk")
        return super().get_queryset(request).filter(kept__in=known, lost__in=known)

    @admin.display(description=_("merged into it"), ordering="lost__name")
    def lost_record(self, obj):
        return _linked(obj.lost)

    @admin.display(description=_("kept"), ordering="kept__name")
    def kept_record(self, obj):
        return _linked(obj.kept)
