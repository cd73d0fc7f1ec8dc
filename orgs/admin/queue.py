"""Everything that waits for an editor, in one list: suggestions, imports, drafts in review."""

from dataclasses import dataclass
from datetime import date, timedelta

from django import forms
from django.core.paginator import Paginator
from django.db.models import CharField, Exists, F, OuterRef, Q, QuerySet, Value
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.choices import PublicationState, SuggestionKind, SuggestionOrigin
from orgs.models import Country, Organisation, Resource, Suggestion

PAGE = 50
SUGGESTION, ORGANISATION, RESOURCE = "suggestion", "organisation", "resource"
IMPORT, URGENT = "import", "urgent"
MINE, NOBODY = "me", "nobody"

WHAT = [
    (URGENT, _("Hidden on request")),
    *((kind.value, kind.label) for kind in SuggestionKind),
    (IMPORT, _("From an import")),
    (f"review_{ORGANISATION}", _("Organisation in review")),
    (f"review_{RESOURCE}", _("Library item in review")),
]
AGES = [(7, _("Over a week")), (30, _("Over a month")), (90, _("Over three months"))]


class QueueFilters(forms.Form):
    """What the list is narrowed to; what cannot be read narrows nothing."""

    what = forms.ChoiceField(label=_("What"), required=False)
    country = forms.ChoiceField(label=_("Country"), required=False)
    age = forms.TypedChoiceField(label=_("Waiting"), required=False, coerce=int, empty_value=0)
    assigned = forms.ChoiceField(label=_("Assigned to"), required=False)

    def __init__(self, data):
        super().__init__(data)
        anything = [("", _("All"))]
        countries = [(one.pk, one.name) for one in Country.objects.in_name_order()]
        self.fields["what"].choices = [*anything, *WHAT]
        self.fields["country"].choices = [*anything, *countries]
        self.fields["age"].choices = [*anything, *AGES]
        self.fields["assigned"].choices = [
            *anything,
            (MINE, _("Me")),
            (NOBODY, _("Nobody")),
        ]
        self.is_valid()

    def get(self, name):
        return self.cleaned_data.get(name) or ""


@dataclass
class Item:
    """A line of the list."""

    what: str
    title: str
    url: str
    since: date
    assigned: str = ""
    is_urgent: bool = False


def waiting_suggestions(user, filters: QueueFilters) -> QuerySet:
    """Those the filters leave; one statement, whoever reads it."""
    found = permissions.suggestions_for(user).waiting()
    what = filters.get("what")
    if what == URGENT:
        found = found.urgent()
    elif what == IMPORT:
        found = found.filter(origin=SuggestionOrigin.IMPORT)
    elif what in SuggestionKind.values:
        found = found.filter(kind=what)
    elif what:
        return found.none()
    if country := filters.get("country"):
        about = _in_country(country).filter(pk=OuterRef("organisation"))
        new = Q(proposal__headquarters_code__to=country)
        found = found.filter(Exists(about) | new)
    if age := filters.get("age"):
        found = found.filter(received_on__lt=timezone.localdate() - timedelta(days=age))
    assigned = {MINE: Q(assigned_to=user), NOBODY: Q(assigned_to=None)}
    return found.filter(assigned.get(filters.get("assigned"), Q()))


def _in_country(code: str) -> QuerySet:
    works_in = Organisation.countries.through.objects.filter(
        organisation=OuterRef("pk"), country=code
    )
    return Organisation.objects.filter(Q(headquarters=code) | Exists(works_in))


def _in_review(user, filters: QueueFilters) -> list[QuerySet]:
    """Records in review; nobody is assigned to those."""
    if filters.get("assigned") == MINE:
        return []
    organisations = permissions.organisations_for(user)
    library = permissions.resources_for(user)
    if country := filters.get("country"):
        organisations = organisations.filter(pk__in=_in_country(country).values("pk"))
        library = library.filter(countries=country)
    found = []
    for name, rows in ((ORGANISATION, organisations), (RESOURCE, library)):
        if filters.get("what") in ("", f"review_{name}"):
            rows = rows.filter(state=PublicationState.IN_REVIEW)
            if age := filters.get("age"):
                rows = rows.filter(updated_at__lt=timezone.now() - timedelta(days=age))
            found.append(_line(rows, name, TruncDate("updated_at")))
    return found


def _line(rows: QuerySet, what: str, since) -> QuerySet:
    """The columns in which the kinds of work agree."""
    kind = Value(what, output_field=CharField())
    return rows.order_by().annotate(what=kind, since=since).values_list("what", "pk", "since")


def queue_page(user, filters: QueueFilters, number):
    """A page of it, the oldest first; eight queries, however much waits."""
    suggestions = waiting_suggestions(user, filters)
    lines = _line(suggestions, SUGGESTION, F("received_on"))
    rest = _in_review(user, filters)
    together = lines.union(*rest, all=True) if rest else lines
    page = Paginator(together.order_by("since", "what", "pk"), PAGE).get_page(number)
    page.object_list = _items(list(page.object_list))
    return page


def _items(lines) -> list[Item]:
    keys: dict[str, list[int]] = {SUGGESTION: [], ORGANISATION: [], RESOURCE: []}
    for what, pk, _since in lines:
        keys[what].append(pk)
    about = Suggestion.objects.select_related("organisation", "assigned_to")
    there = {
        SUGGESTION: about.in_bulk(keys[SUGGESTION]),
        ORGANISATION: Organisation.objects.in_bulk(keys[ORGANISATION]),
        RESOURCE: Resource.objects.in_bulk(keys[RESOURCE]),
    }
    return [_item(what, there[what][pk], since) for what, pk, since in lines if pk in there[what]]


def _item(what: str, record, since) -> Item:
    url = reverse(f"admin:orgs_{what}_change", args=[record.pk])
    if what != SUGGESTION:
        return Item(str(dict(WHAT)[f"review_{what}"]), str(record), url, since)
    return Item(
        kind_of(record),
        title_of(record),
        url,
        since,
        str(record.assigned_to or ""),
        record.confirmed_on is not None,
    )


def kind_of(suggestion: Suggestion) -> str:
    if suggestion.origin == SuggestionOrigin.IMPORT:
        return f"{suggestion.get_kind_display()} · {suggestion.get_origin_display()}"
    if suggestion.problem:
        return suggestion.get_problem_display()
    return suggestion.get_kind_display()


def title_of(suggestion: Suggestion) -> str:
    """What it is about, as an editor recognises it."""
    if suggestion.organisation is not None:
        return suggestion.organisation.name
    for name in ("name", "title"):
        change = suggestion.proposal.get(name)
        if isinstance(change, dict) and change.get("to"):
            return str(change["to"])
    return str(suggestion)
