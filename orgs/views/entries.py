"""Organisations as lists show them: what the gate let through, arranged for reading."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import lru_cache
from typing import NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orgs.choices import FocusScheme, LegalStatus, NameKind, OfficeKind, OrganisationKind
from orgs.search.facets import Choice, Choices
from orgs.templatetags.display import comma, partial_date
from orgs.visibility import Shown

_THEME = FocusScheme.THEME.value
FEW = 3
"""Countries and focus areas named in a list before "and 4 more"."""


class Entry(NamedTuple):
    """One organisation in a list."""

    public_id: str
    url: str
    name: str
    language: str
    initials: str
    logo: str
    other_name: str
    other_language: str
    other_is_former: bool
    kind: str
    place: str
    founded: str
    summary: str
    ratings: list[str | None]
    focus_areas: list[Choice]
    more_focus_areas: int
    verified_on: date | None
    updated_at: datetime
    in_exile: bool

    @property
    def facts(self) -> list[str]:
        """The line under the name."""
        founded = _founded(self.founded, get_language()) if self.founded else ""
        exile = _("in exile") if self.in_exile else ""
        return [fact for fact in (self.kind, founded, self.place, exile) if fact]


@lru_cache
def _kind(value: str, language: str) -> str:
    return str(OrganisationKind(value).label)


@lru_cache(2048)
def _founded(when: str, language: str) -> str:
    return _("founded %(year)s") % {"year": partial_date(when)}


def _place(shown: Shown) -> str:
    """Its town and country; without headquarters the countries it works in."""
    home = shown.headquarters
    if home:
        there = [office for office in shown.offices if office.city and office.country == home]
        cities = [office.city for office in there]
        main = [office.city for office in there if office.kind == OfficeKind.HEADQUARTERS]
        city = (main or cities or [""])[0] if main or len(set(cities)) == 1 else ""
        return comma().join(filter(None, (city, home.name)))
    names = [country.name for country in shown.countries]
    more = len(names) - FEW
    if more > 1:
        words = {"names": comma().join(names[:FEW]), "count": more}
        return _("%(names)s and %(count)s more countries") % words
    return comma().join(names)


def _other_name(shown: Shown, matched):
    """The name the search found, else a name in another script or an acronym's long form."""
    if matched and matched.text != shown.name:
        return matched
    shown_kinds = (NameKind.OFFICIAL, NameKind.TRANSLATION, NameKind.ACRONYM)
    by_kind = {name.kind: name for name in reversed(shown.names) if name.text != shown.name}
    return next((by_kind[kind] for kind in shown_kinds if kind in by_kind), None)


def _distinct_ratings(shown: Shown) -> list[str | None]:
    """Each rating of the countries that count for it, once, in the order of the countries."""
    return list(dict.fromkeys(country.rating for country in shown.rated_countries))


def entry(shown: Shown, matched, areas: Mapping[str, Choice]) -> Entry:
    """One organisation; `matched` is the other name a search found it by."""
    other = _other_name(shown, matched)
    in_order = sorted(shown.focus_areas, key=lambda area: (area.scheme != _THEME, area.position))
    named = [areas[area.slug] for area in in_order if area.slug in areas]
    return Entry(
        public_id=shown.public_id,
        url=shown.get_absolute_url(),
        name=shown.name,
        language=shown.name_language,
        initials=shown.monogram,
        logo=shown.logo.url if shown.logo else "",
        other_name=other.text if other else "",
        other_language=other.language if other else "",
        other_is_former=bool(other) and other.kind == NameKind.FORMER,
        kind=_kind(shown.kind, get_language()),
        place=_place(shown),
        founded=shown.founded,
        summary=shown.summary,
        ratings=_distinct_ratings(shown),
        focus_areas=named[:FEW],
        more_focus_areas=max(len(named) - FEW, 0),
        verified_on=shown.verified_on,
        updated_at=shown.updated_at,
        in_exile=shown.legal_status == LegalStatus.EXILED,
    )


def entries(hits, choices: Choices) -> list[Entry]:
    """The hits of a page of results, in their order; `choices` as the list has them. No query."""
    areas = choices.focus
    return [entry(hit.organisation, hit.matched_name, areas) for hit in hits]
