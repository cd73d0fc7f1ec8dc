"""People at organisations, their consent, and the rare decision to publish in spite of danger.

Nothing here names a person in `__str__`: Django's admin log keeps what it returns for ever.
"""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import Language, OverrideCover
from orgs.models.erasure import ErasedPerson, Identity
from orgs.models.fields import one_of
from orgs.models.history import History
from orgs.models.office import Office
from orgs.models.organisation import Organisation

CONSENT_DAYS = 366
"""The longest a consent can last: twelve months, a leap day included."""

ERASED_BEFORE = _(
    "Somebody with this name, e-mail address or number was erased from the directory and must not "
    "come back by mistake. Only a new consent of the person changes that: a publisher says so on "
    "the person’s own page."
)


class ContactQuerySet(models.QuerySet):
    def update(self, **kwargs):
        """Whoever changes office waits for a publisher, as in `Contact.save`."""
        if {"office", "office_id"} & kwargs.keys():
            people = list(self.order_by().exclude(office=None).values_list("pk", flat=True))
            Consent.objects.filter(contact__in=people).update(confirmed_at=None)
        return super().update(**kwargs)


class Contact(models.Model):
    """A person at an organisation. Private, unless a valid consent and the country allow."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="contacts",
        verbose_name=_("organisation"),
        help_text=_("Where the person works."),
    )
    office = models.ForeignKey(
        Office,
        models.SET_NULL,
        null=True,
        blank=True,
        related_name="contacts",
        verbose_name=_("office"),
        help_text=_("Where the person works; that country's civic space counts as well."),
    )
    name = models.CharField(
        _("name"), max_length=200, help_text=_("Private without a valid consent.")
    )
    role = models.CharField(
        _("role"), max_length=200, blank=True, help_text=_("What the person does there.")
    )
    email = models.EmailField(
        _("e-mail"), blank=True, help_text=_("Private without a valid consent.")
    )
    phone = models.CharField(
        _("telephone"), max_length=60, blank=True, help_text=_("Private without a valid consent.")
    )

    has_new_consent = False
    """Set for one save by whoever has let somebody who was erased be listed again."""

    objects = ContactQuerySet.as_manager()
    history = History(excluded_fields=["name", "role", "email", "phone"])

    class Meta:
        verbose_name = _("person")
        verbose_name_plural = _("people")
        ordering = ["pk"]

    def __str__(self):
        return f"person {self.pk}" if self.pk else "person"

    def save(self, *args, **kwargs):
        """Who leaves an office for one in another country, or for none, waits for a publisher:
        the office may have been what withheld them.
        """
        if self.pk:
            country = self.office.country_id if self.office else None
            left = Contact.objects.filter(pk=self.pk).exclude(office=None)
            if left.exclude(office__country=country).exists():
                self.consents.update(confirmed_at=None)
        super().save(*args, **kwargs)

    @property
    def identity(self) -> Identity:
        """How the person is known here; a query for the organisation unless it is loaded."""
        return Identity(self.organisation.public_id, self.name, self.email, self.phone)

    def clean(self):
        if self.office and self.office.organisation_id != self.organisation_id:
            raise ValidationError({"office": _("This office belongs to another organisation.")})
        if self.organisation_id and not self.has_new_consent and self._was_erased():
            raise ValidationError(ERASED_BEFORE, code="erased")

    def _was_erased(self) -> bool:
        """Who stands here already under this name and these addresses is not asked for anew."""
        facts = {"name": self.name, "email": self.email, "phone": self.phone}
        if self.pk and Contact.objects.filter(pk=self.pk, **facts).exists():
            return False
        return ErasedPerson.objects.matching(self.identity).exists()


class ConsentQuerySet(models.QuerySet):
    def valid_on(self, day):
        """In force on `day`: given, not run out, not withdrawn, and never older than a year
        whatever its expiry says.
        """
        return self.filter(
            Q(withdrawn_on=None) | Q(withdrawn_on__gt=day),
            given_on__lte=day,
            given_on__gt=day - timedelta(days=CONSENT_DAYS),
            expires_on__gt=day,
        )

    def expiring_before(self, day):
        return self.valid_on(timezone.localdate()).filter(expires_on__lt=day)


class Consent(models.Model):
    """A person's agreement to be published: who recorded it, how it was given, for how long."""

    contact = models.ForeignKey(
        Contact,
        models.CASCADE,
        related_name="consents",
        verbose_name=_("person"),
        help_text=_("Whose consent it is."),
    )
    given_on = models.DateField(_("given on"), help_text=_("The day the person agreed."))
    given_how = models.CharField(
        _("how it was given"),
        max_length=200,
        help_text=_("Such as: e-mail of 3 May kept by the coordinator. Do not name the person."),
    )
    wording_version = models.CharField(
        _("version of the wording"), max_length=20, help_text=_("Which text the person agreed to.")
    )
    wording_language = models.CharField(
        _("language of the wording"),
        max_length=8,
        choices=Language,
        help_text=_("The language the person read it in."),
    )
    covers_page = models.BooleanField(
        _("covers the organisation's page"),
        default=True,
        help_text=_("The person may be named on the page."),
    )
    covers_exports = models.BooleanField(
        _("covers programmes and exports"),
        default=False,
        help_text=_("The person may be named in exports for programmes."),
    )
    expires_on = models.DateField(_("expires on"), help_text=_("At most twelve months later."))
    withdrawn_on = models.DateField(
        _("withdrawn on"),
        null=True,
        blank=True,
        help_text=_("From this day on nothing of the person is shown."),
    )
    recorded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.SET_NULL,
        null=True,
        editable=False,
        related_name="+",
        verbose_name=_("recorded by"),
        help_text=_("Who entered it."),
    )
    confirmed_at = models.DateTimeField(
        _("confirmed at"),
        default=timezone.now,
        null=True,
        editable=False,
        help_text=_("When a publisher last let it stand; empty: to be confirmed."),
    )

    objects = ConsentQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("consent")
        verbose_name_plural = _("consents")
        ordering = ["-given_on", "-pk"]
        constraints = [
            models.CheckConstraint(
                condition=Q(expires_on__gt=models.F("given_on")), name="orgs_consent_ends_later"
            ),
        ]

    def __str__(self):
        return f"consent {self.pk}" if self.pk else "consent"

    def clean(self):
        if self.given_on and self.given_on > timezone.localdate():
            raise ValidationError({"given_on": _("This date is in the future.")})
        longest = timedelta(days=CONSENT_DAYS)
        if self.given_on and self.expires_on and self.expires_on - self.given_on > longest:
            raise ValidationError(
                {"expires_on": _("A consent lasts at most twelve months from the day given.")}
            )


class OverrideQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.exclude(approved_by=None).filter(expires_on__gt=day)


class ProtectionOverride(models.Model):
    """Two publishers' decision to publish what a country's rating would withhold.

    One asks, another approves, the reason is written down, and it expires. It never uncovers
    a hidden organisation and never replaces a person's consent.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="overrides",
        verbose_name=_("organisation"),
        help_text=_("Whose people or places are meant."),
    )
    covers = models.CharField(
        _("covers"), max_length=8, choices=OverrideCover, help_text=_("What would be published.")
    )
    reason = models.TextField(
        _("reason"),
        help_text=_("Why the good outweighs the danger, for those who look at it later."),
    )
    requested_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        related_name="+",
        editable=False,
        verbose_name=_("asked by"),
        help_text=_("A publisher."),
    )
    approved_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        editable=False,
        verbose_name=_("approved by"),
        help_text=_("Another publisher."),
    )
    expires_on = models.DateField(
        _("expires on"), help_text=_("From this day on it no longer counts.")
    )
    created_at = models.DateTimeField(
        _("asked at"), auto_now_add=True, help_text=_("When it was asked for.")
    )

    objects = OverrideQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("exception to protection")
        verbose_name_plural = _("exceptions to protection")
        ordering = ["-created_at"]
        constraints = [
            one_of("covers", OverrideCover),
            models.CheckConstraint(
                condition=Q(approved_by=None) | ~Q(approved_by=models.F("requested_by")),
                name="orgs_override_takes_two_people",
            ),
            models.CheckConstraint(condition=~Q(reason=""), name="orgs_override_has_a_reason"),
        ]

    def __str__(self):
        return f"exception {self.pk}" if self.pk else "exception"
