"""Typed links between two organisations."""

from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _

from orgs.choices import RELATION_INVERSE_LABELS, RelationKind
from orgs.models.fields import PartialDateField, one_of
from orgs.models.history import History
from orgs.models.organisation import Organisation
from orgs.validators import validate_web_address


class RelationQuerySet(models.QuerySet):
    def members_on(self, day):
        """Memberships that last on a day, as far as the dates tell: one that ended "2026" lasted
        until some day of that year.
        """
        iso = day.isoformat()
        ends = [iso, iso[:7], iso[:4]]
        lasts = models.Q(to_date="") | models.Q(to_date__gte=iso) | models.Q(to_date__in=ends)
        return self.filter(lasts, kind=RelationKind.MEMBER_OF, from_date__lte=iso)


class Relation(models.Model):
    """*From* is member of, parent of, partner of, successor of or was founded by *to*.

    One row serves both organisations' pages, each in its own words.
    """

    from_organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="relations_out",
        verbose_name=_("organisation"),
        help_text=_("The one that is member, parent, partner, successor or founded."),
    )
    kind = models.CharField(
        _("is"),
        max_length=12,
        choices=RelationKind,
        help_text=_("How the first stands to the second."),
    )
    to_organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="relations_in",
        verbose_name=_("other organisation"),
        help_text=_("The one it stands to."),
    )
    from_date = PartialDateField(_("from"), blank=True, help_text=_("Since when, as far as known."))
    to_date = PartialDateField(
        _("until"), blank=True, help_text=_("Until when; empty while it lasts.")
    )
    note = models.CharField(
        _("note"), max_length=300, blank=True, help_text=_("A few words, if they are needed.")
    )
    source_url = models.URLField(
        _("source address"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where this can be read."),
    )

    objects = RelationQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("relation")
        verbose_name_plural = _("relations")
        ordering = ["kind", "pk"]
        constraints = [
            one_of("kind", RelationKind),
            models.UniqueConstraint(
                fields=["from_organisation", "kind", "to_organisation"], name="orgs_relation_once"
            ),
            models.CheckConstraint(
                condition=~models.Q(from_organisation=models.F("to_organisation")),
                name="orgs_relation_with_another",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk or ''}".strip()

    def clean(self):
        if self.from_organisation_id and self.from_organisation_id == self.to_organisation_id:
            raise ValidationError(_("An organisation has no relation to itself."))
        if self.from_date and self.to_date and self.to_date < self.from_date[: len(self.to_date)]:
            raise ValidationError({"to_date": _("It cannot have ended before it began.")})

    @property
    def inverse_label(self):
        return RELATION_INVERSE_LABELS[RelationKind(self.kind)]
