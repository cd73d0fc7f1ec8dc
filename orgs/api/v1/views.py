"""The addresses of the API. None has a slash at its end but the first, which names the others."""

from collections.abc import Callable

from django.conf import settings
from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path, reverse
from django.views.decorators.http import require_safe

from orgs.api.v1 import asked, changes, lists, openapi, organisations
from orgs.api.v1.declared import Operation
from orgs.api.v1.http import for_programmes
from orgs.views.problems import problem

BASE = "api/v1/"
OPERATIONS: list[Operation] = [
    *organisations.OPERATIONS,
    *lists.OPERATIONS,
    *changes.OPERATIONS,
]


def route_name(operation: Operation) -> str:
    return f"api_{operation.name}"


def _view(operation: Operation) -> Callable:
    @for_programmes
    def answer(request, **in_path) -> HttpResponse:
        return operation.answer(asked.read(request, operation), **in_path)

    return answer


@for_programmes
def root(request) -> HttpResponse:
    """Where to begin."""
    lists_there = [one for one in OPERATIONS if not one.in_path]
    links = {one.name: settings.SITE_URL + reverse(route_name(one)) for one in lists_there}
    about = {"openapi": "api_openapi", "page": "api"}
    links |= {name: settings.SITE_URL + reverse(route) for name, route in about.items()}
    return JsonResponse({"data": links})


@for_programmes
def description(request) -> HttpResponse:
    """OpenAPI 3.1."""
    return JsonResponse(openapi.document(OPERATIONS, reverse("api_root").rstrip("/")))


@require_safe
def page(request) -> HttpResponse:
    """The same for people. What programmes read is English, and so is what is said of it here."""
    context = {
        "operations": [(one, openapi.written_example(one)) for one in OPERATIONS],
        "says": openapi.SAYS,
    }
    return render(request, "orgs/api.html", context)


@for_programmes
def nothing(request, rest: str) -> HttpResponse:
    """Every other address."""
    start = settings.SITE_URL + reverse("api_root")
    detail = f"There is nothing at this address. What there is, {start} says."
    if rest.endswith("/"):
        detail += " Addresses here have no slash at their end."
    return problem(detail, 404)


def _paths():
    yield path(BASE, root, name="api_root")
    yield path(f"{BASE}openapi.json", description, name="api_openapi")
    for operation in OPERATIONS:
        route = operation.path.replace("{", "<str:").replace("}", ">")
        yield path(BASE + route, _view(operation), name=route_name(operation))
    yield path(f"{BASE}<path:rest>", nothing, name="api_nothing")


addresses = list(_paths())
