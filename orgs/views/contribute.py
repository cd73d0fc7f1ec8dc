"""Proposing something, and following what became of it. No account, no cookie, no JavaScript."""

from django.conf import settings
from django.http import Http404
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_safe

from orgs import actions
from orgs.choices import SuggestionKind
from orgs.matching import likely_twins
from orgs.models import Suggestion
from orgs.proposals import present
from orgs.suggesting.forms import CorrectionForm, NewOrganisationForm, NewResourceForm, ProblemForm
from orgs.suggesting.guard import is_from_elsewhere, may_send
from orgs.suggesting.letters import suggestion_to_confirm, thank
from orgs.visibility import Shown, organisation_at, organisations


def form_view(view):
    """For a page with a form, whose ticket does what a cookie would (`orgs.suggesting.guard`)."""
    return csrf_exempt(require_http_methods(["GET", "HEAD", "POST"])(view))


@form_view
def new_organisation(request):
    """An organisation that is not here yet. Those that may be the same are shown first."""
    named = {"name": request.GET.get("name", "").strip()[:200]}
    form = _form(NewOrganisationForm, request, name="organisation", initial=named)
    context = {"form": form, "twins": []}
    if form.is_bound and form.is_valid():
        context["twins"] = _twins(form, request)
        if not context["twins"]:
            facts = {"proposal": form.proposal, "source": form.cleaned_data["source"]}
            if response := _received(request, form, kind=SuggestionKind.NEW, **facts):
                return response
    return _page(request, "organisation", **context)


@form_view
def correction(request, slug):
    """The public facts of an organisation, to be put right. One that visitors cannot find is the
    same 404 as none.
    """
    one = _organisation(slug)
    shown = {} if request.method == "POST" else _public_values(one)
    form = _form(CorrectionForm, request, name=f"correct {one.pk}", shown=shown)
    if form.is_bound and form.is_valid():
        facts = {"proposal": form.proposal, "source": form.cleaned_data["source"]}
        about = {"kind": SuggestionKind.CORRECTION, "organisation_id": one.pk}
        if response := _received(request, form, **about, **facts):
            return response
    return _page(request, "correct", form=form, **_about(one))


@form_view
def problem(request, slug):
    """Something is wrong with having it here. What is confirmed from the organisation's own domain
    hides it at once; the page that follows does not tell whether that can be.
    """
    one = _organisation(slug)
    form = _form(ProblemForm, request, name=f"report {one.pk}")
    if form.is_bound and form.is_valid():
        about = {"kind": SuggestionKind.PROBLEM, "organisation_id": one.pk}
        if response := _received(request, form, **about, problem=form.cleaned_data["problem"]):
            return response
    return _page(request, "report", form=form, **_about(one))


@form_view
def new_resource(request):
    """A report, practice or other item for the library."""
    form = _form(NewResourceForm, request, name="resource")
    if form.is_bound and form.is_valid():
        facts = {"kind": SuggestionKind.RESOURCE, "proposal": form.proposal}
        if response := _received(request, form, **facts):
            return response
    return _page(request, "resource", form=form)


@require_safe
def follow(request, token):
    """What became of a suggestion, for whoever has its link: the state and the reason, no more."""
    suggestion = Suggestion.objects.with_token(token).first()
    if suggestion is None:
        raise Http404
    link = settings.SITE_URL + reverse("follow_suggestion", args=[token])
    return secret(_page(request, "follow", suggestion=suggestion, link=link))


@form_view
def confirm(request, token):
    """From a letter to the organisation's own domain: one button takes its page down. Opening the
    link does nothing, since programs open links in mail, too.
    """
    suggestion = suggestion_to_confirm(token)
    if suggestion is None:
        raise Http404
    if request.method == "POST":
        actions.confirm_suggestion(suggestion=suggestion)
        return secret(redirect("confirm_suggestion", token))
    return secret(_page(request, "confirm", is_done=suggestion.confirmed_on is not None))


def _form(form_class, request, **about):
    data = request.POST if request.method == "POST" else None
    return form_class(data, from_elsewhere=is_from_elsewhere(request), **about)


def _organisation(slug):
    """The one a visitor finds there; one query."""
    one = organisation_at(slug)
    if one is None:
        raise Http404
    return one


def _about(one) -> dict:
    trail = [(_("Organisations"), reverse("organisations")), (one.name, one.get_absolute_url())]
    return {"organisation": Shown(one), "trail": trail}


def _public_values(one) -> dict:
    """As files have it, asked of the gate; three queries."""
    return present(organisations(), [one.pk]).get(one.pk, {})


def _twins(form, request) -> list:
    """Those that may be the same and that the sender has not seen yet."""
    if request.POST.get("twins") == "seen":
        return []
    name, websites = (form.cleaned_data[field] for field in ("name", "websites"))
    near = likely_twins(name, websites=websites.splitlines(), within=organisations())
    there = organisations().in_bulk([one.organisation_id for one in near])
    return [Shown(there[pk]) for pk, *_reasons in near if pk in there]


def _received(request, form, **facts):
    """Keeps what was sent and leads to the page that follows it. None, with a word in the form,
    when too much came from there.
    """
    facts |= {name: form.cleaned_data[name] for name in ("message", "email")}
    token = form.ticket.follow_token(facts)
    if not Suggestion.objects.with_token(token).exists():
        if not may_send(request):
            form.add_error(None, _("Very much was sent from your connection. Try in an hour."))
            return None
        thank(actions.receive_suggestion(token=token, **facts), token)
    return secret(redirect("follow_suggestion", token))


def _page(request, name, **context):
    return unkept(render(request, f"orgs/contribute/{name}.html", context))


def unkept(response):
    """Nobody keeps a page with a ticket, nor one that only its sender may know."""
    response.headers["Cache-Control"] = "no-store"
    response.headers["X-Robots-Tag"] = "noindex"
    return response


def secret(response):
    """For an address that must not be passed on."""
    response.headers["Referrer-Policy"] = "no-referrer"
    return unkept(response)
