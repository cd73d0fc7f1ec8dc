"""The databases find what a plain loop over the texts finds, in the same order."""

from dataclasses import dataclass
from datetime import date
from random import Random

import pytest

from orgs.models import Country, Organisation
from orgs.search import index_later
from orgs.search.current import current
from orgs.search.matches import Search
from orgs.search.terms import Query, Term, parse, search_key
from orgs.text import is_unsegmented, words
from tests.factories import OfficeFactory, OrganisationFactory
from tests.search.results import ranked

pytestmark = pytest.mark.django_db

WORDS = [
    *("aid", "aide", "Collective", "human", "Rights", "human-rights", "360", "a", "o'neill"),
    *(
        "Ėlan",
        "straße",
        "права",
        "Правда",
        "حقوق",
        "人权",
        "人权组织",
        "组织人权",
        "権利",
        "A.O.I.",
    ),
    *("สิทธิ", "विकास", "greece", "south", "sudan"),
]
PIECES = [*WORDS, *WORDS, "-", '"', "“", "AND", "NEAR", "*", "gr", "hum", "c", "人", "sou", "|"]
PLACES = [None, None, "GR", "SS", "SD", "CN"]
ORGANISATIONS, SEARCHES = 50, 300


@dataclass(frozen=True)
class Draft:
    """An organisation to be made, and what the loop looks in."""

    names: tuple[str, ...]
    summary: str
    city: str
    country: str | None
    verified: bool


def text(random: Random) -> str:
    return " ".join(random.choices(WORDS, k=random.randint(1, 4)))


def invented(random: Random) -> Draft:
    return Draft(
        names=tuple({text(random): None for _ in range(random.randint(1, 3))}),
        summary=random.choice(["", text(random)]),
        city=random.choice(["", random.choice(WORDS)]),
        country=random.choice(PLACES),
        verified=random.random() < 0.5,
    )


def typed(random: Random) -> str:
    """One to three words, phrases and signs, some of them excluded."""
    parts = []
    for _ in range(random.randint(1, 3)):
        part = random.choice([random.choice(PIECES), random.choice(PIECES), f'"{text(random)}"'])
        parts.append(f"-{part}" if random.random() < 0.15 else part)
    return " ".join(parts)


def stands_in(term: Term, text: list[str]) -> bool:
    """Whether the words stand side by side, the last one perhaps unfinished."""
    length = len(term.words)
    *whole, last = term.words
    for start in range(len(text) - length + 1):
        *before, end = text[start : start + length]
        if before == whole and (end.startswith(last) if term.prefix else end == last):
            return True
    return False


def stands_in_label(term: Term, label: list[str]) -> bool:
    short = term.prefix and len(term.words) == 1 and len(term.words[0]) < 3
    too_short = short and not is_unsegmented(term.words[0])
    return not too_short and stands_in(term, label)


def tier(query: Query, draft: Draft, public_id: str, countries) -> int | None:
    """How well the loop finds an organisation; None when it does not."""
    names = [words(name) for name in draft.names]
    texts = [*names, words(draft.summary), words(draft.city)]
    labels = countries.get(draft.country, [])

    def anywhere(term):
        labelled = any(stands_in_label(term, label) for label in labels)
        return labelled or any(stands_in(term, text) for text in texts)

    if query.finds_nothing or any(anywhere(term) for term in query.excluded):
        return None
    keys = [search_key(name) for name in draft.names]
    if query.key and query.key in [*keys, search_key(public_id)]:
        return 1
    if query.key and query.open_ended and any(key.startswith(query.key) for key in keys):
        return 2
    if query.required and all(
        any(stands_in(term, name) for name in names) for term in query.required
    ):
        return 3
    if all(anywhere(term) for term in query.required) and (query.required or not query.key):
        return 4
    return None


def make(draft: Draft) -> Organisation:
    organisation = OrganisationFactory(
        name=draft.names[0],
        summary=draft.summary,
        headquarters_id=draft.country,
        verified_on=date(2026, 1, 1) if draft.verified else None,
    )
    for name in draft.names[1:]:
        organisation.names.create(text=name, kind="alias")
    if draft.city:
        OfficeFactory(organisation=organisation, city=draft.city)
    return organisation


@pytest.fixture
def country_labels():
    found = Country.objects.filter(pk__in=["GR", "SS", "SD", "CN"])
    return {
        country.pk: [words(name) for name in (*country.all_names.values(), *country.aliases)]
        for country in found
    }


@pytest.mark.parametrize("seed", range(3))
def test_the_database_finds_what_a_loop_finds(country_labels, seed):
    random = Random(seed)
    with index_later():
        drafts = [invented(random) for _ in range(ORGANISATIONS)]
        organisations = [(make(draft), draft) for draft in drafts]
    for _ in range(SEARCHES):
        query = parse(typed(random))
        expected = []
        for organisation, draft in organisations:
            if found := tier(query, draft, organisation.public_id, country_labels):
                complete = bool(draft.summary) + bool(draft.country)
                expected.append((found, not draft.verified, -complete, organisation.pk))
        found = ranked(Search(query, current()))
        assert found == [(key[0], key[-1]) for key in sorted(expected)], query.text
