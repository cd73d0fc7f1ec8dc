"""The library in the panel."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.acts import ActingAdmin
from orgs.admin.base import RECORD, KnowsRelated
from orgs.admin.state import STATE_ACTS
from orgs.forms import ReasonForm
from orgs.models import Organisation, Resource
from orgs.visibility import Audience, resources


class ResourceForm(KnowsRelated, ReasonForm):
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
        """An item about an organisation that the user must not know of is not there either."""
        known = permissions.organisations_for(request.user)
        unknown = Organisation.objects.exclude(pk__in=known.values("pk"))
        found = super().get_queryset(request).select_related("submitted_by")
        about = Resource.organisations.through.objects.filter(organisation__in=unknown.values("pk"))
        return found.exclude(pk__in=about.values("resource")).exclude(
            submitted_by__isnull=False, submitted_by__in=unknown.values("pk")
        )

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "submitted_by":
            kwargs["queryset"] = permissions.organisations_for(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)

    def formfield_for_manytomany(self, db_field, request, **kwargs):
        if db_field.name == "organisations":
            kwargs["queryset"] = permissions.organisations_for(request.user)
        return super().formfield_for_manytomany(db_field, request, **kwargs)

    def get_view_on_site_url(self, obj=None):
        """The document itself, once the item is public."""
        if obj is None or not resources(Audience.PUBLIC).filter(pk=obj.pk).exists():
            return None
        return obj.url or None
