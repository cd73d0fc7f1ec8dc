"""Rows made of the values of a proposal."""

from collections.abc import Iterator

from django.db.models import Model

from orgs.choices import NameKind, OfficeKind
from orgs.models import ContactPoint, Identifier, Office, OrganisationName
from orgs.proposals.fields import Reference, Values, identified, placed_at, tagged
from orgs.proposals.present import NAME_FIELDS, REACH_FIELDS

SINGLE = {
    "name": "name",
    "kind": "kind",
    "scope": "scope",
    "legal_status": "legal_status",
    "founded": "founded",
    "closed": "closed",
    "summary": "summary",
    "description": "description",
    "staff": "staff",
    "headquarters_code": "headquarters_id",
    "languages": "languages",
}
"""Fields kept in the organisation's own row, with their columns."""


def placed(values: Values) -> dict:
    """The columns of the organisation's own row."""
    own = {SINGLE[name]: value for name, value in values.items() if name in SINGLE}
    if "headquarters_id" in own:
        own["headquarters_id"] = own["headquarters_id"] or None
    return own


Row = tuple[type[Model], dict]
"""The model and columns of a row to be."""


def parts(values: Values, reference: Reference) -> Iterator[Row]:
    """New rows of what belongs to it: names, ways to reach it, identifiers, offices."""
    for field in NAME_FIELDS.keys() & values.keys():
        for one in values[field]:
            text, language = tagged(one)
            kind = name_kind(field, language)
            yield OrganisationName, {"text": text, "language": language, "kind": kind}
    for field in REACH_FIELDS.keys() & values.keys():
        for one in values[field]:
            yield ContactPoint, {"kind": REACH_FIELDS[field].value, "value": one}
    for one in values.get("identifiers", ()):
        scheme, value = identified(one, reference)
        yield Identifier, {"scheme_id": scheme.pk, "value": value}
    yield from _offices(values)


def _offices(values: Values) -> Iterator[Row]:
    """A street address, which only imports bring, is withheld until a publisher confirms it."""
    home, street = values.get("headquarters_code"), values.get("street_address")
    for number, one in enumerate(values.get("offices", ()) or ([home] if street else ())):
        city, country = placed_at(one)
        kind = OfficeKind.HEADQUARTERS if number == 0 and country == home else OfficeKind.BRANCH
        columns = {"kind": kind.value, "city": city, "country_id": country}
        yield (
            Office,
            columns
            | ({"street_address": street, "confirmed_at": None} if street and number == 0 else {}),
        )


def name_kind(field: str, language: str) -> str:
    """Among the other names, one in a known language is a translation."""
    kinds = NAME_FIELDS[field]
    if len(kinds) == 1:
        return kinds[0].value
    return (NameKind.TRANSLATION if language else NameKind.ALIAS).value
