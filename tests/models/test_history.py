"""Every entry in the history is whole: the record and all its lists, whatever was changed."""

import pytest
from simple_history.models import HistoricalRecords

from orgs.models import Grant, Organisation, Resource
from orgs.models.history import History
from tests.factories import OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db

LISTED = [
    (model, field.name)
    for model in (Organisation, Resource, Grant)
    for field in model.history.model._history_m2m_fields
]


@pytest.fixture
def organisation():
    return OrganisationFactory(countries=["NO", "GR"], focus=["legal-aid"])


def lists(entry):
    """(key of the link, country) of an entry's countries, and the same of its focus areas."""
    return (
        sorted(entry.countries.values_list("id", "country_id")),
        sorted(entry.focus_areas.values_list("id", "focusarea_id")),
    )


def links(organisation):
    """The same of the record itself."""
    countries, areas = Organisation.countries.through, Organisation.focus_areas.through
    mine = {"organisation": organisation}
    return (
        sorted(countries.objects.filter(**mine).values_list("id", "country_id")),
        sorted(areas.objects.filter(**mine).values_list("id", "focusarea_id")),
    )


def test_an_entry_about_a_plain_field_has_the_lists_as_they_were(organisation):
    OrganisationFactory(countries=["PK"])
    organisation.summary = "Helps."
    organisation.save()

    assert lists(organisation.history.first()) == links(organisation)


def test_a_changed_list_makes_an_entry_and_leaves_the_one_before_alone(organisation):
    before, count = links(organisation), organisation.history.count()
    organisation.countries.add("PK")
    last, earlier = organisation.history.all()[:2]

    assert organisation.history.count() == count + 1
    assert lists(last) == links(organisation)
    assert lists(earlier) == before


def test_a_list_that_was_emptied_is_empty_in_the_entry(organisation):
    organisation.countries.clear()

    assert lists(organisation.history.first())[0] == []
    assert lists(organisation.history.first())[1] == links(organisation)[1]


def test_the_lists_of_an_entry_belong_to_that_record(organisation):
    OrganisationFactory(countries=["PK"])
    organisation.save()
    owners = organisation.history.first().countries.values_list("organisation_id", flat=True)

    assert set(owners) == {organisation.pk}


def test_an_entry_about_a_deletion_is_the_last_one(organisation):
    pk = organisation.pk
    organisation.delete()
    last = Organisation.history.filter(id=pk).latest()

    assert last.history_type == "-"
    assert last.history_id == max(Organisation.history.values_list("history_id", flat=True))


def test_an_item_of_the_library_keeps_the_organisations_it_was_about(organisation):
    item = ResourceFactory()
    item.organisations.set([organisation])
    item.title = "Another"
    item.save()

    kept = item.history.first().organisations.values_list("organisation_id", flat=True)
    assert list(kept) == [organisation.pk]


def test_what_is_copied_is_what_the_library_would_have_written(organisation):
    entry = organisation.history.first()
    ours = lists(entry)
    for name in ("countries", "focus_areas"):
        getattr(entry, name).all().delete()
    HistoricalRecords.create_historical_record_m2ms(History(), entry, organisation)

    assert lists(entry) == ours != ([], [])


@pytest.mark.parametrize(("model", "name"), LISTED)
def test_every_list_that_is_kept_can_be_written(model, name):
    field = model._meta.get_field(name)
    kept = {one.column for one in HistoricalRecords.m2m_models[field]._meta.concrete_fields}
    now = {one.column for one in field.remote_field.through._meta.concrete_fields}

    assert kept - now == {"m2m_history_id", "history_id"}


def test_a_history_is_read_through_one_class(organisation):
    assert type(organisation.history) is type(organisation.history)
    assert type(organisation.history) is type(Organisation.history)


def test_a_save_costs_one_statement_for_each_list(organisation, django_assert_max_num_queries):
    with django_assert_max_num_queries(60) as queries:
        organisation.save()
    about = [query["sql"] for query in queries if "historicalorganisation" in query["sql"]]
    assert len(about) == 3
