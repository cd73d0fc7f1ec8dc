"""The databases find what a plain loop over the texts finds, in the same order."""

from dataclasses import dataclass
from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.models import Country, Organisation
from orgs.search import index_later
from orgs.search.matches import Search
from orgs.search.terms import Query, Term, parse, search_key
from orgs.text import is_unsegmented, words
from tests.factories import OfficeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

WORDS = [
    *("aid", "aide", "Collective", "collectives", "human", "Rights", "human-rights", "360", "a"),
    *("Ėlan", "straße", "права", "Правда", "حقوق", "الحقوق", "人权", "人权组织", "组织人", "権利"),
    *("สิทธิ", "विकास", "greece", "south", "sudan", "grec", "o'neill", "A.O.I."),
]
texts = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@dataclass(frozen=True)
class Draft:
    """An organisation to be made, and what the loop looks in."""

    names: tuple[str, ...]
    summary: str
    city: str
    country: str | None
    verified: bool


drafts = st.builds(
    Draft,
    names=st.lists(texts, min_size=1, max_size=3, unique=True).map(tuple),
    summary=st.just("") | texts,
    city=st.just("") | st.sampled_from(WORDS),
    country=st.sampled_from([None, "GR", "SS", "SD", "CN"]),
    verified=st.booleans(),
)
typed = st.lists(
    st.sampled_from([*WORDS, "-", '"', "“", " ", " ", "AND", "NEAR", "*", "gr", "hum", "c", "人"])
    | st.sampled_from(WORDS).map("-{}".format)
    | texts.map('"{}"'.format)
    | texts.map('-"{}"'.format),
    max_size=4,
).map(" ".join)


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

    def everywhere(term, places):
        """The words of a term that is no phrase may only be one, so one place has it."""
        return any(stands_in(term, place) for place in places)

    if query.finds_nothing or any(anywhere(term) for term in query.excluded):
        return None
    keys = [search_key(name) for name in draft.names]
    if query.key and query.key in [*keys, search_key(public_id)]:
        return 1
    if query.key and query.open_ended and any(key.startswith(query.key) for key in keys):
        return 2
    if query.required and all(everywhere(term, names) for term in query.required):
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


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(drafts, min_size=1, max_size=6), st.lists(typed, min_size=1, max_size=8))
def test_the_database_finds_what_a_loop_finds(country_labels, made, queries):
    with transaction.atomic():
        with index_later():
            organisations = [(make(draft), draft) for draft in made]
        for text in queries:
            query = parse(text)
            search = Search(query)
            expected = []
            for organisation, draft in organisations:
                found = tier(query, draft, organisation.public_id, country_labels)
                if found or query.is_empty:
                    complete = bool(draft.summary) + bool(draft.country)
                    expected.append((found or 0, not draft.verified, -complete, organisation.pk))
            entries = search.ranked(search.within(entries_of_all()))
            if query.is_empty:
                entries = entries_of_all().order_by("position")
            ids = list(entries.values_list("organisation_id", flat=True))
            assert ids == [key[-1] for key in sorted(expected)], text
        transaction.set_rollback(True)


def entries_of_all():
    from orgs.models import SearchEntry

    return SearchEntry.objects.all()
