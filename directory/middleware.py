"""What holds for every request and response. The order is explained in settings.MIDDLEWARE."""

import re
from urllib.parse import unquote_to_bytes

from allauth.mfa.utils import is_mfa_enabled
from django.conf import settings
from django.http import HttpResponseRedirect
from django.middleware.gzip import GZipMiddleware
from django.middleware.locale import LocaleMiddleware
from django.urls import Resolver404, resolve, reverse
from django.utils import translation
from django.utils.cache import has_vary_header
from django.utils.deprecation import MiddlewareMixin

from orgs import permissions
from orgs.views.errors import error_page, error_problem

# Nothing inline and nothing from elsewhere: a script or style that finds its way into a
# description does not run, and no page tells another site that it was read.
CONTENT_SECURITY_POLICY = "; ".join(
    [
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
# Pieces of the directory in other websites' pages: no script, no form, and anybody may frame them.
EMBEDDED_POLICY = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'none'",
        "base-uri 'none'",
        "frame-ancestors *",
    ]
)
OPEN_TO_ALL = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Expose-Headers": "Content-Disposition, ETag, Link",
}
PERMISSIONS_POLICY = ", ".join(
    f"{feature}=()"
    for feature in (
        "accelerometer",
        "browsing-topics",
        "camera",
        "display-capture",
        "geolocation",
        "gyroscope",
        "magnetometer",
        "microphone",
        "midi",
        "payment",
        "usb",
    )
)
METHODS_WITH_BODY = {"POST", "PUT", "PATCH", "DELETE"}
# What Django puts into these cookies.
OUR_COOKIES = (settings.CSRF_COOKIE_NAME, settings.SESSION_COOKIE_NAME)
SECRET = re.compile("[0-9A-Za-z]{32}")


class SecurityHeaders:
    """Headers of every response. A view that sets one of them itself keeps its own; one whose page
    may be framed says so (`xframe_options_exempt`), and in its policy by whom; one that scripts of
    any site may ask marks the request (`open_to_all`), since Django makes "not changed" anew.
    """

    headers = {
        "Content-Security-Policy": CONTENT_SECURITY_POLICY,
        "Permissions-Policy": PERMISSIONS_POLICY,
        "Referrer-Policy": settings.SECURE_REFERRER_POLICY,
        "X-Content-Type-Options": "nosniff",
        "X-Frame-Options": settings.X_FRAME_OPTIONS,
        "Cross-Origin-Opener-Policy": "same-origin",
        "Cross-Origin-Resource-Policy": "same-origin",
    }
    embedded = {name: value for name, value in headers.items() if name != "X-Frame-Options"}

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        # By the address, not by the view: a browser puts the headers of a 304 in the place of
        # those it has, and such an answer knows nothing of views. Nor does one to no address.
        request.embedded = request.path_info.startswith(f"{language_prefix(request)}/embed/")
        response = self.get_response(request)
        if request.embedded:
            del response.headers["X-Frame-Options"]
            response.headers["Content-Security-Policy"] = EMBEDDED_POLICY
            headers = self.embedded
        else:
            headers = self.headers
        for name, value in headers.items():
            response.headers.setdefault(name, value)
        if getattr(response, "xframe_options_exempt", False):
            del response.headers["X-Frame-Options"]
        if getattr(request, "open_to_all", False):
            for name, value in OPEN_TO_ALL.items():
                response.headers[name] = value
        return response


class RequestGuard:
    """Refuses, before a byte of the body is read, what no view should have to think about.

    - a NUL in the path, the query or a cookie: PostgreSQL cannot hold one, SQLite cuts text there;
    - a body longer than the place allows (413), or of unknown length (411): a browser always
      says how long its form is;
    - a length that is no number (400).

    A page says why in plain words; what scripts of any site may read answers them as they can read
    it: problem details (RFC 9457), from any site.

    A cookie of ours that we never made counts as none. Django would answer it with another one,
    on a public page too, which sets no cookie whatever it is sent.
    """

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        for name in OUR_COOKIES:
            if not SECRET.fullmatch(request.COOKIES.get(name, "")):
                request.COOKIES.pop(name, None)
        if status := self.refusal(request):
            with translation.override(language_of(request)):
                refused = error_problem if is_readable_anywhere(request) else error_page
                return refused(request, status)
        return self.get_response(request)

    def refusal(self, request):
        query = request.META.get("QUERY_STRING", "")
        if "\0" in request.path_info or b"\0" in unquote_to_bytes(query):
            return 400
        if any("\0" in value for value in request.COOKIES.values()):
            return 400
        if request.method not in METHODS_WITH_BODY:
            return None
        if request.META.get("HTTP_TRANSFER_ENCODING"):
            return 411
        length = request.META.get("CONTENT_LENGTH") or "0"
        if not (length.isascii() and length.isdigit()):
            return 400
        return 413 if int(length) > self.limit(request) else None

    def limit(self, request):
        """Bytes. By the address alone: who asks is not known before the session is read."""
        if request.path_info.startswith(f"{language_prefix(request)}/admin/"):
            return settings.MAX_UPLOAD_BYTES
        return settings.MAX_BODY_BYTES


class CompressPages(GZipMiddleware):
    """gzip for pages. Streams are left alone: compressing an export costs more than making it.

    So is an answer to one person, when its address has a query. Whoever gets an editor to open
    addresses and sees how long the answers are could guess what stands in them beside the words
    of the query (BREACH). Public pages hold no secret; those of the panel have a masked token.
    """

    def process_response(self, request, response):
        is_personal = CacheHeaders.personal in response.headers.get("Cache-Control", "")
        if response.streaming or (is_personal and request.META.get("QUERY_STRING")):
            return response
        return super().process_response(request, response)


class CacheHeaders:
    """Says who may keep an answer, unless the view has said so.

    An answer that depended on the visitor (it read the session or set a cookie) is nobody's to
    keep. Everything else may be kept by anybody but must be asked for again each time: the ETag
    makes that cheap, and what is withdrawn is gone with the next request.
    """

    shared = "public, max-age=0, must-revalidate"
    personal = "private, no-store"

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        if response.cookies or has_vary_header(response, "Cookie") or response.status_code >= 500:
            response.headers["Cache-Control"] = self.personal
        elif request.method not in {"GET", "HEAD"}:
            response.headers.setdefault("Cache-Control", self.personal)
        else:
            response.headers.setdefault("Cache-Control", self.shared)
        return response


class PathLocale(LocaleMiddleware):
    """The language is the address's, never the browser's, so one address is one page. (What names
    no language asks the browser itself, and leads to a page: `orgs.views.permanent`.)

    Django would add `Vary: Accept-Language`, which makes every cache keep a copy a browser.
    """

    def process_request(self, request):
        translation.activate(language_of(request))
        request.LANGUAGE_CODE = translation.get_language()

    def process_response(self, request, response):
        response.headers.setdefault("Content-Language", translation.get_language())
        return response


class RequireSecondFactor(MiddlewareMixin):
    """Staff without a second factor are sent to set one up before the panel opens. Where an
    operator has switched that off, whoever can publish or see people still is, if the site is
    served by `https`.

    Costs a query or two on a page of the panel, none elsewhere: only there is the user looked at.
    """

    def process_view(self, request, view, args, kwargs):
        if "admin" not in request.resolver_match.app_names:
            return None
        user = request.user
        is_needed = settings.REQUIRE_SECOND_FACTOR or (
            settings.HTTPS and permissions.needs_second_factor(user)
        )
        if is_needed and user.is_authenticated and not is_mfa_enabled(user):
            return HttpResponseRedirect(reverse("mfa_activate_totp"))
        return None


def is_readable_anywhere(request):
    """Whether the address is one of those that `readable_anywhere` opens."""
    try:
        view = resolve(request.path_info).func
    except Resolver404:
        return False
    return getattr(view, "is_readable_anywhere", False)


def language_of(request):
    return translation.get_language_from_path(request.path_info) or settings.LANGUAGE_CODE


def language_prefix(request):
    """`/fr` for `/fr/admin/`, nothing for English."""
    language = translation.get_language_from_path(request.path_info)
    return f"/{request.path_info.split('/', 2)[1]}" if language else ""
