"""Ratings of civic space: before one is saved that protects a country, the panel shows whom and
what it will withhold. Without JavaScript, in one extra page.
"""

from django.contrib import admin
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.base import PanelAdmin, Rules
from orgs.models import CivicSpaceRating, Country
from orgs.visibility import withheld_by_protecting

CONFIRMED = "confirmed"


@admin.register(CivicSpaceRating)
class RatingAdmin(PanelAdmin):
    """Plain selects instead of autocompletes: this form works without JavaScript."""

    rules = Rules(permissions.can_use_panel, *[permissions.can_rate] * 3)
    delete_confirmation_template = "admin/orgs/civicspacerating/delete.html"
    list_display = ("country", "rating", "effective_on", "basis", "source_name")
    list_select_related = ("country",)
    list_filter = ("rating", "basis", "source_name")
    search_fields = ("country__name_en",)
    search_help_text = _("The name of a country, in any of the languages.")
    fields = (
        "country",
        ("rating", "effective_on"),
        "basis",
        ("source_name", "source_url"),
        "read_on",
        "note",
    )

    def get_search_results(self, request, queryset, search_term):
        countries = admin.site.get_model_admin(Country)
        found, _may_repeat = countries.get_search_results(
            request, Country.objects.all(), search_term
        )
        return queryset.filter(country__in=found.values("pk")), False

    def get_readonly_fields(self, request, obj=None):
        """A rating does not move to another country: delete it and add one there."""
        return ("country",) if obj else ()

    def changeform_view(self, request, object_id=None, form_url="", extra_context=None):
        if request.method != "POST":
            return super().changeform_view(request, object_id, form_url, extra_context)
        with transaction.atomic():
            obj = self.get_object(request, object_id) if object_id else None
            if object_id and obj is None:
                raise Http404
            answer = self.before_saving(request, obj)
            return answer or super().changeform_view(request, object_id, form_url, extra_context)

    def before_saving(self, request, obj):
        """A page to show first, or None when the form can be handled as usual."""
        allowed = (
            self.has_change_permission(request, obj) if obj else self.has_add_permission(request)
        )
        if not allowed:
            raise PermissionDenied
        form = self.get_form(request, obj, change=obj is not None)(request.POST, instance=obj)
        if obj is None and (known := self.same_already_there(form)):
            return HttpResponseRedirect(self.changelist_address(known))
        if not form.is_valid():
            return None
        rating = form.instance
        actions.take_turns(rating.country)
        if request.POST.get(CONFIRMED) or not actions.newly_protects(
            rating.country, without=obj, adding=rating
        ):
            return None
        return self.ask(request, rating, obj)

    def ask(self, request, rating, obj):
        posted = [
            (name, value)
            for name, values in request.POST.lists()
            for value in values
            if name != "csrfmiddlewaretoken"
        ]
        context = {
            **self.admin_site.each_context(request),
            **consequences(rating.country),
            "title": _("Before this rating is saved"),
            "rating": rating,
            "opts": self.opts,
            "posted": [*posted, (CONFIRMED, "yes")],
            "back": reverse("admin:orgs_civicspacerating_change", args=[obj.pk])
            if obj
            else reverse("admin:orgs_civicspacerating_add"),
        }
        return TemplateResponse(request, "admin/orgs/civicspacerating/confirm.html", context)

    def same_already_there(self, form):
        """The rating that a second press of the same form has made already."""
        form.full_clean()
        facts = {name: value for name, value in form.cleaned_data.items() if name in form.fields}
        complete = facts.keys() >= {"country", "rating", "effective_on", "source_name"}
        return CivicSpaceRating.objects.filter(**facts).first() if complete else None

    def plain_filters(self, request):
        """The page after a rating was saved lists its country's."""
        return [*super().plain_filters(request), "country"]

    def changelist_address(self, rating):
        return f"{reverse('admin:orgs_civicspacerating_changelist')}?country={rating.country_id}"

    def delete_model(self, request, obj):
        actions.take_turns(obj.country)
        super().delete_model(request, obj)

    def delete_view(self, request, object_id, extra_context=None):
        rating = self.get_object(request, object_id)
        context = dict(extra_context or {})
        protects = rating and actions.newly_protects(rating.country, without=rating)
        context |= consequences(rating.country) if protects else {"affected": None}
        return super().delete_view(request, object_id, context)


def consequences(country) -> dict:
    """What protecting a country withholds: one query, whatever its size."""
    affected = list(withheld_by_protecting(country))
    return {
        "country": country,
        "affected": affected,
        "people_count": sum(organisation.people_count for organisation in affected),
        "place_count": sum(organisation.place_count for organisation in affected),
    }
