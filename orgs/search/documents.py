"""What the index holds of an organisation, made from its records.

Only what is on a public page may go in here: never people, street addresses or working notes.
"""

import re
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from operator import attrgetter

from orgs.cells import cells_of, split
from orgs.columns import ABOUT, REACH, Facts, Holds, written
from orgs.search.facts import FIELDS, completed, facts_of
from orgs.search.position import position
from orgs.search.readings import site_names
from orgs.search.rows import Row
from orgs.search.terms import search_key
from orgs.text import squash, words
from orgs.visibility import Audience, organisations
from orgs.visibility.prepared import prepared

_SORT_NAME = 200
_NOTHING = Row(0, "", "", "", "", "," * (len(ABOUT) - 1), "," * (len(REACH) - 1))
_TAG = re.compile(r"[A-Za-z0-9]+(-[A-Za-z0-9]+)*")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@dataclass
class Document:
    """One organisation as it can be found."""

    position: int
    organisation_id: int
    sort_name: str
    founded: str | None
    verified: str | None
    updated: int
    facets: str
    keys: dict[str, bool]
    names: str
    body: str
    row: Row | None

    @property
    def words(self) -> set[str]:
        return {*self.names.split(), *self.body.split()}


_values = attrgetter(*FIELDS)
_FEW = 8
"""Up to so many the database is asked a question it was asked before: with more, reading the rows
takes longer than putting it, and each number of ids would be another question.
"""


@prepared
def _found(ids):
    return organisations(Audience.PUBLIC).filter(pk__in=ids).order_by().only(*FIELDS)


def findable(ids: Collection[int]) -> dict[int, Facts]:
    """The facts of those of the organisations that visitors may find, by id; two queries."""
    if len(ids) > _FEW:
        return facts_of(organisations(Audience.PUBLIC), ids)
    return completed(Facts(*_values(one)) for one in _found(ids))


def says_less(old: Document, new: Document | None) -> bool:
    """Whether something in the row is not said any more; when it was last looked at is no news."""
    return not _said(old.row) <= (_said(new.row) if new else set())


def _said(stored: tuple | None) -> set[tuple[str, str]]:
    """(column, value) of everything in a row."""
    row = Row(*stored or _NOTHING)
    cells = [*cells_of(row.about), *cells_of(row.reach)]
    said = {("headquarters", row.headquarters)}
    said |= {("country", code) for code in row.countries.split()}
    said |= {("focus area", key) for key in row.focus_areas.split()}
    for column, cell in zip([*ABOUT, *REACH], cells, strict=True):
        if column.holds != Holds.DATE:
            said |= {(column.name, one) for one in (split(cell) if column.several else [cell])}
    return said - {(name, "") for name, _value in said}


def document(facts: Facts) -> Document:
    """No query."""
    countries = {*facts.countries, facts.headquarters_id} - {None}
    names = [facts.name, *(text for text, _language, _kind in facts.names)]
    return Document(
        position=position(
            facts.pk,
            verified_on=facts.verified_on,
            complete=_completeness(facts, countries),
            updated_at=facts.updated_at,
        ),
        organisation_id=facts.pk,
        sort_name=sort_name(facts.name),
        founded=facts.founded or None,
        verified=facts.verified_on and facts.verified_on.isoformat(),
        updated=(facts.updated_at - _EPOCH) // timedelta(microseconds=1),
        facets=_facets(facts, countries),
        keys=_keys(facts, names),
        names=joined(names),
        body=joined(
            [facts.summary, facts.description, *(city for city, _country in facts.offices)]
        ),
        row=_row(facts),
    )


def _completeness(facts: Facts, countries: set[str]) -> int:
    there = (facts.summary, facts.description, facts.founded, facts.focus_areas, countries)
    return sum(map(bool, (*there, facts.websites)))


def _keys(facts: Facts, names: list[str]) -> dict[str, bool]:
    """What finds it exactly, and whether that is a name."""
    keys = [facts.public_id]
    for scheme, value in facts.identifiers:
        # GB-CHC-1122285, CHC 1122285, 1122285
        keys += [f"{scheme}-{value}", f"{scheme.split('-')[-1]} {value}", value]
    for address in facts.websites:
        keys += site_names(address)
    found = dict.fromkeys(map(search_key, keys), False)
    found |= dict.fromkeys(map(search_key, names), True)
    found.pop("", None)
    return found


def _row(facts: Facts) -> Row:
    return Row(
        organisation_id=facts.pk,
        public_id=facts.public_id,
        headquarters=facts.headquarters_id or "",
        countries=" ".join(sorted(facts.countries)),
        focus_areas=" ".join(sorted(facts.focus_areas, key=int)),
        about=written(ABOUT, facts),
        reach=written(REACH, facts),
    )


def sort_name(name: str) -> str:
    """A name as lists sort it: folded, its quotes, brackets and other signs left out."""
    return " ".join(filter(None, map(squash, name.split())))[:_SORT_NAME]


def joined(texts: Iterable[str]) -> str:
    """The folded words of several texts, so that no phrase reaches from one into the next."""
    folded = (" ".join(words(text)) for text in texts)
    return " | ".join(text for text in folded if text)


def _facets(facts: Facts, countries: set[str]) -> str:
    """``facet:value`` words. `home` is where an organisation's civic space is: its headquarters,
    without one wherever it works.
    """
    home = [facts.headquarters_id] if facts.headquarters_id else facts.countries
    values = [("country", one) for one in countries] + [("home", one) for one in home]
    values += [("focus", one) for one in facts.focus_areas]
    values += [("language", one.lower()) for one in facts.languages if _TAG.fullmatch(str(one))]
    single = {"kind": facts.kind, "scope": facts.scope, "status": facts.legal_status}
    values += [(facet, value) for facet, value in single.items() if value]
    values += [("website", "1")] if facts.websites else []
    values += [] if facts.sources else [("source", "none")]
    return " ".join(sorted({f"{facet}:{value}" for facet, value in values}))
