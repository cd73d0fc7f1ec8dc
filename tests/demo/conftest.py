"""A directory with the demonstration data."""

from io import StringIO

import pytest
from django.core.management import call_command
from django.db import transaction


@pytest.fixture(scope="module")
def said(django_db_setup, django_db_blocker):
    """Loaded once for this module, in a transaction that each test opens another in; what the
    command said.
    """
    output = StringIO()
    with django_db_blocker.unblock(), transaction.atomic():
        call_command("load_demo", stdout=output)
        yield output.getvalue()
        transaction.set_rollback(True)


@pytest.fixture
def loaded(said, db):
    return said
