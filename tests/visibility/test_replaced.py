"""Which public organisations permanent ids stand for."""

import pytest

from orgs import actions
from orgs.ids import format_public_id
from orgs.models import Organisation
from orgs.visibility import stand_for
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge():
    by = UserFactory(group="publisher")
    return lambda lose, keep: actions.merge(keep=keep, lose=lose, by=by)


def test_an_id_stands_for_its_own_organisation_in_one_query(django_assert_num_queries):
    one, other = OrganisationFactory(), OrganisationFactory()
    with django_assert_num_queries(1):
        found = stand_for([one.public_id, other.public_id])
    assert found == {one.public_id: one.pk, other.public_id: other.pk}


def test_the_ids_of_a_chain_stand_for_its_end(merge, django_assert_num_queries):
    first, second, third = (OrganisationFactory() for _ in range(3))
    merge(first, second)
    merge(second, third)
    with django_assert_num_queries(5):
        found = stand_for([first.public_id, second.public_id, third.public_id])
    assert found == dict.fromkeys((first.public_id, second.public_id, third.public_id), third.pk)


@pytest.mark.parametrize("before", [{"risk": "hidden"}, {"state": "draft"}])
def test_who_was_not_public_leads_nowhere(merge, before):
    lose = OrganisationFactory(**before)
    merge(lose, OrganisationFactory())
    Organisation.objects.filter(pk=lose.pk).update(risk=lose.risk)
    assert stand_for([lose.public_id, format_public_id(1)]) == {}


def test_an_undone_merge_leads_nowhere_else(merge):
    lose, keep = OrganisationFactory(), OrganisationFactory()
    done = merge(lose, keep)
    actions.undo_merge(merge=done, by=done.merged_by)
    assert stand_for([lose.public_id]) == {lose.public_id: lose.pk}
