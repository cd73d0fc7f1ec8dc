"""The columns of every export of organisations: the one list of what leaves the house.

Each is written from `Facts`, which hold nothing that is not on a public page, or from the places
those name. Columns are stable: they are added at the end of a group, never renamed, never given
another meaning.

Most of a row is the same for everybody until the organisation changes, so the index keeps it ready
made. What follows from places (their names in the reader's language, the rating in force) is
written when it is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs.cells import csv_cells, guard, join
from orgs.choices import NOT_RATED, ContactPointKind, NameKind

Value = str | list[str]


@dataclass(slots=True)
class Facts:
    """An organisation as anybody may take it away. Places by their keys; texts of several kinds
    with their kind: names as (text, language, kind), identifiers as (scheme, value), offices as
    (city, country), ways to reach it as (kind, value).
    """

    pk: int
    public_id: str
    name: str
    kind: str
    scope: str
    legal_status: str
    founded: str
    closed: str
    staff: str
    summary: str
    description: str
    languages: list[str]
    headquarters_id: str | None
    verified_on: date | None
    updated_at: datetime
    names: list[tuple[str, str, str]] = field(default_factory=list)
    identifiers: list[tuple[str, str]] = field(default_factory=list)
    offices: list[tuple[str, str]] = field(default_factory=list)
    contact_points: list[tuple[str, str]] = field(default_factory=list)
    countries: list[str] = field(default_factory=list)
    focus_areas: list[str] = field(default_factory=list)
    sources: list[str] = field(default_factory=list)

    @property
    def websites(self) -> list[str]:
        return _contact_points(ContactPointKind.WEBSITE)(self)


@dataclass(frozen=True)
class Column:
    """A column: `values` gives a text, or a list of texts where there can be several, of what its
    group is about.
    """

    name: str
    description: str
    values: Callable[..., Value]
    several: bool = False

    def cell(self, about) -> str:
        values = self.values(about)
        return guard(join(values) if self.several else values)


def written(columns: Sequence[Column], about) -> str:
    """The cells of neighbouring columns as CSV, without the end of the line."""
    return csv_cells([column.cell(about) for column in columns])


def permalink(public_id: str) -> str:
    """The address that stays when the name changes."""
    return settings.SITE_URL + reverse("permanent", args=[public_id])


def _names(*kinds: str) -> Callable[[Facts], list[str]]:
    """Names as ``text@language`` where the language is known."""

    def values(facts: Facts) -> list[str]:
        return [
            f"{text}@{language}" if language else text
            for text, language, kind in facts.names
            if kind in kinds
        ]

    return values


def _contact_points(of: str) -> Callable[[Facts], list[str]]:
    return lambda facts: [value for kind, value in facts.contact_points if kind == of]


def _of_country(attribute: str, missing: str = "") -> Callable[..., str]:
    """A fact about the headquarters country; nothing when that is not known."""

    def value(country) -> str:
        return "" if country is None else getattr(country, attribute) or missing

    return value


IDENTITY = [
    Column(
        "public_id",
        _("The permanent id. It never changes and is never reused."),
        lambda public_id: public_id,
    ),
    Column("permalink", _("The permanent address of the organisation's page."), permalink),
]
"""Of a permanent id."""

ABOUT = [
    Column("name", _("The name as the organisation writes it."), lambda facts: facts.name),
    Column("acronyms", _("Acronyms."), _names(NameKind.ACRONYM), several=True),
    Column("former_names", _("Names it had before."), _names(NameKind.FORMER), several=True),
    Column(
        "other_names",
        _("Official names, aliases, translations and transliterations, with @language if known."),
        _names(NameKind.OFFICIAL, NameKind.ALIAS, NameKind.TRANSLATION, NameKind.TRANSLITERATION),
        several=True,
    ),
    Column(
        "kind",
        _("What sort of body it is, as a code such as ngo or network."),
        lambda facts: facts.kind,
    ),
    Column(
        "scope",
        _("How far its work reaches: local, national, regional or global."),
        lambda facts: facts.scope,
    ),
    Column(
        "legal_status",
        _("registered, unregistered, exiled, dissolved (by the state) or closed."),
        lambda facts: facts.legal_status,
    ),
    Column(
        "founded",
        _("When it was founded: a year, a month or a day, as far as known."),
        lambda facts: facts.founded,
    ),
    Column("closed", _("When it closed, as far as known."), lambda facts: facts.closed),
    Column("summary", _("What it does, in one or two sentences."), lambda facts: facts.summary),
    Column("description", _("A longer description, in Markdown."), lambda facts: facts.description),
]
"""What it is called and what it is: of its `Facts`."""

HEADQUARTERS = [
    Column(
        "headquarters_code",
        _("Headquarters country: ISO 3166-1 alpha-2 code."),
        _of_country("code"),
    ),
    Column(
        "headquarters",
        _("Headquarters country: name in the language of the file."),
        _of_country("name"),
    ),
    Column(
        "civic_space",
        _("The rating in force in the headquarters country, or not_rated."),
        _of_country("rating", NOT_RATED),
    ),
    Column(
        "civic_space_since",
        _("The date of that rating: a year, a month or a day."),
        _of_country("rating_on"),
    ),
]
"""Of the headquarters country with its rating, or None."""

WORKS_IN = [
    Column(
        "country_codes",
        _("Countries it works in: ISO 3166-1 alpha-2 codes."),
        lambda countries: [country.code for country in countries],
        several=True,
    ),
    Column(
        "countries",
        _("Countries it works in: names, in the order of the codes."),
        lambda countries: [country.name for country in countries],
        several=True,
    ),
]
"""Of the countries it works in, by name."""

FOCUS = [
    Column(
        "focus_area_codes",
        _("Focus areas as scheme:code, such as theme:legal-aid or gcm:13."),
        lambda areas: [f"{area.scheme}:{area.code}" for area in areas],
        several=True,
    ),
    Column(
        "focus_areas",
        _("Focus areas: names, in the order of the codes."),
        lambda areas: [area.name for area in areas],
        several=True,
    ),
]
"""Of its focus areas, in the order of their lists."""

REACH = [
    Column(
        "languages",
        _("Languages it works in, as language tags."),
        lambda facts: facts.languages,
        several=True,
    ),
    Column("staff", _("Paid staff, in bands."), lambda facts: facts.staff),
    Column("websites", _("Websites."), _contact_points(ContactPointKind.WEBSITE), several=True),
    Column(
        "emails",
        _("Addresses of the organisation itself, never of a person."),
        _contact_points(ContactPointKind.EMAIL),
        several=True,
    ),
    Column(
        "phones",
        _("Numbers of the organisation itself, never of a person."),
        _contact_points(ContactPointKind.PHONE),
        several=True,
    ),
    Column(
        "social_accounts",
        _("Social accounts."),
        _contact_points(ContactPointKind.SOCIAL),
        several=True,
    ),
    Column(
        "identifiers",
        _("Numbers in public registers, with the org-id.guide code: GB-CHC-1122285."),
        lambda facts: [f"{scheme}-{value}" for scheme, value in facts.identifiers],
        several=True,
    ),
    Column(
        "offices",
        _("Offices: city and country code, as far as known."),
        lambda facts: [" ".join(filter(None, office)) for office in facts.offices],
        several=True,
    ),
    Column(
        "verified_on",
        _("The day somebody last checked the record; empty when nobody has yet."),
        lambda facts: facts.verified_on.isoformat() if facts.verified_on else "",
    ),
    Column(
        "updated_on",
        _("The day the record last changed."),
        lambda facts: facts.updated_at.date().isoformat(),
    ),
]
"""How to reach it and how far to trust it: of its `Facts`."""

COLUMNS = [*IDENTITY, *ABOUT, *HEADQUARTERS, *WORKS_IN, *FOCUS, *REACH]
"""All of them, in the order of the file."""
