"""Which feeds there are. All of them are as long as a reader asks for in one go; the feed of a list
goes on, page by page, to its end.
"""

import re
from collections.abc import Iterable

from django.conf import settings
from django.http import Http404, QueryDict
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.feeds.atom import Entry, Feed, response
from orgs.feeds.entries import of_change, of_item, of_organisation
from orgs.filters import OrganisationListing
from orgs.library import LibraryListing
from orgs.listing import Listing, Page
from orgs.models import Country, FocusArea
from orgs.rating_changes import RatingChanges, query_string
from orgs.views.caching import unless_changed
from orgs.views.civic_space import CHANGES
from orgs.views.errors import error_page
from orgs.views.listings import asked_for, public_listing, title_of
from orgs.views.ratings import title_of_changes
from orgs.views.sharing import readable_anywhere
from orgs.visibility import latest_library, rating_history

MOST = 50
"""Entries of a feed, or of one of its pages."""

NEWEST = "updated"


@require_safe
@readable_anywhere
@unless_changed
def organisations(request):
    """The list of the same query, what changed last first unless another order is asked for. It
    has the pages of the list behind it; seven queries a page.
    """
    asked = request.GET.copy()
    if not asked.get("sort"):
        asked["sort"] = NEWEST
    listing = public_listing(asked, per_page=MOST, version=request.version)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    page = listing.page(listing.page_number)
    entries = (of_organisation(hit.organisation) for hit in page.hits)
    return _paged(listing, page, "organisations", _title(title_of(listing)), entries)


def _paged(listing: Listing, page: Page, name: str, title: str, entries: Iterable[Entry]):
    """A page of the feed of a list; `name` is that of the list's own page."""
    numbers = {"first": 1, "last": page.pages}
    numbers |= {"previous": page.number - 1} if page.has_previous else {}
    numbers |= {"next": page.number + 1} if page.has_next else {}
    addresses = {relation: _list_address(listing, name, n) for relation, n in numbers.items()}
    feed = Feed(
        title=title,
        language=get_language(),
        address=_list_address(listing, name, page.number),
        first=_list_address(listing, name, 1),
        page=_with_query(reverse(name), listing.query_string(page=None, view=None)),
        entries=list(entries),
        neighbours=addresses if page.pages > 1 else {},
    )
    return response(feed)


def _list_address(listing: Listing, name: str, page: int) -> str:
    changes = {"page": page if page > 1 else None, "view": None}
    if listing.sort == NEWEST:
        changes["sort"] = None
    return _with_query(reverse(f"{name}_atom"), listing.query_string(**changes))


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path


@require_safe
@readable_anywhere
def country(request, code):
    """What is new about one country: organisations that work there, its ratings, the library."""
    if not re.fullmatch("[A-Za-z]{2}", code):
        raise Http404
    if code != code.lower():
        return redirect("country_atom", code.lower(), permanent=True)
    listing = public_listing(QueryDict(f"country={code.upper()}&sort={NEWEST}"), per_page=MOST)
    found = listing.places.records.countries.get(code.upper())
    if found is None:
        raise Http404
    changes = [one for one in rating_history(found) if one.direction in CHANGES]
    for one in changes:
        one.country = found
    return _about(found, "country_atom", code, listing, map(of_change, changes))


@require_safe
@readable_anywhere
def focus_area(request, slug):
    """What is new about one focus area: organisations that work on it, the library."""
    area = get_object_or_404(FocusArea.objects.without_introductions(), slug=slug)
    listing = public_listing(QueryDict(f"focus={area.slug}&sort={NEWEST}"), per_page=MOST)
    return _about(area, "focus_area_atom", area.slug, listing, [])


def _about(
    about: Country | FocusArea,
    name: str,
    key: str,
    listing: OrganisationListing,
    more: Iterable[Entry],
):
    """A feed of all that a page has, the newest first."""
    entries = [of_organisation(hit.organisation) for hit in listing.page(1).hits]
    entries += [*more, *map(of_item, latest_library(MOST, about))]
    feed = Feed(
        title=_title(str(about)),
        language=get_language(),
        address=reverse(name, args=[key]),
        page=about.get_absolute_url(),
        entries=_newest(entries),
    )
    return response(feed)


def _newest(entries: Iterable[Entry]) -> list[Entry]:
    return sorted(entries, key=lambda entry: entry.updated, reverse=True)[:MOST]


@require_safe
@readable_anywhere
@unless_changed
def rating_changes(request):
    """What narrowed and what opened, as the page has it; two queries."""
    found = RatingChanges(request.GET)
    if found.problems:
        return error_page(request, 400, found.problems)
    query = query_string(request.GET)
    feed = Feed(
        title=_title(title_of_changes(found)),
        language=get_language(),
        address=_with_query(reverse("rating_changes_atom"), query),
        page=_with_query(reverse("rating_changes"), query),
        entries=[of_change(one) for one in found.rows[:MOST]],
    )
    return response(feed)


@require_safe
@readable_anywhere
def library_items(request):
    """The list of the same query, what came or changed last first unless another order is asked
    for. It has the pages of the list behind it; eight queries a page, nine with words to search.
    """
    asked = request.GET.copy()
    if not asked.get("sort"):
        asked["sort"] = NEWEST
    listing = LibraryListing(asked, language=get_language(), per_page=MOST)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    page = listing.page(listing.page_number)
    return _paged(listing, page, "library", _title(_title_of(listing)), map(of_item, page.hits))


def _title_of(listing: LibraryListing) -> str:
    asked = asked_for(listing)
    return _("Library: %(asked)s") % {"asked": asked} if asked else _("Library")


def _title(words: str) -> str:
    return f"{words} · {settings.SITE_NAME}"
