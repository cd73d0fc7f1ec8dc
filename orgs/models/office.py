"""Offices: the places an organisation works from."""

from django.apps import apps
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import OfficeKind
from orgs.models.country import Country
from orgs.models.fields import one_of
from orgs.models.history import History
from orgs.models.organisation import AnnouncingQuerySet, Organisation


class OfficeQuerySet(AnnouncingQuerySet):
    def update(self, **kwargs):
        """An office in another country waits for a publisher, and so does who works there."""
        if {"country", "country_id"} & kwargs.keys():
            self._consents().update(confirmed_at=None)
            kwargs["confirmed_at"] = None
        return super().update(**kwargs)

    def delete(self):
        self._consents().update(confirmed_at=None)
        return super().delete()

    def _consents(self):
        """Of the people who work in these offices."""
        consents = apps.get_model("orgs", "Consent").objects
        return consents.filter(
            contact__office__in=list(self.order_by().values_list("pk", flat=True))
        )


class Office(models.Model):
    """A place an organisation works from.

    City and country are public with the organisation. The street address and the coordinates
    can lead somebody to a door: `orgs.visibility` withholds them where people are in danger.
    """

    organisation = models.ForeignKey(
        Organisation,
        models.CASCADE,
        related_name="offices",
        verbose_name=_("organisation"),
        help_text=_("Whose office it is."),
    )
    kind = models.CharField(
        _("kind"),
        max_length=14,
        choices=OfficeKind,
        help_text=_("What the office is to the organisation."),
    )
    city = models.CharField(
        _("city"), max_length=120, blank=True, help_text=_("Town or city; public.")
    )
    admin1 = models.CharField(
        _("region or state"),
        max_length=120,
        blank=True,
        help_text=_("Region, state or province; public."),
    )
    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="offices",
        verbose_name=_("country"),
        help_text=_("Its civic space counts for the people who work here."),
    )
    street_address = models.CharField(
        _("street address"),
        max_length=300,
        blank=True,
        help_text=_("Withheld where the country or the risk level calls for it."),
    )
    latitude = models.FloatField(
        _("latitude"),
        null=True,
        blank=True,
        help_text=_("Decimal degrees; withheld like the street address."),
    )
    longitude = models.FloatField(
        _("longitude"),
        null=True,
        blank=True,
        help_text=_("Decimal degrees; withheld like the street address."),
    )

    confirmed_at = models.DateTimeField(
        _("confirmed at"),
        default=timezone.now,
        null=True,
        editable=False,
        help_text=_("When a publisher last let its street address stand; empty: to be confirmed."),
    )

    objects = OfficeQuerySet.as_manager()
    history = History()

    class Meta:
        verbose_name = _("office")
        verbose_name_plural = _("offices")
        ordering = ["pk"]
        constraints = [
            one_of("kind", OfficeKind),
            models.CheckConstraint(
                condition=models.Q(latitude=None, longitude=None)
                | models.Q(
                    # said outright, because a check that comes out unknown passes
                    latitude__isnull=False,
                    longitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__range=(-180, 180),
                ),
                name="orgs_office_coordinates_valid",
            ),
        ]

    def __str__(self):
        return f"{self.get_kind_display()} {self.pk or ''}".strip()

    def save(self, *args, **kwargs):
        """In another country, its street and its people wait for a publisher."""
        if self.pk and Office.objects.filter(pk=self.pk).exclude(country=self.country_id).exists():
            Office.objects.filter(pk=self.pk)._consents().update(confirmed_at=None)
            self.confirmed_at = None
            if kwargs.get("update_fields"):
                kwargs["update_fields"] = {*kwargs["update_fields"], "confirmed_at"}
        super().save(*args, **kwargs)

    def delete(self, *args, **kwargs):
        Office.objects.filter(pk=self.pk)._consents().update(confirmed_at=None)
        return super().delete(*args, **kwargs)
