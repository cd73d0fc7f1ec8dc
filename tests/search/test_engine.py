"""What each database does in its own way for those who write much."""

import pytest
from django.db import connection

from orgs.models import Organisation
from orgs.search.engine import engine
from tests.factories import OrganisationFactory

TABLE = Organisation._meta.db_table
SETTINGS = {
    "sqlite": ["PRAGMA cache_size", "PRAGMA synchronous"],
    "postgresql": ["SHOW synchronous_commit", "SHOW gin_pending_list_limit"],
}


def settings_now():
    found = []
    with connection.cursor() as cursor:
        for statement in SETTINGS[connection.vendor]:
            cursor.execute(statement)
            found.append(cursor.fetchone())
    return found


@pytest.mark.django_db
def test_keys_for_new_rows_are_nobody_elses():
    there = OrganisationFactory().pk

    keys = engine().next_ids(TABLE, 3)

    assert len(set(keys)) == 3
    assert there not in keys
    assert keys == sorted(keys)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["roomy", "loading"])
def test_a_load_leaves_the_connection_as_it_was(what):
    before, during = settings_now(), []

    def interrupted():
        with getattr(engine(), what)():
            during.extend(settings_now())
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        interrupted()

    assert settings_now() == before
    assert (during != before) or (what, connection.vendor) == ("roomy", "postgresql")
