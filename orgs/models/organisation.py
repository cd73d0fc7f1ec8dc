"""Organisations: the centre of the directory."""

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.db import models, transaction
from django.dispatch import Signal
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.addresses import page_of
from orgs.choices import (
    LegalStatus,
    OrganisationKind,
    Origin,
    PublicationState,
    RiskLevel,
    Scope,
    StaffBand,
)
from orgs.ids import PREFIX, new_public_id
from orgs.models.country import Country
from orgs.models.fields import PartialDateField, but_for_moments, no_slash, one_of
from orgs.models.focus import FocusArea
from orgs.models.history import History
from orgs.text import LONGEST_SLUG, initials, make_slug, with_ending
from orgs.validators import validate_not_future, validate_single_line, validate_slug

DESCRIPTION_LIMIT = 20_000

organisations_changed = Signal()
"""Sent with `ids` by bulk writes, which no per-row signal announces, inside their transaction."""


class AnnouncingQuerySet(models.QuerySet):
    """Bulk writes that say which organisations they touched, so that search stays true.

    `organisation_path` is the path from a row to its organisation's key.
    """

    organisation_path = "organisation_id"

    def update(self, **kwargs):
        """As Django's, plus one query for the keys touched."""
        touched = set(self.order_by().values_list(self.organisation_path, flat=True))
        rows = super().update(**kwargs)
        self._announce(touched)
        return rows

    def bulk_create(self, objs, *args, **kwargs):
        created = super().bulk_create(objs, *args, **kwargs)
        self._announce({getattr(row, self.organisation_path) for row in created})
        return created

    def _announce(self, ids):
        if ids := ids - {None}:
            organisations_changed.send(self.model, ids=ids)


class OrganisationQuerySet(AnnouncingQuerySet):
    organisation_path = "pk"

    def update(self, **kwargs):
        """As in `Organisation.save`, a new risk level or headquarters needs consents anew."""
        if {"risk", "headquarters", "headquarters_id"} & kwargs.keys():
            kwargs.setdefault("consents_count_from", timezone.now())
        return super().update(**kwargs)

    def published(self):
        return self.filter(state=PublicationState.PUBLISHED)

    def not_hidden(self):
        return self.exclude(risk=RiskLevel.HIDDEN)

    def not_merged(self):
        return self.filter(merged_into=None)

    def synthetic(self):
        return self.filter(origin=Origin.SYNTHETIC)

    def in_review(self):
        return self.filter(state=PublicationState.IN_REVIEW)

    def verified_before(self, day):
        """Published records nobody has checked since `day`, or ever."""
        return self.published().filter(models.Q(verified_on=None) | models.Q(verified_on__lt=day))

    def without_source(self):
        return self.filter(sources=None)


class Organisation(models.Model):
    """A civil-society organisation, registered or not.

    What of it anybody may see is decided in `orgs.visibility` and nowhere else.
    """

    # Identity
    public_id = models.CharField(
        _("permanent id"),
        max_length=16,
        unique=True,
        editable=False,
        help_text=_("Given once, never changed and never reused."),
    )
    slug = models.CharField(
        _("address"),
        max_length=LONGEST_SLUG,
        unique=True,
        blank=True,
        validators=[validate_slug],
        help_text=_("The last part of the page's address. Old addresses keep working."),
    )
    name = models.CharField(
        _("name"),
        max_length=500,
        validators=[validate_single_line],
        help_text=_("As it calls itself, in its own script. Other names go below."),
    )
    name_language = models.CharField(
        _("language of the name"),
        max_length=12,
        blank=True,
        help_text=_("A language tag such as en, el or ar; empty when it has none."),
    )

    # What it is
    kind = models.CharField(
        _("kind"), max_length=20, choices=OrganisationKind, help_text=_("What sort of body it is.")
    )
    scope = models.CharField(
        _("scope"),
        max_length=8,
        choices=Scope,
        blank=True,
        help_text=_("How far its work reaches."),
    )
    legal_status = models.CharField(
        _("legal status"),
        max_length=12,
        choices=LegalStatus,
        blank=True,
        help_text=_("Where it stands with the law of its country."),
    )
    founded = PartialDateField(
        _("founded"),
        blank=True,
        validators=[validate_not_future],
        help_text=_("A year, a month or a day, as far as known."),
    )
    closed = PartialDateField(
        _("closed"),
        blank=True,
        validators=[validate_not_future],
        help_text=_("A year, a month or a day, as far as known."),
    )
    staff = models.CharField(
        _("paid staff"), max_length=6, choices=StaffBand, blank=True, help_text=_("A rough band.")
    )
    summary = models.CharField(
        _("summary"),
        max_length=300,
        blank=True,
        help_text=_("One or two plain sentences: what it does, for whom, where."),
    )
    description = models.TextField(
        _("description"),
        blank=True,
        validators=[MaxLengthValidator(DESCRIPTION_LIMIT)],
        help_text=_("Markdown. Never name a person here."),
    )
    languages = models.JSONField(
        _("languages"),
        default=list,
        blank=True,
        help_text=_("Languages it works in, as a list of language tags."),
    )
    logo = models.ImageField(
        _("logo"),
        upload_to="logos/",
        blank=True,
        help_text=_("Any common image up to 5 MB; it is made anew as WebP, without metadata."),
    )

    # Where it is
    headquarters = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="headquartered",
        verbose_name=_("headquarters country"),
        help_text=_("Its civic space decides what is published about people."),
    )
    countries = models.ManyToManyField(
        Country,
        blank=True,
        related_name="organisations",
        verbose_name=_("works in"),
        help_text=_("Every country it is active in."),
    )
    focus_areas = models.ManyToManyField(
        FocusArea,
        blank=True,
        related_name="organisations",
        verbose_name=_("focus areas"),
        help_text=_("What it works on."),
    )

    # Keeping it
    state = models.CharField(
        _("state"),
        max_length=10,
        choices=PublicationState,
        default=PublicationState.DRAFT,
        help_text=_("Changed by review and publication, never by hand."),
    )
    risk = models.CharField(
        _("risk level"),
        max_length=10,
        choices=RiskLevel,
        default=RiskLevel.STANDARD,
        help_text=_("Exiled and minority groups need protection in open countries too."),
    )
    origin = models.CharField(
        _("origin"),
        max_length=9,
        choices=Origin,
        default=Origin.EDITOR,
        editable=False,
        help_text=_("How the record came here."),
    )
    merged_into = models.ForeignKey(
        "self",
        models.CASCADE,
        null=True,
        blank=True,
        editable=False,
        related_name="merged",
        verbose_name=_("merged into"),
        help_text=_("The record that took its place; its addresses lead there."),
    )
    verified_on = models.DateField(
        _("checked on"), null=True, blank=True, help_text=_("A human checked the record that day.")
    )
    verified_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("checked by"),
        help_text=_("Who checked it; never public."),
    )
    consents_count_from = models.DateTimeField(
        null=True,
        blank=True,
        editable=False,
        help_text=_("Consents confirmed before this moment no longer publish anybody."),
    )
    created_at = models.DateTimeField(
        _("created"), auto_now_add=True, help_text=_("When the record was made.")
    )
    updated_at = models.DateTimeField(
        _("updated"), auto_now=True, help_text=_("When the record last changed.")
    )

    objects = OrganisationQuerySet.as_manager()
    history = History(m2m_fields=[countries, focus_areas])

    class Meta:
        verbose_name = _("organisation")
        verbose_name_plural = _("organisations")
        ordering = ["name", "pk"]
        constraints = [
            one_of("kind", OrganisationKind),
            one_of("scope", Scope, blank=True),
            one_of("legal_status", LegalStatus, blank=True),
            one_of("staff", StaffBand, blank=True),
            one_of("state", PublicationState),
            one_of("risk", RiskLevel),
            one_of("origin", Origin),
            models.CheckConstraint(
                condition=~models.Q(name=""), name="orgs_organisation_has_a_name"
            ),
            no_slash("slug"),
            models.CheckConstraint(
                condition=models.Q(merged_into=None)
                | models.Q(state=PublicationState.ARCHIVED) & ~models.Q(merged_into=models.F("id")),
                name="orgs_organisation_merged_is_archived",
            ),
        ]
        indexes = [
            models.Index(fields=["state", "verified_on"], name="orgs_org_state_verified"),
            models.Index(fields=["state", "updated_at"], name="orgs_org_state_updated"),
            models.Index(fields=["origin"], name="orgs_org_origin"),
            models.Index(
                fields=["risk"],
                condition=models.Q(risk=RiskLevel.HIDDEN),
                name="orgs_org_hidden",
            ),
            models.Index(fields=["logo"], name="orgs_org_logo"),
        ]

    def __str__(self):
        return self.name

    def save(self, *args, **kwargs):
        """Gives a new record its permanent id and an address, and keeps what must be kept.

        A changed address leaves the old one behind as a redirect. A changed risk level or
        headquarters country puts every consent given before out of force until it is confirmed
        again: a record that becomes safer on paper republishes nobody by itself.
        """
        before = getattr(self, "_loaded", {})
        watched = ("risk", "headquarters_id")
        moved = any(f in before and before[f] != getattr(self, f) for f in watched)
        if not self.public_id:
            self.public_id = self._unused_public_id()
        is_readdressed = bool(self.slug)
        self.slug = self.slug or self.new_address()
        with transaction.atomic():
            super().save(*args, **but_for_moments(self, kwargs))
            if is_readdressed:
                self._keep_old_address(before.get("slug"))
            if moved:
                self.ask_again()
        self.remember()

    def get_absolute_url(self):
        return page_of("organisation", self.slug)

    def new_address(self) -> str:
        """The words of the name and the permanent id, whatever addresses there are: an ending that
        only some had would tell that somebody has the address without it (docs/adr/0027).
        """
        words = make_slug(self.name, fallback=PREFIX.lower())
        return with_ending(words, self.public_id.removeprefix(f"{PREFIX}-").lower())

    def ask_again(self) -> None:
        """From now on consents and places must be confirmed anew; announces nothing else."""
        self.consents_count_from = timezone.now()
        Organisation._base_manager.filter(pk=self.pk).update(
            consents_count_from=self.consents_count_from
        )

    @classmethod
    def from_db(cls, db, field_names, values):
        loaded = super().from_db(db, field_names, values)
        loaded.remember()
        return loaded

    def remember(self):
        """Keeps what a save must compare with. Deferred fields are not fetched for it."""
        watched = ("slug", "risk", "headquarters_id")
        self._loaded = {f: self.__dict__[f] for f in watched if f in self.__dict__}

    def clean(self):
        former = FormerSlug.objects.filter(slug=self.slug).exclude(organisation=self.pk)
        if self.slug and former.exists():
            raise ValidationError({"slug": _("Another organisation had this address before.")})
        if self.closed and self.founded and self.closed < self.founded[: len(self.closed)]:
            raise ValidationError({"closed": _("It cannot have closed before it was founded.")})

    def _unused_public_id(self) -> str:
        while Organisation.objects.filter(public_id=(drawn := new_public_id())).exists():
            pass
        return drawn

    def _keep_old_address(self, old: str | None):
        if old and old != self.slug:
            FormerSlug.objects.filter(slug=self.slug, organisation=self).delete()
            FormerSlug.objects.update_or_create(slug=old, defaults={"organisation": self})

    @property
    def monogram(self) -> str:
        return initials(self.name)


class FormerSlug(models.Model):
    """An address an organisation once had; it redirects for as long as the record exists."""

    slug = models.CharField(
        _("former address"), max_length=100, primary_key=True, validators=[validate_slug]
    )
    organisation = models.ForeignKey(
        Organisation, models.CASCADE, related_name="former_slugs", verbose_name=_("organisation")
    )

    class Meta:
        verbose_name = _("former address")
        verbose_name_plural = _("former addresses")
        constraints = [no_slash("slug")]

    def __str__(self):
        return self.slug
