"""Civic-space ratings: the history of each country, and what follows from a change."""

from copy import copy

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.signals import post_delete, post_save
from django.dispatch import Signal, receiver
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from orgs.choices import Rating, RatingBasis, RatingDirection
from orgs.models.country import Country
from orgs.models.fields import PartialDateField, one_of
from orgs.validators import validate_not_future, validate_web_address

ratings_changed = Signal()
"""Sent with `countries` (a set of codes) by every write to ratings, bulk ones too, inside the
transaction of the write."""


def last_day(date: str) -> str:
    """The end of a partial date, as far as sorting goes: every month has 31 days."""
    return date + "-12-31"[len(date) - 4 :]


class CivicSpaceRatingQuerySet(models.QuerySet):
    def newest_first(self):
        return self.order_by("-effective_on", "-pk")

    def with_previous(self):
        """Annotates `previous`: the rating before in the same country, None for the first."""
        previous = models.Window(
            models.functions.Lag("rating"), partition_by="country", order_by=["effective_on", "pk"]
        )
        return self.annotate(previous=previous)

    def changes(self, *, first: bool = False):
        """The ratings that were not the same as the one before, newest first, and with `first`
        those before which there was none; one query.
        """
        # a filter on a window wraps the query, so that the window still sees every row
        meant = models.Q(previous__isnull=False) & ~models.Q(previous=models.F("rating"))
        if first:
            meant |= models.Q(previous__isnull=True)
        changed = self.with_previous().filter(meant).select_related("country")
        return changed.order_by("-effective_on", "country__name_en")

    def in_force(self, day: str) -> dict[str, "CivicSpaceRating"]:
        """By country code: the rating in force at the end of a day, month or year (`2021`,
        `2021-06`, `2021-06-30`); one query. One known to the year only counts from its end.
        """
        until = last_day(day)
        found: dict[str, CivicSpaceRating] = {}
        for rating in self.filter(effective_on__lte=until).newest_first():
            if last_day(rating.effective_on) <= until:
                found.setdefault(rating.country_id, rating)
        return found

    def rated(self, countries, day: str) -> list[Country]:
        """Copies of countries, whose `rating` and `rating_on` are those of the end of a day, month
        or year; one query.
        """
        held, found = self.in_force(day), []
        for country in countries:
            then = held.get(country.pk)
            country = copy(country)
            country.rating = then.rating if then else None
            country.rating_on = then.effective_on if then else None
            found.append(country)
        return found

    def bulk_create(self, objs, *args, **kwargs):
        created = super().bulk_create(objs, *args, **kwargs)
        self._announce({rating.country_id for rating in created})
        return created

    def update(self, **kwargs):
        touched = set(self.values_list("country", flat=True))
        rows = super().update(**kwargs)
        if "country" in kwargs:
            touched.add(getattr(kwargs["country"], "pk", kwargs["country"]))
        self._announce(touched)
        return rows

    def _announce(self, countries):
        if countries:
            ratings_changed.send(self.model, countries=countries)


class CivicSpaceRating(models.Model):
    """One assessment of a country's civic space, from one source.

    The newest one is in force. Ratings are categories, never averaged and never scored. Rules
    of safety depend on them (safety rule 3), so what a write changes is worked out in its own
    transaction: see `orgs.visibility`.
    """

    country = models.ForeignKey(
        Country,
        models.PROTECT,
        related_name="ratings",
        verbose_name=_("country"),
        help_text=_("The country or territory rated."),
    )
    rating = models.CharField(
        _("rating"), max_length=10, choices=Rating, help_text=_("A category, not a score.")
    )
    effective_on = PartialDateField(
        _("effective on"),
        validators=[validate_not_future],
        help_text=_("When it was published or took effect: a year, a month or a day."),
    )
    basis = models.CharField(
        _("basis"), max_length=7, choices=RatingBasis, help_text=_("How it is known.")
    )
    source_name = models.CharField(
        _("source"),
        max_length=200,
        default="CIVICUS Monitor",
        help_text=_("Who rated it, or where the rating is quoted."),
    )
    source_url = models.URLField(
        _("source address"),
        max_length=500,
        blank=True,
        validators=[validate_web_address],
        help_text=_("Where the rating can be read."),
    )
    read_on = models.DateField(
        _("read on"),
        null=True,
        blank=True,
        validators=[validate_not_future],
        help_text=_("The day somebody read it at the source."),
    )
    note = models.CharField(
        _("note"), max_length=500, blank=True, help_text=_("What a reader should know about it.")
    )
    created_at = models.DateTimeField(
        _("recorded at"), auto_now_add=True, help_text=_("When it was entered here.")
    )

    objects = CivicSpaceRatingQuerySet.as_manager()

    class Meta:
        verbose_name = _("civic-space rating")
        verbose_name_plural = _("civic-space ratings")
        ordering = ["-effective_on", "-pk"]
        constraints = [
            one_of("rating", Rating),
            one_of("basis", RatingBasis),
            models.UniqueConstraint(
                fields=["country", "effective_on", "source_name"],
                name="orgs_rating_once_per_source_and_date",
            ),
        ]
        indexes = [
            models.Index(fields=["country", "-effective_on", "-id"], name="orgs_rating_latest")
        ]

    def __str__(self):
        return f"{self.country_id} {self.effective_on} {self.rating}"

    def clean(self):
        """Asks for a better date where it would not be clear which rating came first."""
        finer = CivicSpaceRating.objects.filter(
            country=self.country_id, effective_on__startswith=f"{self.effective_on}-"
        )
        if self.effective_on and finer.exclude(pk=self.pk).exists():
            text = _("There is a rating within this time already: write a month or a day as well.")
            raise ValidationError({"effective_on": text})

    @cached_property
    def direction(self) -> RatingDirection:
        """What this rating did to the one before. Needs `with_previous`, else costs a query."""
        if not hasattr(self, "previous"):
            earlier = CivicSpaceRating.objects.filter(country=self.country_id).filter(
                models.Q(effective_on__lt=self.effective_on)
                | models.Q(effective_on=self.effective_on, pk__lt=self.pk)
            )
            self.previous = earlier.newest_first().values_list("rating", flat=True).first()
        return direction_between(self.previous, self.rating)

    @property
    def year(self) -> str:
        return self.effective_on[:4]


@receiver([post_save, post_delete], sender=CivicSpaceRating)
def announce_change(instance, raw=False, **kwargs):
    """One row saved or deleted, also from the admin or by a cascade. Rows of a fixture (`raw`)
    come with all that follows from them, in any order, and announce nothing.
    """
    if not raw:
        ratings_changed.send(CivicSpaceRating, countries={instance.country_id})


def direction_between(before: str | None, after: str) -> RatingDirection:
    """How `after` compares with `before` (None: there was none)."""
    if before is None:
        return RatingDirection.FIRST
    if before == after:
        return RatingDirection.UNCHANGED
    order = Rating.values
    narrower = order.index(after) > order.index(before)
    return RatingDirection.DOWNGRADED if narrower else RatingDirection.UPGRADED
