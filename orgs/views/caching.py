"""Answers "not changed" without making the page again, and draws one page for all who ask."""

import gzip
import hashlib
from collections.abc import Callable, Iterable
from functools import cache, partial, wraps
from pathlib import Path
from time import monotonic, sleep

from django.conf import settings
from django.core.cache import caches
from django.http import HttpResponse
from django.utils import timezone
from django.utils.cache import get_conditional_response, patch_vary_headers

from orgs.parameters import CHOSEN, MOST_IDS, cleaned
from orgs.search import version
from orgs.visibility import keys_by_public_id

PAGES = "pages"
"""The cache of pages that workers and machines share; there is none unless it is configured."""

LARGEST = 256 * 1024
"""Bytes of a compressed page from which on it is not kept."""

TURN = 2
"""Seconds for which one request may draw a page while others wait for it."""

PATIENCE = 0.5
"""Seconds another request waits before it draws the page itself."""

_STEP = 0.01
_MADE_OF = (
    *("directory/**/*.py", "orgs/**/*.py", "templates/**/*.html"),
    *("locale/**/*.mo", "static/**/*.*"),
)
_SAYING = ("SITE_URL", "SITE_NAME", "CONTENT_LICENCE", "CONTENT_LICENCE_URL", "EMAIL_BACKEND")


@cache
def release() -> str:
    """A hash of everything pages are made of; read once in the life of a process."""
    made_of = hashlib.sha256(repr([getattr(settings, name) for name in _SAYING]).encode())
    for pattern in _MADE_OF:
        for path in sorted(Path(settings.BASE_DIR).glob(pattern)):
            made_of.update(path.read_bytes())
    return made_of.hexdigest()


def list_etag(request, *also: object) -> str:
    """Of a page that shows nothing but what the version of the search covers, what follows from
    the day, and what `also` tells; one query. The request keeps the `version` it is made of.
    """
    day = timezone.localdate().isoformat()
    request.version = version()
    made_from = [
        *request.version,
        release(),
        day,
        request.get_full_path(),
        *_chosen(request),
        *also,
    ]
    return f'"{hashlib.sha256(repr(made_from).encode()).hexdigest()[:32]}"'


def _chosen(request) -> list[tuple[str, int]]:
    """Where the ids of a list of one's own lead. That of a record that was merged leads nowhere
    once it is hidden, and the version does not tell: it is about those that can be found.
    """
    if CHOSEN not in request.GET:
        return []
    ids = cleaned(request.GET).getlist(CHOSEN)[: MOST_IDS + 1]
    return sorted(keys_by_public_id(ids).items())


def unless_changed(view, also: Callable[[], Iterable] = tuple):
    """For views of lists, which are the same for everybody. What they show beside the directory
    itself, such as the library, has to be told by `also`. A browser or cache that has the page is
    told so before anything is drawn; a page that machines share is taken from there.

    What an editor has hidden is gone all the same: nobody may keep a page without asking, and the
    version, of which the ETag is made, is read anew in every request. A view may draw what it shows
    from `request.version`, so that a page is what its ETag says.
    """

    @wraps(view)
    def answer(request, *args, **kwargs):
        etag = list_etag(request, *also())
        response = get_conditional_response(request, etag=etag)
        if response is None:
            response = _shared(request, etag, partial(view, request, *args, **kwargs))
        response.headers.setdefault("ETag", etag)
        return response

    return answer


def _shared(request, etag: str, draw: Callable[[], HttpResponse]) -> HttpResponse:
    """The page from the shared cache, else drawn and put there, by one of all who ask for it."""
    if PAGES not in settings.CACHES or settings.SESSION_COOKIE_NAME in request.COOKIES:
        return draw()
    pages, turn = caches[PAGES], f"{etag}-turn"
    kept, until = pages.get(etag), monotonic() + PATIENCE
    while kept is None and not pages.add(turn, b"", TURN) and monotonic() < until:
        sleep(_STEP)
        kept = pages.get(etag)
    if kept is not None:
        return _as_kept(request, etag, kept)
    try:
        response = draw()
        if _is_everybodys(request, response):
            page = gzip.compress(response.content, compresslevel=6)
            if len(page) <= LARGEST:
                pages.set(etag, page)
    finally:
        pages.delete(turn)
    return response


def _is_everybodys(request, response) -> bool:
    """Whether it is a whole page, and nothing about who asked went into it. What is kept comes back
    as a page, so a feed or a file is none.
    """
    about_somebody = (
        response.cookies or request.session.accessed or request.META.get("CSRF_COOKIE_NEEDS_UPDATE")
    )
    is_page = not response.streaming and response["Content-Type"].startswith("text/html")
    return response.status_code == 200 and is_page and not about_somebody


def _as_kept(request, etag: str, page: bytes) -> HttpResponse:
    """Compressed as it is kept, which is safe here: there is no secret in the page that its length
    could tell.
    """
    if "gzip" not in request.headers.get("Accept-Encoding", ""):
        return HttpResponse(gzip.decompress(page))
    response = HttpResponse(page, headers={"Content-Encoding": "gzip", "ETag": f"W/{etag}"})
    patch_vary_headers(response, ["Accept-Encoding"])
    return response
