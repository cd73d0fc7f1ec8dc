"""What belongs to an organisation, on the organisation's own page.

Whoever may change the organisation may change these; people only publishers.
"""

from django.contrib import admin
from django.forms import ModelForm
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.base import EMPTY, PART, PEOPLE, KnowsRelated, LeanWidgets, RuledMixin
from orgs.admin.numbers import ChecksNumber
from orgs.admin.rows import PartsFormSet, TakesBlankRow
from orgs.admin.verification import last_visit
from orgs.forms import SourceForm, SourcesFormSet
from orgs.models import (
    Contact,
    ContactPoint,
    Identifier,
    Office,
    OrganisationName,
    Relation,
    Source,
)


class PartForm(KnowsRelated, ModelForm):
    """A part's form; knows what its row has loaded."""


class PartInline(RuledMixin, LeanWidgets, admin.StackedInline):
    """`obj` of a rule is the organisation here. Two queries an inline, however many rows."""

    rules = PART
    form = PartForm
    formset = PartsFormSet
    extra = 0
    show_change_link = False


class NameInline(PartInline):
    model = OrganisationName
    fields = (("text", "kind", "language"),)


class IdentifierInline(PartInline):
    model = Identifier
    form = type("IdentifierInlineForm", (ChecksNumber, PartForm), {})
    fields = (("scheme", "value"),)
    autocomplete_fields = ("scheme",)

    def get_formset(self, request, obj=None, **kwargs):
        made = super().get_formset(request, obj, **kwargs)
        made.form.user = request.user  # the class is made for this request
        return made

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("scheme")


class OfficeInline(PartInline):
    model = Office
    fields = (
        ("kind", "country"),
        ("city", "admin1"),
        "street_address",
        ("latitude", "longitude"),
    )
    autocomplete_fields = ("country",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("country")


class ContactPointInline(PartInline):
    """Beside each website what the last visit showed."""

    model = ContactPoint
    fields = (("kind", "value"), ("label", "language"), "last_visit")
    readonly_fields = ("last_visit",)

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("link_check")

    @admin.display(description=_("last visit"))
    def last_visit(self, obj):
        check = getattr(obj, "link_check", None)
        return last_visit(check) if check and check.url == obj.value else EMPTY


class SourceInline(PartInline):
    model = Source
    form = type("SourceInlineForm", (KnowsRelated, SourceForm), {})
    formset = type("PanelSourcesFormSet", (TakesBlankRow, SourcesFormSet), {})
    fields = ("title", ("url", "retrieved_on"), "fields")


class RelationInline(PartInline):
    """Links with organisations the user may know. Whose link it is, is one that he works with:
    otherwise a coordinator could make any organisation a member of his network.
    """

    model = Relation

    def get_queryset(self, request):
        known = permissions.relations_for(request.user).values("pk")
        found = super().get_queryset(request).filter(pk__in=known)
        return found.select_related(*self.autocomplete_fields)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        named = db_field.name == "to_organisation"
        ends = permissions.known_organisations if named else permissions.organisations_for
        kwargs["queryset"] = ends(request.user)
        return super().formfield_for_foreignkey(db_field, request, **kwargs)


class RelationOutInline(RelationInline):
    fk_name = "from_organisation"
    verbose_name = _("relation")
    verbose_name_plural = _("relations: this organisation is …")
    fields = (("kind", "to_organisation"), ("from_date", "to_date"), "note", "source_url")
    autocomplete_fields = ("to_organisation",)


class RelationInInline(RelationInline):
    fk_name = "to_organisation"
    verbose_name = _("relation")
    verbose_name_plural = _("relations: another organisation is … of this one")
    fields = (("from_organisation", "kind"), ("from_date", "to_date"), "note", "source_url")
    autocomplete_fields = ("from_organisation",)


class ContactInline(PartInline):
    """People: private until a consent, recorded on the person's own page, and the country allow."""

    rules = PEOPLE
    model = Contact
    fields = (("name", "role"), ("email", "phone"))
    show_change_link = True
    classes = ("collapse",)


INLINES = (
    NameInline,
    OfficeInline,
    ContactPointInline,
    IdentifierInline,
    RelationOutInline,
    RelationInInline,
    SourceInline,
    ContactInline,
)
