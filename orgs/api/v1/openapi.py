"""The API's own description, OpenAPI 3.1, made from its operations."""

import json
from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

from django.conf import settings

from orgs.api.v1.answers import CONTENT_TYPE, licence, source
from orgs.api.v1.declared import Operation, Parameter, Schema
from orgs.views.problems import CONTENT_TYPE as PROBLEM

VERSION = "1.0.0"
"""Raised when something is added; what is there keeps its meaning for as long as it is `v1`."""

SAYS = (
    "Organisations, countries, ratings of civic space, focus areas and a library, as the pages "
    "have them. GET only; no key, no cookie; scripts of any site may ask. People are in none of "
    "it."
)
_PROBLEMS = {
    HTTPStatus.BAD_REQUEST: "Something in the address makes no sense; “detail” says what.",
    HTTPStatus.METHOD_NOT_ALLOWED: "Ask with GET or HEAD.",
    HTTPStatus.NOT_ACCEPTABLE: "The “Accept” header leaves out JSON.",
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE: "A body was sent, and is too large.",
    HTTPStatus.TOO_MANY_REQUESTS: "Too much was asked at once. Wait for a few minutes.",
    HTTPStatus.INTERNAL_SERVER_ERROR: "The fault is ours.",
    HTTPStatus.SERVICE_UNAVAILABLE: "The database does not answer. “Retry-After” says when to try.",
}
_TEXT = {"type": "string"}
_ADDRESS = {"type": "string", "format": "uri"}


def document(operations: Sequence[Operation], base: str) -> dict[str, Any]:
    """`base` is the path below which the operations are."""
    return {
        "openapi": "3.1.0",
        "info": {
            "title": settings.SITE_NAME,
            "version": VERSION,
            "description": SAYS,
            "license": licence(),
        },
        "servers": [{"url": settings.SITE_URL + base}],
        "paths": {f"/{one.path}": {"get": _operation(one)} for one in operations},
        "components": {
            "schemas": {
                **{one.holds.name: one.holds.described() for one in operations},
                "Meta": _META,
                "Problem": _PROBLEM,
            },
            "responses": {status.name: _problem(says) for status, says in _PROBLEMS.items()},
        },
    }


def example_of(operation: Operation) -> dict:
    """A whole answer, with one record."""
    meta = {**operation.meta_example, "language": "en", "source": source(), "licence": licence()}
    record = operation.example()
    if not operation.is_list:
        return {"data": record, "meta": meta}
    return {"data": [record], "next": None, **operation.more_example, "meta": meta}


def written_example(operation: Operation) -> str:
    return json.dumps(example_of(operation), ensure_ascii=False, indent=2)


def _operation(operation: Operation) -> dict[str, Any]:
    own = {
        str(status): _problem(says) if status >= HTTPStatus.BAD_REQUEST else {"description": says}
        for status, says in operation.problems.items()
    }
    found = {
        "description": operation.says,
        "headers": {
            "ETag": {
                "description": "Send it back as “If-None-Match” to be told when nothing changed.",
                "schema": _TEXT,
            },
            "Link": {"description": "“next”, “service-desc”, “license”.", "schema": _TEXT},
        },
        "content": {
            CONTENT_TYPE: {"schema": _whole(operation), "example": example_of(operation)},
        },
    }
    return {
        "operationId": operation.name,
        "summary": operation.title,
        "description": operation.says,
        "parameters": [
            *(_parameter(one, "path") for one in operation.in_path),
            *(_parameter(one, "query") for one in operation.all_parameters),
        ],
        "responses": {
            "200": found,
            "304": {"description": "You have it already."},
            **{str(int(one)): _ref("responses", one.name) for one in _PROBLEMS},
            **own,
        },
    }


def _parameter(one: Parameter, where: str) -> dict[str, Any]:
    said = {"name": one.name, "in": where, "description": one.says}
    if where == "path":
        return {**said, "required": True, "schema": one.schema, "example": one.example}
    if one.several:
        schema = {"type": "array", "items": one.schema, "minItems": 1}
        return {**said, "schema": schema, "example": [one.example]}
    return {**said, "schema": one.schema, "example": one.example}


def _whole(operation: Operation) -> Schema:
    record, meta = _ref("schemas", operation.holds.name), _ref("schemas", "Meta")
    properties: dict[str, Schema] = {"data": record, "meta": meta}
    if operation.is_list:
        properties["data"] = {"type": "array", "items": record}
        properties["next"] = _NEXT
        properties |= operation.more
    return _object(properties)


def _problem(says: str) -> dict[str, Any]:
    return {"description": says, "content": {PROBLEM: {"schema": _ref("schemas", "Problem")}}}


def _ref(kind: str, name: str) -> dict[str, str]:
    return {"$ref": f"#/components/{kind}/{name}"}


def _object(properties: dict[str, Schema], required: Sequence[str] | None = None) -> Schema:
    needed = list(properties) if required is None else list(required)
    return {"type": "object", "properties": properties, "required": needed}


_NEXT = {
    "type": ["string", "null"],
    "format": "uri",
    "description": "Where the list goes on; null at its end.",
}
_META = _object(
    {
        "count": {"type": "integer", "description": "Records of the whole list."},
        "searched_for": {
            "type": ["string", "null"],
            "description": "What was searched for: the nearest spelling, where what was typed "
            "finds nothing.",
        },
        "language": _TEXT,
        "source": _object({"name": _TEXT, "url": _ADDRESS}),
        "licence": _object({"name": _TEXT, "url": _ADDRESS}),
    },
    required=["language", "source", "licence"],
)
_PROBLEM = _object(
    {
        "type": {"type": "string", "format": "uri-reference"},
        "title": {"type": "string", "description": "The status in words."},
        "status": {"type": "integer"},
        "detail": {"type": "string", "description": "What was wrong with this request."},
        "offers": {
            "type": "array",
            "description": "Organisations that may have been meant.",
            "items": _object({"public_id": _TEXT, "name": _TEXT}),
        },
    },
    required=["type", "title", "status", "detail"],
)
