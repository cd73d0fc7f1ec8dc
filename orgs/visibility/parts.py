"""What belongs to organisations, read for many of them at once.

Only for organisations that were found through `orgs.visibility.records`. One query for each kind of
part, however many organisations there are; an organisation without parts has an empty list.
"""

from collections import defaultdict
from collections.abc import Iterable, Mapping

from django.db.models import Exists, F, Model, OuterRef

from orgs.models import (
    ContactPoint,
    Country,
    FocusArea,
    Identifier,
    IdentifierScheme,
    Office,
    Organisation,
    OrganisationName,
)
from orgs.visibility.prepared import prepared
from orgs.visibility.records import located_offices, organisations

Parts = dict[int, list]
"""By the key of the organisation."""


@prepared
def listed(ids):
    """Those of some organisations that a visitor may find, with what is on a line of a list."""
    return organisations().filter(pk__in=ids).order_by().defer("description", "languages")


@prepared
def _names(ids):
    return OrganisationName.objects.filter(organisation__in=ids)


@prepared
def _works_in(ids):
    return Organisation.countries.through.objects.filter(organisation__in=ids)


@prepared
def _works_on(ids):
    return Organisation.focus_areas.through.objects.filter(organisation__in=ids)


@prepared
def _areas(ids):
    areas = FocusArea.objects.defer("introduction")
    return areas.filter(organisations__in=ids).annotate(organisation_id=F("organisations"))


@prepared
def _contact_points(ids):
    return ContactPoint.objects.filter(organisation__in=ids)


@prepared
def _identifiers(ids):
    return Identifier.objects.filter(organisation__in=ids)


@prepared
def _schemes(codes):
    return IdentifierScheme.objects.filter(pk__in=codes)


@prepared
def _towns(ids):
    """Without `is_located` an office keeps its place to itself."""
    hidden = ("street_address", "latitude", "longitude", "confirmed_at")
    return Office.objects.filter(organisation__in=ids).defer(*hidden)


@prepared
def _offices(ids):
    located = Exists(located_offices().filter(pk=OuterRef("pk")))
    return Office.objects.filter(organisation__in=ids).annotate(is_located=located)


@prepared
def _rated(codes):
    return Country.objects.with_rating().filter(pk__in=codes)


def all_parts(found: list[Organisation]) -> Mapping[str, Parts]:
    """Everything, with the countries' ratings in force; eight queries."""
    ids = [one.pk for one in found]
    offices, works_in, identifiers = _offices(ids), _works_in(ids), _identifiers(ids)
    homes = (one.headquarters_id for one in found if one.headquarters_id)
    codes = {*homes, *(row.country_id for row in (*offices, *works_in))}
    countries = {country.pk: country for country in _rated(sorted(codes))}
    schemes = {scheme.pk: scheme for scheme in _schemes({row.scheme_id for row in identifiers})}
    for row in identifiers:
        row.scheme = schemes[row.scheme_id]
    return {
        "names": _grouped(_names(ids)),
        "focus_areas": _grouped(_areas(ids)),
        "contact_points": _grouped(_contact_points(ids)),
        "identifiers": _grouped(identifiers),
        **_placed(found, works_in, offices, countries),
    }


def listed_parts(
    found: list[Organisation], countries: Mapping[str, Country], areas: Mapping[int, FocusArea]
) -> Mapping[str, Parts]:
    """What a list has of them: four queries. `countries` by code, with their ratings, and `areas`
    by key in the order of lists, are those the caller holds.
    """
    ids = [one.pk for one in found]
    order = {pk: place for place, pk in enumerate(areas)}
    works_on = sorted(_works_on(ids), key=lambda row: order[row.focusarea_id])
    return {
        "names": _grouped(_names(ids)),
        "focus_areas": _grouped(works_on, lambda row: areas[row.focusarea_id]),
        **_placed(found, _works_in(ids), _towns(ids), countries),
    }


def _placed(found, works_in, offices, countries: Mapping[str, Country]) -> dict[str, Parts]:
    """Gives organisations and offices their countries, so that none is read again."""
    for one in found:
        one.headquarters = countries[one.headquarters_id] if one.headquarters_id else None
    for office in offices:
        office.country = countries[office.country_id]
    works = _grouped(works_in, lambda row: countries[row.country_id])
    return {"countries": works, "offices": _grouped(offices)}


def _grouped(rows: Iterable[Model], value=lambda row: row) -> Parts:
    parts = defaultdict(list)
    for row in rows:
        parts[row.organisation_id].append(value(row))
    return parts
