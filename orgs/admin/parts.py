"""The parts of organisations as lists of their own, for finding one among all."""

from django.contrib import admin
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import KnowsRelated, PanelAdmin, Rules
from orgs.admin.filters import StreetFilter
from orgs.admin.numbers import ChecksNumber
from orgs.choices import PublicationState
from orgs.forms import ReasonForm, SourceForm
from orgs.models import (
    ContactPoint,
    FormerSlug,
    Identifier,
    Office,
    OrganisationName,
    Relation,
    Source,
)


class PartForm(KnowsRelated, ReasonForm):
    """A part's form; knows what the record has loaded."""


class PartAdmin(PanelAdmin):
    """The rules look at the organisation a part belongs to; that never changes afterwards."""

    rules = Rules(
        permissions.can_view_organisation,
        permissions.can_add_record,
        permissions.can_change_record,
        permissions.can_change_record,
    )
    form = PartForm
    owner = "organisation"
    list_select_related = ("organisation",)
    autocomplete_fields = ("organisation",)

    def subject(self, obj):
        return getattr(obj, self.owner)

    def get_queryset(self, request):
        known = permissions.organisations_for(request.user)
        found = super().get_queryset(request).select_related(*self.list_select_related)
        return found.filter(**{f"{self.owner}__in": known.values("pk")})

    def get_readonly_fields(self, request, obj=None):
        return (self.owner,) if obj else ()

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == self.owner:
            kwargs["queryset"] = permissions.changeable_organisations(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(OrganisationName)
class NameAdmin(PartAdmin):
    list_display = ("text", "kind", "language", "organisation")
    list_filter = ("kind",)
    search_fields = ("text",)


class IdentifierForm(ChecksNumber, PartForm):
    """A number's form; says whose it is, to whom that may be said."""


@admin.register(Identifier)
class IdentifierAdmin(PartAdmin):
    form = IdentifierForm
    list_display = ("value", "scheme", "organisation")
    list_select_related = ("organisation", "scheme")
    list_filter = (("scheme", admin.RelatedOnlyFieldListFilter),)
    search_fields = ("value",)
    autocomplete_fields = ("organisation", "scheme")


@admin.register(Office)
class OfficeAdmin(ActingAdmin, PartAdmin):
    acts = (
        Act(
            "confirm",
            _("Confirm: its street address may be published as things are now"),
            lambda office, user, why: actions.confirm_place(office=office, by=user, reason=why),
            permissions.can_change_people,
        ),
    )
    list_display = ("city", "kind", "country", "organisation")
    list_display_links = ("city", "kind")
    list_select_related = ("organisation", "country")
    list_filter = (StreetFilter, "kind")
    search_fields = ("city", "admin1")
    autocomplete_fields = ("organisation", "country")


@admin.register(ContactPoint)
class ContactPointAdmin(PartAdmin):
    list_display = ("value", "kind", "label", "organisation")
    list_filter = ("kind",)
    search_fields = ("value", "label")


class PanelSourceForm(KnowsRelated, SourceForm, ReasonForm):
    """A source's form; knows what the record has loaded."""


@admin.register(Source)
class SourceAdmin(PartAdmin):
    form = PanelSourceForm
    list_display = ("title", "url", "retrieved_on", "organisation")
    search_fields = ("title", "url")

    def has_delete_permission(self, request, obj=None):
        """Not the last source of a published organisation."""
        may = super().has_delete_permission(request, obj)
        if not may or obj is None or obj.organisation.state != PublicationState.PUBLISHED:
            return may
        return obj.organisation.sources.exclude(pk=obj.pk).exists()


@admin.register(Relation)
class RelationAdmin(PartAdmin):
    owner = "from_organisation"
    list_display = ("from_organisation", "kind", "to_organisation", "from_date", "to_date")
    list_select_related = ("from_organisation", "to_organisation")
    list_filter = ("kind",)
    search_fields = ("from_organisation__name", "to_organisation__name")
    autocomplete_fields = ("from_organisation", "to_organisation")

    def get_queryset(self, request):
        known = permissions.relations_for(request.user)
        return super().get_queryset(request).filter(pk__in=known.values("pk"))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        if db_field.name == "to_organisation":
            kwargs["queryset"] = permissions.known_organisations(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


@admin.register(FormerSlug)
class FormerSlugAdmin(PartAdmin):
    """Written by the directory itself when an address changes."""

    rules = Rules(permissions.can_view_organisation)
    list_display = ("slug", "organisation")
    search_fields = ("slug",)
