"""Pages of the panel, opened by somebody with a role."""

import pytest
from django.test import Client

from tests.factories import UserFactory


@pytest.fixture
def signed_in(new_page, live_server):
    """Opens a page as somebody with a role."""

    def open_page(role, **options):
        client = Client()
        client.force_login(UserFactory(group=role))
        page = new_page(**options)
        cookie = {"name": "sessionid", "value": client.cookies["sessionid"].value}
        page.context.add_cookies([{**cookie, "url": live_server.url}])
        return page

    return open_page
