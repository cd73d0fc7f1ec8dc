"""Rows made of the values of a proposal."""

from collections.abc import Iterator

from django.db.models import Model

from orgs.choices import ContactPointKind, NameKind, OfficeKind
from orgs.models import ContactPoint, Identifier, Office, OrganisationName
from orgs.proposals.fields import Reference, Value, Values, identified, placed_at, tagged
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


def parts(organisation_id: int, values: Values, reference: Reference) -> Iterator[Model]:
    """New rows of what belongs to it, unsaved: names, ways to reach it, identifiers, offices."""
    for name, value in values.items():
        if name not in SINGLE:
            yield from _parts(organisation_id, name, value, values, reference)


def _parts(
    pk: int, field: str, texts: Value, values: Values, reference: Reference
) -> Iterator[Model]:
    if field in NAME_FIELDS:
        for one in texts:
            text, language = tagged(one)
            kind = name_kind(field, language)
            yield OrganisationName(organisation_id=pk, text=text, language=language, kind=kind)
    elif kind := REACH_FIELDS.get(field):
        for one in texts:
            yield ContactPoint(organisation_id=pk, kind=ContactPointKind(kind), value=one)
    elif field == "identifiers":
        for one in texts:
            scheme, value = identified(one, reference)
            yield Identifier(organisation_id=pk, scheme=scheme, value=value)
    elif field == "offices":
        for number, one in enumerate(texts):
            city, country = placed_at(one)
            first = number == 0 and country == values.get("headquarters_code")
            kind = OfficeKind.HEADQUARTERS if first else OfficeKind.BRANCH
            yield Office(organisation_id=pk, kind=kind, city=city, country_id=country)


def name_kind(field: str, language: str) -> str:
    """Among the other names, one in a known language is a translation."""
    kinds = NAME_FIELDS[field]
    if len(kinds) == 1:
        return kinds[0]
    return NameKind.TRANSLATION if language else NameKind.ALIAS
