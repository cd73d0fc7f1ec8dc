"""A question whose SQL is kept answers what the question answers."""

from contextlib import closing, nullcontext
from datetime import date

import pytest
from django.db import connection, models, transaction

from orgs.models import Country, Organisation
from orgs.search import documents
from orgs.visibility import detail, parts
from orgs.visibility.prepared import _numbered, _values, prepared, together
from tests.factories import (
    ConsentFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db

QUESTIONS = {
    f"{module.__name__}.{name}": ask
    for module in (parts, detail, documents)
    for name, ask in vars(module).items()
    if hasattr(ask, "question")
}
BY_TEXT = {"_by_slug": "slug", "_of_country": "headquarters_id", "_history": "headquarters_id",
           "_rated": "headquarters_id", "_neighbours": "headquarters_id"}  # fmt: skip


@pytest.fixture
def known():
    found = []
    kinds = (("standard", "NO"), ("hidden", "GR"), ("sensitive", "PK"))
    for place, (risk, home) in enumerate(kinds):
        one = OrganisationFactory(risk=risk, headquarters_id=home, focus=["legal-aid", "gcm-13"])
        NameFactory(organisation=one)
        OfficeFactory(organisation=one, street_address="1 Example Street")
        ContactPointFactory(organisation=one)
        SourceFactory(organisation=one)
        ConsentFactory(contact__organisation=one)
        one.identifiers.create(scheme_id="GB-CHC", value=f"112228{place}")
        item = ResourceFactory(submitted_by=one)
        item.organisations.add(one)
        item.countries.add(home)
        item.focus_areas.add(*one.focus_areas.all())
        found.append(one)
    RelationFactory(from_organisation=found[0], to_organisation=found[2])
    RelationFactory(from_organisation=found[1], to_organisation=found[0])
    return found


def as_rows(found) -> list:
    return [row if isinstance(row, tuple) else {**row.__dict__, "_state": None} for row in found]


def keys_for(name: str, known: list) -> list:
    short = name.rpartition(".")[2]
    if short == "_schemes":
        return ["GB-CHC", "none"]
    if short == "_area":
        return [area.slug for area in known[0].focus_areas.all()]
    if short in ("_of_area", "_latest_of_area"):
        return [area.pk for area in known[0].focus_areas.all()]
    if short in BY_TEXT:
        return [getattr(one, BY_TEXT[short]) for one in known]
    return [one.pk for one in known]


def test_every_question_of_the_gate_is_answered_as_it_was_put(known):
    for name, ask in QUESTIONS.items():
        keys = keys_for(name, known)
        assert keys, name
        for some in (part for count in (1, 2, 3) for part in (keys[:count], keys[-count:])):
            assert as_rows(ask(some)) == as_rows(ask.question(some)), (name, some)


def test_what_changes_between_two_times_is_seen(known):
    pk = known[0].pk
    assert [one.pk for one in detail._by_key([pk])] == [pk]
    Organisation.objects.filter(pk=pk).update(risk="hidden")
    assert detail._by_key([pk]) == []


def test_the_question_is_put_into_sql_once_a_day(monkeypatch):
    put, today = [], date(2026, 1, 1)
    monkeypatch.setattr("django.utils.timezone.localdate", lambda: today)

    @prepared
    def after_today(codes):
        put.append(codes)
        rated = Country.objects.filter(pk__in=codes)
        return rated.annotate(day=models.Value(today, models.DateField()))

    assert str(after_today(["GR"])[0].day) == str(after_today(["NO"])[0].day) == "2026-01-01"
    assert len(put) == 1
    today = date(2026, 1, 2)
    assert str(after_today(["GR"])[0].day) == "2026-01-02"
    assert len(put) == 2


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked_in", [nullcontext, transaction.atomic])
def test_questions_put_together_are_answered_as_each_by_itself(
    known, asked_in, django_assert_num_queries
):
    pk = known[0].pk
    asked = [
        (parts._names, [pk]),
        (detail._people, []),
        (parts._offices, [pk]),
        (parts._rated, ["NO"]),
    ]
    each = [as_rows(ask(keys)) for ask, keys in asked]
    with asked_in(), django_assert_num_queries(3):
        found = together(*asked)
    assert [as_rows(rows) for rows in found] == each
    assert found[1] == []


@pytest.mark.django_db(transaction=True)
def test_questions_put_together_see_what_changed(known):
    pk = known[0].pk
    ask = detail._by_key, [pk]
    assert all(together(ask, ask))
    Organisation.objects.filter(pk=pk).update(risk="hidden")
    assert together(ask, ask) == [[], []]


def test_all_keys_are_one_value_and_everything_else_stays_as_it_is():
    sql = "a IN (%s, %s) AND b IN (%s, %s) AND c LIKE 'x%%' AND d IN (SELECT 1) AND e > %s"
    parameters = [(None, "p"), (None, "q"), (0, -2), (1, -1), (1, -1)]

    numbered, sent = _numbered(sql, parameters)

    assert numbered == (
        "a IN ($1, $2) AND b = ANY($3) AND c LIKE 'x%' AND d IN (SELECT 1) AND e > $4"
    )
    assert _values(sent, ["first", "second"]) == ["p", "q", ["first", "second"], "second"]


def test_no_key_is_no_query(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert parts._names([]) == []


def test_a_key_asked_for_twice_is_answered_once():
    assert [country.pk for country in parts._rated(["GR", "GR"])] == ["GR"]


def test_a_question_that_changes_its_keys_is_refused():
    @prepared
    def in_capitals(codes):
        return Country.objects.filter(pk__in=[code.upper() for code in codes])

    with pytest.raises(ValueError, match="in_capitals"):
        in_capitals(["gr"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("asked_in", [nullcontext, transaction.atomic])
def test_a_question_outlives_a_migration_of_what_it_reads(asked_in):
    """PostgreSQL refuses a plan whose columns have had another type given to them elsewhere."""
    pk = NameFactory(text="Same").organisation_id
    before = [one.text for _ in range(5) for one in parts._names([pk])]
    elsewhere = connection if connection.vendor == "sqlite" else connection.copy()
    column = {"sqlite": "ADD COLUMN more", "postgresql": "ALTER COLUMN text TYPE"}
    with closing(elsewhere.cursor()) as cursor:
        change = column[connection.vendor]
        cursor.execute(f"ALTER TABLE orgs_organisationname {change} varchar(501)")
    if elsewhere is not connection:
        elsewhere.close()
    with asked_in():
        after = [one.text for _ in range(5) for one in parts._names([pk])]
        at_once = [rows[0].text for rows in together(*2 * [(parts._names, [pk])])]
    assert before == after == 5 * ["Same"]
    assert at_once == 2 * ["Same"]
