"""The addresses of the service, both versions. They have no language: what is not a name is
English, and countries, kinds and focus areas are understood in all of ours.
"""

from http import HTTPStatus

from django.http import HttpResponse, JsonResponse
from django.shortcuts import render
from django.urls import path

from orgs.api.reconcile import limits
from orgs.api.reconcile.answers import results_of_0_2, results_of_1_0
from orgs.api.reconcile.asked import batch_of_0_2, batch_of_1_0
from orgs.api.reconcile.extend import extension, proposal
from orgs.api.reconcile.http import Refused, clean, form, open_to_all, parsed, whole_number
from orgs.api.reconcile.manifest import manifest_of_0_2, manifest_of_1_0
from orgs.api.reconcile.matching import matched
from orgs.api.reconcile.near import permanent_ids
from orgs.api.reconcile.suggest import entities, kinds, properties
from orgs.columns import permalink
from orgs.search.current import current
from orgs.visibility import show_listed

_FRAMED = "; ".join(
    [
        "default-src 'none'",
        "style-src 'self'",
        "font-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors *",
    ]
)
"""Of the preview: any site may frame it, and nothing in it runs."""


@open_to_all("GET", "HEAD", "POST")
def service(request):
    """Version 0.2. What the service is; with `queries` who may be meant; with `extend` values."""
    sent = form(request) if request.method == "POST" else request.GET
    if "queries" in sent:
        batch = batch_of_0_2(parsed(sent["queries"], "queries"))
        found = dict(zip(batch, matched(list(batch.values())), strict=True))
        return JsonResponse(results_of_0_2(found, current().places.records.countries))
    if "extend" in sent:
        return JsonResponse(extension(parsed(sent["extend"], "extend")).of_0_2())
    if request.method == "POST" or "query" in sent:
        raise Refused("Send a form with queries, or with extend. A single query is one of them.")
    return JsonResponse(manifest_of_0_2())


@open_to_all("GET", "HEAD")
def draft(request):
    """Version 1.0: what the service is."""
    return JsonResponse(manifest_of_1_0())


@open_to_all("POST")
def match(request):
    """Version 1.0: who may be meant."""
    found = matched(batch_of_1_0(parsed(request.body, "The body")))
    return JsonResponse(results_of_1_0(found, current().places.records.countries))


@open_to_all("POST")
def extend(request):
    """Version 1.0: values of properties."""
    return JsonResponse(extension(parsed(request.body, "The body")).of_1_0())


@open_to_all("GET", "HEAD")
def propose(request):
    """What can be fetched. The same for both versions."""
    limit = request.GET.get("limit")
    most = limit and whole_number(limit, "limit", least=1, most=limits.PROPERTIES)
    return JsonResponse(proposal(request.GET.get("type", ""), most or None))


@open_to_all("GET", "HEAD")
def suggest_entity(request):
    return _suggested(request, entities)


@open_to_all("GET", "HEAD")
def suggest_property(request):
    return _suggested(request, properties)


@open_to_all("GET", "HEAD")
def suggest_type(request):
    return _suggested(request, kinds)


def _suggested(request, found) -> JsonResponse:
    """0.2 calls what is skipped `cursor`, 1.0 `offset`. Both versions want the same answer."""
    asked = request.GET
    prefix = clean(asked.get("prefix", ""))
    if len(prefix) > limits.PREFIX:
        raise Refused(f"prefix: write at most {limits.PREFIX} characters.")
    skipped = asked.get("offset") or asked.get("cursor") or "0"
    start = whole_number(skipped, "cursor", least=0, most=limits.DEEPEST)
    many = asked.get("limit") or str(limits.SUGGESTIONS)
    many = whole_number(many, "limit", least=1, most=limits.MOST_SUGGESTIONS)
    return JsonResponse({"result": found(prefix, start, start + many)})


@open_to_all("GET", "HEAD")
def preview(request):
    """A small page about an organisation, made to be framed; that of a record that was merged is of
    the one that took its place. Who is not public is nobody, in the same words. At most six
    queries, and those of `permanent_ids`.
    """
    asked = request.GET.get("id", "")
    if not asked:
        raise Refused("id: say whose preview.")
    stands = permanent_ids([asked])
    records = current().places.records
    shown = show_listed(stands.values(), records.countries, records.areas)
    one = next(iter(shown.values()), None)
    context = {"organisation": one, "address": one and permalink(one.public_id)}
    status = HTTPStatus.OK if one else HTTPStatus.NOT_FOUND
    return _may_be_framed(render(request, "orgs/reconcile_preview.html", context, status=status))


def _may_be_framed(response: HttpResponse) -> HttpResponse:
    response.headers["Content-Security-Policy"] = _FRAMED
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.xframe_options_exempt = True
    return response


def _paths():
    yield path("reconcile/", service, name="reconcile")
    yield path("reconcile", service)  # as many will paste it; what is sent is not to be redirected
    yield path("reconcile/v1/", draft, name="reconcile_draft")
    yield path("reconcile/v1", draft)
    yield path("reconcile/v1/match", match, name="reconcile_match")
    yield path("reconcile/v1/extend", extend, name="reconcile_extend")
    for base, name in (("reconcile", "reconcile"), ("reconcile/v1", "reconcile_draft")):
        yield path(f"{base}/suggest/entity", suggest_entity, name=f"{name}_suggest_entity")
        yield path(f"{base}/suggest/property", suggest_property, name=f"{name}_suggest_property")
        yield path(f"{base}/suggest/type", suggest_type, name=f"{name}_suggest_type")
        yield path(f"{base}/preview", preview, name=f"{name}_preview")
        yield path(f"{base}/extend/propose", propose, name=f"{name}_propose")


addresses = list(_paths())
