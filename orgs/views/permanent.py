"""Addresses that stay: permanent ids, and numbers in public registers. What they answer when nobody
is there, or not any more, is in docs/adr/0019.
"""

from functools import wraps

from django.conf import settings
from django.http import Http404, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import translation
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation.trans_real import (
    get_supported_language_variant,
    parse_accept_lang_header,
)
from django.views.decorators.http import require_safe

from orgs.ids import near_public_ids, parse_public_id
from orgs.models import Organisation
from orgs.views.errors import Offer, error_page
from orgs.visibility import (
    Audience,
    identified,
    keys_by_public_id,
    organisations,
    replacement_of,
    was_deleted,
)


def by_permanent_id(view):
    """For what there is of one organisation at its permanent id: the view is given the
    organisation, which the gate has let through.

    Ids are read as people write them. That of a record that was merged leads to the same of the one
    that took its place, for good. A mistyped one is told what may have been meant, as far as that
    can be found by anybody.
    """

    @wraps(view)
    def answer(request, public_id):
        canonical = parse_public_id(public_id)
        if canonical is None:
            return _mistyped(request, public_id)
        one = organisations(Audience.PUBLIC).filter(public_id=canonical).first()
        if one is not None:
            return view(request, one)
        now = replacement_of(canonical)
        if now is not None:
            return _led_on(request, now.public_id)
        if was_deleted(canonical):
            return _deleted(request)
        raise Http404

    return answer


@require_safe
@by_permanent_id
def permanent(request, organisation):
    """The address that never changes, to the page as it is called now."""
    return _to_page(request, organisation)


def _to_page(request, organisation) -> HttpResponse:
    """302 to the page in the language that the browser prefers of those there are; in English for
    programmes, which prefer none. The address itself names no language. Pages never ask a browser:
    one address is one page.
    """
    with translation.override(_preferred(request)):
        response = HttpResponseRedirect(organisation.get_absolute_url())
    patch_vary_headers(response, ["Accept-Language"])
    return response


def _preferred(request) -> str:
    """Of the languages of the interface; no cookie is asked."""
    for code, _weight in parse_accept_lang_header(request.headers.get("Accept-Language", "")):
        if code == "*":
            break
        try:
            return get_supported_language_variant(code)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


@require_safe
def identifier(request, text):
    """A number in a public register, as org-id.guide has it, to the page of whoever carries it;
    300 where several do. Two queries.
    """
    found = identified(text)
    if len(found) == 1:
        return _to_page(request, found[0])
    if found:
        texts = _("Several organisations carry this number"), _("Choose the one you mean.")
        return error_page(request, 300, offers=_offers(found), texts=texts)
    return error_page(
        request,
        404,
        [
            _("No organisation here carries this number. It is written with the code of its "
              "register before it, such as GB-CHC-1122285 or XI-ROR-05a28rw58; org-id.guide lists "
              "the codes.")
        ],
    )  # fmt: skip


def _led_on(request, public_id: str):
    there = reverse(request.resolver_match.view_name, args=[public_id])
    query = request.META.get("QUERY_STRING")
    return redirect(f"{there}?{query}" if query else there, permanent=True)


def _mistyped(request, text: str):
    """404 with the organisations whose ids are one slip away. Two queries, or as many as merges
    take; none for what is no id.
    """
    near = near_public_ids(text)
    if not near:
        raise Http404
    keys = keys_by_public_id(near).values()
    found = organisations(Audience.PUBLIC).filter(pk__in=keys).order_by("name", "pk")
    wrong = _("This permanent id has a typing error: its last character does not fit the rest.")
    return error_page(request, 404, [wrong], offers=_offers(found))


def _deleted(request):
    texts = (
        _("This entry was deleted"),
        _("The organisation is no longer listed here. Its permanent id is never given to another."),
    )
    return error_page(request, 410, texts=texts)


def _offers(found) -> list[Offer]:
    return [_offer(one) for one in found]


def _offer(one: Organisation) -> Offer:
    return Offer(one.name, one.name_language, one.public_id, one.get_absolute_url())
