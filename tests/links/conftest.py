"""A web server on this machine, and a visitor who may go there."""

import pytest

from orgs.links.fetch import Fetcher
from orgs.links.visit import Visitor
from tests.links.server import AnyPort, Site, is_this_machine


@pytest.fixture
def site():
    made = Site()
    yield made
    made.close()


@pytest.fixture
def fetcher():
    return Fetcher(allowed=is_this_machine, ports=AnyPort(), seconds=2)


@pytest.fixture
def visitor(fetcher):
    return Visitor(fetcher, pause=0)
