"""The API asked by a programme that knows nothing but its description: whatever that allows, and
what it does not. In this process, without a server.

That every value a parameter's schema allows is accepted is not asked: which countries and focus
areas there are, and what is a cursor, no schema says.
"""

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from hypothesis import HealthCheck, Phase, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi import checks as of_openapi

from directory.wsgi import application
from orgs.api.v1 import openapi, views
from tests.factories import NameFactory, OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db

CHECKS = [
    not_a_server_error,
    of_openapi.status_code_conformance,
    of_openapi.content_type_conformance,
    of_openapi.response_headers_conformance,
    of_openapi.response_schema_conformance,
    of_openapi.negative_data_rejection,
    of_openapi.unsupported_method,
]

schema = schemathesis.openapi.from_dict(openapi.document(views.OPERATIONS, "/api/v1"))
schema.app = application
schema.config.update(base_url="http://127.0.0.1/api/v1")


@pytest.fixture
def filled(monkeypatch):
    """Some data; and the end of a request does not end the connection the test is in."""
    for signal in (request_started, request_finished):
        monkeypatch.setattr(signal, "send", lambda **kwargs: [])
    one = OrganisationFactory(name="Harbour Aid", headquarters_id="GR", focus=["legal-aid"])
    NameFactory(organisation=one, text="HA", kind="acronym")
    ResourceFactory().organisations.add(one)


@schema.parametrize()
@settings(
    max_examples=15,
    deadline=None,
    derandomize=True,
    database=None,
    phases=[Phase.explicit, Phase.generate],
    suppress_health_check=list(HealthCheck),
)
def test_the_api_does_what_its_description_says(case, filled):
    case.call_and_validate(checks=CHECKS, headers={"Accept-Encoding": "identity"})
