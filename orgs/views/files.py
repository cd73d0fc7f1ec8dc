"""Files: organisations to take away, and the logos of those that are public."""

from collections.abc import Iterator
from pathlib import PurePosixPath

from django.http import FileResponse, Http404
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.cache import get_conditional_response
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.cells import csv_cells
from orgs.columns import COLUMNS
from orgs.exports.csv import as_bytes, batches, write_csv, write_table
from orgs.exports.json import Meta, write_geojson, write_json, write_one
from orgs.exports.package import write_package
from orgs.exports.records import organisation_cells, record
from orgs.exports.vcard import write_vcard
from orgs.exports.xlsx import MOST_ROWS, write_xlsx
from orgs.search.facets import LABELS
from orgs.text import make_slug
from orgs.views.alternates import FORMS, ORGANISATION, ORGANISATIONS, Form
from orgs.views.caching import release
from orgs.views.errors import error_page, too_long
from orgs.views.listings import public_listing
from orgs.views.open_data import (
    about,
    as_file,
    hashed,
    hxl_problems,
    list_version,
    open_data,
    wants_hxl,
)
from orgs.visibility import Audience, leads_to, organisation_at, organisations, replaced


@open_data
def organisations_file(request, form: Form):
    """The list of the same query in any of its forms: the same filters, order and number of rows.

    Streamed. The ETag changes whenever anything in the directory that a list shows does, so asking
    again for an unchanged file costs two queries and no rows.
    """
    listing = public_listing(request.GET)
    if problems := [*listing.problems, *hxl_problems(request)]:
        return error_page(request, 400, problems)
    query = listing.query_string(page=None, view=None)
    if form.suffix == "xlsx" and listing.count > MOST_ROWS:
        csv = ORGANISATIONS.address("csv", query=query)
        return too_long(request, listing.count, MOST_ROWS, csv)
    page = reverse("organisations") + (f"?{query}" if query else "")
    version = list_version(request)
    etag = hashed(version, form.suffix, query, wants_hxl(request), listing.chosen_keys)
    meta = about(request, page=page, columns="columns", version=version)
    rows = () if request.method == "HEAD" else _list(request, form, listing, meta)
    return as_file(form, file_name(request.GET, form.suffix), rows, etag)


def _list(request, form: Form, listing, meta: Meta) -> Iterator[bytes]:
    ids = listing.organisation_ids()
    how = {"language": request.LANGUAGE_CODE, "as_of": listing.as_of}
    if form.suffix == "csv":
        return write_csv(ids, hxl=wants_hxl(request), **how)
    if form.suffix == "zip":
        return write_package(batches(ids, **how), meta)
    rows = organisation_cells(ids, **how)
    if form.suffix == "xlsx":
        return write_xlsx(_("Organisations"), COLUMNS, rows)
    if form.suffix == "geojson":
        return write_geojson(rows, meta)
    return write_json("organisations", COLUMNS, rows, meta)


@open_data
def organisation_file(request, slug: str, form: Form):
    """One organisation in any of the forms of its page. A former address, and that of a record
    that was merged, redirects for good to the same form; a hidden one is the same 404 as none.
    """
    if problems := hxl_problems(request):
        return error_page(request, 400, problems)
    one = organisation_at(slug)
    if one is None:
        now = leads_to(slug)
        if now is None:
            raise Http404
        query = "hxl=1" if wants_hxl(request) else ""
        address = ORGANISATION.address(form.suffix, now.slug, query=query)
        return redirect(address, permanent=True)
    name = one.slug if one.slug.isascii() else one.public_id.lower()
    return as_file(form, f"{name}.{form.suffix}", _one(request, form, one))


def _one(request, form: Form, one) -> bytes:
    """From its row, as lists have it; the gate is asked once more with it. Four queries."""
    found = organisation_cells([one.pk], language=request.LANGUAGE_CODE)
    rows = [cells for batch in found for cells in batch]
    if not rows:
        raise Http404
    if form.suffix == "csv":
        return b"".join(write_table(COLUMNS, [rows], hxl=wants_hxl(request)))
    one_record = record(COLUMNS, rows[0])
    if form.suffix == "vcf":
        return write_vcard(one_record)
    meta = about(
        request, page=one.get_absolute_url(), columns="columns", version=hashed(rows, release())
    )
    return write_one("organisation", one_record, meta(1))


@open_data
def replaced_csv(request):
    """Permanent ids that others have taken the place of: for those who keep our ids. Both were
    public, and the new one is. One line for each record that was merged, three queries.
    """
    rows = [("public_id", "replaced_by", "replaced_on"), *replaced()]
    content = as_bytes(csv_cells(row) for row in rows)
    return as_file(FORMS["csv"], "organisations-replaced.csv", content)


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
