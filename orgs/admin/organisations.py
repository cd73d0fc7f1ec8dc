"""Organisations in the panel."""

from django.contrib import admin, messages
from django.contrib.admin.widgets import AdminFileWidget
from django.core.exceptions import PermissionDenied
from django.db import models
from django.db.models import OuterRef, Q, Subquery
from django.db.models.fields.files import ImageFieldFile
from django.http import Http404, HttpResponseRedirect, StreamingHttpResponse
from django.urls import path, reverse
from django.utils import timezone, translation
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.actions.base import sign
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.addresses import ChoosesWords
from orgs.admin.base import PEOPLE, RECORD, KnowsRelated
from orgs.admin.filters import (
    CountryFilter,
    RatingFilter,
    SchemeFilter,
    SourceFilter,
    VerifiedFilter,
    WebsiteFilter,
)
from orgs.admin.inlines import INLINES
from orgs.admin.merging import MergingMixin
from orgs.admin.state import STATE_ACTS
from orgs.admin.twins import AsksAboutTwins
from orgs.admin.within import OrganisationWithinReach
from orgs.choices import NOT_RATED_LABEL, PublicationState, Rating, RelationKind, RiskLevel
from orgs.exports.csv import write_csv
from orgs.forms import LogoField, OrganisationForm
from orgs.images import discard
from orgs.models import CivicSpaceRating, Organisation, OrganisationName, Relation
from orgs.text import make_slug
from orgs.views.files import logo_response
from orgs.views.organisations import organisation_page
from orgs.visibility import Audience, organisations, show

VERIFY = Act(
    "mark_verified",
    _("Mark as checked today"),
    lambda record, user, reason: actions.mark_verified(organisation=record, by=user, reason=reason),
    permissions.can_verify,
)


class PanelLogo(ImageFieldFile):
    """A logo whose address is the panel's."""

    @property
    def url(self):
        return reverse("admin:orgs_organisation_logo", args=[self.instance.pk])


class PanelOrganisationForm(
    KnowsRelated, ChoosesWords, AsksAboutTwins, OrganisationWithinReach, OrganisationForm
):
    """The form, with selects that know what the record has loaded."""


@admin.register(Organisation)
class OrganisationAdmin(MergingMixin, ActingAdmin):
    """A list costs as many queries as it has filters, plus a handful; a page two an inline."""

    rules = RECORD
    acts = (*STATE_ACTS, VERIFY)
    add_form_template = "admin/orgs/organisation/add.html"
    form = PanelOrganisationForm
    inlines = INLINES
    formfield_overrides = {models.ImageField: {"form_class": LogoField, "widget": AdminFileWidget}}

    list_display = (
        "name",
        "based_in",
        "civic_space",
        "state",
        "risk_word",
        "checked",
        "updated",
    )
    list_filter = (
        "state",
        VerifiedFilter,
        WebsiteFilter,
        SourceFilter,
        "risk",
        RatingFilter,
        CountryFilter,
        SchemeFilter,
        "kind",
        "origin",
    )
    list_select_related = ("headquarters",)
    search_fields = ("name",)
    search_help_text = _("A name in any script, with or without accents, or a permanent id.")
    actions = ("export_selection",)

    autocomplete_fields = ("headquarters", "countries", "focus_areas")
    readonly_fields = (
        "public_id",
        "state",
        "origin",
        "verified_on",
        "verified_by",
        "created_at",
        "updated_at",
    )
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("name", "name_language"),
                    ("kind", "scope"),
                    ("legal_status", "staff"),
                    ("founded", "closed"),
                    "summary",
                    "description",
                    "languages",
                    "logo",
                )
            },
        ),
        (_("Where and on what it works"), {"fields": ("headquarters", "countries", "focus_areas")}),
        (_("Safety"), {"fields": ("risk",)}),
        (
            _("The record"),
            {
                "fields": (
                    ("state", "public_id"),
                    ("verified_on", "verified_by"),
                    "slug",
                    ("origin", "created_at", "updated_at"),
                    "reason",
                )
            },
        ),
    )

    def get_queryset(self, request):
        latest = CivicSpaceRating.objects.filter(country=OuterRef("headquarters")).newest_first()
        known = permissions.organisations_for(request.user).order_by("name", "pk")
        return known.annotate(rating=Subquery(latest.values("rating")[:1]))

    def get_fieldsets(self, request, obj=None):
        """A network's coordinator says of which network a new record is a member."""
        sets = super().get_fieldsets(request, obj)
        if obj is None and permissions.networks_of(request.user):
            where = {"fields": ("member_of", *sets[1][1]["fields"])}
            sets = (sets[0], (sets[1][0], where), *sets[2:])
        return sets

    def get_inlines(self, request, obj):
        """No trace of people for those who may not see them."""
        may_see = permissions.can_see_people(request.user, obj)
        return [inline for inline in self.inlines if may_see or inline.rules is not PEOPLE]

    def get_search_results(self, request, queryset, search_term):
        """A part of a name (of any kind) as written, or, through the folded address, without
        its accents and in either form of Arabic letters; or the permanent id.
        """
        term = search_term.strip()
        if not term:
            return queryset, False
        named = OrganisationName.objects.filter(text__icontains=term).values("organisation")
        found = Q(name__icontains=term) | Q(pk__in=named) | Q(public_id__iexact=term)
        if folded := make_slug(term, fallback=""):
            found |= Q(slug__contains=folded)
        return queryset.filter(found), False

    @admin.display(description=_("based in"), ordering="headquarters__name_en")
    def based_in(self, obj):
        return obj.headquarters or self.empty_value_display

    @admin.display(description=_("civic space"))
    def civic_space(self, obj):
        if obj.headquarters_id is None:
            return self.empty_value_display
        return Rating(obj.rating).label if obj.rating else NOT_RATED_LABEL

    @admin.display(description=_("risk"), ordering="risk")
    def risk_word(self, obj):
        """One word; what it means stands in the form."""
        if obj.risk == RiskLevel.STANDARD:
            return self.empty_value_display
        return obj.get_risk_display().partition(":")[0]

    @admin.display(description=_("checked"), ordering="verified_on")
    def checked(self, obj):
        return obj.verified_on.isoformat() if obj.verified_on else self.empty_value_display

    @admin.display(description=_("updated"), ordering="updated_at")
    def updated(self, obj):
        return timezone.localtime(obj.updated_at).date().isoformat()

    def get_view_on_site_url(self, obj=None):
        """Only what the public can open, at its saved address; one query."""
        public = obj and organisations(Audience.PUBLIC).filter(pk=obj.pk).only("slug").first()
        return public.get_absolute_url() if public else None

    def links(self, obj):
        return [(reverse("admin:orgs_organisation_preview", args=[obj.pk]), _("Preview"))]

    def get_urls(self):
        preview = self.admin_site.admin_view(self.preview_view)
        logo = self.admin_site.admin_view(self.logo_view)
        return [
            path("<path:object_id>/preview/", preview, name="orgs_organisation_preview"),
            path("<path:object_id>/logo/", logo, name="orgs_organisation_logo"),
            *super().get_urls(),
        ]

    def logo_view(self, request, object_id):
        """The logo, published or not, for those who may see the record: the public address has
        only what is public.
        """
        organisation = self.get_object(request, object_id)
        if organisation is None or not organisation.logo:
            raise Http404
        if not self.has_view_permission(request, organisation):
            raise PermissionDenied
        return logo_response(request, organisation.logo)

    def may_see_people(self, user, organisation) -> bool:
        """People are for publishers, and for everybody once the page is public."""
        public = organisations(Audience.PUBLIC).filter(pk=organisation.pk)
        return permissions.can_see_people(user, organisation) or public.exists()

    def preview_view(self, request, object_id):
        """The page exactly as the public will see it, through the same gate and template; who
        may not see people yet sees it without them.
        """
        organisation = self.get_object(request, object_id)
        if organisation is None:
            raise Http404
        if organisation.logo:
            logo = organisation.logo
            organisation.logo = PanelLogo(organisation, logo.field, logo.name)
        response = organisation_page(
            request,
            show(organisation, with_people=self.may_see_people(request.user, organisation)),
            template="admin/orgs/organisation/preview.html",
            back=reverse("admin:orgs_organisation_change", args=[organisation.pk]),
            hidden=organisation.risk == RiskLevel.HIDDEN,
            published=organisation.state == PublicationState.PUBLISHED,
        )
        response.headers["Cache-Control"] = "no-store"
        return response

    def save_model(self, request, obj, form, change):
        """A logo that was replaced or taken off leaves its address once the save is certain."""
        if change and "logo" in form.changed_data and form.initial.get("logo"):
            discard(form.initial["logo"])
        super().save_model(request, obj, form, change)

    def save_related(self, request, form, formsets, change):
        super().save_related(request, form, formsets, change)
        network = form.cleaned_data.get("member_of")
        if not change and network:
            link = Relation(
                from_organisation=form.instance,
                kind=RelationKind.MEMBER_OF,
                to_organisation=network,
            )
            sign(link, by=request.user, reason=form.cleaned_data["reason"])
            link.save()

    def response_change(self, request, obj):
        """What has left the user's part of the directory cannot be opened again."""
        mine = permissions.organisations_for(request.user).filter(pk=obj.pk)
        if permissions.grants_of(request.user) and not mine.exists():
            text = _("“%(name)s” is saved, and no longer in your part of the directory.")
            messages.success(request, text % {"name": obj})
            return HttpResponseRedirect(reverse("admin:orgs_organisation_changelist"))
        return super().response_change(request, obj)

    @admin.action(description=_("Download the public ones as CSV"))
    def export_selection(self, request, queryset):
        """The same file as the public one, for the chosen rows. What is not public is left out,
        since a file wanders.
        """
        ids = queryset.order_by("name", "pk").values_list("pk", flat=True).iterator()
        rows = write_csv(ids, language=translation.get_language())
        response = StreamingHttpResponse(rows, content_type="text/csv; charset=utf-8")
        name = f"organisations-{timezone.localdate().isoformat()}.csv"
        response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
