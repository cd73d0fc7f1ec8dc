"""A browser of somebody with a role: `as_role("publisher")`."""

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def as_role(db):
    def sign_in(role=None, **facts):
        user = UserFactory(group=role, **facts)
        client = Client()
        client.force_login(user)
        client.user = user
        return client

    return sign_in
