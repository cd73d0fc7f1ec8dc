"""The columns of every export of organisations: the one list of what leaves the house.

Each is written from `Facts`, which hold nothing that is not on a public page, or from the places
those name. Columns are stable: they are added at the end of a group, never renamed, never given
another meaning. Those of the other lists are in `orgs.tables`.

Most of a row is the same for everybody until the organisation changes, so the index keeps it ready
made. What follows from places (their names in the reader's language, the rating in force) is
written when it is read.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orgs.addresses import page_of
from orgs.cells import csv_cells, guard, join, split, unguard
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


class Holds(StrEnum):
    """What the values of a column are. A partial date is a year, a month or a day."""

    TEXT = "text"
    DATE = "date"
    PARTIAL_DATE = "partial date"
    NUMBER = "number"


@dataclass(frozen=True)
class Column:
    """A column: `values` gives a text, or a list of texts where there can be several, of what its
    group is about. `hxl` is its hashtag in the Humanitarian Exchange Language 1.1.
    """

    name: str
    hxl: str
    description: str
    values: Callable[..., Value]
    several: bool = False
    holds: Holds = Holds.TEXT

    def cell(self, about) -> str:
        """As text files have it. Numbers are nothing a spreadsheet could run: a minus stays."""
        values = self.values(about)
        if self.holds == Holds.NUMBER:
            return values
        return guard(join(values) if self.several else values)

    def value(self, cell: str) -> str | int | float | list[str] | None:
        """What a cell says, typed: None when it is empty, a list where there can be several."""
        if self.holds == Holds.NUMBER:
            return _number(cell) if cell else None
        text = unguard(cell)
        return split(text) if self.several else text or None


def _number(text: str) -> int | float:
    try:
        return int(text)
    except ValueError:
        return float(text)


def written(columns: Sequence[Column], about) -> str:
    """The cells of neighbouring columns as CSV, without the end of the line."""
    return csv_cells([column.cell(about) for column in columns])


def permalink(public_id: str) -> str:
    """The address that stays when the name changes."""
    return settings.SITE_URL + page_of("permanent", public_id)


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
        "#org+id",
        _("The permanent id. It never changes and is never reused."),
        lambda public_id: public_id,
    ),
    Column(
        "permalink",
        "#org+url",
        _("The permanent address of the organisation's page."),
        permalink,
    ),
]
"""Of a permanent id."""

ABOUT = [
    Column(
        "name",
        "#org+name",
        _("The name as the organisation writes it."),
        lambda facts: facts.name,
    ),
    Column("acronyms", "#org+acronym+list", _("Acronyms."), _names(NameKind.ACRONYM), several=True),
    Column(
        "former_names",
        "#org+former+list+name",
        _("Names it had before."),
        _names(NameKind.FORMER),
        several=True,
    ),
    Column(
        "other_names",
        "#org+alt+list+name",
        _("Official names, aliases, translations and transliterations, with @language if known."),
        _names(NameKind.OFFICIAL, NameKind.ALIAS, NameKind.TRANSLATION, NameKind.TRANSLITERATION),
        several=True,
    ),
    Column(
        "kind",
        "#org+code+type",
        _("What sort of body it is, as a code such as ngo or network."),
        lambda facts: facts.kind,
    ),
    Column(
        "scope",
        "#org+code+scope",
        _("How far its work reaches: local, national, regional or global."),
        lambda facts: facts.scope,
    ),
    Column(
        "legal_status",
        "#status+code+legal",
        _("registered, unregistered, exiled, dissolved (by the state) or closed."),
        lambda facts: facts.legal_status,
    ),
    Column(
        "founded",
        "#date+start",
        _("When it was founded: a year, a month or a day, as far as known."),
        lambda facts: facts.founded,
        holds=Holds.PARTIAL_DATE,
    ),
    Column(
        "closed",
        "#date+end",
        _("When it closed, as far as known."),
        lambda facts: facts.closed,
        holds=Holds.PARTIAL_DATE,
    ),
    Column(
        "summary",
        "#description+summary",
        _("What it does, in one or two sentences."),
        lambda facts: facts.summary,
    ),
    Column(
        "description",
        "#description+text",
        _("A longer description, in Markdown."),
        lambda facts: facts.description,
    ),
]
"""What it is called and what it is: of its `Facts`."""

HEADQUARTERS = [
    Column(
        "headquarters_code",
        "#country+code+hq+v_iso2",
        _("Headquarters country: ISO 3166-1 alpha-2 code."),
        _of_country("code"),
    ),
    Column(
        "headquarters",
        "#country+hq+name",
        _("Headquarters country: name in the language of the file."),
        _of_country("name"),
    ),
    Column(
        "civic_space",
        "#status+civic_space+code",
        _(
            "The rating in force in the headquarters country, or not_rated; in a list as of a day, "
            "that of then."
        ),
        _of_country("rating", NOT_RATED),
    ),
    Column(
        "civic_space_since",
        "#date+civic_space",
        _("The date of that rating: a year, a month or a day."),
        _of_country("rating_on"),
        holds=Holds.PARTIAL_DATE,
    ),
]
"""Of the headquarters country with its rating, or None."""

WORKS_IN = [
    Column(
        "country_codes",
        "#country+code+list+v_iso2",
        _("Countries it works in: ISO 3166-1 alpha-2 codes."),
        lambda countries: [country.code for country in countries],
        several=True,
    ),
    Column(
        "countries",
        "#country+list+name",
        _("Countries it works in: names, in the order of the codes."),
        lambda countries: [country.name for country in countries],
        several=True,
    ),
]
"""Of the countries it works in, by name."""

FOCUS = [
    Column(
        "focus_area_codes",
        "#sector+code+list",
        _("Focus areas as scheme:code, such as theme:legal-aid or gcm:13."),
        lambda areas: [f"{area.scheme}:{area.code}" for area in areas],
        several=True,
    ),
    Column(
        "focus_areas",
        "#sector+list+name",
        _("Focus areas: names, in the order of the codes."),
        lambda areas: [area.name for area in areas],
        several=True,
    ),
]
"""Of its focus areas, in the order of their lists."""

REACH = [
    Column(
        "languages",
        "#org+code+language+list",
        _("Languages it works in, as language tags."),
        lambda facts: facts.languages,
        several=True,
    ),
    Column("staff", "#capacity+staff", _("Paid staff, in bands."), lambda facts: facts.staff),
    Column(
        "websites",
        "#contact+list+url",
        _("Websites."),
        _contact_points(ContactPointKind.WEBSITE),
        several=True,
    ),
    Column(
        "emails",
        "#contact+email+list",
        _("Addresses of the organisation itself, never of a person."),
        _contact_points(ContactPointKind.EMAIL),
        several=True,
    ),
    Column(
        "phones",
        "#contact+list+phone",
        _("Numbers of the organisation itself, never of a person."),
        _contact_points(ContactPointKind.PHONE),
        several=True,
    ),
    Column(
        "social_accounts",
        "#contact+list+social",
        _("Social accounts."),
        _contact_points(ContactPointKind.SOCIAL),
        several=True,
    ),
    Column(
        "identifiers",
        "#org+code+list+register",
        _("Numbers in public registers, with the org-id.guide code: GB-CHC-1122285."),
        lambda facts: [f"{scheme}-{value}" for scheme, value in facts.identifiers],
        several=True,
    ),
    Column(
        "offices",
        "#loc+list+office",
        _("Offices: city and country code, as far as known."),
        lambda facts: [" ".join(filter(None, office)) for office in facts.offices],
        several=True,
    ),
    Column(
        "verified_on",
        "#date+verified",
        _("The day somebody last checked the record; empty when nobody has yet."),
        lambda facts: facts.verified_on.isoformat() if facts.verified_on else "",
        holds=Holds.DATE,
    ),
    Column(
        "updated_on",
        "#date+updated",
        _("The day the record last changed."),
        lambda facts: facts.updated_at.date().isoformat(),
        holds=Holds.DATE,
    ),
]
"""How to reach it and how far to trust it: of its `Facts`."""

COLUMNS = [*IDENTITY, *ABOUT, *HEADQUARTERS, *WORKS_IN, *FOCUS, *REACH]
"""All of them, in the order of the file."""
