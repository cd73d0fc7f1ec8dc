"""How well the directory is kept, by country: counts of what visitors may find, never of anything
else, and never of people.
"""

from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from pyroaring import BitMap

from orgs.models import Country, LinkCheck, PossibleDuplicate
from orgs.models.country import in_name_order
from orgs.search.current import current
from orgs.search.state import State
from orgs.search.version import Version

YEAR = timedelta(days=365)

MEASURES = {
    "stale": _("Checked over a year ago"),
    "never_checked": _("Never checked"),
    "dead_link": _("Website gone"),
    "without_source": _("No source"),
    "possible_duplicate": _("Possibly listed twice"),
}
"""What is counted, in the order of the table. `_found` has a set of organisations for each."""


@dataclass(frozen=True)
class Line:
    """A country, or all of them together (None): organisations, and those with each measure."""

    country: Country | None
    organisations: int
    counts: dict[str, int]


@dataclass(frozen=True)
class Quality:
    """The counts as of a day."""

    day: date
    total: Line
    lines: list[Line]


def quality() -> Quality:
    """An organisation that works in several countries counts in each, as it does in lists.

    Three queries at most when nothing has changed since it was last asked, however many there are.
    """
    state, day = current(), timezone.localdate()
    found = _found(state, day)
    countries = state.places.records.countries
    there = state.facets["country"]
    lines = [
        _line(country, there[country.pk], found)
        for country in in_name_order(countries[code] for code in there if code in countries)
    ]
    return Quality(day, _line(None, state.everything, found), lines)


def _line(country: Country | None, members: BitMap, found: dict[str, BitMap]) -> Line:
    counts = {name: members.intersection_cardinality(found[name]) for name in MEASURES}
    return Line(country, len(members), counts)


def _found(state: State, day: date) -> dict[str, BitMap]:
    """The organisations of each measure, all of them among those that visitors may find."""
    unknown = state.by_verified.without
    fresh = state.verified_since((day - YEAR).isoformat())
    sets = {
        "stale": state.everything - unknown - fresh,
        "never_checked": unknown,
        "dead_link": _dead(state.version),
        "without_source": state.direct["source"].get("none", BitMap()),
        "possible_duplicate": _pairs(state),
    }
    return {name: members & state.everything for name, members in sets.items()}


def _pairs(state: State) -> BitMap:
    """Those in a pair that nobody has decided on, of which visitors may find both; one query."""
    pairs = PossibleDuplicate.objects.open().values_list("first", "second")
    public = state.everything
    both = (pair for pair in pairs.iterator(chunk_size=5000) if all(pk in public for pk in pair))
    return BitMap(pk for pair in both for pk in pair)


@lru_cache(2)
def _dead(version: Version) -> BitMap:
    """Whose website is gone; a change of that is a new version. One query."""
    dead = LinkCheck.objects.dead().values_list("contact_point__organisation", flat=True)
    return BitMap(dead.iterator(chunk_size=5000))
