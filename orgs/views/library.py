"""The library: the list with its filters, and the page of one item."""

from dataclasses import dataclass

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.choices import FocusScheme, ResourceKind
from orgs.exports.citations import Work, styles
from orgs.exports.json import write_one
from orgs.exports.records import record
from orgs.library import LibraryListing
from orgs.models import CivicSpaceRating, Country
from orgs.models.rating import last_day
from orgs.tables import LIBRARY
from orgs.views import alternates
from orgs.views.alternates import Form, linked
from orgs.views.caching import release
from orgs.views.cite import reference_file
from orgs.views.errors import error_page
from orgs.views.open_data import about, as_file, hashed, open_data
from orgs.views.sharing import readable_anywhere
from orgs.visibility import Shown, ShownItem, item_at, rating_histories, reachable

VIEWS = ("list", "grid")
KEPT = ("sort", "view")
"""Parameters that a new search leaves as they are."""


def library_listing(query=None, **options) -> LibraryListing:
    """In the language of the page."""
    return LibraryListing(query, language=get_language(), **options)


@require_safe
@linked(alternates.LIBRARY)
def library_list(request):
    """Search, filters and results, one below the other or side by side. Every state of it is its
    address. 23 queries at most, however many items there are; a merged organisation among the
    filters takes some more.
    """
    listing = library_listing(request.GET)
    view = request.GET.get("view", "list")
    problems = listing.problems
    if view not in VIEWS:
        problems.append(_("The view is “list” or “grid”."))
    if problems:
        return error_page(request, 400, problems)
    page = listing.page(listing.page_number)
    context = {
        "listing": listing,
        "page": page,
        "view": view,
        "kept": [(name, value) for name in KEPT for value in listing.params.getlist(name)],
        "alternates": alternates.LIBRARY.alternates(request.GET),
        "feed_url": feed_address(listing),
        "canonical_query": f"?page={page.number}" if page.number > 1 else "",
    }
    return render(request, "orgs/library_list.html", context)


def feed_address(listing: LibraryListing) -> str:
    query = listing.query_string(page=None, view=None, sort=None)
    return f"{reverse('library_atom')}{'?' if query else ''}{query}"


@require_safe
@linked(alternates.LIBRARY_ITEM)
def library_item(request, slug):
    """One item: what it is, whom and where it is about, and the civic space there then and now.
    Seven queries at most.
    """
    item = _found(slug)
    context = {
        "item": item,
        "trail": [(_("Library"), reverse("library"))],
        "alternates": alternates.LIBRARY_ITEM.alternates(None, item.slug),
        "citations": styles(cited(item)),
        "places": then_and_now(item),
        "is_interview": item.kind == ResourceKind.INTERVIEW,
        "reachable": _reachable(item),
        "areas": [
            (FocusScheme(scheme), areas)
            for scheme in FocusScheme.values
            if (areas := [one for one in item.focus_areas if one.scheme == scheme])
        ],
    }
    return render(request, "orgs/library_item.html", context)


def _reachable(item: ShownItem) -> list[Shown]:
    """Of an interview, the organisations that say how they can be reached; one query."""
    if item.kind != ResourceKind.INTERVIEW:
        return []
    return [one for one in reachable(item.organisations) if one.contact_points]


@open_data
def item_file(request, slug: str, form: Form):
    """One item as its row of the list's files has it. Five queries."""
    one = record(LIBRARY.columns, LIBRARY.cells(item := _found(slug)))
    version = hashed(one, release())
    meta = about(request, page=item.get_absolute_url(), columns=LIBRARY.name, version=version)
    name = f"{cited(item).key}.{form.suffix}"
    return as_file(form, name, write_one("item", one, meta(1)))


@require_safe
@readable_anywhere
def item_reference(request, slug: str, form: str):
    """One item for reference managers: BibTeX or RIS. Five queries."""
    return reference_file(cited(_found(slug)), form)


def _found(slug: str) -> ShownItem:
    item = item_at(slug)
    if item is None:
        raise Http404
    return item


def cited(item: ShownItem) -> Work:
    """The item itself where it is known who published it, else what is said of it here."""
    page = settings.SITE_URL + item.get_absolute_url()
    key = f"library-{item.key}"
    changed, today = item.updated_at.date(), timezone.localdate()
    if not item.publisher:
        return Work(item.title, page, key, changed, today)
    return Work(
        item.title,
        item.url or page,
        key,
        changed,
        today,
        author=item.publisher,
        published=item.published_on,
    )


@dataclass(frozen=True)
class Place:
    """A country an item is about, with its ratings in force when the item was published and now;
    None where there is none on record.
    """

    country: Country
    then: CivicSpaceRating | None
    now: CivicSpaceRating


def then_and_now(item: ShownItem) -> list[Place]:
    """Of the countries that are rated, by name; one query. What was published in a year that is
    all that is known counts from the end of it, as ratings do.
    """
    histories = rating_histories(item.countries)
    found = []
    for country in sorted(item.countries, key=lambda one: one.name):
        if history := histories[country.pk]:
            found.append(Place(country, _in_force(history, item.published_on), history[0]))
    return found


def _in_force(history: list[CivicSpaceRating], day: str) -> CivicSpaceRating | None:
    until = last_day(day) if day else ""
    return next((one for one in history if last_day(one.effective_on) <= until), None)
