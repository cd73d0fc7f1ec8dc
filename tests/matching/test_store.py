"""The keys of every organisation follow every kind of write."""

import pytest

from orgs.choices import PublicationState
from orgs.matching import likely_twins
from orgs.matching.store import rebuild, stored
from orgs.models import MatchKey, Organisation, OrganisationName
from orgs.search import index_later
from orgs.search.index import rebuild as rebuild_search
from orgs.synthetic import load
from tests.factories import NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def finds(name):
    return bool(likely_twins(name))


def everything():
    return sorted(MatchKey.objects.values_list("key", "organisation_id"))


def test_a_new_name_replaces_the_old_one():
    organisation = OrganisationFactory(name="Before", state=PublicationState.DRAFT)
    organisation.name = "Harbour Lights"
    organisation.save()

    assert (finds("Before"), finds("Harbour Lights")) == (False, True)


def test_other_names_come_and_go_in_bulk_too():
    organisation = OrganisationFactory()
    OrganisationName.objects.bulk_create(
        [OrganisationName(organisation=organisation, text="Harbour Lights", kind="alias")]
    )
    assert finds("Harbour Lights")

    OrganisationName.objects.update(text="Women's Shelter")
    assert (finds("Harbour Lights"), finds("Women's Shelter")) == (False, True)

    OrganisationName.objects.get().delete()
    assert not finds("Women's Shelter")


def test_a_deleted_organisation_leaves_no_keys():
    OrganisationFactory().delete()

    assert everything() == []


def test_what_would_not_change_is_not_written(django_assert_max_num_queries):
    organisation = OrganisationFactory(name="Harbour Lights", state=PublicationState.DRAFT)
    before = everything()
    with django_assert_max_num_queries(200) as queries:
        organisation.save()

    assert everything() == before
    written = [query["sql"] for query in queries if query["sql"].startswith(("INSERT", "DELETE"))]
    assert not any("matchkey" in sql for sql in written)


def test_keys_are_made_once_at_the_end_of_a_form():
    with index_later():
        organisation = OrganisationFactory(name="Harbour Lights")
        assert stored([organisation.pk]) == {}
    assert stored([organisation.pk])


def test_everything_made_anew_is_what_was_there():
    organisation = OrganisationFactory(name="Harbour Lights", state=PublicationState.DRAFT)
    NameFactory(organisation=organisation)
    before = everything()
    MatchKey.objects.all().delete()
    for again in (rebuild, rebuild_search):
        again()
        assert everything() == before


def test_generated_organisations_have_keys_until_they_are_removed():
    load.generate(5, seed=1, progress=lambda done: None)
    assert set(stored(Organisation.objects.values_list("pk", flat=True))) == set(
        Organisation.objects.values_list("pk", flat=True)
    )
    load.remove(lambda done: None)
    assert everything() == []
