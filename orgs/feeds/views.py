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
from orgs.models import Country, FocusArea
from orgs.rating_changes import RatingChanges, query_string
from orgs.views.caching import unless_changed
from orgs.views.civic_space import CHANGES
from orgs.views.errors import error_page
from orgs.views.listings import public_listing, title_of
from orgs.views.sharing import readable_anywhere
from orgs.visibility import latest_library, library, rating_history

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
    listing = public_listing(asked, per_page=MOST)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    page = listing.page(listing.page_number)
    numbers = {"first": 1, "last": page.pages}
    numbers |= {"previous": page.number - 1} if page.has_previous else {}
    numbers |= {"next": page.number + 1} if page.has_next else {}
    feed = Feed(
        title=_title(title_of(listing)),
        language=get_language(),
        address=_list_address(listing, page.number),
        first=_list_address(listing, 1),
        page=_with_query(reverse("organisations"), listing.query_string(page=None, view=None)),
        entries=[of_organisation(hit.organisation) for hit in page.hits],
        neighbours={relation: _list_address(listing, n) for relation, n in numbers.items()}
        if page.pages > 1
        else {},
    )
    return response(feed)


def _list_address(listing: OrganisationListing, page: int) -> str:
    changes = {"page": page if page > 1 else None, "view": None}
    if listing.sort == NEWEST:
        changes["sort"] = None
    return _with_query(reverse("organisations_atom"), listing.query_string(**changes))


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
    entries += [*more, *map(of_item, library(about))]
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
        title=_title(_("Rating changes")),
        language=get_language(),
        address=_with_query(reverse("rating_changes_atom"), query),
        page=_with_query(reverse("rating_changes"), query),
        entries=[of_change(one) for one in found.rows[:MOST]],
    )
    return response(feed)


@require_safe
@readable_anywhere
def library_items(request):
    """What came into the library or changed there last; one query."""
    feed = Feed(
        title=_title(_("Library")),
        language=get_language(),
        address=reverse("library_atom"),
        page=reverse("home"),
        entries=[of_item(item) for item in latest_library(MOST)],
    )
    return response(feed)


def _title(words: str) -> str:
    return f"{words} · {settings.SITE_NAME}"
