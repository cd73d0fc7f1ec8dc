"""The list of organisations, and the page of one."""

from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.columns import permalink
from orgs.exports.citations import Work, styles
from orgs.exports.linked_data import linked_data
from orgs.parameters import CHOSEN, PICKED
from orgs.views.alternates import ORGANISATION, ORGANISATIONS, linked
from orgs.views.caching import unless_changed
from orgs.views.civic_space import CivicSpace
from orgs.views.embed import card_snippet
from orgs.views.entries import entries
from orgs.views.errors import error_page
from orgs.views.hints import Without, only_in
from orgs.views.listings import public_listing
from orgs.views.picking import Picking
from orgs.visibility import leads_to, organisation_at, show

VIEWS = ("list", "table", "pick")
KEPT = ("sort", "view", CHOSEN, PICKED)
"""Parameters that a new search leaves as they are."""


@require_safe
@linked(ORGANISATIONS)
@unless_changed
def organisation_list(request):
    """Search, filters and results, as a list, as a table or to pick from. Every state of it is its
    address.
    """
    listing = public_listing(request.GET, version=request.version)
    view = request.GET.get("view", "list")
    problems = listing.problems
    if view not in VIEWS:
        problems.append(_("The view is “list”, “table” or “pick”."))
    if problems:
        return error_page(request, 400, problems)
    page = listing.page(listing.page_number)
    query = listing.query_string(page=None, view=None, pick=None)
    context = {
        "listing": listing,
        "page": page,
        "entries": entries(page.hits, listing.choices),
        "view": view,
        "picking": Picking(listing) if view == "pick" else None,
        "only_in": only_in(listing),
        "without": Without(listing),
        "marked": listing.correction or listing.q,
        "kept": [(name, value) for name in KEPT for value in listing.params.getlist(name)],
        "alternates": ORGANISATIONS.alternates(request.GET),
        "feed_url": _feed_url(listing),
        "cite_url": f"{reverse('cite_list')}?{query}",
        "canonical_query": f"?page={page.number}" if page.number > 1 else "",
    }
    return render(request, "orgs/organisation_list.html", context)


def _feed_url(listing) -> str:
    query = listing.query_string(page=None, view=None, pick=None, sort=None, exact=None)
    return f"{reverse('organisations_atom')}{'?' if query else ''}{query}"


@require_safe
@linked(ORGANISATION)
def organisation(request, slug):
    """One organisation. A former address redirects for good, and so does that of a record that
    was merged into this one; a hidden organisation is the same 404 as none.
    """
    one = organisation_at(slug)
    if one is None:
        now = leads_to(slug)
        if now is None:
            raise Http404
        return redirect(now, permanent=True)
    return organisation_page(request, show(one))


def organisation_page(request, shown, *, template="orgs/organisation_detail.html", **around):
    """The page of an organisation the gate has let through. A draft's preview is this very page
    in a `template` that extends it and says so; `around` is for that one.
    """
    where = shown.rated_countries
    context = {
        "organisation": shown,
        "space": CivicSpace(where[0], shown.ratings) if len(where) == 1 else None,
        "permalink": permalink(shown.public_id),
        "alternates": ORGANISATION.alternates(None, shown.slug),
        "citations": styles(Work.of(shown, timezone.localdate())),
        "linked_data": linked_data(shown),
        "embed_snippet": card_snippet(shown),
        "trail": _trail(shown),
        **around,
    }
    return render(request, template, context)


def _trail(shown) -> list[tuple[str, str]]:
    trail = [(_("Organisations"), reverse("organisations"))]
    if shown.headquarters:
        trail.append((shown.headquarters.name, shown.headquarters.get_absolute_url()))
    return trail
