"""Roles that are given for a time, for the whole directory or a part of it."""

from datetime import timedelta

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import GrantScope, Role
from orgs.models.country import Country
from orgs.models.fields import one_of
from orgs.models.focus import FocusArea
from orgs.models.history import History
from orgs.models.organisation import Organisation

GRANTED = [(role.value, role.label) for role in Role if role != Role.ADMINISTRATOR]
"""Accounts belong to the whole directory, and so do those who keep them."""

USUAL_DAYS = 365


def in_a_year():
    return timezone.localdate() + timedelta(days=USUAL_DAYS)


class GrantQuerySet(models.QuerySet):
    def in_force(self, day):
        return self.filter(ends_on__gte=day)

    def ending(self, first, last):
        """Those whose last day is one of these."""
        return self.filter(ends_on__range=(first, last))


class Grant(models.Model):
    """A role that an account has until a day, in all of the directory or a part of it.

    What it is narrowed to is said outright: a grant for countries of which none is left reaches
    nothing, and never everything.
    """

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.CASCADE,
        related_name="grants",
        verbose_name=_("account"),
        help_text=_("Whose it is."),
    )
    role = models.CharField(
        _("role"), max_length=13, choices=GRANTED, help_text=_("What it may do there.")
    )
    narrowed_to = models.CharField(
        _("for"),
        max_length=11,
        choices=GrantScope,
        help_text=_("An editor for the members of one network is its coordinator."),
    )
    countries = models.ManyToManyField(
        Country,
        related_name="+",
        blank=True,
        verbose_name=_("countries"),
        help_text=_("Where organisations are based; if no place is known, where they work."),
    )
    focus_areas = models.ManyToManyField(
        FocusArea,
        related_name="+",
        blank=True,
        verbose_name=_("focus areas"),
        help_text=_("With all that is part of them."),
    )
    network = models.ForeignKey(
        Organisation,
        models.CASCADE,
        null=True,
        blank=True,
        related_name="grants",
        verbose_name=_("network"),
        help_text=_("Its members of the day, as their relations say. Not the network itself."),
    )
    ends_on = models.DateField(
        _("last day"),
        default=in_a_year,
        help_text=_("It holds on this day, and not on the next."),
    )

    objects = GrantQuerySet.as_manager()
    history = History(m2m_fields=[countries, focus_areas])

    class Meta:
        verbose_name = _("role for a time")
        verbose_name_plural = _("roles for a time")
        ordering = ["ends_on", "pk"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(role__in=[role for role, _label in GRANTED]),
                name="orgs_grant_role_valid",
            ),
            one_of("narrowed_to", GrantScope),
            models.CheckConstraint(
                condition=models.Q(narrowed_to=GrantScope.NETWORK, network__isnull=False)
                | (~models.Q(narrowed_to=GrantScope.NETWORK) & models.Q(network=None)),
                name="orgs_grant_network_named",
                violation_error_message=_("Name a network for its members, and only then."),
            ),
        ]

    def __str__(self):
        return f"grant {self.pk}" if self.pk else "grant"

    def save(self, *args, **kwargs):
        """Whoever has a role may open the panel."""
        super().save(*args, **kwargs)
        if not self.user.is_staff:
            self.user.is_staff = True
            self.user.save(update_fields=["is_staff"])

    def clean(self):
        if (self.network_id is not None) != (self.narrowed_to == GrantScope.NETWORK):
            raise ValidationError({"network": _("Name a network for its members, and only then.")})

    @property
    def is_in_force(self) -> bool:
        return self.ends_on >= timezone.localdate()
