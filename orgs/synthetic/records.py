"""One invented organisation after another, decided by a seed."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from random import Random

from orgs.choices import (
    LegalStatus,
    NameKind,
    OrganisationKind,
    PublicationState,
    RiskLevel,
    Scope,
    StaffBand,
)
from orgs.ids import format_public_id
from orgs.models import Country, FocusArea
from orgs.synthetic.words import Tongue, Zipf, tongues

_LAST_DAY = date(2026, 6, 30)
"""Dates do not depend on the day of the run, so that a seed always gives the same."""

_ID_BITS = 40
_SCOPES, _LEGAL = Scope.values, LegalStatus.values
_STAFF, _RISKS = StaffBand.values, RiskLevel.values
_STATES = [
    PublicationState.PUBLISHED.value,
    PublicationState.DRAFT.value,
    PublicationState.IN_REVIEW.value,
    PublicationState.ARCHIVED.value,
]

_FAR = 0.04
"""The share of organisations that work in many countries."""


@dataclass
class Record:
    """An invented organisation with its parts."""

    public_id: str
    name: str
    language: str
    kind: str
    scope: str
    legal_status: str
    founded: str
    staff: str
    summary: str
    description: str
    headquarters: str | None
    state: str
    risk: str
    verified_on: date | None
    created_at: datetime
    updated_at: datetime
    countries: list[str]
    areas: list[int]
    names: list[tuple[str, str, str]] = field(default_factory=list)
    city: str = ""
    has_website: bool = False


class Inventor:
    """Invents records. Two with the same seed invent the same ones, batch by batch."""

    def __init__(self, seed: int):
        """Two queries: the countries and focus areas there are."""
        self.seed = seed
        self.tongues, self.weights = tongues()
        codes = list(Country.objects.order_by("pk").values_list("pk", flat=True))
        Random(0).shuffle(codes)  # noqa: S311 - nothing secret
        self.countries = Zipf(codes, flatten=3)
        by_use = FocusArea.objects.order_by("scheme", "position", "pk")
        themes = by_use.in_scheme("theme").values_list("pk", flat=True)
        others = by_use.exclude(scheme="theme").values_list("pk", flat=True)
        self.themes, self.others = Zipf(themes, flatten=5), Zipf(others, flatten=5)
        self.kinds = Zipf(OrganisationKind.values, flatten=0.5)
        self.known = set(codes)

    def draft(self, number: int, size: int) -> tuple[list[Record], Random]:
        """The records of a batch, all but their permanent ids, and what draws those; no query."""
        random = Random(f"{self.seed} {number}")  # noqa: S311 - nothing secret
        return [self._record(random) for _ in range(size)], random

    @staticmethod
    def identify(records: list[Record], random: Random, taken) -> list[Record]:
        """Gives records their permanent ids. `taken` says which of some are in use: they are
        drawn again, so the same seed can be run twice.
        """
        size = len(records)
        ids: dict[str, None] = {}
        while len(ids) < size:
            drawn = [format_public_id(random.getrandbits(_ID_BITS)) for _ in range(size - len(ids))]
            used = taken(drawn)
            ids |= dict.fromkeys(one for one in drawn if one not in used)
        for record, public_id in zip(records, ids, strict=True):
            record.public_id = public_id
        return records

    def _record(self, random: Random) -> Record:
        (tongue,) = random.choices(self.tongues, cum_weights=self.weights)
        works_in = self._places(random, tongue)
        created = datetime(2018, 1, 1, tzinfo=UTC) + timedelta(minutes=random.randrange(4_000_000))
        touched = min(random.paretovariate(1.1) * 20, 2500)
        updated = datetime(2026, 6, 30, tzinfo=UTC) - timedelta(days=touched)
        record = Record(
            public_id="",
            name=_name(random, tongue),
            language=tongue.language,
            kind=self.kinds.draw(random, 1)[0],
            scope=random.choice(_SCOPES),
            legal_status=_mostly(random, _LEGAL, 0.8),
            founded=_founded(random),
            staff=random.choice(_STAFF),
            summary=_text(random, tongue, random.randint(6, 14))[:300],
            description=_description(random, tongue),
            headquarters=works_in[0] if random.random() < 0.95 else None,
            state=_mostly(random, _STATES, 0.94),
            risk=_mostly(random, _RISKS, 0.95),
            verified_on=_verified(random),
            created_at=min(created, updated),
            updated_at=updated,
            countries=works_in,
            areas=self._areas(random),
            city=tongue.phrase(random, 1) if random.random() < 0.6 else "",
            has_website=random.random() < 0.7,
        )
        record.names = self._names(random, tongue, record.name)
        return record

    def _places(self, random: Random, tongue: Tongue) -> list[str]:
        home = random.choice(tongue.countries) if random.random() < 0.7 else None
        count = 1 if random.random() > _FAR else min(int(random.paretovariate(0.8)) + 2, 40)
        found = [home] if home in self.known else []
        return list(dict.fromkeys([*found, *self.countries.draw(random, count)]))[: count or 1]

    def _areas(self, random: Random) -> list[int]:
        count = random.choices((1, 2, 3, 4, 5), (30, 30, 20, 12, 8))[0]
        found = self.themes.draw(random, count)
        if count > 1 and random.random() < 0.25:
            found[-1] = self.others.draw(random, 1)[0]
        return list(dict.fromkeys(found))

    def _names(self, random: Random, tongue: Tongue, name: str) -> list[tuple[str, str, str]]:
        english = self.tongues[0]
        found = []
        if tongue is not english and random.random() < 0.5:
            found.append((_name(random, english), english.language, NameKind.TRANSLATION.value))
        initials = "".join(word[0] for word in name.split() if word[0].isalpha()).upper()
        if len(initials) > 2 and random.random() < 0.4:
            found.append((f"{initials} {tongue.mark}", "", NameKind.ACRONYM.value))
        while random.random() < 0.15:
            kind = random.choice((NameKind.FORMER.value, NameKind.ALIAS.value))
            found.append((_name(random, tongue), tongue.language, kind))
        return list(dict.fromkeys(found))


def _mostly(random: Random, values: list, share: float):
    """The first value for most, another for the rest."""
    return values[0] if random.random() < share else random.choice(values[1:])


def _name(random: Random, tongue: Tongue) -> str:
    words = tongue.phrase(random, random.choices((2, 3, 4, 5), (25, 40, 25, 10))[0])
    return f"{words[0].upper()}{words[1:]} {tongue.mark}"


def _text(random: Random, tongue: Tongue, count: int) -> str:
    text = tongue.phrase(random, count)
    return f"{text[0].upper()}{text[1:]}."


def _description(random: Random, tongue: Tongue) -> str:
    """None for most, a paragraph for some, pages for a few."""
    if random.random() < 0.7:
        return ""
    return _text(random, tongue, min(int(random.paretovariate(1.3) * 15), 1500))[:20_000]


def _founded(random: Random) -> str:
    if random.random() < 0.2:
        return ""
    day = _LAST_DAY - timedelta(days=int(min(random.paretovariate(0.9) * 1500, 60_000)))
    return day.isoformat()[: random.choices((4, 7, 10), (70, 15, 15))[0]]


def _verified(random: Random) -> date | None:
    if random.random() < 0.45:
        return None
    return _LAST_DAY - timedelta(days=int(min(random.paretovariate(1.0) * 60, 2000)))
