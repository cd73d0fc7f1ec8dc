"""Somebody who asks the service, in both versions; every answer is held to its schema."""

import json
from pathlib import Path

import pytest
from jsonschema import Draft202012Validator

from orgs.choices import NameKind
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory

V0, V1 = "/reconcile/", "/reconcile/v1/"
VALIDATORS = {
    V0: json.loads((Path(__file__).parent / "schemas/0.2.json").read_text(encoding="utf-8")),
    V1: json.loads((Path(__file__).parent / "schemas/1.0-draft.json").read_text(encoding="utf-8")),
}


def held_to(version: str, what: str, answer: object) -> object:
    """The answer, when it is as the specification of that version says."""
    schema = {**VALIDATORS[version], "$ref": f"#/$defs/{what}"}
    Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER).validate(
        answer
    )
    return answer


class Asking:
    """A client of the service."""

    def __init__(self, client):
        self.client = client

    def queries(self, batch: dict, method="post") -> dict:
        """0.2: the result of each query."""
        answer = getattr(self.client, method)(V0, {"queries": json.dumps(batch)})
        assert answer.status_code == 200, answer.content
        found = held_to(V0, "results", answer.json())
        return {at: one["result"] for at, one in found.items()}

    def query(self, text: str | None = None, properties: dict | None = None, **more) -> list[dict]:
        """0.2: the candidates of one query."""
        asked = {} if text is None else {"query": text}
        if properties:
            asked["properties"] = [{"pid": pid, "v": value} for pid, value in properties.items()]
        return self.queries({"q0": {**asked, **more}})["q0"]

    def match(self, *conditions: dict, **more) -> list[dict]:
        """1.0: the candidates of one query."""
        body = {"queries": [{"conditions": list(conditions), **more}]}
        answer = self.send("match", body)
        assert answer.status_code == 200, answer.content
        (one,) = held_to(V1, "results", answer.json())["results"]
        return one["candidates"]

    def send(self, path: str, body: object):
        text = body if isinstance(body, str | bytes) else json.dumps(body)
        return self.client.post(V1 + path, text, content_type="application/json")

    def extend(self, ids: list[str], *properties, method="post") -> dict:
        """0.2: rows."""
        query = {"ids": ids, "properties": [_property(one) for one in properties]}
        answer = getattr(self.client, method)(V0, {"extend": json.dumps(query)})
        assert answer.status_code == 200, answer.content
        return held_to(V0, "extension", answer.json())

    def suggest(self, what: str, version=V0, **asked) -> list[dict]:
        answer = self.client.get(f"{version}suggest/{what}", asked)
        assert answer.status_code == 200, answer.content
        plural = {"entity": "entities", "property": "properties", "type": "types"}[what]
        return held_to(version, f"suggested_{plural}", answer.json())["result"]


def _property(one: str | dict) -> dict:
    return {"id": one} if isinstance(one, str) else one


def name(*values: str, **more) -> dict:
    """A condition of 1.0 on the name."""
    return {"matchType": "name", "propertyValue": list(values), **more}


def property_of(pid: str, *values: str, **more) -> dict:
    """A condition of 1.0 on a property."""
    return {"matchType": "property", "propertyId": pid, "propertyValue": list(values), **more}


@pytest.fixture
def ask(client):
    return Asking(client)


@pytest.fixture
def harbour():
    """An organisation with a name of every kind, numbers and a website."""
    one = OrganisationFactory(
        name="Harbour Aid Collective",
        kind="ngo",
        headquarters_id="GR",
        countries=["GR", "IT"],
        focus=["legal-aid"],
        summary="Aid at the harbour.",
        founded="2015",
    )
    for kind, text, language in (
        (NameKind.ACRONYM, "HAC", ""),
        (NameKind.FORMER, "Quayside Welcome Group", ""),
        (NameKind.TRANSLATION, "Συλλογικότητα του Λιμανιού", "el"),
        (NameKind.ALIAS, "Friends of the Harbour", "en"),
    ):
        NameFactory(organisation=one, text=text, kind=kind, language=language)
    ContactPointFactory(organisation=one, value="https://www.harbour-aid.example.org/en/")
    one.identifiers.create(scheme_id="GB-CHC", value="1122285")
    one.identifiers.create(scheme_id="XI-ROR", value="02mhbdp94")
    one.identifiers.create(scheme_id="XI-LEI", value="529900T8BM49AURSDO55")
    return one
