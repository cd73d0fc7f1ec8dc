"""The columns of every export of organisations: the one list of what leaves the house.

Each is read from a `Shown` organisation, so nothing beyond the gate can be named here. Columns
are stable: they are added at the end, never renamed, never given another meaning.
"""

from collections.abc import Callable
from dataclasses import dataclass

from django.conf import settings
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from orgs.choices import NOT_RATED, ContactPointKind, NameKind
from orgs.visibility import Shown

Value = str | list[str]


@dataclass(frozen=True)
class Column:
    """A column: `values` gives a text, or a list of texts where there can be several."""

    name: str
    description: str
    values: Callable[[Shown], Value]
    several: bool = False


def permalink(shown: Shown) -> str:
    """The address that stays when the name changes."""
    return settings.SITE_URL + reverse("permanent", args=[shown.public_id])


def _names(*kinds: str) -> Callable[[Shown], list[str]]:
    """Names as ``text@language`` where the language is known."""

    def values(shown: Shown) -> list[str]:
        found = [name for name in shown.names if name.kind in kinds]
        return [f"{n.text}@{n.language}" if n.language else n.text for n in found]

    return values


def _contact_points(kind: str) -> Callable[[Shown], list[str]]:
    return lambda shown: [point.value for point in shown.contact_points if point.kind == kind]


def _headquarters(attribute: str, missing: str = "") -> Callable[[Shown], str]:
    """A fact about the headquarters country; nothing when that is not known."""

    def value(shown: Shown) -> str:
        home = shown.headquarters
        return "" if home is None else getattr(home, attribute) or missing

    return value


COLUMNS = [
    Column(
        "public_id",
        _("The permanent id. It never changes and is never reused."),
        lambda o: o.public_id,
    ),
    Column("permalink", _("The permanent address of the organisation's page."), permalink),
    Column("name", _("The name as the organisation writes it."), lambda o: o.name),
    Column("acronyms", _("Acronyms."), _names(NameKind.ACRONYM), several=True),
    Column("former_names", _("Names it had before."), _names(NameKind.FORMER), several=True),
    Column(
        "other_names",
        _("Official names, aliases, translations and transliterations, with @language if known."),
        _names(NameKind.OFFICIAL, NameKind.ALIAS, NameKind.TRANSLATION, NameKind.TRANSLITERATION),
        several=True,
    ),
    Column(
        "kind", _("What sort of body it is, as a code such as ngo or network."), lambda o: o.kind
    ),
    Column(
        "scope",
        _("How far its work reaches: local, national, regional or global."),
        lambda o: o.scope,
    ),
    Column(
        "legal_status",
        _("registered, unregistered, exiled, dissolved (by the state) or closed."),
        lambda o: o.legal_status,
    ),
    Column(
        "founded",
        _("When it was founded: a year, a month or a day, as far as known."),
        lambda o: o.founded,
    ),
    Column("closed", _("When it closed, as far as known."), lambda o: o.closed),
    Column("summary", _("What it does, in one or two sentences."), lambda o: o.summary),
    Column("description", _("A longer description, in Markdown."), lambda o: o.description),
    Column(
        "headquarters_code",
        _("Headquarters country: ISO 3166-1 alpha-2 code."),
        _headquarters("code"),
    ),
    Column(
        "headquarters",
        _("Headquarters country: name in the language of the file."),
        _headquarters("name"),
    ),
    Column(
        "civic_space",
        _("The rating in force in the headquarters country, or not_rated."),
        _headquarters("rating", NOT_RATED),
    ),
    Column(
        "civic_space_since",
        _("The date of that rating: a year, a month or a day."),
        _headquarters("rating_on"),
    ),
    Column(
        "country_codes",
        _("Countries it works in: ISO 3166-1 alpha-2 codes."),
        lambda o: [country.code for country in o.countries],
        several=True,
    ),
    Column(
        "countries",
        _("Countries it works in: names, in the order of the codes."),
        lambda o: [country.name for country in o.countries],
        several=True,
    ),
    Column(
        "focus_area_codes",
        _("Focus areas as scheme:code, such as theme:legal-aid or gcm:13."),
        lambda o: [f"{area.scheme}:{area.code}" for area in o.focus_areas],
        several=True,
    ),
    Column(
        "focus_areas",
        _("Focus areas: names, in the order of the codes."),
        lambda o: [area.name for area in o.focus_areas],
        several=True,
    ),
    Column(
        "languages",
        _("Languages it works in, as language tags."),
        lambda o: o.languages,
        several=True,
    ),
    Column("staff", _("Paid staff, in bands."), lambda o: o.staff),
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
        lambda o: [str(identifier) for identifier in o.identifiers],
        several=True,
    ),
    Column(
        "offices",
        _("Offices: city and country code, as far as known."),
        lambda o: [" ".join(filter(None, (f.city, f.country.code))) for f in o.offices],
        several=True,
    ),
    Column(
        "verified_on",
        _("The day somebody last checked the record; empty when nobody has yet."),
        lambda o: o.verified_on.isoformat() if o.verified_on else "",
    ),
    Column(
        "updated_on",
        _("The day the record last changed."),
        lambda o: o.updated_at.date().isoformat(),
    ),
]
