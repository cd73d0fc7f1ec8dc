"""What belongs to one organisation and is public with it: names, identifiers, ways to reach it,
sources. (Offices have parts that are not: see `orgs.models.office`.)
"""

import re

from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator, validate_email
from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.choices import ContactPointKind, NameKind
from orgs.ids import CHECKS
from orgs.models.country import Country
from orgs.models.fields import one_of
from orgs.models.history import History
from orgs.models.organisation import AnnouncingQuerySet, Organisation
from orgs.text import direction
from orgs.validators import validate_pattern, validate_single_line, validate_web_address

validate_language = RegexValidator(
    r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})*$", _("Write a language tag such as en, el or zh-Hant.")
)


class OrganisationName(models.Model):
    """Another name of an organisation. All are searched; former ones say so in results."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="names",
        verbose_name=_("organisation"),
        help_text=_("Whose name it is."),
    )
    text = models.CharField(
        _("name"),
        max_length=500,
        validators=[validate_single_line],
        help_text=_("In its own script."),
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        validators=[validate_language],
        help_text=_("A language tag; it also decides the direction of writing."),
    )
    kind = models.CharField(
        _("kind"), max_length=15, choices=NameKind, help_text=_("Why it carries this name.")
    )

    objects = AnnouncingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("name")
        verbose_name_plural = _("other names")
        ordering = ["kind", "pk"]
        constraints = [
            one_of("kind", NameKind),
            models.CheckConstraint(condition=~models.Q(text=""), name="orgs_name_not_empty"),
            models.UniqueConstraint(
                fields=["organisation", "text", "kind"], name="orgs_name_once_per_kind"
            ),
        ]

    def __str__(self):
        return self.text

    @property
    def direction(self) -> str:
        return direction(self.language, self.text)


class IdentifierScheme(models.Model):
    """A public register, by its code in org-id.guide."""

    code = models.CharField(
        _("code"),
        max_length=40,
        primary_key=True,
        help_text=_("As in org-id.guide, such as GB-CHC."),
    )
    name = models.CharField(_("name"), max_length=300, help_text=_("What the register is called."))
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("country"),
        help_text=_("The country it covers; empty for international ones."),
    )
    url = models.CharField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("The register's own page."),
    )
    record_url = models.CharField(
        _("address of a record"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("The page of one entry, with {value} where the identifier goes."),
    )
    pattern = models.CharField(
        _("pattern"),
        max_length=200,
        blank=True,
        validators=[validate_pattern],
        help_text=_("A regular expression for values."),
    )
    separators = models.CharField(
        _("separators"),
        max_length=10,
        blank=True,
        help_text=_(
            "Characters people write inside a value, which are dropped: 12-3456 is 123456."
        ),
    )
    check_rule = models.CharField(
        _("check"),
        max_length=10,
        blank=True,
        choices=[(name, name.upper()) for name in CHECKS],
        help_text=_("The checksum that values must pass."),
    )

    class Meta:
        verbose_name = _("identifier scheme")
        verbose_name_plural = _("identifier schemes")
        ordering = ["code"]

    def __str__(self):
        return f"{self.code} · {self.name}"

    def normalise(self, value: str) -> str:
        """One spelling a value, so that the same number cannot be entered twice."""
        return value.strip().translate({ord(separator): None for separator in self.separators})

    def check_value(self, value: str) -> None:
        """Raises ValidationError unless the value fits the register's pattern and checksum."""
        fits_pattern = not self.pattern or re.search(self.pattern, value)
        fits_check = not self.check_rule or CHECKS[self.check_rule](value)
        if not (fits_pattern and fits_check):
            raise ValidationError(
                _("%(value)s is not an identifier of %(scheme)s: check it for a typing error."),
                code="identifier",
                params={"value": value, "scheme": self.name},
            )


class Identifier(models.Model):
    """An organisation's number in a public register; hardly ever do two records share one."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="identifiers",
        verbose_name=_("organisation"),
        help_text=_("Whose identifier it is."),
    )
    scheme = models.ForeignKey(
        IdentifierScheme,
        models.PROTECT,
        related_name="identifiers",
        verbose_name=_("register"),
        help_text=_("The public register."),
    )
    value = models.CharField(
        _("identifier"),
        max_length=100,
        validators=[validate_single_line],
        help_text=_("As the register writes it, without separators."),
    )

    objects = AnnouncingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("identifier")
        verbose_name_plural = _("identifiers")
        ordering = ["scheme", "value"]
        constraints = [
            models.CheckConstraint(condition=~models.Q(value=""), name="orgs_identifier_not_empty"),
            # not unique among all: `orgs.actions.numbers` knows whom that may be said to
            models.UniqueConstraint(
                fields=["organisation", "scheme", "value"], name="orgs_identifier_once"
            ),
        ]
        indexes = [models.Index(fields=["scheme", "value"], name="orgs_identifier_number")]

    def __str__(self):
        return f"{self.scheme_id}-{self.value}"

    def clean(self):
        if self.scheme_id and self.value:
            self.value = self.scheme.normalise(self.value)
            try:
                self.scheme.check_value(self.value)
            except ValidationError as error:
                raise ValidationError({"value": error}) from error

    @property
    def url(self) -> str:
        """The entry's page in the register; empty when the register has none we know of."""
        return self.scheme.record_url.replace("{value}", self.value)


class ContactPoint(models.Model):
    """A way to reach the organisation itself: never a person's own address or number."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="contact_points",
        verbose_name=_("organisation"),
        help_text=_("Whom it reaches."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=7,
        choices=ContactPointKind,
        help_text=_("What sort of address it is."),
    )
    value = models.CharField(
        _("address or number"),
        max_length=500,
        validators=[validate_single_line],
        help_text=_("A full web address, an e-mail address or a number. Never a person’s own."),
    )
    label = models.CharField(
        _("label"), max_length=80, blank=True, help_text=_("Such as Press desk, or Mastodon.")
    )
    language = models.CharField(
        _("language"),
        max_length=12,
        blank=True,
        validators=[validate_language],
        help_text=_("The language spoken there, if one."),
    )

    objects = AnnouncingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("way to reach it")
        verbose_name_plural = _("ways to reach it")
        ordering = ["pk"]
        constraints = [
            one_of("kind", ContactPointKind),
            models.UniqueConstraint(
                fields=["organisation", "kind", "value"], name="orgs_contact_point_once"
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()}: {self.value}"

    def clean(self):
        checks = {
            ContactPointKind.EMAIL: validate_email,
            ContactPointKind.WEBSITE: validate_web_address,
            ContactPointKind.FORM: validate_web_address,
            ContactPointKind.SOCIAL: validate_web_address,
        }
        try:
            checks.get(self.kind, validate_single_line)(self.value)
        except ValidationError as error:
            raise ValidationError({"value": error}) from error

    @property
    def href(self) -> str:
        """What a link to it opens; empty for what has no safe link."""
        if self.kind == ContactPointKind.EMAIL:
            return f"mailto:{self.value}"
        if self.kind == ContactPointKind.PHONE:
            digits = "".join(c for c in self.value if c.isdigit())
            return f"tel:{'+' if self.value.strip().startswith('+') else ''}{digits}"
        return self.value if self.value.startswith(("https://", "http://")) else ""

    @property
    def shown(self) -> str:
        """The value as people read it: web addresses without scheme and closing slash."""
        return self.value.removeprefix("https://").removeprefix("http://").rstrip("/")


class Source(models.Model):
    """Where facts about an organisation came from. A published one has at least one."""

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="sources",
        verbose_name=_("organisation"),
        help_text=_("Whose facts it supports."),
    )
    title = models.CharField(
        _("title"),
        max_length=300,
        validators=[validate_single_line],
        help_text=_("What the source is called."),
    )
    url = models.URLField(
        _("address"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where it can be read."),
    )
    retrieved_on = models.DateField(
        _("read on"), null=True, blank=True, help_text=_("The day somebody read it.")
    )
    fields = models.JSONField(
        _("what it supports"),
        default=list,
        blank=True,
        help_text=_("The facts taken from it, as a list of field names."),
    )

    objects = AnnouncingQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("source")
        verbose_name_plural = _("sources")
        ordering = ["pk"]

    def __str__(self):
        return self.title
