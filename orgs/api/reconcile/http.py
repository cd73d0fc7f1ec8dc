"""How the service is asked: from any site, without a cookie; and how it says what was wrong."""

import json
from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.core.exceptions import BadRequest, SuspiciousOperation
from django.http import HttpResponse, QueryDict
from django.http.multipartparser import MultiPartParserError
from django.views.decorators.csrf import csrf_exempt

from orgs.text import one_line
from orgs.views.problems import Refused, problem
from orgs.views.sharing import readable_anywhere

_A_DAY = "86400"


def open_to_all(*methods: str):
    """For views that any site's scripts may ask by these methods. A `Refused` becomes JSON.

    No CSRF token is asked for: nothing is ever written here, nobody is recognised, and the
    answer is the same whoever asks.
    """
    allowed = ", ".join((*methods, "OPTIONS"))

    def decorate(view: Callable) -> Callable:
        @wraps(view)
        def answer(request):
            if request.method == "OPTIONS":
                return _may_ask(allowed)
            if request.method not in methods:
                response = problem(f"Ask with {allowed}.", HTTPStatus.METHOD_NOT_ALLOWED)
                response.headers["Allow"] = allowed
                return response
            try:
                return view(request)
            except Refused as refused:
                return problem(refused.detail, refused.status)

        return csrf_exempt(readable_anywhere(answer))

    return decorate


def _may_ask(allowed: str) -> HttpResponse:
    """What a browser wants to know before it lets another site's script ask."""
    headers = {
        "Allow": allowed,
        "Access-Control-Allow-Methods": allowed,
        "Access-Control-Allow-Headers": "Accept, Content-Type",
        "Access-Control-Max-Age": _A_DAY,
    }
    return HttpResponse(status=HTTPStatus.NO_CONTENT, headers=headers)


def form(request) -> QueryDict:
    """The form that was sent; Refused when there is none to be read."""
    try:
        return request.POST
    except (BadRequest, MultiPartParserError, SuspiciousOperation) as error:
        raise Refused("The form cannot be read. Send it URL-encoded, in UTF-8.") from error


def parsed(text: str | bytes, what: str) -> object:
    """JSON as Python has it. Nests no deeper than Python reads, and has no number without end."""
    try:
        return json.loads(text, parse_constant=_refuse_constant)
    except (ValueError, RecursionError) as error:
        raise Refused(f"{what} is not JSON.") from error


def _refuse_constant(name: str):
    raise ValueError(f"{name} is not JSON")


def clean(text: str) -> str:
    """A text on one line that any database can be asked for: half characters become "?"."""
    return one_line(text.encode("utf-8", "replace").decode())


def whole_number(text: str, what: str, *, least: int, most: int) -> int:
    """A number in an address; Refused when it is none between these two."""
    if text.isascii() and text.isdigit() and len(text) < 10 and least <= int(text) <= most:
        return int(text)
    raise Refused(f"{what}: write a whole number from {least} to {most}.")
