"""The description is made from the operations, and what it says holds."""

import pytest
from openapi_spec_validator import OpenAPIV31SpecValidator

from orgs.api.v1 import examples, openapi
from orgs.ids import parse_public_id
from orgs.parameters import OrganisationFilters
from tests.api.v1.conftest import DOCUMENT, OPERATIONS, V1, held_to, schema_of

pytestmark = pytest.mark.django_db


def test_the_description_is_valid_openapi(client):
    document = client.get(f"{V1}openapi.json").json()
    assert document["openapi"] == "3.1.0"
    assert [error.message for error in OpenAPIV31SpecValidator(document).iter_errors()] == []


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_example_is_what_the_description_says(name):
    held_to(schema_of(name), openapi.example_of(OPERATIONS[name]))


@pytest.mark.parametrize("name", OPERATIONS)
def test_an_example_has_every_field(name):
    operation = OPERATIONS[name]
    described = operation.holds.described()["properties"]
    assert operation.example().keys() == described.keys()


@pytest.mark.parametrize("name", OPERATIONS)
def test_the_example_of_a_parameter_is_one_of_its_values(name):
    for parameter in OPERATIONS[name].all_parameters:
        held_to(parameter.schema, parameter.example)


def test_the_id_in_examples_could_be_one():
    assert parse_public_id(examples.ID) == examples.ID


def test_every_filter_of_the_page_is_described():
    described = {one.name for one in OPERATIONS["organisations"].parameters}
    assert described == set(OrganisationFilters.base_filters) - {"sort", "page", "pick"}


def test_every_answer_has_an_example_and_every_problem_its_words():
    for path in DOCUMENT["paths"].values():
        answers = path["get"]["responses"]
        assert answers["200"]["content"]["application/json"]["example"]
        assert {"304", "400", "405", "406", "413", "429", "500", "503"} <= answers.keys()


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_the_page_has_every_operation_and_parameter(client, prefix):
    answer = client.get(f"{prefix}/api/")
    text = answer.content.decode()
    for operation in OPERATIONS.values():
        assert f"GET {V1}{operation.path}" in text
        for parameter in (*operation.in_path, *operation.all_parameters):
            assert f"<code>{parameter.name}</code>" in text
    assert "<script" not in text.replace('<script src="/static/js/enhance.js" defer></script>', "")
    assert not answer.cookies
