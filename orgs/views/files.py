"""Files: lists to take away, and the logos of organisations that are public."""

import hashlib
from pathlib import PurePosixPath

from django.conf import settings
from django.http import FileResponse, Http404, HttpResponse, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.views.decorators.http import require_safe

from orgs.cells import csv_cells
from orgs.columns import COLUMNS
from orgs.exports.csv import write_csv
from orgs.search import version
from orgs.search.facets import LABELS
from orgs.text import make_slug
from orgs.views.errors import error_page
from orgs.views.listings import public_listing
from orgs.visibility import Audience, organisations, replaced


@require_safe
def organisations_csv(request):
    """The list of the same query as CSV: the same filters, order and number of rows.

    Streamed. The ETag changes whenever anything in the directory that a list shows does, and with
    the columns and the site's address, so asking again for an unchanged file costs two queries and
    no rows.
    """
    listing = public_listing(request.GET)
    if listing.errors:
        return error_page(request, 400, listing.problems)
    query = listing.query_string(page=None, view=None)
    made_from = [*version(), request.LANGUAGE_CODE, query, settings.SITE_URL]
    made_from += listing.chosen_keys
    state = repr([*made_from, *(column.name for column in COLUMNS)])
    rows = (
        ()
        if request.method == "HEAD"
        else write_csv(listing.organisation_ids(), language=request.LANGUAGE_CODE)
    )
    return StreamingHttpResponse(
        rows,
        content_type="text/csv; charset=utf-8; header=present",
        headers={
            "Content-Disposition": f'attachment; filename="{file_name(request.GET, "csv")}"',
            "ETag": f'"{hashlib.sha256(state.encode()).hexdigest()[:32]}"',
        },
    )


@require_safe
def replaced_csv(request):
    """Permanent ids that others have taken the place of: for those who keep our ids. Both were
    public, and the new one is. One line for each record that was merged, three queries.
    """
    rows = [("public_id", "replaced_by", "replaced_on"), *replaced()]
    lines = "".join(f"{csv_cells(row)}\r\n" for row in rows)
    return HttpResponse(
        lines,
        content_type="text/csv; charset=utf-8; header=present",
        headers={"Content-Disposition": 'attachment; filename="organisations-replaced.csv"'},
    )


def file_name(parameters, extension: str) -> str:
    """A name that still tells in a year what was asked: ``organisations-gr-legal-aid-2026-11-22``.

    ASCII only, since other letters arrive mangled in some browsers; at most 120 characters.
    """
    asked = [value for name in ("q", *LABELS) for value in parameters.getlist(name)]
    words = make_slug(" ".join(asked), fallback="").encode("ascii", "ignore").decode()
    parts = ["organisations", words.strip("-"), timezone.localdate().isoformat()]
    return f"{'-'.join(filter(None, parts))}.{extension}"


@require_safe
def logo(request, name):
    """A logo, as long as the organisation it belongs to is public: a hidden or withdrawn one's
    is the same 404 as none.
    """
    one = organisations(Audience.PUBLIC).filter(logo=f"logos/{name}").first()
    if one is None:
        raise Http404
    return logo_response(request, one.logo)


def logo_response(request, file):
    """A logo, for whoever has been found to be allowed to see it. Its name is random and a new
    logo gets a new one, so the name tells whether it is the one a browser has.
    """
    etag = f'"{PurePosixPath(file.name).stem}"'
    response = get_conditional_response(request, etag=etag)
    if response is None:
        try:
            response = FileResponse(file.open("rb"), content_type="image/webp")
        except FileNotFoundError as error:
            raise Http404 from error
    response.headers["ETag"] = etag
    return response
