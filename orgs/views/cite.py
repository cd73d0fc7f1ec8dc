"""How to take a list or an organisation along in words: citations, reference files, embedding."""

from django.conf import settings
from django.http import HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_safe

from orgs.exports.citations import BIBTEX, RIS, Work, bibtex, ris, styles
from orgs.filters import OrganisationListing
from orgs.views.embed import list_snippet
from orgs.views.errors import error_page
from orgs.views.listings import public_listing, title_of
from orgs.views.permanent import by_permanent_id
from orgs.views.sharing import readable_anywhere
from orgs.visibility import Shown

WRITERS = {"bib": (bibtex, BIBTEX), "ris": (ris, RIS)}


@require_safe
def cite_list(request):
    """The list of the same query: how it is cited, and how it is put into another page."""
    listing = public_listing(request.GET)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    query = _query(listing)
    context = {
        "title": title_of(listing),
        "count": listing.count,
        "url": _with_query(reverse("organisations"), query),
        "citations": styles(_work(listing)),
        "files": {form: _with_query(reverse(f"organisations_{form}"), query) for form in WRITERS},
        "snippet": list_snippet(query, title_of(listing)),
        "fragment_url": settings.SITE_URL
        + _with_query(reverse("embed_list"), f"{query}&fragment=1".lstrip("&")),
    }
    return render(request, "orgs/cite.html", context)


@require_safe
@readable_anywhere
def list_file(request, form):
    """The list of the same query as one reference: BibTeX or RIS."""
    listing = public_listing(request.GET)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    return reference_file(_work(listing), form)


def _organisation_file(form: str):
    @require_safe
    @readable_anywhere
    @by_permanent_id
    def view(request, organisation):
        return reference_file(Work.of(Shown(organisation), timezone.localdate()), form)

    return view


organisation_bib, organisation_ris = map(_organisation_file, WRITERS)
"""An organisation's page as a reference."""


def reference_file(work: Work, form: str) -> HttpResponse:
    """A work as a file, in one of the forms of `WRITERS`."""
    write, content_type = WRITERS[form]
    name = f'attachment; filename="{work.key}.{form}"'
    headers = {"Content-Disposition": name}
    return HttpResponse(write(work), content_type=content_type, headers=headers)


def _query(listing: OrganisationListing) -> str:
    return listing.query_string(page=None, view=None, pick=None)


def _work(listing: OrganisationListing) -> Work:
    """A list is of the day it is made."""
    today = timezone.localdate()
    url = settings.SITE_URL + _with_query(reverse("organisations"), _query(listing))
    return Work(title_of(listing), url, f"organisations-{today.isoformat()}", today, today)


def _with_query(path: str, query: str) -> str:
    return f"{path}?{query}" if query else path
