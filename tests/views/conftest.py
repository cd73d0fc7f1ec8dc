"""A browser that fills in public forms, and an organisation to say something about."""

from types import SimpleNamespace

import pytest
from django.test import Client

from orgs.models import FocusArea
from orgs.suggesting import guard
from tests.factories import ContactPointFactory, OrganisationFactory
from tests.views.forms import answers_of


@pytest.fixture
def clock(monkeypatch):
    """The forms' clock; a minute goes by between opening and sending one."""
    clock = SimpleNamespace(time=1_800_000_000.0)
    monkeypatch.setattr(guard, "now", lambda: clock.time)
    return clock


@pytest.fixture
def browser():
    """Like a browser, it would not be let in with a token it does not have."""
    return Client(enforce_csrf_checks=True)


@pytest.fixture
def send(browser, clock):
    """Opens a form, changes some answers and sends it."""

    def opened_and_sent(path, waited=60, headers=None, **answers):
        filled = answers_of(browser.get(path).content.decode())
        clock.time += waited
        return browser.post(path, filled | answers, headers=headers or {})

    return opened_and_sent


@pytest.fixture
def harbour():
    organisation = OrganisationFactory(
        name="Harbour Aid",
        slug="harbour-aid",
        headquarters_id="GR",
        countries=["GR", "IT"],
        founded="2015",
    )
    organisation.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))
    ContactPointFactory(organisation=organisation, value="https://www.harbour.example.org/")
    ContactPointFactory(organisation=organisation, kind="email", value="office@harbour.example.org")
    return organisation
