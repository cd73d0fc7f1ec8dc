"""A batch costs as many queries as one question, as long as somebody near fits each."""

import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs import actions
from orgs.api.reconcile import limits
from orgs.search.current import current
from tests.api.reconcile.conftest import V0, V1
from tests.factories import NameFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db

MATCH = 7
"""The version twice, exact names, keys and who has them, facts and their parts."""

FURTHER = 12
"""For a name that nobody near has: who has it exactly, names that begin so, the words, and if
there are no more than two, the spellings of each.
"""

EXTEND = 4
"""The permanent ids, the version, facts and their parts."""


def counted(asking) -> int:
    current()
    with CaptureQueriesContext(
        connection,
    ) as queries:
        assert asking().status_code == 200
    return len(queries)


def post(client, texts):
    batch = {f"q{place}": {"query": text} for place, text in enumerate(texts)}
    return lambda: client.post(V0, {"queries": json.dumps(batch)})


def fifty(texts):
    return [texts[number % len(texts)] for number in range(limits.BATCH)]


@pytest.fixture
def many():
    found = []
    for number in range(6):
        one = OrganisationFactory(name=f"House of Refuge {number}")
        NameFactory(organisation=one, text=f"HRF{number}", kind="acronym")
        found.append(one)
    return found


def test_fifty_names_cost_as_many_queries_as_one(client, many):
    one = counted(post(client, [many[0].name]))
    assert one == MATCH
    assert counted(post(client, fifty([organisation.name for organisation in many]))) == one
    assert counted(post(client, fifty([f"HRF{number}" for number in range(6)]))) == one


def test_fifty_ids_cost_one_query_more(client, many):
    assert counted(post(client, fifty([one.public_id for one in many]))) == MATCH + 1


def test_names_that_nobody_has_cost_a_bounded_number_each(client, many):
    three = [f"Qxvwz{number} Jkqzv{number} Wqzpf{number}" for number in range(6)]
    two = [f"Houze Rexuge{number}" for number in range(6)]
    texts = [*three, *two]
    assert counted(post(client, texts)) <= MATCH + FURTHER * len(texts)


def test_fetching_costs_the_same_for_one_and_for_many(client, many):
    def extend(organisations):
        query = {
            "ids": [one.public_id for one in organisations],
            "properties": [{"id": "name"}, {"id": "countries"}, {"id": "focus_areas"}],
        }
        return lambda: client.post(f"{V1}extend", query, content_type="application/json")

    assert counted(extend(many[:1])) == counted(extend(many)) == EXTEND


def test_ids_of_merged_records_cost_three_queries_more_however_many(client, many):
    by = UserFactory(group="publisher")
    for lost in many[1:4]:
        actions.merge(keep=many[0], lose=lost, by=by)
    query = {"ids": [one.public_id for one in many], "properties": [{"id": "name"}]}
    assert counted(lambda: client.post(V0, {"extend": json.dumps(query)})) == EXTEND + 3


def test_a_suggestion_and_a_preview_cost_few(client, many):
    assert counted(lambda: client.get(f"{V0}suggest/entity", {"prefix": "House"})) <= 10
    assert counted(lambda: client.get(f"{V0}preview", {"id": many[0].public_id})) <= 7
    assert counted(lambda: client.get(f"{V0}suggest/property", {"prefix": "n"})) == 0
