"""Asking the API, every answer held to its own description."""

from urllib.parse import urlsplit

import pytest
from jsonschema import Draft202012Validator

from orgs.api.v1 import openapi, views

V1 = "/api/v1/"
DOCUMENT = openapi.document(views.OPERATIONS, "/api/v1")
OPERATIONS = {one.name: one for one in views.OPERATIONS}


def held_to(schema: dict, found):
    """The same, if it is what the description says."""
    resolved = {**schema, "components": DOCUMENT["components"]}
    checked = Draft202012Validator(
        resolved, format_checker=Draft202012Validator.FORMAT_CHECKER
    ).iter_errors(found)
    assert [error.message for error in checked] == []
    return found


def schema_of(operation: str) -> dict:
    answers = DOCUMENT["paths"][f"/{OPERATIONS[operation].path}"]["get"]["responses"]
    return answers["200"]["content"]["application/json"]["schema"]


class Asking:
    def __init__(self, client):
        self.client = client

    def get(self, operation: str, path: str = "", **query) -> dict:
        """An answer, as described."""
        answer = self.client.get(V1 + (path or OPERATIONS[operation].path), query)
        assert answer.status_code == 200, answer.content
        assert answer["Access-Control-Allow-Origin"] == "*"
        return held_to(schema_of(operation), answer.json())

    def follow(self, address: str) -> dict:
        """What is at an address that an answer gave."""
        parts = urlsplit(address)
        answer = self.client.get(f"{parts.path}?{parts.query}")
        assert answer.status_code == 200, answer.content
        return answer.json()

    def pages(self, operation: str, **query):
        """Every page of a list."""
        page = self.get(operation, **query)
        yield page
        while page["next"]:
            page = self.follow(page["next"])
            yield page

    def all(self, operation: str, **query) -> list[dict]:
        return [one for page in self.pages(operation, **query) for one in page["data"]]

    def refused(self, path: str, status: int = 400, **query) -> str:
        """The sentence of a problem."""
        answer = self.client.get(V1 + path, query)
        return problem_of(answer, status)["detail"]


def problem_of(answer, status: int) -> dict:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    problem = held_to(DOCUMENT["components"]["schemas"]["Problem"], answer.json())
    assert problem["status"] == status
    return problem


@pytest.fixture
def ask(client):
    return Asking(client)
