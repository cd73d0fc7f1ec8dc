"""Field types and abstract bases that several models share."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from orgs.choices import Language
from orgs.validators import validate_partial_date


class PartialDateField(models.CharField):
    """A date known to the year, the month or the day, kept as it is known.

    ISO 8601 text (``2017``, ``2017-05``, ``2017-05-31``), so that it sorts, compares and
    exports without pretending to a precision nobody stated. Empty means unknown.
    """

    default_validators = [validate_partial_date]

    def __init__(self, *args, **kwargs):
        kwargs["max_length"] = 10
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        del kwargs["max_length"]
        return name, path, args, kwargs


_COLUMNS = {code: f"name_{code.replace('-', '_')}" for code in Language.values}


class ByCodePoints:
    """Folded text, ordered and compared code point by code point on every database."""

    def db_parameters(self, connection):
        collation = {"collation": "C"} if connection.vendor == "postgresql" else {}
        return {**super().db_parameters(connection), **collation}


class FoldedTextField(ByCodePoints, models.TextField):
    """Folded words that follow from other columns."""


class LocalisedName(models.Model):
    """A name in each language of the interface; English is required, the rest fall back to it."""

    name_en = models.CharField(
        _("English name"), max_length=300, help_text=_("Also shown where a translation is missing.")
    )
    name_fr = models.CharField(
        _("French name"), max_length=300, blank=True, help_text=_("As on French pages.")
    )
    name_es = models.CharField(
        _("Spanish name"), max_length=300, blank=True, help_text=_("As on Spanish pages.")
    )
    name_ar = models.CharField(
        _("Arabic name"), max_length=300, blank=True, help_text=_("As on Arabic pages.")
    )
    name_ru = models.CharField(
        _("Russian name"), max_length=300, blank=True, help_text=_("As on Russian pages.")
    )
    name_zh_hans = models.CharField(
        _("Chinese name"), max_length=300, blank=True, help_text=_("As on Chinese pages.")
    )
    name_pt = models.CharField(
        _("Portuguese name"), max_length=300, blank=True, help_text=_("As on Portuguese pages.")
    )

    class Meta:
        abstract = True

    def __str__(self):
        return self.name

    @staticmethod
    def name_field(language: str | None = None) -> str:
        """The column of a language (the active one by default); English for one we lack."""
        return _COLUMNS.get(language or get_language() or Language.EN, "name_en")

    @property
    def name(self) -> str:
        return getattr(self, self.name_field()) or self.name_en

    @property
    def all_names(self) -> dict[str, str]:
        """Every name there is, by language code."""
        names = {code: getattr(self, self.name_field(code)) for code in Language.values}
        return {code: name for code, name in names.items() if name}


def one_of(field: str, choices: type[models.TextChoices], *, blank: bool = False):
    """A constraint that a column holds one of its choices, so that no write path can break it."""
    values = [*choices.values, *([""] if blank else [])]
    return models.CheckConstraint(
        condition=models.Q(**{f"{field}__in": values}),
        name=f"%(app_label)s_%(class)s_{field}_valid",
    )


def no_slash(field: str):
    """A constraint that an address has no slash in it: no page could be opened there."""
    return models.CheckConstraint(
        condition=~models.Q(**{f"{field}__contains": "/"}),
        name=f"%(app_label)s_%(class)s_{field}_no_slash",
    )


MOMENTS = {"consents_count_from", "was_protected"}
"""What follows from other writes; see `orgs.actions.protection`."""


def but_for_moments(record: models.Model, kwargs: dict) -> dict:
    """The arguments of a save that leaves `MOMENTS` alone: a record read earlier must not set
    them back and so bring somebody back.
    """
    if record._state.adding or kwargs.get("update_fields") or kwargs.get("force_insert"):
        return kwargs
    deferred = record.get_deferred_fields()
    names = {
        field.name
        for field in record._meta.concrete_fields
        if not field.primary_key and field.attname not in deferred
    }
    return {**kwargs, "update_fields": names - MOMENTS}
