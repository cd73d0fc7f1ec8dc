"""Countries and territories, and the regions that group them."""

from collections.abc import Iterable

from django.db import models
from django.db.models import Exists, F, OuterRef, Q, Subquery
from django.utils.translation import gettext_lazy as _

from orgs.addresses import page_of
from orgs.choices import PROTECTING_RATINGS, RegionLevel
from orgs.models.fields import LocalisedName, but_for_moments, one_of
from orgs.text import fold
from orgs.validators import validate_country_code


class Region(LocalisedName):
    """A region, subregion or intermediate region of the UN's M49 standard."""

    code = models.CharField(
        _("M49 code"), max_length=3, primary_key=True, help_text=_("Three digits.")
    )
    level = models.CharField(
        _("level"),
        max_length=12,
        choices=RegionLevel,
        help_text=_("Where it stands among regions."),
    )
    parent = models.ForeignKey(
        "self",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="children",
        verbose_name=_("part of"),
        help_text=_("The region it lies in."),
    )

    class Meta:
        verbose_name = _("region")
        verbose_name_plural = _("regions")
        ordering = ["name_en"]
        constraints = [one_of("level", RegionLevel)]


class CountryQuerySet(models.QuerySet):
    def with_rating(self):
        """Annotates `rating` and `rating_on`: the assessment in force, None when not rated.

        A correlated subquery on the index (country, -effective_on); no extra query.
        """
        from orgs.models.rating import CivicSpaceRating

        latest = CivicSpaceRating.objects.filter(country=OuterRef("pk")).newest_first()
        return self.annotate(
            rating=Subquery(latest.values("rating")[:1]),
            rating_on=Subquery(latest.values("effective_on")[:1]),
        )

    def protected(self):
        """Countries where people and places are withheld: repressed, closed or not rated.

        Read from the ratings themselves at the time of asking, so that a downgrade holds in
        the next request without anything having to be recomputed. Dates may be known to the
        year only: a protecting rating of 2026 holds beside any other of that year, since
        nobody can say which came first.
        """
        ratings = self.model._meta.get_field("ratings").related_model.objects
        # asked of the ratings again, not of the outer annotation: PostgreSQL would take the
        # alias of one subquery for that of the other
        latest = ratings.filter(country=OuterRef("country")).newest_first().values("effective_on")
        doubtful = ratings.filter(country=OuterRef("pk"), rating__in=PROTECTING_RATINGS)
        doubtful = doubtful.alias(latest=Subquery(latest[:1])).filter(
            latest__startswith=F("effective_on")
        )
        return self.with_rating().filter(
            Q(rating__in=PROTECTING_RATINGS) | Q(rating=None) | Exists(doubtful)
        )

    def in_name_order(self) -> list["Country"]:
        """By name; one query. Sorted here, since each database has an order of its own: `Îles`
        after `Zambie`, or before `India`.
        """
        return in_name_order(self.order_by())


def in_name_order(countries: Iterable["Country"]) -> list["Country"]:
    """By name in the language of the page, accents aside."""
    return sorted(countries, key=lambda country: (fold(country.name), country.pk))


class Country(LocalisedName):
    """A country or territory that organisations work in and that can be rated.

    Place names are political: an editor may change any of them, and no later update of the
    reference data changes them back.
    """

    code = models.CharField(
        _("code"),
        max_length=2,
        primary_key=True,
        validators=[validate_country_code],
        help_text=_("ISO 3166-1 alpha-2, or a user-assigned code where ISO has none."),
    )
    alpha3 = models.CharField(
        _("alpha-3 code"), max_length=3, unique=True, help_text=_("ISO 3166-1 alpha-3.")
    )
    m49 = models.CharField(
        _("M49 code"),
        max_length=3,
        blank=True,
        help_text=_("The United Nations’ three digits; empty where it has none."),
    )
    aliases = models.JSONField(
        _("other names"),
        default=list,
        blank=True,
        help_text=_("Other names people type, as a JSON list of texts."),
    )

    region = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("region"),
        help_text=_("The M49 region it lies in."),
    )
    subregion = models.ForeignKey(
        Region,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("subregion"),
        help_text=_("The smallest M49 region it lies in; what that is part of follows from it."),
    )
    neighbours = models.ManyToManyField(
        "self", blank=True, verbose_name=_("neighbours"), help_text=_("Countries it borders on.")
    )
    latitude = models.FloatField(
        _("latitude"), null=True, blank=True, help_text=_("Of the centre.")
    )
    longitude = models.FloatField(
        _("longitude"), null=True, blank=True, help_text=_("Of the centre.")
    )

    consents_count_from = models.DateTimeField(
        _("consents count from"),
        null=True,
        blank=True,
        editable=False,
        help_text=_("Consents confirmed before this moment no longer publish anybody."),
    )
    was_protected = models.BooleanField(
        default=True,
        editable=False,
        help_text=_("Whether people here were withheld after the last change of rating."),
    )

    objects = CountryQuerySet.as_manager()

    class Meta:
        verbose_name = _("country")
        verbose_name_plural = _("countries")
        ordering = ["name_en"]

    def save(self, *args, **kwargs):
        super().save(*args, **but_for_moments(self, kwargs))

    def get_absolute_url(self):
        return page_of("country", self.code.lower())
