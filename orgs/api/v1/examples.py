"""Records as they come back, made by the columns themselves, of an organisation that is invented.
Descriptions show them; a test holds them to the schemas.
"""

from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from types import SimpleNamespace

from orgs.choices import NameKind, RatingDirection
from orgs.columns import (
    ABOUT,
    FOCUS,
    HEADQUARTERS,
    IDENTITY,
    REACH,
    WORKS_IN,
    Column,
    Facts,
)
from orgs.exports.places import Place
from orgs.exports.records import Record, record
from orgs.tables import COUNTRIES, FOCUS_AREAS, LIBRARY, RATINGS, Table

ID = "CSD-4H7K-2P9M-C"
_WHEN = datetime(2026, 10, 2, tzinfo=UTC)
_TEXT = "Advice in the harbours of the Aegean, in **four** languages."
_FACTS = Facts(
    pk=1,
    public_id=ID,
    name="Harbour Aid",
    kind="ngo",
    scope="local",
    legal_status="registered",
    founded="1999-04",
    closed="",
    staff="1-9",
    summary="Legal advice for people who arrive by sea.",
    description=_TEXT,
    languages=["el", "en"],
    headquarters_id="GR",
    verified_on=date(2026, 9, 30),
    updated_at=_WHEN,
    names=[
        ("HA", "", NameKind.ACRONYM),
        ("Βοήθεια Λιμανιού", "el", NameKind.OFFICIAL),
    ],
    identifiers=[("GB-CHC", "1122285")],
    offices=[("Mytilene", "GR")],
    contact_points=[("website", "https://harbour.example.org/")],
)
_GREECE = Place("", "GR", "Greece", "obstructed", "2023-03")
_AREA = Place("theme", "legal-aid", "Legal aid")


def _of(columns: Sequence[Column], about: object) -> Record:
    return record(columns, [column.cell(about) for column in columns])


def organisation() -> Record:
    return {
        **_of(IDENTITY, ID),
        **_of(ABOUT, _FACTS),
        **_of(HEADQUARTERS, _GREECE),
        **_of(WORKS_IN, [_GREECE]),
        **_of(FOCUS, [_AREA]),
        **_of(REACH, _FACTS),
    }


def names() -> dict:
    return {
        "public_id": ID,
        "names": [
            {"text": "Harbour Aid", "language": "en", "kind": "name"},
            {"text": "HA", "language": None, "kind": "acronym"},
        ],
    }


def _row(**facts) -> SimpleNamespace:
    return SimpleNamespace(**facts, get_absolute_url=lambda: f"/{facts.get('page')}/")


_COUNTRY = _row(
    page="countries/gr",
    code="GR",
    alpha3="GRC",
    m49="300",
    name="Greece",
    latitude=39.0,
    longitude=22.0,
)
_REGION = SimpleNamespace(code="150", name="Europe")
_SUBREGION = SimpleNamespace(code="039", name="Southern Europe")
_RATING = SimpleNamespace(
    country_id="GR",
    country=_COUNTRY,
    rating="obstructed",
    previous="narrowed",
    direction=RatingDirection.DOWNGRADED,
    effective_on="2023-03",
    basis="stated",
    source_name="CIVICUS Monitor",
    source_url="https://monitor.civicus.org/",
    read_on=date(2026, 11, 21),
    note="",
)
_NODE = SimpleNamespace(
    area=_row(
        page="focus/legal-aid",
        scheme="theme",
        code="legal-aid",
        name="Legal aid",
        slug="legal-aid",
        introduction="Advice and representation.",
    ),
    above=None,
    count=12,
)
_HARBOUR = SimpleNamespace(public_id=ID, name="Harbour Aid")
_ITEM = SimpleNamespace(
    slug="on-the-harbour",
    kind="report",
    title="On the harbour",
    language="en",
    published_on="2025-11",
    occurs_on="",
    place="",
    publisher="Harbour Aid",
    url="https://harbour.example.org/report",
    summary="What arrived, and what did not.",
    organisations=[_HARBOUR],
    submitted_by=_HARBOUR,
    countries=[_GREECE],
    focus_areas=[_AREA],
    updated_at=_WHEN,
)
_ROWS = {
    COUNTRIES.name: SimpleNamespace(
        country=_COUNTRY,
        region=_REGION,
        subregion=_SUBREGION,
        rating=_RATING.rating,
        rating_on=_RATING.effective_on,
        change=_RATING,
        organisation_count=17,
    ),
    RATINGS.name: _RATING,
    FOCUS_AREAS.name: _NODE,
    LIBRARY.name: _ITEM,
}


def row_of(table: Table) -> Callable[[], Record]:
    return lambda: _of(table.columns, _ROWS[table.name])
