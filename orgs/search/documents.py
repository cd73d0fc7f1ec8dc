"""What the index holds of an organisation, made from its records.

Only what is on a public page may go in here: never people, street addresses or working notes.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from itertools import chain

from orgs.choices import NOT_RATED, ContactPointKind
from orgs.models import (
    ContactPoint,
    Country,
    FocusArea,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Region,
)
from orgs.search.labels import country_token, focus_token, joined
from orgs.search.terms import search_key
from orgs.text import squash
from orgs.visibility import Audience, organisations

_BEST = (1 << 11) - 1
_FIRST_YEAR = 2000
_SORT_NAME = 200
_FIELDS = (
    *("pk", "public_id", "name", "kind", "scope", "legal_status", "founded", "summary"),
    *("description", "headquarters_id", "verified_on", "updated_at"),
)


@dataclass
class Document:
    """One organisation as it can be found."""

    position: int
    organisation_id: int
    sort_name: str
    founded: str | None
    verified_on: date | None
    updated_at: datetime
    values: set[tuple[str, str]]
    keys: dict[str, bool]
    names: str
    body: str

    @property
    def words(self) -> set[str]:
        return {*self.names.split(), *self.body.split()}


def position(organisation_id: int, *, verified_on, complete: int, updated_at) -> int:
    """The place in the static order: smaller comes first.

    Verified before not, then the more complete (0 to 7), then the year it was last touched,
    then the id. The quality is the upper half of the number and the id the lower, so that a
    place is unique, follows from the record alone and moves only with its quality.
    """
    fresh = min(max(updated_at.year - _FIRST_YEAR, 0), 127)
    quality = bool(verified_on) << 10 | complete << 7 | fresh
    return (_BEST - quality) << 32 | organisation_id


class Places:
    """Regions above countries, areas above areas, ratings now: two queries, made once, and one
    whenever countries come up that have not been met.
    """

    def __init__(self):
        self._parents = dict(Region.objects.order_by().values_list("code", "parent"))
        self.ratings: dict[str, str | None] = {}
        self.regions: dict[str, set[str]] = {}
        areas = FocusArea.objects.order_by().values_list("pk", "slug", "parent")
        above = {pk: parent for pk, _slug, parent in areas}
        self.slugs = {pk: slug for pk, slug, _parent in areas}
        self.areas = {pk: _chain(pk, above) for pk in above}

    def meet(self, codes: Iterable[str | None]) -> None:
        """Reads what stands above these countries, and their ratings."""
        unknown = {*codes} - {None, *self.ratings}
        if not unknown:
            return
        countries = Country.objects.filter(pk__in=unknown).with_rating().order_by()
        for code, region, subregion, rating in countries.values_list(
            "code", "region", "subregion", "rating"
        ):
            self.ratings[code] = rating
            self.regions[code] = _chain(region, self._parents) | _chain(subregion, self._parents)

    def rating_values(self, headquarters: str | None, countries: Iterable[str]) -> set[str]:
        """The headquarters country's rating; without one, those of the countries it works in."""
        homes = [headquarters] if headquarters else countries
        return {rating for home in homes if (rating := self.ratings.get(home))} or {NOT_RATED}


def _chain(key, parents: dict) -> set:
    """A key with all above it."""
    found = set()
    while key and key not in found:
        found.add(key)
        key = parents.get(key)
    return found


@dataclass
class Parts:
    """What belongs to an organisation, as the index needs it."""

    names: list[str] = field(default_factory=list)
    identifiers: list[str] = field(default_factory=list)
    cities: list[str] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    areas: list[int] = field(default_factory=list)
    has_website: bool = False


def documents(ids: Iterable[int], places: Places) -> list[Document]:
    """The documents of those of the organisations that visitors may find; eight queries."""
    ids = sorted(ids)
    found = organisations(Audience.PUBLIC).filter(**_among("pk", ids))
    rows = list(found.order_by().values(*_FIELDS))
    parts = _parts(ids) if rows else {}
    homes = (row["headquarters_id"] for row in rows)
    places.meet(chain(homes, *(one.countries for one in parts.values())))
    return [document(row, parts[row["pk"]], places) for row in rows]


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
        parts[pk].identifiers += [f"{scheme}-{value}", value]
    for pk, city in rows(Office, "city"):
        parts[pk].cities.append(city)
    for pk, country in rows(Organisation.countries.through, "country"):
        parts[pk].countries.append(country)
    for pk, area in rows(Organisation.focus_areas.through, "focusarea"):
        parts[pk].areas.append(area)
    for (pk,) in rows(ContactPoint, kind=ContactPointKind.WEBSITE):
        parts[pk].has_website = True
    return parts


def document(row: dict, parts: Parts, places: Places) -> Document:
    """From the columns of `_FIELDS` and the parts; no query."""
    areas = {above for area in parts.areas for above in places.areas.get(area, ())}
    countries = {*parts.countries, row["headquarters_id"]} - {None}
    complete = [row["summary"], row["description"], row["founded"], areas, countries]
    names = [row["name"], *parts.names]
    tokens = [*map(country_token, sorted(countries)), *map(focus_token, sorted(areas))]
    texts = [row["summary"], row["description"], *parts.cities]
    keys = dict.fromkeys(map(search_key, (*parts.identifiers, row["public_id"])), False)
    keys |= dict.fromkeys(map(search_key, names), True)
    keys.pop("", None)
    return Document(
        position=position(
            row["pk"],
            verified_on=row["verified_on"],
            complete=sum(map(bool, [*complete, parts.has_website])),
            updated_at=row["updated_at"],
        ),
        organisation_id=row["pk"],
        sort_name=sort_name(row["name"]),
        founded=row["founded"] or None,
        verified_on=row["verified_on"],
        updated_at=row["updated_at"],
        values=_values(row, countries, parts.countries, areas, places),
        keys=keys,
        names=joined(names),
        body=" ".join([joined(texts), *tokens]).strip(),
    )


def sort_name(name: str) -> str:
    """A name as lists sort it: folded, its quotes, brackets and other signs left out."""
    return " ".join(filter(None, map(squash, name.split())))[:_SORT_NAME]


def _values(row, countries, works_in, areas, places) -> set[tuple[str, str]]:
    regions = {region for country in countries for region in places.regions.get(country, ())}
    values = {("country", country) for country in countries}
    values |= {("region", region) for region in regions}
    values |= {("focus", places.slugs[area]) for area in areas}
    values |= {("rating", r) for r in places.rating_values(row["headquarters_id"], works_in)}
    single = {"kind": row["kind"], "scope": row["scope"], "status": row["legal_status"]}
    return values | {(facet, value) for facet, value in single.items() if value}
