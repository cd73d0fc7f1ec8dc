"""The page for when something went wrong, in plain words: the one there is, whoever asks for it.
Below `/api/v1/` the same words come as problem details, which programmes read.
"""

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django.http import HttpResponse
from django.template import loader
from django.utils.translation import gettext as _

from orgs.templatetags.display import number
from orgs.views.problems import problem

PROGRAMMES = "/api/v1/"
"""Where programmes ask, who have no use for a page."""

RETRY_AFTER = 10
"""Seconds; a restart of the database takes about that."""


class Link(NamedTuple):
    """Where else to go."""

    url: str
    label: str


def error_texts(status: int) -> tuple[str, str]:
    """Title and message in plain words. One page serves all of them."""
    texts = {
        400: (
            _("This address cannot be read"),
            _("Something in the address or the form is not valid. Check it and try again."),
        ),
        403: (
            _("This page is not open to you"),
            _("Your account may not do this, or the form was open too long. Go back, reload the "
              "page and try again."),
        ),
        404: (
            _("There is no such page"),
            _("The address may be mistyped, or what was here is no longer published."),
        ),
        410: (
            _("This link does not work any more"),
            _("Links in our letters work once, for 30 days, and only when they are complete. Check "
              "whether your mail programme has broken the address in two."),
        ),
        411: (
            _("The length of this request is missing"),
            _("Your program did not say how much it would send. Send it with a Content-Length."),
        ),
        413: (
            _("This is too large"),
            _("What you sent is larger than this page accepts. Send less, or a smaller file."),
        ),
        422: (
            _("This list is too long for a workbook"),
            _("Take it along as CSV, which has no end, or narrow the list down first."),
        ),
        429: (
            _("Too many attempts"),
            _("Wait a few minutes, then try again."),
        ),
        500: (
            _("Something went wrong here"),
            _("The fault is ours and has been noted. Try again in a moment."),
        ),
        503: (
            _("The directory is resting for a moment"),
            _("Its database does not answer. The page will be back shortly; try again in a "
              "few seconds."),
        ),
    }  # fmt: skip
    return texts[status]


class Offer(NamedTuple):
    """What may have been meant: a link, and beside it what tells it from others."""

    name: str
    language: str
    note: str
    url: str


def error_page(
    request,
    status: int,
    details: Iterable[str] = (),
    *,
    instead: Link | None = None,
    offers: Sequence[Offer] = (),
    texts: tuple[str, str] | None = None,
) -> HttpResponse:
    """The error page of a status, in the language of the address.

    `details` are sentences, one for each thing that was wrong; `instead` leads to what can be had;
    `offers` are what may have been meant; `texts` a title and message where those of the status
    are about something else.

    Reads no database. Should even the template fail, the same words come as plain text, so that
    an error never becomes another one.
    """
    title, message = texts or error_texts(status)
    if request.path_info.startswith(PROGRAMMES):
        response = error_problem(request, status, " ".join(details) or message, offers)
    else:
        context = {"status": status, "title": title, "message": message}
        context |= {"details": details, "instead": instead, "offers": offers}
        context["piece"] = "embed/error.html"
        response = _as_page(request, context)
    if status == 503:
        response.headers["Retry-After"] = str(RETRY_AFTER)
    if status >= 500:
        response.headers["Cache-Control"] = "no-store"
    return response


def _as_page(request, context: dict) -> HttpResponse:
    status = context["status"]
    try:
        body = loader.render_to_string(_template(request), context, request)
        return HttpResponse(body, status=status)
    except Exception:
        if status < 500:
            raise
        text = "{title}\n\n{message}\n".format_map(context)
        return HttpResponse(text, status=status, content_type="text/plain; charset=utf-8")


def error_problem(
    request, status: int, detail: str = "", offers: Sequence[Offer] = ()
) -> HttpResponse:
    """The same for programmes (RFC 9457), in the words of the page where there are no others.
    Scripts of any site may read it, also where no view was reached.
    """
    request.open_to_all = True
    _title, message = error_texts(status)
    near = [{"public_id": one.note, "name": one.name} for one in offers]
    return problem(detail or message, status, **({"offers": near} if near else {}))


def _template(request) -> str:
    """In a frame, links to the rest of the site lead nowhere: pieces have an error of their own."""
    return embed_template(request) if getattr(request, "embedded", False) else "error.html"


def embed_template(request) -> str:
    """The template around a piece for other websites: a page, or nearly none (`?fragment=1`)."""
    return f"embed/{'fragment' if request.GET.get('fragment') == '1' else 'page'}.html"


def too_long(request, count: int, most: int, csv: str) -> HttpResponse:
    """Of a list that no workbook here holds, with the address of its CSV."""
    said = _("Rows of this list: %(count)s. Rows that a workbook holds: %(most)s.")
    details = [said % {"count": number(count), "most": number(most)}]
    return error_page(request, 422, details, instead=Link(csv, _("The same list as CSV")))
