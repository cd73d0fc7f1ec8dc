"""The index says what the records say, after every kind of write."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.core import serializers
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.models import (
    Country,
    FocusArea,
    Office,
    Organisation,
    OrganisationName,
    Region,
    SearchEntry,
    SearchKey,
    SearchText,
    SearchWord,
)
from orgs.search import index_later, version
from orgs.search.current import current
from orgs.search.index import rebuild
from orgs.search.signals import migrated
from tests.factories import NameFactory, OfficeFactory, OrganisationFactory, RatingFactory
from tests.search.results import search

pytestmark = pytest.mark.django_db


def finds(text):
    return bool(search(text).found)


def values(facet):
    return sorted(value for value, members in current().facets[facet].items() if members)


def everything():
    """All rows of the index, to compare two states of it."""
    tables = (SearchEntry, SearchKey, SearchText, SearchWord)
    return [sorted(model.objects.values_list()) for model in tables]


def test_a_new_organisation_is_found():
    OrganisationFactory(name="Fresh")
    assert finds("fresh")


def test_a_changed_name_replaces_the_old_one():
    organisation = OrganisationFactory(name="Before")
    organisation.name = "After"
    organisation.save()
    assert (finds("before"), finds("after")) == (False, True)


@pytest.mark.parametrize(
    "change", [{"risk": RiskLevel.HIDDEN}, {"state": PublicationState.ARCHIVED}]
)
def test_hiding_takes_every_row_out(change):
    empty = everything()
    organisation = OrganisationFactory(name="Temporary", headquarters_id="GR")
    for field, value in change.items():
        setattr(organisation, field, value)
    organisation.save()
    assert everything() == empty


def test_hiding_by_a_bulk_update_takes_every_row_out():
    empty = everything()
    OrganisationFactory(name="Temporary")
    Organisation.objects.update(risk=RiskLevel.HIDDEN)
    assert everything() == empty


@pytest.mark.parametrize(
    "delete", [lambda one: one.delete(), lambda one: type(one).objects.all().delete()]
)
def test_deleting_takes_every_row_out(delete):
    empty = everything()
    organisation = OrganisationFactory(name="Temporary")
    NameFactory(organisation=organisation)
    OfficeFactory(organisation=organisation, city="Bergen")
    delete(organisation)
    assert everything() == empty


def test_publishing_puts_it_in():
    organisation = OrganisationFactory(name="Drafted", state=PublicationState.DRAFT)
    organisation.state = PublicationState.PUBLISHED
    organisation.save()
    assert finds("drafted")


def test_other_names_come_change_and_go():
    name = NameFactory(text="Alias")
    assert finds("alias")
    name.text = "Sobriquet"
    name.save()
    assert (finds("alias"), finds("sobriquet")) == (False, True)
    name.delete()
    assert not finds("sobriquet")


def test_bulk_writes_of_parts_are_heard():
    organisation = OrganisationFactory()
    rows = [OrganisationName(organisation=organisation, text="Bulky", kind=NameKind.ALIAS)]
    OrganisationName.objects.bulk_create(rows)
    assert finds("bulky")
    OrganisationName.objects.filter(text="Bulky").update(text="Sleek")
    assert (finds("bulky"), finds("sleek")) == (False, True)
    OrganisationName.objects.filter(text="Sleek").delete()
    assert not finds("sleek")


def test_a_city_changed_in_bulk_is_heard():
    OfficeFactory(city="Bergen")
    Office.objects.update(city="Bodø")
    assert (finds("bergen"), finds("bodo")) == (False, True)


def test_countries_and_areas_are_heard_however_they_are_set():
    organisation = OrganisationFactory(headquarters_id=None, countries=["NO"])
    organisation.countries.set(["GR"])
    assert values("country") == ["GR"]
    organisation.countries.add("FR")
    assert values("country") == ["FR", "GR"]
    organisation.countries.clear()
    assert values("country") == []
    organisation.focus_areas.add(FocusArea.objects.get(slug="legal-aid"))
    assert "legal-aid" in values("focus")


def test_the_headquarters_country_counts_as_a_country():
    OrganisationFactory(headquarters_id="DE", countries=["GR"])
    assert values("country") == ["DE", "GR"]


def test_an_area_brings_those_above_it():
    OrganisationFactory(focus=["legal-aid"])
    area = FocusArea.objects.get(slug="legal-aid")
    assert set(values("focus")) == {"legal-aid", area.parent.slug}


def test_a_country_brings_its_regions():
    OrganisationFactory(headquarters_id="GR")
    assert set(values("region")) == {"150", "039"}


def test_a_renamed_country_is_found_by_its_new_name():
    OrganisationFactory(headquarters_id="GR")
    country = Country.objects.get(pk="GR")
    country.name_en = "Hellas"
    country.save()
    assert finds("hellas")


def test_a_renamed_area_is_found_by_its_new_name():
    OrganisationFactory(focus=["legal-aid"])
    area = FocusArea.objects.get(slug="legal-aid")
    area.name_en = "Barristers"
    area.save()
    assert (finds("barristers"), finds("barristersandmore")) == (True, False)


def test_a_country_moved_to_another_region_takes_its_organisations_along():
    OrganisationFactory(headquarters_id="GR")
    country = Country.objects.get(pk="GR")
    country.region_id, country.subregion_id = "142", "145"
    country.save()
    assert set(values("region")) == {"142", "145"}


def test_a_region_moved_takes_its_organisations_along():
    OrganisationFactory(headquarters_id="GR")
    region = Region.objects.get(pk="039")
    region.parent_id = "142"
    region.save()
    assert set(values("region")) == {"150", "039", "142"}


def test_an_area_with_another_address_or_parent_takes_its_organisations_along():
    OrganisationFactory(focus=["legal-aid"])
    area = FocusArea.objects.get(slug="legal-aid")
    area.slug, area.parent = "counsel", None
    area.save()
    assert values("focus") == ["counsel"]


def test_a_new_rating_changes_the_rating_of_its_organisations_at_once():
    OrganisationFactory(headquarters_id="GR")
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-11")
    assert values("rating") == ["closed"]


def test_ratings_deleted_leave_organisations_not_rated():
    OrganisationFactory(headquarters_id="GR")
    Country.objects.get(pk="GR").ratings.all().delete()
    assert values("rating") == ["not_rated"]


def test_without_headquarters_every_rated_country_counts():
    unrated = Country.objects.with_rating().filter(rating=None).first()
    OrganisationFactory(headquarters_id=None, countries=["NO", "GR", unrated.pk])
    assert values("rating") == ["obstructed", "open"]
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-11")
    assert values("rating") == ["closed", "open"]


def test_without_any_country_it_is_not_rated():
    OrganisationFactory(headquarters_id=None, countries=[])
    assert values("rating") == ["not_rated"]


def test_a_block_indexes_once_at_its_end():
    organisation = OrganisationFactory(name="Block")
    with index_later():
        with index_later():
            NameFactory(organisation=organisation, text="Inner")
        assert not finds("inner")
        organisation.name = "Outer"
        organisation.save()
    assert finds("inner")
    assert finds("outer")


def test_a_block_that_fails_leaves_nothing():
    def fail():
        with index_later():
            OrganisationFactory(name="Doomed")
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        fail()
    assert not Organisation.objects.exists()
    assert not finds("doomed")
    OrganisationFactory(name="Afterwards")
    assert finds("afterwards")


def test_a_rolled_back_write_leaves_the_index_as_it_was():
    organisation = OrganisationFactory(name="Steady")
    before = everything()
    with transaction.atomic():
        organisation.name = "Shaken"
        organisation.save()
        transaction.set_rollback(True)
    assert everything() == before


def test_indexing_many_costs_as_many_queries_as_indexing_few():
    counts = []
    for size in (2, 12):
        organisations = [OrganisationFactory() for _ in range(size)]
        with index_later():
            for one in organisations:
                one.name += " renamed"
                one.save()
            waiting = CaptureQueriesContext(connection)
            waiting.__enter__()
        waiting.__exit__(None, None, None)
        counts.append(len(waiting))
    assert counts[0] == counts[1]
    assert counts[0] <= 35


def test_rebuilding_gives_what_was_there():
    organisation = OrganisationFactory(
        name="Same", verified_on=date(2026, 1, 1), focus=["legal-aid"]
    )
    NameFactory(organisation=organisation, text="Also")
    OrganisationFactory(name="Hidden", risk=RiskLevel.HIDDEN)
    before = everything()
    SearchEntry.objects.all().delete()
    rebuild()
    assert everything() == before


def test_the_version_grows_with_every_change():
    seen = [version()]
    organisation = OrganisationFactory()
    seen.append(version())
    organisation.contact_points.create(kind="website", value="https://a.example.org/")
    seen.append(version())
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-11")
    seen.append(version())
    Country.objects.get(pk="GR").save()
    seen.append(version())
    assert seen == sorted(set(seen))


def test_words_nobody_uses_any_more_are_forgotten():
    OrganisationFactory(name="Ephemeral")
    Organisation.objects.update(name="Lasting")
    assert not SearchWord.objects.filter(word="ephemeral").exists()


@pytest.mark.parametrize("model", [Country, Organisation])
def test_a_fixture_is_not_listened_to(model):
    """Its rows arrive in any order; `rebuild_search` follows."""
    OrganisationFactory()
    before = version()
    for row in serializers.deserialize("json", serializers.serialize("json", model.objects.all())):
        row.save()
    assert version() == before


def test_migrating_to_tables_of_a_former_release_leaves_the_index_alone():
    before = version()
    migrated(apps=SimpleNamespace(get_models=list))
    assert version() == before


def test_migrating_makes_nothing_anew_that_is_as_it_should_be():
    OrganisationFactory()
    rebuild()
    before = version()
    migrated()
    assert version() == before


def test_what_could_not_be_indexed_is_not_saved_and_leaves_the_rest_alone(monkeypatch):
    def breaks(*args, **kwargs):
        raise ZeroDivisionError

    OrganisationFactory(name="Steady")
    before = everything()
    with transaction.atomic():
        with monkeypatch.context() as broken:
            broken.setattr("orgs.search.index.touch", breaks)
            with pytest.raises(ZeroDivisionError):
                OrganisationFactory(name="Doomed")
        assert everything() == before
        OrganisationFactory(name="Afterwards")

    assert (finds("doomed"), finds("afterwards")) == (False, True)
    assert not Organisation.objects.filter(name="Doomed").exists()
