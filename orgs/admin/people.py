"""People, their consents, and exceptions to protection: for publishers only."""

from datetime import date
from functools import lru_cache

from django.contrib import admin
from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from orgs import actions, permissions
from orgs.admin.acts import Act, ActingAdmin
from orgs.admin.base import EMPTY, PEOPLE, KnowsRelated, LeanWidgets, PanelAdmin, RuledMixin, Rules
from orgs.admin.erasing import Erasing
from orgs.admin.filters import ConsentFilter, OverrideFilter
from orgs.admin.rows import PartsFormSet
from orgs.choices import OfficeKind
from orgs.forms import ConsentForm, OverrideForm, PersonForm
from orgs.models import Consent, Contact, Office, ProtectionOverride
from orgs.visibility import Channel, publishable_people, publishing_consents

RECORDED = Rules(permissions.can_see_people, permissions.can_change_people)
"""Recorded once, then only moved by its buttons."""


class ConsentInline(RuledMixin, LeanWidgets, admin.StackedInline):
    """A person's consents: add one here; confirm or withdraw one on its own page."""

    rules = RECORDED
    model = Consent
    form = ConsentForm
    formset = PartsFormSet
    extra = 0
    show_change_link = True
    fields = (
        ("given_on", "expires_on"),
        "given_how",
        ("wording_version", "wording_language"),
        ("covers_page", "covers_exports"),
        ("withdrawn_on", "recorded_by", "confirmed_at"),
        "next_step",
    )
    readonly_fields = ("withdrawn_on", "recorded_by", "confirmed_at", "next_step")

    def get_queryset(self, request):
        return super().get_queryset(request).select_related("recorded_by")

    @admin.display(description=_("to withdraw or confirm it"))
    def next_step(self, obj):
        if not obj.pk:
            return EMPTY
        address = reverse("admin:orgs_consent_change", args=[obj.pk])
        return format_html('<a href="{}">{}</a>', address, _("Open this consent"))


def _with_people(db_field, user) -> dict:
    """A form's choice of an organisation: those whose people the user keeps."""
    if db_field.name != "organisation":
        return {}
    return {"queryset": permissions.organisations_with_people(user)}


class ContactForm(KnowsRelated, PersonForm):
    """A person's form; offers the offices of the person's own organisation."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        offices = self.fields.get("office")
        if offices:
            offices.queryset = Office.objects.filter(organisation=self.instance.organisation_id)
            offices.label_from_instance = place_of


def place_of(office) -> str:
    """An office in a list of one organisation's offices."""
    facts = [OfficeKind(office.kind).label, office.city, office.country_id]
    return " · ".join(str(fact) for fact in facts if fact)


@admin.register(Contact)
class ContactAdmin(Erasing, PanelAdmin):
    rules = PEOPLE
    history_rule = staticmethod(permissions.can_see_people_history)
    form = ContactForm
    inlines = (ConsentInline,)
    list_display = ("name", "role", "organisation", "is_published")
    list_select_related = ("organisation",)
    search_fields = ("name", "organisation__name")
    autocomplete_fields = ("organisation",)

    def get_queryset(self, request):
        public = publishable_people().filter(pk=OuterRef("pk"))
        known = permissions.organisations_with_people(request.user).values("pk")
        found = super().get_queryset(request).select_related("organisation")
        return found.filter(organisation__in=known).annotate(published=Exists(public))

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs, **_with_people(db_field, request.user)
        )

    def get_fields(self, request, obj=None):
        """The office can be chosen once the organisation is known."""
        facts = ["organisation", ("name", "role"), ("email", "phone")]
        kept = ["new_consent", "reason"]
        return [*facts, "office", "is_published", *kept] if obj else [*facts, *kept]

    def get_readonly_fields(self, request, obj=None):
        return ("organisation", "is_published") if obj else ()

    @admin.display(description=_("consent and country allow publishing"), boolean=True)
    def is_published(self, obj):
        return obj.published

    def save_model(self, request, obj, form, change):
        if obj.has_new_consent:
            reason = form.cleaned_data["reason"]
            actions.readmit(contact=obj, reason=reason, by=request.user)
        super().save_model(request, obj, form, change)

    def save_formset(self, request, form, formset, change):
        """Consents go through their action, which records who took them down."""
        for consent in formset.save(commit=False):
            facts = {name: getattr(consent, name) for name in CONSENT_FACTS}
            actions.record_consent(contact=form.instance, by=request.user, **facts)


CONSENT_FACTS = (
    "given_on",
    "given_how",
    "wording_version",
    "wording_language",
    "covers_page",
    "covers_exports",
    "expires_on",
)


def _is_open(user, consent):
    may = permissions.can_change_people(user, consent)
    return may and (consent is permissions.SOMEWHERE or not consent.withdrawn_on)


@lru_cache(maxsize=1)
def _publishes_on(day: date) -> dict[str, Exists]:
    """For each channel, whether a consent publishes. Writing the gate's rules out takes many times
    longer than the answer, and they are the same all day.
    """
    return {
        channel: Exists(publishing_consents(channel).filter(pk=OuterRef("pk")))
        for channel in Channel
    }


@admin.register(Consent)
class ConsentAdmin(ActingAdmin):
    rules = Rules(permissions.can_see_people)
    history_rule = staticmethod(permissions.can_see_people_history)
    acts = (
        Act(
            "confirm",
            _("Confirm: it still holds as things are now"),
            lambda consent, user, why: actions.confirm_consent(
                consent=consent, by=user, reason=why
            ),
            _is_open,
        ),
        Act(
            "withdraw",
            _("Withdraw: the person no longer agrees"),
            lambda consent, user, why: actions.withdraw_consent(
                consent=consent, by=user, reason=why
            ),
            _is_open,
        ),
    )
    list_display = (
        "contact",
        "organisation",
        "given_on",
        "expires_on",
        "withdrawn_on",
        "publishes",
    )
    list_filter = (
        ConsentFilter,
        "covers_page",
        "covers_exports",
        "wording_version",
        "wording_language",
    )
    list_select_related = ("contact__organisation",)
    search_fields = ("contact__organisation__name",)
    fields = (
        "person",
        "organisation",
        ("given_on", "expires_on", "withdrawn_on"),
        "given_how",
        ("wording_version", "wording_language"),
        ("covers_page", "covers_exports"),
        "publishes",
        ("recorded_by", "confirmed_at"),
    )
    readonly_fields = ("person", "organisation", "publishes", "recorded_by", "confirmed_at")

    def get_queryset(self, request):
        """With what each publishes now, asked of the gate; one query."""
        known = permissions.organisations_with_people(request.user).values("pk")
        found = super().get_queryset(request).select_related("contact__organisation")
        found = found.filter(contact__organisation__in=known)
        return found.annotate(**_publishes_on(timezone.localdate()))

    @admin.display(description=_("person"))
    def person(self, obj):
        address = reverse("admin:orgs_contact_change", args=[obj.contact_id])
        return format_html('<a href="{}">{}</a>', address, obj.contact)

    @admin.display(description=_("organisation"))
    def organisation(self, obj):
        return obj.contact.organisation

    @admin.display(description=_("publishes now"))
    def publishes(self, obj):
        shown = [channel.label for channel in Channel if getattr(obj, channel)]
        return ", ".join(str(label) for label in shown) or _("nothing")


def _waits(user, override):
    return permissions.can_approve_override(user, override) and (
        override is permissions.SOMEWHERE or override.approved_by_id is None
    )


class PanelOverrideForm(KnowsRelated, OverrideForm):
    """The request, with a select that knows what the record has loaded."""


@admin.register(ProtectionOverride)
class OverrideAdmin(ActingAdmin):
    rules = Rules(permissions.can_see_people, permissions.can_request_override)
    history_rule = staticmethod(permissions.can_see_people_history)
    form = PanelOverrideForm
    acts = (
        Act(
            "approve",
            _("Approve as the second publisher"),
            lambda override, user, why: actions.approve_override(override=override, by=user),
            _waits,
        ),
        Act(
            "end",
            _("End it now"),
            lambda override, user, why: actions.end_override(
                override=override, by=user, reason=why
            ),
            permissions.can_request_override,
        ),
    )
    list_display = ("organisation", "covers", "requested_by", "approved_by", "expires_on")
    list_filter = (OverrideFilter, "covers")
    list_select_related = ("organisation", "requested_by", "approved_by")
    search_fields = ("organisation__name",)
    autocomplete_fields = ("organisation",)

    def get_queryset(self, request):
        known = permissions.organisations_with_people(request.user).values("pk")
        return super().get_queryset(request).filter(organisation__in=known)

    def formfield_for_foreignkey(self, db_field, request, **kwargs):
        return super().formfield_for_foreignkey(
            db_field, request, **kwargs, **_with_people(db_field, request.user)
        )

    def get_fields(self, request, obj=None):
        asked = ["organisation", "covers", "reason", "expires_on"]
        return [*asked, ("requested_by", "approved_by"), "created_at"] if obj else asked

    def get_readonly_fields(self, request, obj=None):
        return ("requested_by", "approved_by", "created_at") if obj else ()

    def save_model(self, request, obj, form, change):
        """There is only adding: what was asked for is ended, never changed."""
        asked = actions.request_override(by=request.user, **form.cleaned_data)
        obj.pk = asked.pk
