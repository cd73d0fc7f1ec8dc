"""What was wrong, for programmes: problem details as RFC 9457 has them."""

from http import HTTPStatus

from django.http import JsonResponse

CONTENT_TYPE = "application/problem+json"


class Refused(Exception):
    """A request that cannot be answered: a status, and a sentence that says why."""

    def __init__(self, detail: str, status: int = HTTPStatus.BAD_REQUEST):
        super().__init__(detail)
        self.detail, self.status = detail, status


def problem(detail: str, status: int, **more) -> JsonResponse:
    """The status in the words of HTTP, and a sentence about this request; `more` are members of
    this problem's own.
    """
    body = {
        "type": "about:blank",
        "title": HTTPStatus(status).phrase,
        "status": int(status),
        "detail": detail,
        **more,
    }
    return JsonResponse(body, status=status, content_type=CONTENT_TYPE)
