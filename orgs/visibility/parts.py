"""What belongs to organisations, read for many of them at once.

Only for organisations that were found through `orgs.visibility.records`. One query for each kind of
part, however many organisations there are; an organisation without parts has an empty list.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from datetime import datetime

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
from orgs.visibility.prepared import prepared, together
from orgs.visibility.records import located_offices, organisations

_ON_A_LINE = (
    *("public_id", "slug", "name", "name_language", "kind", "legal_status", "founded", "summary"),
    *("logo", "headquarters", "verified_on", "updated_at"),
)

Parts = dict[int, list]
"""By the key of the organisation."""


@prepared
def listed(ids):
    """Those of some organisations that a visitor may find, with what is on a line of a list."""
    return organisations().filter(pk__in=ids).order_by().only(*_ON_A_LINE)


def findable(ids: Collection[int]) -> set[int]:
    """Those of some organisations that a visitor may find now; one query, none without ids."""
    if not ids:
        return set()
    found = organisations().filter(pk__among=ids).order_by()
    return set(found.values_list("pk", flat=True))


def other_names(ids: Iterable[int]) -> list[tuple[str, str, str, str]]:
    """(permanent id, name, language, kind) of the names beside the first of those of some
    organisations that a visitor may find now, by key; one query.
    """
    found = organisations().filter(pk__in=list(ids))
    names = OrganisationName.objects.filter(organisation__in=found).order_by("organisation", "pk")
    return list(names.values_list("organisation__public_id", "text", "language", "kind"))


def all_findable() -> Iterator[int]:
    """The keys of all organisations that a visitor may find now, ascending; one query."""
    keys = organisations().order_by("pk").values_list("pk", flat=True)
    return keys.iterator(chunk_size=10_000)


def addresses(ids: Iterable[int]) -> list[tuple[str, datetime]]:
    """The last part of the address, and when it was changed, of those of some organisations that a
    visitor may find now, by key; one query.
    """
    found = organisations().filter(pk__in=list(ids)).order_by("pk")
    return list(found.values_list("slug", "updated_at"))


@prepared
def _names(ids):
    return OrganisationName.objects.filter(organisation__in=ids)


@prepared
def _works_in(ids):
    rows = Organisation.countries.through.objects.filter(organisation__in=ids)
    return rows.values_list("organisation_id", "country_id")


@prepared
def _works_on(ids):
    rows = Organisation.focus_areas.through.objects.filter(organisation__in=ids)
    return rows.values_list("organisation_id", "focusarea_id")


@prepared
def _areas(ids):
    areas = FocusArea.objects.without_introductions().filter(organisations__in=ids)
    areas = areas.annotate(organisation_id=F("organisations"))
    return areas.order_by("scheme", "position", "code", "organisation_id")


@prepared
def contact_points(ids):
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


EVERY_PART = (_offices, _works_in, _identifiers, _names, _areas, contact_points)
"""The questions whose answers `all_parts` needs."""


def all_parts(
    found: list[Organisation], answers: list[list], *more: tuple[Callable, Iterable]
) -> tuple[Mapping[str, Parts], list[list]]:
    """Everything, with the countries' ratings in force, from the `answers` to `EVERY_PART`; and the
    answers to some other questions, which are asked along. Two queries and those.
    """
    offices, works_in, identifiers, names, areas, points = answers
    rated, schemes, *others = together(
        (_rated, _codes(found, works_in, offices)),
        (_schemes, [row.scheme_id for row in identifiers]),
        *more,
    )
    by_code = {scheme.pk: scheme for scheme in schemes}
    for row in identifiers:
        row.scheme = by_code[row.scheme_id]
    parts = {
        "names": _by_organisation(names),
        "focus_areas": _by_organisation(areas),
        "contact_points": _by_organisation(points),
        "identifiers": _by_organisation(identifiers),
        **_placed(found, works_in, offices, {country.pk: country for country in rated}),
    }
    return parts, others


def listed_parts(
    ids: Iterable[int], countries: Mapping[str, Country], areas: Mapping[int, FocusArea]
) -> tuple[list[Organisation], Mapping[str, Parts]]:
    """Those of some organisations that a visitor may find, and what a list has of them: five
    queries. `countries` by code, with their ratings, and `areas` by key in the order of lists, are
    those the caller holds.
    """
    ids = list(ids)
    questions = (listed, _names, _works_on, _works_in, _towns)
    found, names, works_on, works_in, towns = together(*((ask, ids) for ask in questions))
    order = {pk: place for place, pk in enumerate(areas)}
    # an area made this very moment may not be there yet
    works_on = [pair for pair in works_on if pair[1] in order]
    works_on.sort(key=lambda pair: order[pair[1]])
    if unknown := _codes(found, works_in, towns) - countries.keys():
        countries = {**countries, **{country.pk: country for country in _rated(sorted(unknown))}}
    return found, {
        "names": _by_organisation(names),
        "focus_areas": _grouped((pk, areas[area]) for pk, area in works_on),
        **_placed(found, works_in, towns, countries),
    }


def _codes(found, works_in, offices) -> set[str]:
    """The countries that are named."""
    homes = {one.headquarters_id for one in found if one.headquarters_id}
    return homes | {code for _pk, code in works_in} | {office.country_id for office in offices}


def _placed(found, works_in, offices, countries: Mapping[str, Country]) -> dict[str, Parts]:
    """Gives organisations and offices their countries."""
    for one in found:
        one.headquarters = countries[one.headquarters_id] if one.headquarters_id else None
    for office in offices:
        office.country = countries[office.country_id]
    return {
        "countries": _grouped((pk, countries[code]) for pk, code in works_in),
        "offices": _by_organisation(offices),
    }


def _by_organisation(rows: Iterable[Model]) -> Parts:
    return _grouped((row.organisation_id, row) for row in rows)


def _grouped(pairs: Iterable[tuple[int, object]]) -> Parts:
    parts = defaultdict(list)
    for pk, one in pairs:
        parts[pk].append(one)
    return parts
