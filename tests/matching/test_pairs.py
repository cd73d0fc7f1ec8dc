"""Pairs in the whole directory."""

import pytest
from django.core.management import call_command

from orgs import actions
from orgs.choices import DuplicateState
from orgs.matching import pairs
from orgs.models import PossibleDuplicate
from tests.factories import ContactPointFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


def listed():
    return list(PossibleDuplicate.objects.values_list("first", "second", "state"))


def test_records_of_one_organisation_are_found_the_likeliest_first():
    one, twin = OrganisationFactory(name="Harbour Lights"), OrganisationFactory(
        name="HARBOUR LIGHTS"
    )  # fmt: skip
    similar = OrganisationFactory(name="Harbour Light Group", headquarters_id=None)
    for organisation in (one, twin):
        ContactPointFactory(organisation=organisation, value="https://harbour.example/")
    OrganisationFactory(name="Women's Shelter")

    search = pairs.find()

    assert listed()[0] == (one.pk, twin.pk, DuplicateState.OPEN)
    assert (search.kept, search.found) == (len(listed()), len(listed()))
    assert all(similar.pk not in pair[:1] for pair in listed()[:1])


def test_what_somebody_decided_stays_and_what_is_gone_goes():
    one, twin = (OrganisationFactory(name="Harbour Lights") for _ in range(2))
    other, second = (OrganisationFactory(name="Women's Shelter") for _ in range(2))
    pairs.find()
    PossibleDuplicate.objects.filter(first=one).update(state=DuplicateState.NOT_DUPLICATES)
    second.name = "Entirely different"
    second.save()

    pairs.find()

    assert listed() == [(one.pk, twin.pk, DuplicateState.NOT_DUPLICATES)]
    assert not PossibleDuplicate.objects.filter(first=other).exists()


def test_a_changed_likeness_is_written_and_found_on_stays():
    one, _twin = (OrganisationFactory(name="Harbour Lights") for _ in range(2))
    pairs.find()
    PossibleDuplicate.objects.update(found_on="2020-01-01")
    one.name = "Harbour Light"
    one.save()
    pairs.find()

    pair = PossibleDuplicate.objects.get()
    assert (pair.reasons, pair.found_on.year) == (["similar_name"], 2020)


def test_a_decision_outlives_the_likeness_and_a_merged_record_is_compared_no_more():
    one, twin, third = (OrganisationFactory(name="Harbour Lights") for _ in range(3))
    actions.merge(keep=one, lose=twin, by=UserFactory(group="publisher"))

    pairs.find()

    assert [pair[:2] for pair in listed()] == [(one.pk, third.pk)]


def test_records_are_read_again_when_memory_is_full(monkeypatch):
    monkeypatch.setattr(pairs, "HELD", 1)
    monkeypatch.setattr(pairs, "_AT_ONCE", 1)
    for _ in range(3):
        OrganisationFactory(name="Harbour Lights")

    assert pairs.find().found == 3


def test_only_so_many_are_kept_the_likeliest():
    for number in range(3):
        OrganisationFactory(name="Harbour Lights", headquarters_id=["NO", "NO", "GR"][number])

    assert pairs.find(limit=1).found == 3
    assert PossibleDuplicate.objects.get().score > 0.8
    assert pairs.find(limit=0).kept == 0


def test_what_everybody_shares_is_compared_within_a_country_or_left_out(monkeypatch, capsys):
    monkeypatch.setattr(pairs, "MOST_TOGETHER", 2)
    for country in ("NO", "NO", "GR", "IT", "IT", "IT"):
        OrganisationFactory(name="Parents' Association", headquarters_id=country)

    call_command("find_duplicates")

    assert PossibleDuplicate.objects.count() == 1
    assert "keys of sort “name”" in capsys.readouterr().out
