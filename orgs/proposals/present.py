"""How organisations are now, as the values of a proposal."""

from collections.abc import Iterable, Mapping

from django.db.models import QuerySet

from orgs.choices import ContactPointKind, NameKind
from orgs.columns import ABOUT, REACH, Facts
from orgs.proposals.fields import FIELDS, Values, known_areas
from orgs.search.facts import facts_of

_AS_IN_FILES = {column.name: column for column in (*ABOUT, *REACH) if column.name in FIELDS}


def present(
    found: QuerySet, ids: Iterable[int], areas: Mapping[str, int] | None = None
) -> dict[int, Values]:
    """The values of those of `found` that have these ids, every field of them; three queries, or
    two where the focus areas are known already, as in `Reference`.
    """
    facts = facts_of(found, ids)
    if areas is None:
        areas = known_areas() if facts else {}
    codes = {str(pk): code for code, pk in areas.items()}
    return {pk: values_of(one, codes) for pk, one in facts.items()}


def values_of(facts: Facts, area_codes: dict[str, str]) -> Values:
    """The values of one, from its facts; no query."""
    values = {name: column.values(facts) for name, column in _AS_IN_FILES.items()}
    values["headquarters_code"] = facts.headquarters_id or ""
    values["country_codes"] = sorted(facts.countries)
    values["focus_area_codes"] = sorted(area_codes[area] for area in facts.focus_areas)
    return {name: values[name] for name in FIELDS}


NAME_FIELDS = {
    "acronyms": (NameKind.ACRONYM,),
    "former_names": (NameKind.FORMER,),
    "other_names": (
        NameKind.OFFICIAL,
        NameKind.ALIAS,
        NameKind.TRANSLATION,
        NameKind.TRANSLITERATION,
    ),
}
"""Which kinds of names a field holds; a new one among several becomes an alias or a translation."""

REACH_FIELDS = {
    "websites": ContactPointKind.WEBSITE,
    "emails": ContactPointKind.EMAIL,
    "phones": ContactPointKind.PHONE,
    "social_accounts": ContactPointKind.SOCIAL,
}
