"""What of a record an audience may see: the only objects that templates and exports are given."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from operator import attrgetter

from orgs.addresses import page_of
from orgs.choices import Fact, OfficeKind, ResourceKind
from orgs.models import CivicSpaceRating, Country, FocusArea, Office, Organisation, Resource, Source
from orgs.visibility.parts import listed_parts

ORGANISATION_FIELDS = frozenset(
    {
        *("public_id", "slug", "name", "name_language", "monogram", "get_absolute_url"),
        *("kind", "get_kind_display", "scope", "get_scope_display", "staff", "get_staff_display"),
        *("legal_status", "get_legal_status_display", "founded", "closed"),
        *("summary", "description", "languages", "logo", "headquarters"),
        *("verified_on", "updated_at"),
    }
)
"""Every plain field of an organisation that may be public; nothing else gets through."""


class Shown:
    """An organisation as an audience may see it, in a list. Attributes beyond
    `ORGANISATION_FIELDS` and the properties here do not exist for whoever holds it.
    """

    __slots__ = ("_organisation", "_parts")

    def __init__(self, organisation: Organisation, **parts: list):
        """`parts` are the lists of what belongs to it, as far as they may be asked for."""
        self._organisation = organisation
        self._parts = parts

    def __getattr__(self, name):
        raise AttributeError(f"{name} of an organisation is not public")

    def __str__(self):
        return self._organisation.name

    def __eq__(self, other):
        return isinstance(other, Shown) and self._organisation == other._organisation

    def __hash__(self):
        return hash(self._organisation)

    @property
    def names(self) -> list:
        return self._part("names")

    @property
    def countries(self) -> list[Country]:
        """By name in the language of the page."""
        return sorted(self._part("countries"), key=lambda country: country.name)

    @property
    def rated_countries(self) -> list[Country]:
        """Whose civic space is the organisation's: the headquarters', else all it works in."""
        home = self._organisation.headquarters
        return [home] if home else self.countries

    @property
    def focus_areas(self) -> list[FocusArea]:
        return self._part("focus_areas")

    @property
    def identifiers(self) -> list:
        return self._part("identifiers")

    @property
    def contact_points(self) -> list:
        return self._part("contact_points")

    @property
    def offices(self) -> list["ShownOffice"]:
        return [ShownOffice.of(office) for office in self._part("offices")]

    def _part(self, name: str) -> list:
        if name not in self._parts:
            raise AttributeError(f"{name} of an organisation were not asked for")
        return list(self._parts[name])


for _name in ORGANISATION_FIELDS:
    setattr(Shown, _name, property(attrgetter(f"_organisation.{_name}")))


@dataclass(frozen=True)
class ShownOffice:
    """An office; street and coordinates are empty where they are withheld or unknown."""

    kind: str
    city: str
    admin1: str
    country: Country
    street_address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @classmethod
    def of(cls, office: Office):
        """Needs `is_located` of `orgs.visibility.parts`; without it an office keeps its place to
        itself.
        """
        base = (office.kind, office.city, office.admin1, office.country)
        if not getattr(office, "is_located", False):
            return cls(*base)
        return cls(*base, office.street_address, office.latitude, office.longitude)

    @property
    def kind_label(self) -> str:
        return str(OfficeKind(self.kind).label)


@dataclass(frozen=True)
class ShownPerson:
    """A person who agreed to be published here."""

    name: str
    role: str
    email: str
    phone: str


@dataclass(frozen=True)
class ShownRelation:
    """A link to another organisation, in the words of the page it stands on. `is_inverse` where the
    other one is what the kind says of it: the member, the parent.
    """

    kind: str
    is_inverse: bool
    label: str
    organisation: Shown
    from_date: str
    to_date: str
    note: str
    source_url: str


@dataclass(frozen=True)
class ShownSource:
    """Where facts came from, and which, in words. That a source speaks of dangers is not said."""

    title: str
    url: str
    retrieved_on: date | None
    facts: list[str]

    @classmethod
    def of(cls, source: Source):
        public = {fact.value: str(fact.label) for fact in Fact if fact != Fact.RISK}
        facts = [public[name] for name in source.fields if name in public]
        return cls(source.title, source.url, source.retrieved_on, facts)


@dataclass(frozen=True)
class ShownResource:
    """An item of the library; `url` is where it can be read, and its own page here is another."""

    slug: str
    kind: str
    title: str
    url: str
    language: str
    published_on: str
    occurs_on: str
    place: str
    publisher: str
    summary: str
    key: int
    updated_at: datetime

    @classmethod
    def of(cls, item: Resource):
        return cls(
            slug=item.slug,
            key=item.pk,
            updated_at=item.updated_at,
            kind=item.kind,
            title=item.title,
            url=item.url,
            language=item.language,
            published_on=item.published_on,
            occurs_on=item.occurs_on,
            place=item.place,
            publisher=item.publisher,
            summary=item.summary,
        )

    @property
    def kind_label(self) -> str:
        return str(ResourceKind(self.kind).label)

    def get_absolute_url(self) -> str:
        return page_of("library_item", self.slug)


@dataclass(frozen=True)
class ShownLibrary:
    """Some items of the library about something, and how many there are in all."""

    items: list[ShownResource] = field(default_factory=list)
    total: int = 0


@dataclass(frozen=True)
class ShownDetail:
    """What an organisation's own page has beyond a list entry."""

    people: list[ShownPerson] = field(default_factory=list)
    relations: list[ShownRelation] = field(default_factory=list)
    library: ShownLibrary = field(default_factory=ShownLibrary)
    sources: list[ShownSource] = field(default_factory=list)
    ratings: list[CivicSpaceRating] = field(default_factory=list)
    """Of the country whose civic space is the organisation's, when it is one: newest first, each
    with the one before it.
    """


class ShownInDetail(Shown):
    """An organisation as an audience may see it on its own page."""

    __slots__ = ("_detail",)

    def __init__(self, organisation: Organisation, detail: ShownDetail, **parts: list):
        super().__init__(organisation, **parts)
        self._detail = detail

    def __getattr__(self, name):
        if name in ShownDetail.__dataclass_fields__:
            return getattr(self._detail, name)
        return super().__getattr__(name)


def show_listed(
    ids: Iterable[int], countries: Mapping[str, Country], areas: Mapping[int, FocusArea]
) -> dict[int, Shown]:
    """Those of some organisations that a visitor may find, by key, with what lists say of them:
    without description, identifiers, ways to reach them and street addresses. Five queries;
    `countries` by code, with their ratings, and `areas` by key in the order of lists, are those
    the caller holds.
    """
    found, parts = listed_parts(ids, countries, areas)
    return {
        one.pk: Shown(one, **{name: lists.get(one.pk, []) for name, lists in parts.items()})
        for one in found
    }
