"""Files: lists to take away, and the logos of organisations that are public."""

import hashlib
from contextlib import suppress

from django.http import FileResponse, Http404, StreamingHttpResponse
from django.utils import timezone
from django.views.decorators.http import require_safe

from orgs.exports.csv import write_csv
from orgs.filters import OrganisationListing
from orgs.search import version
from orgs.text import make_slug
from orgs.views.errors import bad_request
from orgs.visibility import Audience, organisations


@require_safe
def organisations_csv(request):
    """The list of the same query as CSV: the same filters, order and number of rows.

    Streamed in constant memory. The ETag changes whenever anything in the directory that a list
    shows does, so asking again for an unchanged file costs two queries and no rows.
    """
    listing = OrganisationListing(
        request.GET, audience=Audience.PUBLIC, language=request.LANGUAGE_CODE
    )
    if listing.errors:
        return bad_request(request, [text for found in listing.errors.values() for text in found])
    query = listing.query_string(page=None, view=None)
    state = f"{version()} {request.LANGUAGE_CODE} {query}"
    rows = write_csv(listing.organisation_ids(), language=request.LANGUAGE_CODE)
    return StreamingHttpResponse(
        rows,
        content_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(request.GET, "csv")}"',
            "ETag": f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"',
        },
    )


def file_name(parameters, extension: str) -> str:
    """A name that still tells in a year what was asked: ``organisations-gr-legal-aid-2026-11-22``.

    ASCII only, since other letters arrive mangled in some browsers; at most 120 characters.
    """
    asked = [
        value
        for name in ("q", "country", "region", "focus", "rating", "kind", "scope", "status")
        for value in parameters.getlist(name)
    ]
    words = make_slug(" ".join(asked), fallback="").encode("ascii", "ignore").decode()
    parts = ["organisations", words.strip("-"), timezone.localdate().isoformat()]
    return f"{'-'.join(filter(None, parts))}.{extension}"


@require_safe
def logo(request, name):
    """A logo, as long as the organisation it belongs to is public: a hidden or withdrawn one's
    is the same 404 as none. Names are random and a new logo gets a new one.
    """
    one = organisations(Audience.PUBLIC).filter(logo=f"logos/{name}").first()
    if one is None:
        raise Http404
    with suppress(FileNotFoundError):
        return FileResponse(one.logo.open("rb"), content_type="image/webp")
    raise Http404
