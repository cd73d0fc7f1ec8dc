"""Lists and organisations inside other websites: as a page for a frame, or as a piece of HTML.

Neither has a script, a form or a cookie, and every link opens the directory itself. Who may frame
what is said by `directory.middleware`: anybody these pages, nobody any other.
"""

from functools import wraps
from html import escape

from django.conf import settings
from django.http import Http404
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_safe

from orgs.views.caching import unless_changed
from orgs.views.entries import entries, entry
from orgs.views.errors import embed_template, error_page
from orgs.views.listings import public_listing, title_of
from orgs.views.permanent import by_permanent_id
from orgs.views.sharing import readable_anywhere
from orgs.visibility import Shown, show_listed

MOST = 25
"""Organisations of an embedded list; the rest are a link away."""

LIST_HEIGHT, CARD_HEIGHT = 480, 240


def embedded(view):
    """Search engines find the directory itself, not the pieces of it in other pages."""

    @wraps(view)
    def answer(request, *args, **kwargs):
        response = view(request, *args, **kwargs)
        response.headers["X-Robots-Tag"] = "noindex"
        return response

    return readable_anywhere(answer)


@require_safe
@embedded
@unless_changed
def organisation_list(request):
    """The first of the list of the same query, with a link to all of them."""
    listing = public_listing(request.GET, per_page=MOST, version=request.version)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    query = listing.query_string(page=None, view=None, pick=None)
    context = {
        "title": title_of(listing),
        "count": listing.count,
        "entries": entries(listing.page(1).hits, listing.choices),
        "url": f"{reverse('organisations')}{'?' if query else ''}{query}",
    }
    return _drawn(request, "list", context)


@require_safe
@embedded
@by_permanent_id
def organisation(request, organisation):
    """A card: what it is called, what and where it is, what it does. Seven queries."""
    listing = public_listing()
    places = listing.places.records
    shown = show_listed([organisation.pk], places.countries, places.areas).get(organisation.pk)
    if shown is None:
        raise Http404
    context = {"title": shown.name, "entry": entry(shown, None, listing.choices.focus)}
    return _drawn(request, "card", context)


def _drawn(request, what: str, context: dict):
    """The page, or with `?fragment=1` the piece of HTML alone, whose addresses are whole."""
    return render(request, embed_template(request), context | {"piece": f"embed/{what}.html"})


def list_snippet(query: str, title: str) -> str:
    address = reverse("embed_list")
    return _frame(f"{address}{'?' if query else ''}{query}", title, LIST_HEIGHT)


def card_snippet(shown: Shown) -> str:
    return _frame(reverse("embed_organisation", args=[shown.public_id]), shown.name, CARD_HEIGHT)


def _frame(path: str, title: str, height: int) -> str:
    """What somebody copies into a page of theirs. The directory is not told which page that is."""
    return (
        f'<iframe src="{escape(settings.SITE_URL + path)}" title="{escape(title)}" width="100%"'
        f' height="{height}" loading="lazy" referrerpolicy="no-referrer"></iframe>'
    )
