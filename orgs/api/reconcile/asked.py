"""What was asked, in one form whichever version of the specification it was written in.

No database. Whatever does not fit is refused in words; keys the specification does not know are
left alone.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from http import HTTPStatus

from orgs.api.reconcile import limits
from orgs.api.reconcile.http import Refused, clean
from orgs.api.reconcile.properties import NAMES, named
from orgs.api.reconcile.types import TYPES
from orgs.text import fold

_STRICT = ("any", "all", "should")
_QUANTIFIERS = ("any", "all", "none")


@dataclass(frozen=True)
class Condition:
    """What an organisation should have under a property: any of the values, all or none of them.
    Who has not is no candidate when it is `required`.
    """

    property: str
    values: tuple[str, ...]
    required: bool = False
    quantifier: str = "any"

    @property
    def is_name(self) -> bool:
        return self.property in NAMES


@dataclass(frozen=True)
class Asked:
    """A query. Without `types` all will do; `strict` says whether a candidate must have any or all
    of them, or only should.
    """

    conditions: tuple[Condition, ...]
    types: frozenset[str] = frozenset()
    strict: str = "any"
    limit: int = limits.CANDIDATES

    @property
    def names(self) -> list[str]:
        """What the organisation may be called; not what it must not be."""
        named = [one for one in self.conditions if one.is_name and one.quantifier != "none"]
        return [value for one in named for value in one.values]

    def under(self, *properties: str) -> list[str]:
        """The values asked for under some properties."""
        asked = [one for one in self.conditions if one.property in properties]
        return [value for one in asked if one.quantifier != "none" for value in one.values]


def batch_of_0_2(batch: object) -> dict[str, Asked]:
    """Queries by their ids."""
    if not isinstance(batch, dict):
        raise Refused("queries: send one JSON object, with a query under each id.")
    _check_size(batch)
    found = {at: _query_of_0_2(query, f"queries.{at[:40]}") for at, query in batch.items()}
    _check_values(found.values())
    return found


def batch_of_1_0(body: object) -> list[Asked]:
    """Queries in their order."""
    queries = body.get("queries") if isinstance(body, dict) else None
    if not isinstance(queries, list):
        raise Refused("Send a JSON object with a list of queries.")
    _check_size(queries)
    found = [_query_of_1_0(query, f"queries[{place}]") for place, query in enumerate(queries)]
    _check_values(found)
    return found


def _check_size(queries: Sequence | dict) -> None:
    if len(queries) > limits.BATCH:
        raise Refused(
            f"Send at most {limits.BATCH} queries at once, not {len(queries)}.",
            HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
        )


def _check_values(batch: Iterable[Asked]) -> None:
    count = sum(len(one.values) for asked in batch for one in asked.conditions)
    most = limits.VALUES_AT_ONCE
    _check(count <= most, f"queries: at most {most} values in one request, not {count}.")


def _query_of_0_2(query: object, at: str) -> Asked:
    _check(isinstance(query, dict), f"{at}: a query is a JSON object.")
    text, properties = query.get("query"), query.get("properties", [])
    _check(isinstance(properties, list), f"{at}.properties: send a list.")
    _check(text is not None or bool(properties), f"{at}: a query needs a query text or properties.")
    _check(len(properties) <= limits.CONDITIONS, f"{at}: at most {limits.CONDITIONS} properties.")
    found = [] if text is None else [Condition("name", (_text(text, f"{at}.query"),))]
    for place, one in enumerate(properties):
        where = f"{at}.properties[{place}]"
        _check(isinstance(one, dict) and "v" in one, f"{where}: an object with pid and v.")
        found.append(Condition(_property(one.get("pid"), where), _values(one.get("v"), where)))
    strict = query.get("type_strict", "any")
    _check(strict in _STRICT, f"{at}.type_strict: one of {', '.join(_STRICT)}.")
    types = query.get("type") or []
    types = types if isinstance(types, list) else [types]
    return Asked(_meant(found), _types(types, at), strict, _limit(query, at))


def _query_of_1_0(query: object, at: str) -> Asked:
    _check(isinstance(query, dict), f"{at}: a query is a JSON object.")
    conditions = query.get("conditions")
    _check(
        isinstance(conditions, list) and bool(conditions),
        f"{at}.conditions: send a list with one condition at least.",
    )
    _check(len(conditions) <= limits.CONDITIONS, f"{at}: at most {limits.CONDITIONS} conditions.")
    found = [_condition(one, f"{at}.conditions[{place}]") for place, one in enumerate(conditions)]
    wanted = query.get("type")
    _check(wanted is None or isinstance(wanted, str), f"{at}.type: the id of one type.")
    types = [wanted] if wanted else []
    return Asked(_meant(found), _types(types, at), limit=_limit(query, at))


def _condition(one: object, at: str) -> Condition:
    """`pid` and `v` are what earlier texts of the draft called them."""
    _check(isinstance(one, dict), f"{at}: a condition is a JSON object.")
    sort = one.get("matchType")
    _check(sort in ("name", "property"), f"{at}.matchType: name or property.")
    quantifier, required = one.get("matchQuantifier", "any"), one.get("required", False)
    _check(quantifier in _QUANTIFIERS, f"{at}.matchQuantifier: any, all or none.")
    _check(isinstance(required, bool), f"{at}.required: true or false.")
    _check("matchQualifier" not in one, f"{at}.matchQualifier: there are none here; leave it out.")
    _check("propertyValue" in one or "v" in one, f"{at}.propertyValue is missing.")
    name = "name" if sort == "name" else _property(one.get("propertyId", one.get("pid")), at)
    values = _values(one.get("propertyValue", one.get("v")), at)
    return Condition(name, values, required, quantifier)


def _meant(conditions: list[Condition]) -> tuple[Condition, ...]:
    """Without those whose cell was empty."""
    kept = [
        Condition(one.property, values, one.required, one.quantifier)
        for one in conditions
        if (values := tuple(filter(None, one.values)))
    ]
    return tuple(kept)


def _property(pid: object, at: str) -> str:
    _check(isinstance(pid, str) and bool(pid), f"{at}: say which property by its id.")
    return named(pid, at)


def _values(value: object, at: str) -> tuple[str, ...]:
    values = value if isinstance(value, list) else [value]
    _check(len(values) <= limits.VALUES, f"{at}: at most {limits.VALUES} values.")
    return tuple(_text(one, at) for one in values)


def _text(value: object, at: str) -> str:
    """A value as a text: of an entity its id; of nothing, as an empty cell has it, none."""
    if isinstance(value, dict):
        value = value.get("id")
        _check(isinstance(value, str), f"{at}: an entity has an id.")
    if isinstance(value, bool):
        value = str(value).lower()
    if value is None:
        return ""
    _check(isinstance(value, str | int | float), f"{at}: a value is a text, number or entity.")
    text = clean(str(value))
    longest = max(len(text), len(fold(text)))  # one sign can stand for many letters
    _check(longest <= limits.TEXT, f"{at}: write at most {limits.TEXT} characters.")
    return text


def _types(types: list, at: str) -> frozenset[str]:
    found = [one.get("id") if isinstance(one, dict) else one for one in types]
    known = all(isinstance(one, str) and (one in TYPES or not one) for one in found)
    _check(known, f"{at}.type: there is no such type. Ask suggest/type for all of them.")
    return frozenset(filter(None, found))


def _limit(query: dict, at: str) -> int:
    """At most `limits.MOST_CANDIDATES`, whatever was asked for."""
    limit = query.get("limit", limits.CANDIDATES)
    whole = isinstance(limit, int | float) and not isinstance(limit, bool) and limit >= 1
    _check(whole and limit == limit // 1, f"{at}.limit: a whole number from 1 up.")
    return int(min(limit, limits.MOST_CANDIDATES))


def _check(holds: bool, otherwise: str) -> None:
    if not holds:
        raise Refused(otherwise)
