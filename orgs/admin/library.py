"""The library in the panel."""

from django.contrib import admin
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.acts import ActingAdmin
from orgs.admin.addresses import ChoosesWords
from orgs.admin.base import RECORD, KnowsRelated
from orgs.admin.state import STATE_ACTS
from orgs.admin.within import ResourceWithinReach
from orgs.forms import ReasonForm
from orgs.models import Resource
from orgs.visibility import Audience, resources


class ResourceForm(KnowsRelated, ChoosesWords, ResourceWithinReach, ReasonForm):
    """The form, with selects that know what the record has loaded."""


@admin.register(Resource)
class ResourceAdmin(ActingAdmin):
    rules = RECORD
    acts = STATE_ACTS
    form = ResourceForm
    list_display = ("title", "kind", "publisher", "published_on", "state", "updated_at")
    list_filter = ("state", "kind")
    search_fields = ("title", "publisher")
    autocomplete_fields = ("submitted_by", "organisations", "countries", "focus_areas")
    readonly_fields = ("state", "created_at", "updated_at")
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("kind", "language"),
                    "title",
                    "url",
                    ("publisher", "published_on"),
                    ("occurs_on", "place"),
                    "summary",
                )
            },
        ),
        (_("What it is about"), {"fields": ("organisations", "countries", "focus_areas")}),
        (_("Where we know it from"), {"fields": ("submitted_by", "source_title", "source_url")}),
        (_("The record"), {"fields": ("state", "slug", ("created_at", "updated_at"), "reason")}),
    )

    def get_queryset(self, request):
        known = permissions.resources_for(request.user)
        return known.select_related("submitted_by").order_by(*self.get_ordering(request))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "submitted_by":
            kwargs["queryset"] = permissions.known_organisations(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "organisations":
            kwargs["queryset"] = permissions.known_organisations(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj=None):
        """Its page, once the item is public."""
        saved = resources(Audience.PUBLIC).filter(pk=obj and obj.pk)
        # a form that is shown again has its own address in `obj`, right or wrong
        slug = saved.values_list("slug", flat=True).first()
        return slug and reverse("library_item", args=[slug])
