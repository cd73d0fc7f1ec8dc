"""Candidates, as each version of the specification writes them."""

from collections.abc import Mapping, Sequence

from orgs.api.reconcile.facts import Known
from orgs.api.reconcile.properties import PROPERTIES
from orgs.api.reconcile.scores import Scored
from orgs.api.reconcile.types import types_of
from orgs.choices import OrganisationKind
from orgs.models import Country
from orgs.text import direction

_FEATURES = {
    "name": "Name",
    "former_name": "It is a former name",
    "acronym": "It is an acronym",
    "identifier": "Identifier",
    "type": "Type",
}
_MOST_COUNTRIES = 3

Countries = Mapping[str, Country]


def results_of_0_2(found: Mapping[str, Sequence[Scored]], countries: Countries) -> dict:
    return {
        at: {"result": [_candidate(one, countries) for one in candidates]}
        for at, candidates in found.items()
    }


def results_of_1_0(found: Sequence[Sequence[Scored]], countries: Countries) -> dict:
    results = [
        {"candidates": [_told_more(one, countries) for one in candidates]} for candidates in found
    ]
    return {"results": results}


def _candidate(one: Scored, countries: Countries) -> dict:
    facts = one.known.facts
    return {
        "id": facts.public_id,
        "name": facts.name,
        "description": description(facts.kind, _places(one.known, countries), _other_name(one)),
        "type": types_of(facts.kind),
        "score": one.score,
        "match": one.match,
        "features": [{"id": name, "value": value} for name, value in one.features.items()],
    }


def _told_more(one: Scored, countries: Countries) -> dict:
    """What 1.0 adds: names of features, and the direction of a name that runs from the right."""
    candidate = _candidate(one, countries)
    for feature in candidate["features"]:
        feature["name"] = feature_name(feature["id"])
    return candidate | direction_of(candidate["name"])


def feature_name(name: str) -> str:
    return _FEATURES.get(name) or PROPERTIES[name].name


def direction_of(name: str) -> dict[str, str]:
    """To be added to an object with a name; left to right is what 1.0 takes for granted."""
    return {"dir": "auto"} if direction("", name) == "rtl" else {}


def description(kind: str, places: Sequence[str], other: str = "") -> str:
    """What tells namesakes apart, on a line."""
    label = str(OrganisationKind(kind).label) if kind in OrganisationKind.values else ""
    shown = [*places[:_MOST_COUNTRIES], *(["…"] if len(places) > _MOST_COUNTRIES else [])]
    return " · ".join(filter(None, (other, label, ", ".join(shown))))


def _places(known: Known, countries: Countries) -> list[str]:
    """The headquarters country; when it is not known, those it works in."""
    home = known.facts.headquarters_id
    codes = [home] if home else known.facts.countries
    return sorted(countries[code].name for code in codes if code in countries)


def _other_name(one: Scored) -> str:
    """The acronym, when there is one: what people know many by."""
    return next((name.text for name in one.known.names if name.kind == "acronym"), "")
