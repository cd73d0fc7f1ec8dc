"""Buttons of the panel: what can be done to a record, on its page and in lists.

Each is one action of `orgs.actions`; the record's own form never does it by the way.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from orgs.actions.base import REASON_LENGTH
from orgs.admin.base import PanelAdmin
from orgs.permissions import SOMEWHERE
from orgs.search.index import index_later
from orgs.text import one_line

MOST_AT_ONCE = 500
"""Records one press can change; more would outlast a request."""


@dataclass(frozen=True)
class Act:
    """`run(record, by, reason)` does it; `offered(user, record)` says whether there is a button
    (`record` is SOMEWHERE for a list); the action itself has the last word.
    """

    name: str
    label: str
    run: Callable
    offered: Callable


class ActingAdmin(PanelAdmin):
    """A record with buttons. They act on what is saved, not on what was typed meanwhile."""

    acts = ()
    change_form_template = "admin/orgs/acting_change_form.html"

    def get_urls(self):
        name = f"orgs_{self.opts.model_name}_act"
        view = self.admin_site.admin_view(self.act_view)
        return [path("<path:object_id>/act/", view, name=name), *super().get_urls()]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        obj = self.get_object(request, object_id)
        offered = [act for act in self.acts if obj and act.offered(request.user, obj)]
        context = {
            "acts": offered,
            "act_url": reverse(f"admin:orgs_{self.opts.model_name}_act", args=[object_id]),
            "links": self.links(obj) if obj else [],
            **(extra_context or {}),
        }
        return super().change_view(request, object_id, form_url, context)

    def links(self, obj) -> list[tuple[str, str]]:
        """Further links at the top of the page, as (address, label)."""
        return []

    def act_view(self, request, object_id):
        """Does one act and returns to the record. Pressed twice, it is done once."""
        if request.method != "POST":
            return HttpResponseNotAllowed(["POST"])
        obj = self.get_object(request, object_id)
        if obj is None:
            raise Http404
        if not self.has_view_permission(request, obj):
            raise PermissionDenied
        act = next((act for act in self.acts if act.name == request.POST.get("act")), None)
        if act is None:
            raise Http404
        try:
            act.run(obj, request.user, reason_of(request))
        except ValidationError as error:
            messages.error(request, " ".join(error.messages))
        else:
            self.log_change(request, obj, str(act.label))
            messages.success(request, _("Done: %(label)s.") % {"label": act.label})
        return HttpResponseRedirect(self.after_act(request, object_id))

    def after_act(self, request, object_id) -> str:
        """The address of the page that follows an act."""
        return reverse(f"admin:orgs_{self.opts.model_name}_change", args=[object_id])

    def get_actions(self, request):
        actions = super().get_actions(request)
        for act in self.acts:
            if act.offered(request.user, SOMEWHERE):
                actions[act.name] = (for_each(act), act.name, act.label)
        return actions


def reason_of(request) -> str:
    """What was typed beside the button, as one line. Raises ValidationError when the history
    could not keep all of it.
    """
    reason = one_line(request.POST.get("reason", ""))
    if len(reason) > REASON_LENGTH:
        raise ValidationError(
            _("Say why in at most %(most)s characters. Nothing was changed.")
            % {"most": REASON_LENGTH}
        )
    return reason


def for_each(act):
    """The act for a selection in a list: what can be done is done, the rest is named."""

    def run(admin, request, queryset):
        if queryset.count() > MOST_AT_ONCE:
            text = _("Choose at most %(most)s at once.") % {"most": MOST_AT_ONCE}
            messages.error(request, text)
            return
        done, refused = 0, []
        with index_later():
            for obj in queryset:
                try:
                    act.run(obj, request.user, "")
                except ValidationError as error:
                    refused.append(f"{obj}: {' '.join(error.messages)}")
                else:
                    admin.log_change(request, obj, str(act.label))
                    done += 1
        if done:
            text = ngettext("%(label)s: %(done)s record.", "%(label)s: %(done)s records.", done)
            messages.success(request, text % {"label": act.label, "done": done})
        for line in refused[:20]:
            messages.warning(request, line)
        if len(refused) > 20:
            text = _("%(more)s more could not be done.") % {"more": len(refused) - 20}
            messages.warning(request, text)

    run.__name__ = act.name
    return run
