"""The values of some properties of organisations that were found before."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils import translation

from orgs.api.reconcile import limits
from orgs.api.reconcile.http import Refused
from orgs.api.reconcile.manifest import LANGUAGE, LIMIT
from orgs.api.reconcile.near import permanent_ids
from orgs.api.reconcile.properties import DAYS, PROPERTIES, Property, named
from orgs.api.reconcile.types import ORGANISATION, TYPES
from orgs.columns import Facts
from orgs.search.current import current
from orgs.search.facts import facts_of
from orgs.search.places import Records
from orgs.visibility import Audience, organisations

_LANGUAGES = frozenset(one["value"] for one in LANGUAGE["choices"])
_LONG = 10

Value = dict[str, str]


@dataclass(frozen=True)
class Fetched:
    """A property to be fetched: under the id it was asked by, in a language, so many values (0:
    all).
    """

    asked: str
    property: Property
    language: str
    limit: int

    def values(self, facts: Facts, records: Records) -> list[Value]:
        with translation.override(self.language):
            values = self.property.values(facts, records)
        if self.property.id in DAYS:
            return [{"date": f"{day}T00:00:00Z"} for day in values]
        return [{"str": value} for value in values[: self.limit or None]]


@dataclass(frozen=True)
class Extension:
    """What was fetched: of each id the values of each property; none of an id nobody has."""

    properties: Sequence[Fetched]
    rows: Mapping[str, Sequence[list[Value]]]

    def of_0_2(self) -> dict:
        rows = {
            key: {one.asked: values for one, values in zip(self.properties, row, strict=True)}
            for key, row in self.rows.items()
        }
        return {"meta": self._meta(), "rows": rows}

    def of_1_0(self) -> dict:
        rows = [
            {
                "id": key,
                "properties": [
                    {"id": one.asked, "values": values}
                    for one, values in zip(self.properties, row, strict=True)
                ],
            }
            for key, row in self.rows.items()
        ]
        return {"meta": self._meta(), "rows": rows}

    def _meta(self) -> list[dict]:
        return [{"id": one.asked, "name": one.property.name} for one in self.properties]


def extension(query: object) -> Extension:
    """What a query asks to be fetched: one query for the version, two for the facts, and those of
    `permanent_ids`. A record that was merged has the values of the one that took its place.
    """
    ids, properties = _read(query)
    stands = permanent_ids(ids)
    records = current().places.records
    facts = facts_of(organisations(Audience.PUBLIC), set(stands.values())) if stands else {}
    rows = {}
    for key in ids:
        one = facts.get(stands.get(key))
        rows[key] = [wanted.values(one, records) if one else [] for wanted in properties]
    return Extension(properties, rows)


def proposal(wanted: str, limit: int | None) -> dict:
    """The properties that can be fetched: the same for every type, in the order of the files."""
    wanted = wanted or ORGANISATION
    if wanted not in TYPES:
        raise Refused("type: there is no such type. Ask suggest/type for all of them.")
    found = [{"id": one.id, "name": one.name} for one in PROPERTIES.values()]
    asked = {} if limit is None else {"limit": limit}
    return {"properties": found[:limit], "type": wanted, **asked}


def _read(query: object) -> tuple[list[str], list[Fetched]]:
    ids = query.get("ids") if isinstance(query, dict) else None
    if not isinstance(ids, list) or not all(isinstance(one, str) for one in ids):
        raise Refused("ids: send a list of ids.")
    properties = query.get("properties")
    if not isinstance(properties, list):
        raise Refused("properties: send a list of properties.")
    if len(ids) > limits.IDS or len(properties) > limits.PROPERTIES:
        raise Refused(
            f"Ask for at most {limits.PROPERTIES} properties of {limits.IDS} organisations at once."
        )
    return ids, [_fetched(one, f"properties[{at}]") for at, one in enumerate(properties)]


def _fetched(one: object, at: str) -> Fetched:
    pid = one.get("id") if isinstance(one, dict) else None
    if not isinstance(pid, str):
        raise Refused(f"{at}: say which property by its id.")
    chosen = one.get("settings") or {}
    if not isinstance(chosen, dict):
        raise Refused(f"{at}.settings: send an object.")
    language = chosen.get(LANGUAGE["id"]) or LANGUAGE["default"]
    if not isinstance(language, str) or language not in _LANGUAGES:
        raise Refused(f"{at}.settings.language: one of {', '.join(sorted(_LANGUAGES))}.")
    limit = str(chosen.get(LIMIT["id"]) or 0).removesuffix(".0")
    if not (limit.isascii() and limit.isdigit() and len(limit) < _LONG):
        raise Refused(f"{at}.settings.limit: a whole number, 0 for all values.")
    return Fetched(pid, PROPERTIES[named(pid, at)], language, int(limit))
