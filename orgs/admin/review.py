"""A suggestion laid out for a decision: what is there beside what is proposed, field by field."""

from collections.abc import Mapping
from dataclasses import dataclass

from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.admin.differences import LONG, word_differences
from orgs.choices import PublicationState, RiskLevel, SuggestionKind, language_name
from orgs.imports.matches import known_by
from orgs.matching import candidates
from orgs.models import Country, FocusArea, Organisation, Resource, Suggestion
from orgs.models.suggestion import REASON_LENGTH
from orgs.proposals import (
    FIELDS,
    LIBRARY_FIELDS,
    Changes,
    Field,
    Reference,
    Value,
    Values,
    combined,
    created,
    creation,
    difference,
    items,
    present,
)
from orgs.suggesting.fields import CHOICES, KINDS, as_text, as_value
from orgs.visibility import safe_organisations

LONGEST_VALUE = 25_000


class Words:
    """Values as people read them: names for codes. Three queries, when first asked for."""

    def __init__(self, model):
        self.model = model
        self._codes: dict[str, dict] = {}

    def of(self, name: str, value: Value) -> list[str]:
        texts = value if isinstance(value, list) else [value] if value else []
        known = self._known(name)
        return [str(known.get(one, one)) for one in texts]

    def _known(self, name: str) -> Mapping:
        if name in {"country_codes", "headquarters_code"}:
            return self._read("countries", lambda: {one.pk: one for one in Country.objects.all()})
        if name == "focus_area_codes":
            return self._read("areas", _areas)
        if name in {"languages", "language"}:
            return _Languages()
        column = name in {field.name for field in self.model._meta.fields} and name
        return dict(self.model._meta.get_field(column).flatchoices) if column else {}

    def _read(self, what, read):
        if what not in self._codes:
            self._codes[what] = read()
        return self._codes[what]


class _Languages(dict):
    def get(self, tag, default=None):
        return language_name(tag)


def _areas() -> dict:
    areas = FocusArea.objects.without_introductions()
    return {f"{area.scheme}:{area.code}": area.label for area in areas}


@dataclass
class Row:
    """One field: what is there, what goes, what comes, and the inputs that decide it."""

    label: str
    now: list[str]
    out: list[str]
    into: list[str]
    pieces: list[tuple[str, str]]
    has_moved: bool
    take: forms.BoundField
    value: forms.BoundField
    seen: forms.BoundField


class ReviewForm(forms.Form):
    """What is decided about a suggestion. Each field is ticked and can be edited first; `seen` is
    what stood there when the page was opened, so that a change is measured against that.
    """

    version = forms.IntegerField(min_value=0, max_value=2**31 - 1, widget=forms.HiddenInput)
    source = forms.CharField(
        label=_("Source"),
        required=False,
        max_length=500,
        help_text=_("Added to the record, and public with it. Empty it to add none."),
    )
    publish_it = forms.BooleanField(label=_("Publish it at once"), required=False)
    reason = forms.CharField(
        label=_("Reason"),
        required=False,
        max_length=REASON_LENGTH,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("The sender reads it. Needed to reject. Never name a person here."),
    )

    def __init__(self, suggestion: Suggestion, data=None, *, user):
        self.suggestion = suggestion
        self.facts: Mapping[str, Field] = FIELDS
        model = Organisation
        if suggestion.kind == SuggestionKind.RESOURCE:
            self.facts, model = LIBRARY_FIELDS, Resource
        self.words = Words(model)
        self.now = self._now()
        self.proposed = {
            name: change
            for name, change in suggestion.proposal.items()
            if name in self.facts and _fits(self.facts[name], change)
        }
        self.moved = self._moved()
        super().__init__(data, initial=self._initial())
        for name in self.proposed:
            self.fields |= self._inputs(self.facts[name])
        if suggestion.kind == SuggestionKind.PROBLEM or not suggestion.proposal:
            del self.fields["source"]
        makes = suggestion.kind in (SuggestionKind.NEW, SuggestionKind.RESOURCE)
        if not makes or not permissions.can_publish(user):
            del self.fields["publish_it"]

    def _now(self) -> Values:
        about = self.suggestion
        if about.kind != SuggestionKind.CORRECTION or about.organisation_id is None:
            return {name: [] if field.several else "" for name, field in self.facts.items()}
        return present(Organisation.objects.all(), [about.organisation_id])[about.organisation_id]

    def _moved(self) -> set[str]:
        """Single values that somebody has changed since it was proposed."""
        return {
            name
            for name, change in self.proposed.items()
            if "to" in change and self.now[name] not in (change["from"], change["to"])
        }

    def _initial(self) -> dict:
        initial = {"version": self.suggestion.version, "source": self.suggestion.source}
        for name, change in self.proposed.items():
            initial[f"take-{name}"] = name not in self.moved
            initial[f"value-{name}"] = as_text(combined(self.now[name], change))
            initial[f"seen-{name}"] = as_text(self.now[name])
        return initial

    def _inputs(self, field: Field) -> dict[str, forms.Field]:
        label = capfirst(str(field.label))
        about = {"label": label, "required": False}
        if field.name in CHOICES or field.name == "kind":
            kind = "resource" if self.facts is LIBRARY_FIELDS else "organisation"
            choices = KINDS[kind] if field.name == "kind" else CHOICES[field.name]
            value = forms.ChoiceField(choices=[("", "–"), *choices.choices], **about)
        else:
            rows = 8 if field.long else 4 if field.several else 2
            area = forms.Textarea(attrs={"rows": rows, "dir": "auto"})
            value = forms.CharField(widget=area, max_length=LONGEST_VALUE, **about)
        return {
            f"take-{field.name}": forms.BooleanField(label=_("Accept"), required=False),
            f"value-{field.name}": value,
            f"seen-{field.name}": forms.CharField(
                required=False, max_length=LONGEST_VALUE, widget=forms.HiddenInput, strip=False
            ),
        }

    @property
    def rows(self) -> list[Row]:
        return [self._row(name, change) for name, change in self.proposed.items()]

    def _row(self, name, change) -> Row:
        now, (out, into) = self.now[name], items(name, change)
        long = isinstance(now, str) and now and max(len(now), len(str(into))) > LONG
        return Row(
            label=capfirst(str(self.facts[name].label)),
            now=self.words.of(name, now),
            out=self.words.of(name, [] if "to" in change else out),
            into=self.words.of(name, into),
            pieces=word_differences(now, into) if long else [],
            has_moved=name in self.moved,
            take=self[f"take-{name}"],
            value=self[f"value-{name}"],
            seen=self[f"seen-{name}"],
        )

    @property
    def unknown(self) -> list[str]:
        """Fields that cannot be proposed."""
        return sorted(self.suggestion.proposal.keys() - self.proposed.keys())

    def taken(self) -> Changes:
        """What was ticked, as changes from what the editor saw; without what changes nothing."""
        before: Values = {}
        after: Values = {}
        for name in self.proposed:
            if self.cleaned_data[f"take-{name}"]:
                field = self.facts[name]
                seen = self.cleaned_data[f"seen-{name}"]
                before[name] = as_value(field, seen)
                after[name] = as_value(field, self.cleaned_data[f"value-{name}"])
        if self.suggestion.kind == SuggestionKind.CORRECTION:
            return difference(before, after)
        return creation(after)


def _fits(field: Field, change) -> bool:
    """Whether it is a change of such a field, as `orgs.proposals` writes it."""
    shape = {"add", "remove"} if field.several else {"from", "to"}
    return isinstance(change, dict) and change.keys() == shape


def consequences(suggestion: Suggestion) -> list[str]:
    """What will be public once it is accepted, in words; two queries at most."""
    if suggestion.kind in (SuggestionKind.NEW, SuggestionKind.RESOURCE):
        return [_("It becomes a draft: nothing of it is public before a publisher publishes it.")]
    organisation = suggestion.organisation
    if suggestion.kind == SuggestionKind.PROBLEM or organisation is None:
        return [_("Nothing changes by accepting it: do first, on the record, what is needed.")]
    if organisation.risk == RiskLevel.HIDDEN:
        return [_("The organisation is hidden: nothing of this becomes public.")]
    if organisation.state != PublicationState.PUBLISHED:
        return [_("The record is not published: nothing of this becomes public yet.")]
    said = [_("The record is published: what you accept is public at once, in files too.")]
    if not safe_organisations().filter(pk=organisation.pk).exists():
        said.append(
            _("People and street addresses of it are withheld: see that no text names any.")
        )
    if {"headquarters_code", "country_codes"} & suggestion.proposal.keys():
        said.append(_("Its countries decide what is published about people: look closely."))
    return said


def likely_twins(suggestion: Suggestion, user, most: int = 5) -> list[Organisation]:
    """Organisations that a new one may be, drafts among them, as far as the user may know of
    them; a dozen queries.
    """
    if suggestion.kind != SuggestionKind.NEW or not suggestion.is_open:
        return []
    record = known_by(created(suggestion.proposal), Reference.read())
    known = permissions.known_organisations(user)
    near = candidates([record], within=known, limit=most).get(0, [])
    there = known.in_bulk([one.organisation_id for one in near])
    return [there[one.organisation_id] for one in near if one.organisation_id in there]
