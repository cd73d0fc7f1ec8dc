"""Synthetic organisations: many, marked, the same for a seed, and gone when asked."""

import json
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from orgs.ids import parse_public_id
from orgs.models import (
    Organisation,
    OrganisationName,
    SearchEntry,
    SearchKey,
    SearchText,
    SearchWord,
    Source,
)
from orgs.search.index import rebuild
from orgs.synthetic import load
from orgs.synthetic.records import Inventor
from tests.factories import ContactFactory, NameFactory, OrganisationFactory, RelationFactory

pytestmark = pytest.mark.django_db

MARKS = [
    row["mark"]
    for row in json.loads(
        (Path(load.__file__).parent / "scripts.json").read_text(encoding="utf-8")
    ).values()
]


def generate(count=60, seed=1):
    call_command("generate_organisations", count=count, seed=seed, verbosity=0)


@pytest.fixture(autouse=True)
def small_batches(monkeypatch):
    monkeypatch.setattr(load, "BATCH", 25)


def index_rows():
    tables = (SearchEntry, SearchKey, SearchText, SearchWord)
    return [sorted(model.objects.values_list()) for model in tables]


def test_it_adds_as_many_as_asked():
    generate(60)
    assert Organisation.objects.synthetic().count() == 60


def test_it_adds_the_same_when_a_second_process_invents(monkeypatch):
    generate(60)
    alone = list(Organisation.objects.order_by("pk").values_list("public_id", "name"))
    call_command("remove_synthetic", verbosity=0)
    monkeypatch.setattr(load, "MANY", 0)
    generate(60)
    assert list(Organisation.objects.order_by("pk").values_list("public_id", "name")) == alone


def test_every_name_says_that_it_is_synthetic():
    generate()
    for text in (
        *Organisation.objects.values_list("name", flat=True),
        *OrganisationName.objects.values_list("text", flat=True),
    ):
        assert any(mark in text for mark in MARKS)


def test_what_it_adds_is_valid():
    generate()
    for one in Organisation.objects.all():
        one.full_clean()
        assert parse_public_id(one.public_id) == one.public_id
        assert one.sources.count() == 1
        for part in (*one.names.all(), *one.offices.all(), *one.contact_points.all()):
            part.full_clean()


def test_it_writes_in_many_scripts():
    generate(200)
    languages = set(Organisation.objects.values_list("name_language", flat=True))
    assert len(languages) > 12


def test_a_seed_gives_the_same_and_another_seed_others():
    first, again, other = (Inventor(seed).draft(0, 20)[0] for seed in (1, 1, 2))
    assert first == again
    assert first != other


def test_a_seed_can_be_run_twice():
    generate(40)
    generate(40)
    assert Organisation.objects.values("public_id").distinct().count() == 80
    assert Organisation.objects.values("slug").distinct().count() == 80


def test_the_index_is_what_a_rebuild_would_make():
    OrganisationFactory(name="Real")
    generate()
    indexed = index_rows()
    rebuild()
    assert index_rows() == indexed


def test_an_editor_can_add_one_afterwards():
    generate(30)
    assert OrganisationFactory(name="Afterwards").pk > Organisation.objects.synthetic().first().pk


def test_removing_takes_all_of_them_and_nothing_else():
    real = OrganisationFactory(name="Real")
    NameFactory(organisation=real)
    before = index_rows()
    generate()
    call_command("remove_synthetic", verbosity=0)
    assert list(Organisation.objects.all()) == [real]
    assert set(OrganisationName.objects.values_list("organisation", flat=True)) == {real.pk}
    assert set(Source.objects.values_list("organisation", flat=True)) == {real.pk}
    assert index_rows() == before


def test_removing_takes_along_what_people_added_to_one():
    real = OrganisationFactory(name="Real")
    generate(10)
    one = Organisation.objects.synthetic().first()
    ContactFactory(organisation=one, office=one.offices.first())
    RelationFactory(from_organisation=real, to_organisation=one)
    call_command("remove_synthetic", verbosity=0)
    assert list(Organisation.objects.all()) == [real]
    assert not real.relations_out.exists()


@pytest.mark.parametrize("count", [0, -1, 1_000_001])
def test_a_count_out_of_range_is_refused(count):
    with pytest.raises(CommandError, match="1,000,000"):
        generate(count)


def test_it_says_how_far_it_is(capfd):
    call_command("generate_organisations", count=50, seed=3)
    call_command("rebuild_search")
    call_command("remove_synthetic")
    said = capfd.readouterr().err
    assert "Generating: 50 of 50" in said
    assert "Removing: 50 in" in said
    assert "Indexing:" in said
