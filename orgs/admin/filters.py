"""Filters of the panel's lists that stock ones do not cover."""

from datetime import timedelta

from django.contrib.admin import SimpleListFilter
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.choices import NOT_RATED, NOT_RATED_LABEL, Rating
from orgs.models import (
    Consent,
    Country,
    Identifier,
    IdentifierScheme,
    LinkCheck,
    Organisation,
)
from orgs.visibility import Channel, standing_consents

YEAR = timedelta(days=365)
SOON = timedelta(days=30)


class CountryFilter(SimpleListFilter):
    """Based or working in a country. Offers only countries that some organisation names."""

    title = _("country")
    parameter_name = "country"

    def lookups(self, request, model_admin):
        known = permissions.organisations_for(request.user)
        through = Organisation.countries.through.objects.filter(
            country=OuterRef("pk"), organisation__in=known.values("pk")
        )
        based = known.filter(headquarters=OuterRef("pk"))
        used = Country.objects.filter(Exists(through) | Exists(based)).in_name_order()
        return [(country.pk, country.name) for country in used]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        works_there = Organisation.countries.through.objects.filter(
            organisation=OuterRef("pk"), country=self.value()
        )
        return queryset.filter(Q(headquarters=self.value()) | Exists(works_there))


class RatingFilter(SimpleListFilter):
    """The rating in force in the headquarters country."""

    title = _("civic space")
    parameter_name = "rating"

    def lookups(self, request, model_admin):
        return [*Rating.choices, (NOT_RATED, NOT_RATED_LABEL)]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        rating = None if self.value() == NOT_RATED else self.value()
        countries = Country.objects.with_rating().filter(rating=rating)
        return queryset.filter(headquarters__in=countries.values("pk"))


class VerifiedFilter(SimpleListFilter):
    """How long ago somebody compared the record with the world."""

    title = _("last checked")
    parameter_name = "verified"

    def lookups(self, request, model_admin):
        return [
            ("never", _("Never")),
            ("year", _("Never, or over a year ago")),
            ("two_years", _("Never, or over two years ago")),
        ]

    def queryset(self, request, queryset):
        never = Q(verified_on=None)
        if self.value() == "never":
            return queryset.filter(never)
        ages = {"year": YEAR, "two_years": 2 * YEAR}
        if self.value() not in ages:
            return queryset
        return queryset.filter(never | Q(verified_on__lt=timezone.localdate() - ages[self.value()]))


class SourceFilter(SimpleListFilter):
    """Whether the record says where it comes from."""

    title = _("source")
    parameter_name = "source"

    def lookups(self, request, model_admin):
        return [("none", _("Without a source"))]

    def queryset(self, request, queryset):
        return queryset.without_source() if self.value() == "none" else queryset


class WebsiteFilter(SimpleListFilter):
    """What the last visits to its websites showed."""

    title = _("website")
    parameter_name = "website"

    def lookups(self, request, model_admin):
        return [
            ("dead", _("Gone: failed on three days")),
            ("failing", _("Failed last time")),
        ]

    def queryset(self, request, queryset):
        checks = {"dead": LinkCheck.objects.dead(), "failing": LinkCheck.objects.failing()}
        if self.value() not in checks:
            return queryset
        organisations = checks[self.value()].values("contact_point__organisation")
        return queryset.filter(pk__in=organisations)


class SchemeFilter(SimpleListFilter):
    """Listed in a public register."""

    title = _("register")
    parameter_name = "scheme"

    def lookups(self, request, model_admin):
        known = permissions.organisations_for(request.user)
        used = Identifier.objects.filter(scheme=OuterRef("pk"), organisation__in=known.values("pk"))
        schemes = IdentifierScheme.objects.filter(Exists(used))
        return [(scheme.pk, scheme.name) for scheme in schemes]

    def queryset(self, request, queryset):
        if self.value() is None:
            return queryset
        listed = Identifier.objects.filter(organisation=OuterRef("pk"), scheme=self.value())
        return queryset.filter(Exists(listed))


class ConsentFilter(SimpleListFilter):
    """Where consents stand today."""

    title = _("validity")
    parameter_name = "validity"

    def lookups(self, request, model_admin):
        return [
            ("valid", _("Valid")),
            ("soon", _("Ends within 30 days")),
            ("confirm", _("To be confirmed")),
            ("withdrawn", _("Withdrawn")),
            ("ended", _("Ended or withdrawn")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        valid = Consent.objects.valid_on(today)
        chosen = {
            "valid": Q(pk__in=valid.values("pk")),
            "soon": Q(pk__in=Consent.objects.expiring_before(today + SOON).values("pk")),
            "confirm": Q(pk__in=to_be_confirmed().values("pk")),
            "withdrawn": Q(withdrawn_on__lte=today),
            "ended": ~Q(pk__in=valid.values("pk")),
        }
        return queryset.filter(chosen[self.value()]) if self.value() in chosen else queryset


class StreetFilter(SimpleListFilter):
    """Street addresses that wait for a publisher."""

    title = _("street address")
    parameter_name = "street"

    def lookups(self, request, model_admin):
        return [("confirm", _("To be confirmed"))]

    def queryset(self, request, queryset):
        if self.value() == "confirm":
            return queryset.filter(confirmed_at=None).exclude(street_address="")
        return queryset


def to_be_confirmed():
    """Valid consents that publish nobody until a publisher has looked at them again: something
    became safer since. One query.
    """
    counting = [standing_consents(channel).values("pk") for channel in Channel]
    valid = Consent.objects.valid_on(timezone.localdate()).filter(
        Q(covers_page=True) | Q(covers_exports=True)
    )
    return valid.exclude(pk__in=counting[0]).exclude(pk__in=counting[1])


class OverrideFilter(SimpleListFilter):
    """Where exceptions to protection stand today."""

    title = _("decision")
    parameter_name = "decision"

    def lookups(self, request, model_admin):
        return [
            ("waiting", _("Waits for a second publisher")),
            ("in_force", _("In force")),
            ("ended", _("Ended")),
        ]

    def queryset(self, request, queryset):
        today = timezone.localdate()
        if self.value() == "waiting":
            return queryset.filter(approved_by=None, expires_on__gt=today)
        if self.value() == "in_force":
            return queryset.in_force(today)
        if self.value() == "ended":
            return queryset.filter(expires_on__lte=today)
        return queryset
