"""Which records an audience may find, and which people and places may be published at all.

Every rule is asked of the database at the time of the request, so a downgrade, a withdrawal or
an expiry holds in the next one; nothing here is cached or denormalised.
"""

from django.db import models
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.choices import OverrideCover, RiskLevel
from orgs.models import (
    Consent,
    Contact,
    Country,
    Office,
    Organisation,
    ProtectionOverride,
    Resource,
)


class Audience(models.TextChoices):
    """Who is looking. A partner sees what the public sees until partner access exists."""

    PUBLIC = "public", _("Public")
    PARTNER = "partner", _("Partner")
    EDITOR = "editor", _("Editor")


class Channel(models.TextChoices):
    """Where people would appear; a person consents to each separately."""

    PAGE = "page", _("The organisation's page")
    EXPORT = "export", _("Programmes and exports")


def organisations(audience: str = Audience.PUBLIC):
    """The organisations an audience may find: published and not hidden, or all for an editor."""
    if audience == Audience.EDITOR:
        return Organisation.objects.all()
    return Organisation.objects.published().not_hidden()


def resources(audience: str = Audience.PUBLIC):
    """The library an audience may read. An item that speaks of a hidden organisation would
    name it, so it is not shown at all.
    """
    if audience == Audience.EDITOR:
        return Resource.objects.all()
    # few are hidden: which items speak of them is found once, not asked of every item
    hidden = Organisation.objects.filter(risk=RiskLevel.HIDDEN).order_by().values("pk")
    about = Resource.organisations.through.objects.filter(organisation__in=hidden)
    by_others = Q(submitted_by=None) | ~Q(submitted_by__in=hidden)
    return Resource.objects.published().exclude(pk__in=about.values("resource")).filter(by_others)


def safe_organisations():
    """Organisations whose people and places may be published at all (safety rules 3 and 4).

    The home is the headquarters country; without one, every country it works in must be safe
    and there must be at least one.
    """
    protected = Country.objects.protected().values("pk")
    works_in = Organisation.countries.through.objects.filter(organisation=OuterRef("pk"))
    safe_home = Q(headquarters__isnull=False) & ~Q(headquarters__in=protected)
    safe_field = (
        Q(headquarters=None) & Exists(works_in) & ~Exists(works_in.filter(country__in=protected))
    )
    return Organisation.objects.filter(risk=RiskLevel.STANDARD).filter(safe_home | safe_field)


def _overridden(cover: str):
    """An exception of two publishers in force for the row's organisation."""
    return Exists(
        ProtectionOverride.objects.in_force(timezone.localdate()).filter(
            covers=cover, organisation=OuterRef("organisation")
        )
    )


def _standing(rows, *, organisation: str, country: str):
    """Rows confirmed after protection last ended wherever it counts for them: an upgrade of a
    country, a new headquarters or a lower risk never republish anything by themselves.

    `organisation` and `country` are the paths from a row to the two.
    """
    works_in = Organisation.countries.through.objects.filter(
        organisation=OuterRef(organisation),
        country__consents_count_from__gte=OuterRef("confirmed_at"),
    )
    rows = rows.filter(confirmed_at__isnull=False)
    rows = rows.exclude(Exists(works_in) & Q(**{f"{organisation}__headquarters": None}))
    for place in (organisation, f"{organisation}__headquarters", country):
        line = f"{place}__consents_count_from"
        rows = rows.filter(Q(**{line: None}) | Q(confirmed_at__gt=F(line)))
    return rows


def standing_consents(channel: str):
    """Valid consents to a channel that count again since protection last ended."""
    covered = {Channel.PAGE: "covers_page", Channel.EXPORT: "covers_exports"}[Channel(channel)]
    valid = Consent.objects.valid_on(timezone.localdate()).filter(**{covered: True})
    return _standing(
        valid, organisation="contact__organisation", country="contact__office__country"
    )


def publishing_consents(channel: str):
    """Consents to a channel by which the public sees somebody at this moment."""
    seen = people(channel=channel).filter(pk=OuterRef("contact"))
    return standing_consents(channel).filter(Exists(seen))


def publishable_people(channel: str = Channel.PAGE):
    """People whose consent and whose places allow it, whatever their organisation's state."""
    safe = Exists(safe_organisations().filter(pk=OuterRef("organisation")))
    protected = Country.objects.protected().values("pk")
    safe_office = Q(office=None) | ~Q(office__country__in=protected)
    return (
        Contact.objects.exclude(organisation__risk=RiskLevel.HIDDEN)
        .filter(Exists(standing_consents(channel).filter(contact=OuterRef("pk"))))
        .filter((safe & safe_office) | _overridden(OverrideCover.CONTACTS))
    )


def people(audience: str = Audience.PUBLIC, *, channel: str = Channel.PAGE):
    """The people an audience may see: for the public, those publishable at organisations that
    are public themselves.
    """
    if audience == Audience.EDITOR:
        return Contact.objects.all()
    seen = organisations(audience).filter(pk=OuterRef("organisation"))
    return publishable_people(channel).filter(Exists(seen))


def located_offices():
    """Offices whose street address and coordinates may be published."""
    safe = Exists(safe_organisations().filter(pk=OuterRef("organisation")))
    protected = Country.objects.protected().values("pk")
    standing = _standing(Office.objects.all(), organisation="organisation", country="country")
    return standing.exclude(organisation__risk=RiskLevel.HIDDEN).filter(
        (safe & ~Q(country__in=protected)) | _overridden(OverrideCover.PLACES)
    )


def withheld_by_protecting(country: Country) -> models.QuerySet:
    """Organisations of which people or places now public would be withheld if this country
    became repressed, closed or unrated: what an editor is shown before saving a rating.

    Those an exception of two publishers keeps public are not among them. Annotated with
    `people_count` and `place_count`; one query.
    """
    home = Q(headquarters=country) | Q(headquarters=None, countries=country)
    ours = Organisation.objects.filter(home).values("pk")

    def counted(queryset):
        affected = queryset.filter(
            Q(organisation__in=ours) | Q(**{f"{path[queryset.model]}": country})
        )
        grouped = affected.filter(organisation=OuterRef("pk")).order_by().values("organisation")
        return models.functions.Coalesce(
            models.Subquery(grouped.annotate(n=models.Count("pk")).values("n")), 0
        )

    path = {Contact: "office__country", Office: "country"}
    shown = people().exclude(_overridden(OverrideCover.CONTACTS))
    located = located_offices().exclude(street_address="", latitude=None)
    located = located.exclude(_overridden(OverrideCover.PLACES))
    return (
        organisations()
        .annotate(people_count=counted(shown), place_count=counted(located))
        .exclude(people_count=0, place_count=0)
        .order_by("name", "pk")
    )
