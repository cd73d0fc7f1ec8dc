"""The properties of the service: the columns of every export, and no others."""

from collections.abc import Callable
from dataclasses import dataclass

from orgs.api.reconcile.http import Refused
from orgs.columns import ABOUT, FOCUS, HEADQUARTERS, IDENTITY, REACH, WORKS_IN, Column, Facts
from orgs.search.places import Records
from orgs.text import fold

NAMES = ("name", "acronyms", "former_names", "other_names")
COUNTRIES = ("headquarters_code", "headquarters", "country_codes", "countries")
IDS = ("public_id", "permalink")
WEBSITES = "websites"
IDENTIFIERS = "identifiers"
FOCUS_AREAS = ("focus_area_codes", "focus_areas")
DAYS = ("verified_on", "updated_on")

_OTHERWISE = {"id": "public_id", "country": "countries"}
"""What people write for a property; the singular of each does as well."""


@dataclass(frozen=True)
class Property:
    """A column; `about` gives what it is about, from the facts and the places they name."""

    column: Column
    about: Callable[[Facts, Records], object]

    @property
    def id(self) -> str:
        return self.column.name

    @property
    def name(self) -> str:
        return self.id.replace("_", " ").capitalize()

    @property
    def description(self) -> str:
        return str(self.column.description)

    def values(self, facts: Facts, records: Records) -> list[str]:
        """What an organisation has, in the active language; empty when nothing is known."""
        found = self.column.values(self.about(facts, records))
        return list(filter(None, found if self.column.several else [found]))


def works_in(facts: Facts, records: Records) -> list:
    """By name in the active language, as in the files."""
    there = [records.countries[code] for code in facts.countries if code in records.countries]
    return sorted(there, key=lambda country: (fold(country.name), country.code))


def works_on(facts: Facts, records: Records) -> list:
    """In the order of lists."""
    keys = set(map(int, facts.focus_areas))
    return [area for key, area in records.areas.items() if key in keys] if keys else []


_GROUPS = (
    (IDENTITY, lambda facts, records: facts.public_id),
    (ABOUT, lambda facts, records: facts),
    (HEADQUARTERS, lambda facts, records: records.countries.get(facts.headquarters_id)),
    (WORKS_IN, works_in),
    (FOCUS, works_on),
    (REACH, lambda facts, records: facts),
)
PROPERTIES = {
    column.name: Property(column, about) for columns, about in _GROUPS for column in columns
}
"""By id, in the order of the files."""


def named(pid: str, at: str) -> str:
    """The id of the property somebody means; Refused when there is none called so. `at` says
    where it was asked for.
    """
    plain = "_".join(fold(pid).replace("_", " ").split())
    for name in (plain, _OTHERWISE.get(plain), f"{plain}s"):
        if name in PROPERTIES:
            return name
    raise Refused(f"{at}: there is no property {pid[:40]!r}. Ask suggest/property for all of them.")
