"""What all public files and services have in common: who may read them, and when they are sent."""

import hashlib
from collections.abc import Callable, Iterable
from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseNotAllowed, StreamingHttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, set_response_etag
from django.utils.encoding import iri_to_uri
from django.utils.translation import gettext as _

from orgs.exports.json import Meta, meta_of
from orgs.search import version
from orgs.views.alternates import Form
from orgs.views.caching import release
from orgs.views.errors import error_page
from orgs.views.sharing import readable_anywhere

METHODS = ("GET", "HEAD", "OPTIONS")
_ASKED_BEFORE = {
    "Allow": ", ".join(METHODS),
    "Access-Control-Allow-Methods": ", ".join(METHODS),
    "Access-Control-Allow-Headers": "*",
    "Access-Control-Max-Age": "86400",
}
_YES = "1"


def open_data(view: Callable) -> Callable:
    """For views of what programmes on any other site may read (CORS; there is nothing to gain by
    it for them that everybody has not: no cookie is read). Errors and "not changed" may be read
    as well, and who asks beforehand is told so. What a reader has already is not sent again.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method == "OPTIONS":
            return HttpResponse(status=204, headers=_ASKED_BEFORE)
        if request.method not in METHODS:
            return HttpResponseNotAllowed(METHODS)
        return _unless_held(request, _answered(view, request, *args, **kwargs))

    return readable_anywhere(answer)


def _answered(view: Callable, request, *args, **kwargs) -> HttpResponse:
    try:
        return view(request, *args, **kwargs)
    except Http404:
        return error_page(request, 404)


def _unless_held(request, response: HttpResponse) -> HttpResponse:
    """The answer, or that the reader has it. A file made at once is known by its content."""
    made_at_once = response.status_code == 200 and not response.streaming
    if made_at_once and "ETag" not in response.headers:
        set_response_etag(response)
    etag = response.headers.get("ETag")
    return get_conditional_response(request, etag=etag, response=response)


def list_version(request) -> str:
    """Changes whenever anything does that lists of organisations show, with the release, the
    language and the day; one query.
    """
    day = timezone.localdate().isoformat()
    return hashed(*version(), release(), request.LANGUAGE_CODE, settings.SITE_URL, day)


def hashed(*state: object) -> str:
    """32 signs that tell one state from another."""
    return hashlib.sha256(repr(state).encode()).hexdigest()[:32]


def about(request, *, page: str, columns: str, version: str) -> Meta:
    return meta_of(page=page, columns=columns, language=request.LANGUAGE_CODE, version=version)


def wants_hxl(request) -> bool:
    """Whether a CSV is to have its hashtags."""
    return request.GET.get("hxl") == _YES


def hxl_problems(request) -> list[str]:
    if request.GET.get("hxl", "") in ("", _YES):
        return []
    return [_("hxl: write 1 to have the row of hashtags, or leave it out.")]


def as_file(form: Form, name: str, content: Iterable[bytes], etag: str = "") -> HttpResponse:
    """An answer with a file in some form; streamed, unless its content is one piece."""
    kind = HttpResponse if isinstance(content, bytes) else StreamingHttpResponse
    said = "attachment" if form.is_saved else "inline"
    response = kind(content, content_type=form.content_type)
    response.headers["Content-Disposition"] = f'{said}; filename="{name}"'
    response.headers["Link"] = f'<{iri_to_uri(settings.CONTENT_LICENCE_URL)}>; rel="license"'
    if etag:
        response.headers["ETag"] = f'"{etag}"'
    return response
