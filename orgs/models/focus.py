"""Focus areas: what organisations work on, in several schemes."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from orgs.addresses import page_of
from orgs.choices import FocusScheme, Language
from orgs.models.fields import LocalisedName, one_of

INTRODUCTIONS = {code: f"introduction_{code}" for code in ("en", "fr", "ar")}
"""The columns of the introduction, by the languages that have pages."""


class FocusAreaQuerySet(models.QuerySet):
    def in_scheme(self, scheme: str):
        return self.filter(scheme=scheme)

    def without_introductions(self):
        """For whoever shows many, or names only: introductions are read when asked for."""
        return self.defer(*INTRODUCTIONS.values())

    def in_list_order(self):
        return self.order_by("scheme", "position", "code")


class FocusArea(LocalisedName):
    """A thing organisations work on: a theme of our own tree, or an entry of a public list."""

    scheme = models.CharField(
        _("scheme"), max_length=5, choices=FocusScheme, help_text=_("The list it belongs to.")
    )
    code = models.CharField(
        _("code"), max_length=60, help_text=_("The number or code within the scheme.")
    )
    slug = models.SlugField(
        _("address"),
        max_length=80,
        unique=True,
        help_text=_("The last part of the page's address; it should never change."),
    )
    introduction_en = models.TextField(
        _("English introduction"),
        blank=True,
        help_text=_("Markdown, shown at the top of its page; also where a translation is missing."),
    )
    introduction_fr = models.TextField(
        _("French introduction"), blank=True, help_text=_("As on the French page.")
    )
    introduction_ar = models.TextField(
        _("Arabic introduction"), blank=True, help_text=_("As on the Arabic page.")
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("Themes have two levels, the ICNP/TSO classification three."),
    )
    position = models.PositiveSmallIntegerField(
        _("position"), default=0, help_text=_("Its place in the list.")
    )

    objects = FocusAreaQuerySet.as_manager()

    class Meta:
        verbose_name = _("focus area")
        verbose_name_plural = _("focus areas")
        ordering = ["scheme", "position", "code"]
        constraints = [
            one_of("scheme", FocusScheme),
            models.UniqueConstraint(fields=["scheme", "code"], name="orgs_focus_code_unique"),
        ]

    def __str__(self):
        return self.label

    def get_absolute_url(self):
        return page_of("focus_area", self.slug)

    def clean(self):
        from django.core.exceptions import ValidationError

        if self.parent_id and self.parent_id == self.pk:
            raise ValidationError({"parent": _("A focus area cannot be part of itself.")})
        deepest = 1 if self.scheme == FocusScheme.ICNP else 0
        if self.parent and (self.parent.scheme != self.scheme or self.parent.depth > deepest):
            raise ValidationError({"parent": _("Choose an area further up in the same scheme.")})

    @property
    def label(self) -> str:
        """The name as it stands beside other schemes' names: ``GCM 17 · Eliminate …``."""
        if self.scheme == FocusScheme.THEME:
            return self.name
        return f"{self.scheme.upper()} {self.code} · {self.name}"

    @property
    def introduction_language(self) -> str:
        """The language the introduction is in: that of the page, else English; empty without."""
        for language in (get_language(), Language.EN.value):
            if language in INTRODUCTIONS and getattr(self, INTRODUCTIONS[language]):
                return language
        return ""

    @property
    def introduction(self) -> str:
        """Markdown, in the language of the page where there is one, else in English."""
        language = self.introduction_language
        return getattr(self, INTRODUCTIONS[language]) if language else ""

    @property
    def depth(self) -> int:
        """Levels above it: 0 at the top. Costs a query a level unless parents are loaded."""
        return self.parent.depth + 1 if self.parent else 0
