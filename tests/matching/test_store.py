"""The keys of every organisation follow every kind of write."""

import pytest

from orgs.choices import ContactPointKind, NameKind, PublicationState, RiskLevel
from orgs.matching import Key, likely_twins
from orgs.matching.keys import keys
from orgs.matching.store import rebuild, stored
from orgs.models import Identifier, MatchKey, Organisation, OrganisationName
from orgs.search import index_later
from orgs.search.index import rebuild as rebuild_search
from orgs.synthetic import load
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

TOLD_APART = {NameKind.FORMER, NameKind.ACRONYM}


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


@pytest.mark.parametrize("state", [PublicationState.PUBLISHED, PublicationState.DRAFT])
def test_all_it_is_known_by_counts_whether_visitors_may_find_it_or_not(state):
    organisation = OrganisationFactory(name="Harbour Lights", state=state)
    mine = {"organisation": organisation}
    for kind in NameKind:
        NameFactory(text=f"Beacon {kind.value}", kind=kind, **mine)
    ContactPointFactory(value="https://example.org/beacon", **mine)
    ContactPointFactory(kind=ContactPointKind.EMAIL, value="beacon@example.org", **mine)
    Identifier.objects.create(scheme_id="GB-CHC", value="1122285", **mine)

    expected = Key(
        "Harbour Lights",
        other_names=[f"Beacon {kind.value}" for kind in NameKind if kind not in TOLD_APART],
        former_names=["Beacon former"],
        acronyms=["Beacon acronym"],
        websites=["https://example.org/beacon"],
        identifiers=[("GB-CHC", "1122285")],
    )
    assert stored([organisation.pk]) == {organisation.pk: keys(expected)}


def test_publishing_and_hiding_leave_the_keys_alone():
    organisation = OrganisationFactory(name="Harbour Lights", state=PublicationState.DRAFT)
    before = everything()
    for facts in ({"state": PublicationState.PUBLISHED}, {"risk": RiskLevel.HIDDEN}):
        for field, value in facts.items():
            setattr(organisation, field, value)
        organisation.save()
        assert everything() == before


def test_what_visitors_may_find_is_read_once_for_search_and_for_keys(django_assert_max_num_queries):
    organisation = OrganisationFactory(name="Harbour Lights")
    with django_assert_max_num_queries(60) as queries:
        organisation.save()

    for table in ("organisationname", "identifier", "contactpoint"):
        assert len([query for query in queries if f"orgs_{table}" in query["sql"]]) == 1


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
