"""Many values in one question."""

import pytest

from orgs.models import Organisation
from tests import factories

pytestmark = pytest.mark.django_db


def test_many_keys_are_one_parameter_and_find_theirs_alone():
    wanted = [factories.OrganisationFactory().pk for _ in range(3)]
    factories.OrganisationFactory()
    found = Organisation.objects.filter(pk__among=[*wanted, 10**15])

    assert sorted(found.values_list("pk", flat=True)) == sorted(wanted)
    assert len(found.order_by().query.sql_with_params()[1]) == 1


def test_no_key_finds_nothing():
    factories.OrganisationFactory()
    assert not Organisation.objects.filter(pk__among=[]).exists()


@pytest.mark.parametrize("name", ['The "Quoted"', "A{b,c}d", "Back\\slash", "It's, so", "\n"])
def test_a_text_is_found_as_it_is(name):
    factories.OrganisationFactory(name=name)
    factories.OrganisationFactory(name="Another")

    assert Organisation.objects.filter(name__among=[name, "NULL"]).count() == 1
