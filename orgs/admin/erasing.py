"""The page on which a publisher erases a person: what will go, what may mean somebody else, why."""

import json
from collections import Counter
from dataclasses import dataclass

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import NoReverseMatch, path, reverse
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs import permissions
from orgs.actions.base import REASON_LENGTH
from orgs.actions.erasure import erase_person, extent, key_of

AROUND = 40
"""Characters shown on either side of a mention."""


@dataclass
class Mention:
    """A record that names the person: how a form names it, what it is, where it is edited, and
    the passages, as (field, before, mention, after).
    """

    key: str
    kind: str
    address: str
    passages: list[tuple[str, str, str, str]]


class Erasing:
    """For the admin of people: adds the page and its link."""

    change_form_template = "admin/orgs/contact/change_form.html"

    def get_urls(self):
        view = self.admin_site.admin_view(self.erase_view)
        return [
            path("<path:object_id>/erase/", view, name="orgs_contact_erase"),
            *super().get_urls(),
        ]

    def change_view(self, request, object_id, form_url="", extra_context=None):
        may = {"may_erase": permissions.can_erase_people(request.user)}
        return super().change_view(request, object_id, form_url, {**may, **(extra_context or {})})

    def erase_view(self, request, object_id):
        """Shows what will go, as often as names are added; erases when told to. Only POST writes,
        and only with `erase` in it.
        """
        contact = self.get_object(request, object_id)
        if contact is None:
            raise Http404
        if not permissions.can_erase_people(request.user, contact):
            raise PermissionDenied
        also = request.POST.get("also", "").splitlines()
        errors = []
        if request.method == "POST" and "erase" in request.POST:
            try:
                self.erase(request, contact, also)
            except ValidationError as error:
                errors = error.messages
            else:
                return HttpResponseRedirect(reverse("admin:orgs_contact_changelist"))
        found = extent(contact=contact, also=also, by=request.user)
        context = {
            **self.admin_site.each_context(request),
            "title": _("Erase a person"),
            "opts": self.opts,
            "contact": contact,
            "errors": errors,
            "also": "\n".join(also),
            "reason": request.POST.get("reason", ""),
            "reason_length": REASON_LENGTH,
            "others": [(key_of(one), one) for one in found.contacts[1:]],
            "mentions": [mention(trace, found.person) for trace in found.mentions],
            "past": past(found.past),
            "accounts": found.accounts,
            "kept": kept(request),
        }
        return TemplateResponse(request, "admin/orgs/contact/erase.html", context)

    def erase(self, request, contact, also):
        erase_person(
            contact=contact,
            reason=request.POST.get("reason", ""),
            also=also,
            keep=kept(request),
            by=request.user,
        )
        messages.success(request, _("The person was erased."))


def kept(request) -> set[str]:
    """The records that were offered and not ticked: they mean somebody else."""
    return set(request.POST.getlist("offered")) - set(request.POST.getlist("take"))


def mention(trace, person) -> Mention:
    fields = {field.attname: field for field in trace.model._meta.concrete_fields}
    passages = [
        (capfirst(fields[name].verbose_name), *passage)
        for name, value in trace.values.items()
        if name in fields and value and person.is_in(value)
        for passage in around(value, person)
    ]
    return Mention(trace.key, capfirst(trace.model._meta.verbose_name), address_of(trace), passages)


def address_of(trace) -> str:
    """The record's page in the panel; empty when it has none."""
    try:
        return reverse(f"admin:orgs_{trace.model._meta.model_name}_change", args=[trace.pk])
    except NoReverseMatch:
        return ""


def around(value, person) -> list[tuple[str, str, str]]:
    """Each mention with a few words before and after it."""
    text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    return [
        (text[max(0, start - AROUND) : start], text[start:end], text[end : end + AROUND])
        for start, end in person.places_in(text)
    ]


def past(traces) -> list[tuple[str, int]]:
    """How many rows of each history mention the person."""
    counted = Counter(capfirst(trace.record[0]._meta.verbose_name) for trace in traces)
    return sorted(counted.items())
