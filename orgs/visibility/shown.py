"""What of a record an audience may see: the only objects that templates and exports are given."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date

from django.db.models import Exists, OuterRef, Prefetch, Q, prefetch_related_objects

from orgs.choices import Fact
from orgs.models import (
    CivicSpaceRating,
    Country,
    FocusArea,
    Office,
    Organisation,
    Relation,
    Source,
)
from orgs.visibility.records import (
    Audience,
    located_offices,
    organisations,
    publishable_people,
    resources,
)

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

    __slots__ = ("_organisation",)

    def __init__(self, organisation: Organisation):
        self._organisation = organisation

    def __getattr__(self, name):
        if name in ORGANISATION_FIELDS:
            return getattr(self._organisation, name)
        raise AttributeError(f"{name} of an organisation is not public")

    def __str__(self):
        return self._organisation.name

    def __eq__(self, other):
        return isinstance(other, Shown) and self._organisation == other._organisation

    def __hash__(self):
        return hash(self._organisation)

    @property
    def names(self) -> list:
        return list(self._organisation.names.all())

    @property
    def countries(self) -> list[Country]:
        return sorted(self._organisation.countries.all(), key=lambda country: country.name)

    @property
    def rated_countries(self) -> list[Country]:
        """Whose civic space is the organisation's: the headquarters', else all it works in."""
        home = self._organisation.headquarters
        return [home] if home else self.countries

    @property
    def focus_areas(self) -> list[FocusArea]:
        return list(self._organisation.focus_areas.all())

    @property
    def identifiers(self) -> list:
        return list(self._organisation.identifiers.all())

    @property
    def contact_points(self) -> list:
        return list(self._organisation.contact_points.all())

    @property
    def offices(self) -> list["ShownOffice"]:
        return [ShownOffice.of(office) for office in self._organisation.offices.all()]


@dataclass(frozen=True)
class ShownOffice:
    """An office; street and coordinates are empty where they are withheld or unknown."""

    kind: str
    kind_label: str
    city: str
    admin1: str
    country: Country
    street_address: str = ""
    latitude: float | None = None
    longitude: float | None = None

    @classmethod
    def of(cls, office: Office):
        """Needs `is_located` from `_offices`; an office without it keeps its place to itself."""
        base = (office.kind, office.get_kind_display(), office.city, office.admin1, office.country)
        if not getattr(office, "is_located", False):
            return cls(*base)
        return cls(*base, office.street_address, office.latitude, office.longitude)


@dataclass(frozen=True)
class ShownPerson:
    """A person who agreed to be published here."""

    name: str
    role: str
    email: str
    phone: str


@dataclass(frozen=True)
class ShownRelation:
    """A link to another organisation, in the words of the page it stands on."""

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
    """An item of the library."""

    kind: str
    kind_label: str
    title: str
    url: str
    language: str
    published_on: str
    occurs_on: str
    place: str
    publisher: str
    summary: str
    submitted_by: Shown | None


@dataclass(frozen=True)
class ShownDetail:
    """What an organisation's own page has beyond a list entry."""

    people: list[ShownPerson] = field(default_factory=list)
    relations: list[ShownRelation] = field(default_factory=list)
    resources: list[ShownResource] = field(default_factory=list)
    sources: list[ShownSource] = field(default_factory=list)


class ShownInDetail(Shown):
    """An organisation as an audience may see it on its own page."""

    __slots__ = ("_detail",)

    def __init__(self, organisation: Organisation, detail: ShownDetail):
        super().__init__(organisation)
        self._detail = detail

    def __getattr__(self, name):
        if name in ShownDetail.__dataclass_fields__:
            return getattr(self._detail, name)
        return super().__getattr__(name)


def _offices():
    return Office.objects.select_related("country").annotate(
        is_located=Exists(located_offices().filter(pk=OuterRef("pk")))
    )


def show_many(found: Iterable[Organisation]) -> list[Shown]:
    """Organisations, already found through `organisations`, as they may be shown in a list or
    an export: eight queries, however many there are.
    """
    found = list(found)
    rated = Country.objects.with_rating()
    prefetch_related_objects(
        found,
        Prefetch("headquarters", queryset=rated),
        Prefetch("countries", queryset=rated),
        "focus_areas",
        "names",
        "contact_points",
        "identifiers__scheme",
        Prefetch("offices", queryset=_offices()),
    )
    return [Shown(organisation) for organisation in found]


def show(
    organisation: Organisation, audience: str = Audience.PUBLIC, *, with_people: bool = True
) -> ShownInDetail:
    """One organisation with all its page has; 14 queries, however much that is.

    A draft can be shown too: that is how an editor previews what the public will see.
    """
    show_many([organisation])
    detail = ShownDetail(
        people=[
            ShownPerson(person.name, person.role, person.email, person.phone)
            for person in publishable_people().filter(organisation=organisation)
            if with_people
        ],
        relations=_relations_of(organisation, audience),
        resources=show_resources(
            resources(audience)
            .filter(Q(organisations=organisation) | Q(submitted_by=organisation))
            .distinct()
        ),
        sources=[ShownSource.of(source) for source in organisation.sources.all()],
    )
    return ShownInDetail(organisation, detail)


def _relations_of(organisation: Organisation, audience: str) -> list[ShownRelation]:
    """Both ways, only with organisations the audience may find; two queries."""
    seen = organisations(audience).values("pk")
    found = []
    for near, far in (("from", "to"), ("to", "from")):
        links = Relation.objects.filter(
            **{f"{near}_organisation": organisation, f"{far}_organisation__in": seen}
        ).select_related(f"{far}_organisation")
        for link in links:
            label = link.get_kind_display() if near == "from" else str(link.inverse_label)
            other = Shown(getattr(link, f"{far}_organisation"))
            found.append(
                ShownRelation(
                    label, other, link.from_date, link.to_date, link.note, link.source_url
                )
            )
    return sorted(found, key=lambda link: (link.label, link.organisation.name))


def show_resources(found) -> list[ShownResource]:
    """Items of `resources`, newest first; two queries."""
    seen = Prefetch("submitted_by", queryset=organisations())
    return [
        ShownResource(
            kind=item.kind,
            kind_label=item.get_kind_display(),
            title=item.title,
            url=item.url,
            language=item.language,
            published_on=item.published_on,
            occurs_on=item.occurs_on,
            place=item.place,
            publisher=item.publisher,
            summary=item.summary,
            submitted_by=Shown(item.submitted_by) if item.submitted_by else None,
        )
        for item in found.newest_first().prefetch_related(seen)
    ]


def rating_history(country: Country) -> list[CivicSpaceRating]:
    """A country's ratings, newest first, each with the one before it; one query."""
    ratings = CivicSpaceRating.objects.filter(country=country).with_previous()
    return list(ratings.newest_first())
