"""What the index holds of an organisation, made from its records.

Only what is on a public page may go in here: never people, street addresses or working notes.
"""

import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from orgs.choices import ContactPointKind
from orgs.models import (
    ContactPoint,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
)
from orgs.search.position import position
from orgs.search.readings import site_names
from orgs.search.terms import search_key
from orgs.text import squash, words
from orgs.visibility import Audience, organisations

_SORT_NAME = 200
_FIELDS = (
    *("pk", "public_id", "name", "kind", "scope", "legal_status", "founded", "summary"),
    *("description", "languages", "headquarters_id", "verified_on", "updated_at"),
)
_TAG = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Document:
    """One organisation as it can be found."""

    position: int
    organisation_id: int
    sort_name: str
    founded: str | None
    verified: str | None
    updated: int
    facets: str
    keys: dict[str, bool]
    names: str
    body: str

    @property
    def words(self) -> set[str]:
        return {*self.names.split(), *self.body.split()}


@dataclass
class Parts:
    """What belongs to an organisation, as the index needs it."""

    names: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    websites: list[str] = field(default_factory=list)


def documents(ids: Iterable[int]) -> list[Document]:
    """The documents of those of the organisations that visitors may find; seven queries."""
    ids = sorted(ids)
    found = organisations(Audience.PUBLIC).filter(**_among("pk", ids))
    rows = list(found.order_by().values(*_FIELDS))
    parts = _parts(ids) if rows else {}
    return [document(row, parts[row["pk"]]) for row in rows]


def _among(column: str, ids: list[int]) -> dict:
    """A filter for the ids (sorted); thousands that follow each other are asked for as a range,
    which spares the database and us a long list.
    """
    if ids and ids[-1] - ids[0] == len(ids) - 1:
        return {f"{column}__gte": ids[0], f"{column}__lte": ids[-1]}
    return {f"{column}__in": ids}


def _parts(ids: list[int]) -> dict[int, Parts]:
    parts: dict[int, Parts] = defaultdict(Parts)
    among = _among("organisation", ids)

    def rows(model, *columns, **filters):
        found = model.objects.filter(**among, **filters).order_by("pk")
        return found.values_list("organisation", *columns)

    for pk, text in rows(OrganisationName, "text"):
        parts[pk].names.append(text)
    for pk, scheme, value in rows(Identifier, "scheme", "value"):
        # GB-CHC-1122285, CHC 1122285, 1122285
        parts[pk].identifiers += [f"{scheme}-{value}", f"{scheme.split('-')[-1]} {value}", value]
    for pk, city in rows(Office, "city"):
        parts[pk].cities.append(city)
    for pk, country in rows(Organisation.countries.through, "country"):
        parts[pk].countries.append(country)
    for pk, area in rows(Organisation.focus_areas.through, "focusarea"):
        parts[pk].areas.append(area)
    for pk, address in rows(ContactPoint, "value", kind=ContactPointKind.WEBSITE):
        parts[pk].websites.append(address)
    return parts


def document(row: dict, parts: Parts) -> Document:
    """From the columns of `_FIELDS` and the parts; no query."""
    countries = {*parts.countries, row["headquarters_id"]} - {None}
    complete = [row["summary"], row["description"], row["founded"], parts.areas, countries]
    names = [row["name"], *parts.names]
    sites = [name for address in parts.websites for name in site_names(address)]
    keys = dict.fromkeys(map(search_key, (*parts.identifiers, row["public_id"], *sites)), False)
    keys |= dict.fromkeys(map(search_key, names), True)
    keys.pop("", None)
    return Document(
        position=position(
            row["pk"],
            verified_on=row["verified_on"],
            complete=sum(map(bool, [*complete, parts.websites])),
            updated_at=row["updated_at"],
        ),
        organisation_id=row["pk"],
        sort_name=sort_name(row["name"]),
        founded=row["founded"] or None,
        verified=row["verified_on"] and row["verified_on"].isoformat(),
        updated=(row["updated_at"] - _EPOCH) // timedelta(microseconds=1),
        facets=_facets(row, countries, parts),
        keys=keys,
        names=joined(names),
        body=joined([row["summary"], row["description"], *parts.cities]),
    )


def sort_name(name: str) -> str:
    """A name as lists sort it: folded, its quotes, brackets and other signs left out."""
    return " ".join(filter(None, map(squash, name.split())))[:_SORT_NAME]


def joined(texts: Iterable[str]) -> str:
    """The folded words of several texts, so that no phrase reaches from one into the next."""
    folded = (" ".join(words(text)) for text in texts)
    return " | ".join(text for text in folded if text)


def _facets(row: dict, countries: set[str], parts: Parts) -> str:
    """``facet:value`` words. `home` is where an organisation's civic space is: its headquarters,
    without one wherever it works.
    """
    home = [row["headquarters_id"]] if row["headquarters_id"] else parts.countries
    values = [("country", one) for one in countries] + [("home", one) for one in home]
    values += [("focus", one) for one in parts.areas]
    values += [("language", one.lower()) for one in row["languages"] if _TAG.fullmatch(str(one))]
    single = {"kind": row["kind"], "scope": row["scope"], "status": row["legal_status"]}
    values += [(facet, value) for facet, value in single.items() if value]
    values += [("website", "1")] if parts.websites else []
    return " ".join(sorted({f"{facet}:{value}" for facet, value in values}))
