"""How the API is asked: by GET, from any site, without a cookie; for JSON."""

from collections.abc import Callable
from functools import wraps
from http import HTTPStatus

from django.views.decorators.csrf import csrf_exempt

from orgs.views.open_data import METHODS, open_data
from orgs.views.problems import Refused, problem
from orgs.views.sharing import readable_anywhere


def for_programmes(view: Callable) -> Callable:
    """For views of the API: what is refused is said as problem details. What the reader holds
    already is not sent again (`open_data`).

    No CSRF token is asked for, so that who posts is told that nothing can be posted.
    """

    @wraps(view)
    def refusing(request, *args, **kwargs):
        if request.headers.get("Accept") and not request.accepts("application/json"):
            return problem("What there is here is application/json.", HTTPStatus.NOT_ACCEPTABLE)
        try:
            return view(request, *args, **kwargs)
        except Refused as refused:
            return problem(refused.detail, refused.status)

    answering = open_data(refusing)

    @wraps(view)
    def answer(request, *args, **kwargs):
        if request.method in METHODS:
            return answering(request, *args, **kwargs)
        allowed = ", ".join(METHODS)
        response = problem(f"Ask with {allowed}.", HTTPStatus.METHOD_NOT_ALLOWED)
        response.headers["Allow"] = allowed
        return response

    return csrf_exempt(readable_anywhere(answer))
