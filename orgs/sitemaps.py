"""The map of the site for search engines: every page in every language, with when it changed.

A small directory has one file. A larger one has an index and parts, each with so many organisations
or items of the library that it stays below 50,000 addresses and 50 MB (sitemaps.org) even where
addresses are long: each names its other languages.
"""

from collections.abc import Iterable, Iterator
from functools import partial
from html import escape
from itertools import chain, islice

from django.conf import settings
from django.http import Http404, HttpResponse, StreamingHttpResponse
from django.urls import reverse
from django.utils.translation import override
from django.views.decorators.http import require_safe

from orgs.models import FocusArea
from orgs.search.current import current
from orgs.search.state import State
from orgs.views.caching import unless_changed
from orgs.visibility import addresses, item_addresses, library_version

ADDRESSES = 15_000
"""In a part. With six other languages an address takes 2 kB, 3 kB in a script of four bytes."""

BATCH = 1000
"""Organisations or items read at a time: one query."""

STANDING = (
    *("home", "organisations", "countries", "focus_areas", "library", "rating_changes"),
    *("coverage", "data", "data_columns", "api", "quality", "snapshots", "about", "privacy"),
)
CONTENT_TYPE = "application/xml; charset=utf-8"

_HEAD = '<?xml version="1.0" encoding="utf-8"?>\n'
_SCHEMA = "http://www.sitemaps.org/schemas/sitemap/0.9"
_OPEN = f'{_HEAD}<urlset xmlns="{_SCHEMA}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'

Page = tuple[str, str]
"""A path without the prefix of a language, and the day it last changed or nothing."""


def pages_a_part() -> int:
    return ADDRESSES // len(settings.LANGUAGES)


def _parts(number: int) -> int:
    return -(-number // pages_a_part())


map_unless_changed = partial(unless_changed, also=library_version)


@require_safe
@map_unless_changed
def sitemap(request):
    """Everything, or an index of the parts: those of organisations, then those of the library. Two
    queries for the versions, one for focus areas, one to count the library, and one for each
    thousand organisations or items.
    """
    state = current()
    organisations, (items, _latest) = len(state.everything), library_version()
    if organisations + items <= pages_a_part():
        every = _standing(state), _organisations(state.everything), _items(0, items)
        return _streamed(request, chain(*every))
    parts = _parts(organisations) + _parts(items)
    return HttpResponse(_index(parts), content_type=CONTENT_TYPE)


@require_safe
@map_unless_changed
def sitemap_part(request, number):
    """A part: 0 has the pages that are neither organisations' nor the library's. At most five
    queries beside those for the versions, and a batch in memory.
    """
    state, size = current(), pages_a_part()
    start = (number - 1) * size
    if number == 0:
        return _streamed(request, _standing(state))
    if start < len(state.everything):
        return _streamed(request, _organisations(state.everything[start : start + size]))
    start -= _parts(len(state.everything)) * size
    items, _latest = library_version()
    if start >= items:
        raise Http404
    return _streamed(request, _items(start, min(start + size, items)))


def _streamed(request, pages: Iterable[Page]) -> StreamingHttpResponse:
    blocks = () if request.method == "HEAD" else _urlset(pages)
    return StreamingHttpResponse(blocks, content_type=CONTENT_TYPE)


def _index(parts: int) -> str:
    found = [reverse("sitemap_part", args=[number]) for number in range(parts + 1)]
    lines = [f"<sitemap><loc>{settings.SITE_URL}{path}</loc></sitemap>\n" for path in found]
    return f'{_HEAD}<sitemapindex xmlns="{_SCHEMA}">\n{"".join(lines)}</sitemapindex>\n'


def _standing(state: State) -> Iterator[Page]:
    """Pages that are not organisations'; one query."""
    yield from ((reverse(name), "") for name in STANDING)
    counted = state.facets["country"]
    for code, country in sorted(state.places.records.countries.items()):
        if country.rating or code in counted:
            yield country.get_absolute_url(), ""
    for slug in FocusArea.objects.in_list_order().values_list("slug", flat=True):
        yield reverse("focus_area", args=[slug]), ""


def _organisations(ids) -> Iterator[Page]:
    """By id, those that may be found at the moment they are read."""
    for start in range(0, len(ids), BATCH):
        for slug, updated_at in addresses(ids[start : start + BATCH]):
            yield reverse("organisation", args=[slug]), updated_at.date().isoformat()


def _items(start: int, stop: int) -> Iterator[Page]:
    for first in range(start, stop, BATCH):
        for slug, updated_at in item_addresses(first, min(first + BATCH, stop)):
            yield reverse("library_item", args=[slug]), updated_at.date().isoformat()


def _urlset(pages: Iterable[Page]) -> Iterator[str]:
    prefixes = _prefixes()
    pages = iter(pages)
    yield _OPEN
    while True:
        # only while it is made: whoever reads in between has a language of his own
        with override(settings.LANGUAGE_CODE):
            block = [_entries(page, prefixes) for page in islice(pages, BATCH)]
        if not block:
            break
        yield "".join(block)
    yield "</urlset>\n"


def _prefixes() -> dict[str, str]:
    """What each language puts before a path."""
    found = {}
    for code, _language in settings.LANGUAGES:
        with override(code):
            found[code] = settings.SITE_URL + reverse("home").rstrip("/")
    return found


def _entries(page: Page, prefixes: dict[str, str]) -> str:
    """A page in each language, each with all of them beside it."""
    path, changed = escape(page[0]), page[1]
    beside = [_alternate(code, prefix + path) for code, prefix in prefixes.items()]
    beside.append(_alternate("x-default", prefixes[settings.LANGUAGE_CODE] + path))
    rest = f"{f'<lastmod>{changed}</lastmod>' if changed else ''}{''.join(beside)}</url>\n"
    return "".join(f"<url><loc>{prefix}{path}</loc>{rest}" for prefix in prefixes.values())


def _alternate(code: str, address: str) -> str:
    return f'<xhtml:link rel="alternate" hreflang="{code}" href="{address}"/>'
