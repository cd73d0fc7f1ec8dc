"""Suggestions in the panel: the list, the one queue, and the page on which one is decided."""

from django.contrib import admin, messages
from django.contrib.admin import SimpleListFilter
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseNotAllowed, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from orgs import actions, permissions
from orgs.actions.suggestions import AT_ONCE
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import Rules
from orgs.admin.queue import (
    IMPORT,
    QueueFilters,
    kind_of,
    queue_page,
    title_of,
    waiting_suggestions,
)
from orgs.admin.review import ReviewForm, consequences, likely_twins
from orgs.models import Suggestion


class UrgencyFilter(SimpleListFilter):
    """Those whose organisation has had itself hidden."""

    title = _("hidden on request")
    parameter_name = "urgent"

    def lookups(self, request, model_admin):
        return [("yes", _("Hidden, to be decided"))]

    def queryset(self, request, queryset):
        return queryset.urgent() if self.value() == "yes" else queryset


class AssignedFilter(SimpleListFilter):
    """Who looks after it."""

    title = _("assigned to")
    parameter_name = "assigned"

    def lookups(self, request, model_admin):
        return [("me", _("Me")), ("nobody", _("Nobody"))]

    def queryset(self, request, queryset):
        if self.value() == "me":
            return queryset.filter(assigned_to=request.user)
        return queryset.filter(assigned_to=None) if self.value() == "nobody" else queryset


def offered(user, record) -> bool:
    may = permissions.can_decide_suggestion(user, record)
    return may and (record is permissions.SOMEWHERE or record.is_open)


IN_A_LIST = (
    Act(
        "accept",
        _("Accept all of it"),
        lambda record, user, reason: actions.accept(suggestion=record, by=user, reason=reason),
        offered,
    ),
    Act(
        "take",
        _("Assign to me"),
        lambda record, user, reason: actions.assign(suggestion=record, to=user, by=user),
        offered,
    ),
)


@admin.register(Suggestion)
class SuggestionAdmin(ActingAdmin):
    rules = Rules(permissions.can_see_suggestions, change=permissions.can_decide_suggestion)
    acts = IN_A_LIST
    list_display = ("title", "what", "state", "received_on", "assigned_to")
    list_filter = (
        "state",
        "kind",
        "origin",
        "problem",
        ("of_import", admin.RelatedOnlyFieldListFilter),
        UrgencyFilter,
        AssignedFilter,
    )
    list_select_related = ("organisation", "assigned_to")

    def get_queryset(self, request):
        return permissions.suggestions_for(request.user).order_by("received_on", "pk")

    @admin.display(description=_("about"))
    def title(self, obj):
        return title_of(obj)

    @admin.display(description=_("kind"), ordering="kind")
    def what(self, obj):
        return kind_of(obj)

    def get_urls(self):
        queue = self.admin_site.admin_view(self.queue_view)
        return [path("queue/", queue, name="orgs_queue"), *super().get_urls()]

    # The queue

    def queue_view(self, request):
        """All that waits, of every kind; many of an import are accepted in parts from here."""
        if not permissions.can_see_suggestions(request.user, permissions.SOMEWHERE):
            raise PermissionDenied
        filters = QueueFilters(request.GET)
        if request.method == "POST":
            return self._accept_next(request, filters)
        kept = request.GET.copy()
        kept.pop("page", None)
        kept.pop("after", None)
        context = {
            **self.admin_site.each_context(request),
            "title": _("To review"),
            "opts": self.opts,
            "filters": filters,
            "page": queue_page(request.user, filters, request.GET.get("page")),
            "kept": kept.urlencode(),
            "address": request.get_full_path(),
            "at_once": AT_ONCE if filters.get("what") == IMPORT else 0,
        }
        return TemplateResponse(request, "admin/orgs/suggestion/queue.html", context)

    def _accept_next(self, request, filters):
        """The next of an import, as they are filtered. What is refused stays where it is."""
        if filters.get("what") != IMPORT:
            return HttpResponseNotAllowed(["GET"])
        after = request.GET.get("after", "")
        done, refused, after = actions.accept_waiting(
            suggestions=waiting_suggestions(request.user, filters),
            by=request.user,
            after=int(after) if after.isascii() and after.isdigit() and len(after) < 19 else 0,
        )
        text = ngettext("%(done)s was accepted.", "%(done)s were accepted.", done) % {"done": done}
        messages.success(request, text)
        for row, why in refused[:20]:
            messages.warning(request, f"{title_of(row)}: {why}")
        if len(refused) > 20:
            more = {"more": len(refused) - 20}
            messages.warning(request, _("%(more)s more could not be done.") % more)
        kept = request.GET.copy()
        kept.pop("page", None)
        kept["after"] = after or ""
        return HttpResponseRedirect(f"{request.path}?{kept.urlencode()}")

    # One suggestion

    def change_view(self, request, object_id, form_url="", extra_context=None):
        """What is proposed beside what is there, and what to do with it."""
        suggestion = self.get_object(request, object_id)
        if suggestion is None:
            raise Http404
        if not self.has_view_permission(request, suggestion):
            raise PermissionDenied
        data = request.POST if request.method == "POST" else None
        form = ReviewForm(suggestion, data, user=request.user)
        if data is not None and form.is_valid() and self._done(request, suggestion, form):
            return HttpResponseRedirect(request.path)
        context = {
            **self.admin_site.each_context(request),
            "title": kind_of(suggestion),
            "subtitle": title_of(suggestion),
            "opts": self.opts,
            "suggestion": suggestion,
            "form": form,
            "consequences": consequences(suggestion),
            "twins": likely_twins(suggestion, request.user),
            "editors": self._editors(suggestion),
            "record": self._record(suggestion),
            "about": title_of(suggestion),
        }
        return TemplateResponse(request, "admin/orgs/suggestion/review.html", context)

    def _editors(self, suggestion):
        """Those who may decide about this one; a few queries for each of them with a grant."""
        able = permissions.deciding_users() if suggestion.is_open else []
        return [one for one in able if permissions.can_decide_suggestion(one, suggestion)]

    def _record(self, suggestion) -> str:
        """The address of what it is about or became."""
        for record in (suggestion.resource, suggestion.organisation):
            if record is not None:
                return reverse(f"admin:orgs_{record._meta.model_name}_change", args=[record.pk])
        return ""

    def _done(self, request, suggestion, form) -> bool:
        """Does what the button says; False, with a word about it, when it cannot be done. What was
        typed is still there then.
        """
        name = next((name for name in self.BUTTONS if name in request.POST), "accept")
        try:
            said = self.BUTTONS[name](self, request, suggestion, form)
        except ValidationError as error:
            for text in error.messages:
                messages.error(request, text)
            return False
        self.log_change(request, suggestion, str(said))
        messages.success(request, said)
        return True

    def _accept(self, request, suggestion, form):
        sent = form.cleaned_data
        done = actions.accept(
            suggestion=suggestion,
            by=request.user,
            taken=form.taken() if form.proposed else None,
            reason=sent["reason"],
            version=sent["version"],
            source=sent.get("source", ""),
            publish_it=sent.get("publish_it", False),
        )
        return _("Done: %(label)s.") % {"label": done.get_state_display()}

    def _reject(self, request, suggestion, form):
        return self._closed(actions.reject, request, suggestion, form)

    def _leave_open(self, request, suggestion, form):
        return self._closed(actions.leave_open, request, suggestion, form)

    def _closed(self, action, request, suggestion, form):
        sent = form.cleaned_data
        action(
            suggestion=suggestion, by=request.user, reason=sent["reason"], version=sent["version"]
        )
        suggestion.refresh_from_db()
        return _("Done: %(label)s.") % {"label": suggestion.get_state_display()}

    def _assign(self, request, suggestion, form):
        chosen = request.POST.get("assigned_to", "")
        editors = {str(one.pk): one for one in permissions.deciding_users()}
        actions.assign(suggestion=suggestion, to=editors.get(chosen), by=request.user)
        return _("Assigned.")

    def _same(self, request, suggestion, form):
        key = request.POST["same"]
        known = permissions.organisations_for(request.user)
        organisation = known.filter(pk=key).first() if key.isdigit() and len(key) < 19 else None
        if organisation is None:
            raise ValidationError(_("There is no such organisation."))
        actions.turn_into_correction(
            suggestion=suggestion,
            organisation=organisation,
            by=request.user,
            version=form.cleaned_data["version"],
        )
        return _("It is a correction of %(name)s now.") % {"name": organisation}

    def _show_email(self, request, suggestion, form):
        """Only when asked for, and noted."""
        messages.info(request, _("The sender’s address: %s") % (suggestion.email or "–"))
        return _("Looked at the sender’s address.")

    BUTTONS = {
        "assign": _assign,
        "reject": _reject,
        "leave_open": _leave_open,
        "same": _same,
        "show_email": _show_email,
        "accept": _accept,
    }
