"""A feed as a document. Knows nothing of organisations."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import NamedTuple
from urllib.parse import urlsplit

from django.conf import settings
from django.http import HttpResponse

from orgs.markup import add, root, written

CONTENT_TYPE = "application/atom+xml; charset=utf-8"

_SINCE = 2026
"""The year from which tags are ours: part of each, and so never changed."""

_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
"""When a feed without entries changed."""


class Category(NamedTuple):
    """A word an entry is filed under; `scheme` is the address of the list of such words."""

    term: str
    scheme: str
    label: str


@dataclass(frozen=True)
class Entry:
    """One thing that is new. `id` never changes; `url` is that of its page, absolute; `language` is
    that of the title, empty for the feed's.
    """

    id: str
    title: str
    updated: datetime
    url: str
    summary: str = ""
    language: str = ""
    published: datetime | None = None
    categories: Sequence[Category] = ()


@dataclass(frozen=True)
class Feed:
    """Entries with what they are about. Addresses are paths: of the feed itself, of its first
    page (whose address is its id), of the page that shows the same, and of neighbouring pages of
    the feed by their relation (`next` …).
    """

    title: str
    language: str
    address: str
    page: str
    entries: list[Entry]
    first: str = ""
    neighbours: Mapping[str, str] = field(default_factory=dict)


def tag(*parts: object) -> str:
    """A name that is nobody else's (RFC 4151), for what has no permanent address: a rating, 17."""
    return f"tag:{urlsplit(settings.SITE_URL).hostname},{_SINCE}:{'/'.join(map(str, parts))}"


def absolute(path: str) -> str:
    return settings.SITE_URL + path


def response(feed: Feed) -> HttpResponse:
    return HttpResponse(document(feed), content_type=CONTENT_TYPE)


def document(feed: Feed) -> bytes:
    """The feed as XML. Its author is the directory: entries are never signed by people."""
    xml = root("feed", {"xmlns": "http://www.w3.org/2005/Atom", "xml:lang": feed.language})
    add(xml, "id", absolute(feed.first or feed.address))
    add(xml, "title", feed.title)
    add(xml, "updated", _moment(max((one.updated for one in feed.entries), default=_NEVER)))
    add(xml, "link", rel="self", type="application/atom+xml", href=absolute(feed.address))
    add(
        xml,
        "link",
        rel="alternate",
        type="text/html",
        hreflang=feed.language,
        href=absolute(feed.page),
    )
    for relation, address in feed.neighbours.items():
        add(xml, "link", rel=relation, type="application/atom+xml", href=absolute(address))
    author = add(xml, "author")
    add(author, "name", settings.SITE_NAME)
    add(author, "uri", absolute("/"))
    add(xml, "rights", settings.CONTENT_LICENCE)
    add(xml, "link", rel="license", href=settings.CONTENT_LICENCE_URL)
    for entry in feed.entries:
        _write(add(xml, "entry"), entry)
    return written(xml)


def _write(xml, entry: Entry) -> None:
    add(xml, "id", entry.id)
    add(xml, "title", entry.title, xml_lang=entry.language)
    add(xml, "updated", _moment(entry.updated))
    if entry.published:
        add(xml, "published", _moment(entry.published))
    for category in entry.categories:
        add(xml, "category", **category._asdict())
    add(xml, "link", rel="alternate", href=entry.url)
    if entry.summary:
        add(xml, "summary", entry.summary)


def _moment(when: datetime) -> str:
    """RFC 3339, in UTC."""
    return when.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
