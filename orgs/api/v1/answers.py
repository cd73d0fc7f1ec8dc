"""What comes back: ``{"data": …, "next": …, "meta": {…}}``."""

import json
from collections.abc import Sequence

from django.conf import settings
from django.http import HttpResponse
from django.urls import reverse
from django.utils.encoding import iri_to_uri

from orgs.api.v1.asked import Asked
from orgs.columns import Column
from orgs.exports.json import as_bytes
from orgs.exports.records import Record

CONTENT_TYPE = "application/json"

_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def page(
    asked: Asked, data: list[dict], place: dict | None, *, meta: dict, beside: dict | None = None
) -> HttpResponse:
    """A part of a list; `place` is where it goes on, None at its end."""
    following = None if place is None else asked.next_address(place)
    links = {"next": following} if following else {}
    return _answer(asked, {"data": data, "next": following, **(beside or {})}, meta, links)


def one(asked: Asked, data: dict) -> HttpResponse:
    return _answer(asked, {"data": data}, {}, {})


def of_columns(record: Record, columns: Sequence[Column]) -> Record:
    """What was asked for of a record."""
    return {column.name: record[column.name] for column in columns}


def licence() -> dict[str, str]:
    return {"name": settings.CONTENT_LICENCE, "url": settings.CONTENT_LICENCE_URL}


def source() -> dict[str, str]:
    return {"name": settings.SITE_NAME, "url": settings.SITE_URL}


def _answer(asked: Asked, body: dict, meta: dict, links: dict[str, str]) -> HttpResponse:
    """Says as well under which licence it comes, and where it is described."""
    about = {"language": asked.language, "source": source(), "licence": licence()}
    body["meta"] = {**meta, **about}
    response = HttpResponse(as_bytes(_encode(body)), content_type=CONTENT_TYPE)
    links = {
        **links,
        "service-desc": settings.SITE_URL + reverse("api_openapi"),
        "license": iri_to_uri(settings.CONTENT_LICENCE_URL),
    }
    response.headers["Link"] = ", ".join(
        f'<{url}>; rel="{relation}"' for relation, url in links.items()
    )
    response.headers["Content-Language"] = asked.language
    return response
