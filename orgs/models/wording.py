"""The texts that people agree to when they agree to be published."""

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import Language
from orgs.models.contact import Consent
from orgs.models.fields import one_of

USED = _("People have agreed to this wording. It cannot change any more: add a new version.")


class ConsentWordingQuerySet(models.QuerySet):
    def with_counts(self):
        """Annotates `given` and `in_force`: consents under the wording, ever and today."""

        def counted(consents):
            same = consents.filter(
                wording_version=models.OuterRef("version"),
                wording_language=models.OuterRef("language"),
            )
            numbers = same.order_by().values("wording_version").annotate(n=models.Count("pk"))
            return models.functions.Coalesce(models.Subquery(numbers.values("n")), 0)

        today = timezone.localdate()
        return self.annotate(
            given=counted(Consent.objects.all()), in_force=counted(Consent.objects.valid_on(today))
        )


class ConsentWording(models.Model):
    """One version of the text in one language. What somebody agreed to must stay as it was, so it
    is fixed once a consent refers to it.
    """

    version = models.CharField(
        _("version"), max_length=20, help_text=_("Such as 2026-01; the same in every language.")
    )
    language = models.CharField(
        _("language"), max_length=8, choices=Language, help_text=_("The language it is written in.")
    )
    text = models.TextField(
        _("text"), max_length=20_000, help_text=_("Markdown: what is published, where, how long.")
    )
    from_date = models.DateField(
        _("in use from"), default=timezone.localdate, help_text=_("The first day it was shown.")
    )

    objects = ConsentWordingQuerySet.as_manager()

    class Meta:
        verbose_name = _("wording of consent")
        verbose_name_plural = _("wordings of consent")
        ordering = ["-from_date", "-version", "language"]
        constraints = [
            one_of("language", Language),
            models.UniqueConstraint(
                fields=["version", "language"], name="orgs_wording_once_a_language"
            ),
            models.CheckConstraint(condition=~Q(text=""), name="orgs_wording_not_empty"),
        ]

    def __str__(self):
        return f"{self.version} · {self.get_language_display()}"

    def save(self, *args, **kwargs):
        """Raises ValidationError when people have agreed to it; two queries."""
        if self.is_used():
            raise ValidationError(USED)
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        if self.is_used():
            raise ValidationError(USED)
        return super().delete(*args, **kwargs)

    def clean(self):
        if self.is_used():
            raise ValidationError(USED)

    def is_used(self) -> bool:
        """Whether a consent refers to it, as it is stored; one query."""
        stored = ConsentWording.objects.filter(pk=self.pk).with_counts()
        return bool(self.pk) and stored.filter(given__gt=0).exists()


def check_wording(version: str, language: str) -> None:
    """Raises ValidationError by field unless the wording is one of those kept, if any are kept;
    one query.
    """
    known = list(ConsentWording.objects.values_list("version", "language"))
    if known and version not in {one for one, _language in known}:
        raise ValidationError(
            {"wording_version": _("No such wording is kept. Add it under “Wordings of consent”.")}
        )
    if known and (version, language) not in known:
        raise ValidationError(
            {"wording_language": _("This version of the wording is not kept in that language.")}
        )
