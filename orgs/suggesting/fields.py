"""The values of a proposal as plain inputs, and back: lists as lines, codes as choices."""

from collections.abc import Mapping

from django import forms
from django.utils.translation import gettext_lazy as _

from orgs.choices import (
    LANGUAGE_TAGS,
    FocusScheme,
    LegalStatus,
    OrganisationKind,
    ResourceKind,
    Scope,
    StaffBand,
    language_name,
)
from orgs.models import Country, FocusArea
from orgs.proposals import Field, Value, Values
from orgs.text import fold, one_line

MOST_LINES = 50
LONGEST_LIST = 5000
"""Characters of all lines of a list together."""

CHOICES = {"scope": Scope, "legal_status": LegalStatus, "staff": StaffBand}
KINDS = {"organisation": OrganisationKind, "resource": ResourceKind}
HINTS = {
    "name": _("As it calls itself, in its own script."),
    "acronyms": _("One a line."),
    "former_names": _("One a line."),
    "other_names": _("In other languages or scripts too, one a line."),
    "founded": _("As far as you know: 2017, 2017-05 or 2017-05-31."),
    "closed": _("As far as you know: 2017, 2017-05 or 2017-05-31."),
    "published_on": _("As far as you know: 2017, 2017-05 or 2017-05-31."),
    "summary": _("One or two plain sentences: what it does, for whom, where."),
    "description": _("Please name no person here."),
    "websites": _("One a line, with https://."),
    "emails": _("Of the organisation, never of a person. One a line."),
    "phones": _("Of the organisation, never of a person. One a line."),
    "social_accounts": _("One a line, with https://."),
    "identifiers": _("In public registers, such as GB-CHC-1122285. One a line."),
    "offices": _("The city and the country’s code, such as Athens GR. One a line, no streets."),
}
"""Beside the inputs."""


class Ticks(forms.CheckboxSelectMultiple):
    """Checkboxes of which those ticked when the form is opened stand first."""


class Places:
    """Countries, focus areas and languages to choose from; two queries, when first asked for."""

    def __init__(self):
        self.countries = [(country.pk, country.name) for country in Country.objects.in_name_order()]
        areas = FocusArea.objects.in_list_order().without_introductions()
        own_first = sorted(areas, key=lambda area: FocusScheme.values.index(area.scheme))
        self.areas = [(f"{area.scheme}:{area.code}", area.label) for area in own_first]
        named = ((tag, language_name(tag)) for tag in LANGUAGE_TAGS)
        self.languages = sorted(named, key=lambda one: fold(one[1]))

    def of(self, name: str) -> list[tuple[str, str]] | None:
        """What a field with several codes offers."""
        return {
            "country_codes": self.countries,
            "focus_area_codes": self.areas,
            "languages": self.languages,
        }.get(name)


def as_text(value: Value) -> str:
    """A value as it stands in a plain input."""
    return "\n".join(value) if isinstance(value, list) else value


def as_value(field: Field, typed) -> Value:
    """What was typed or ticked, as a value; not checked yet."""
    if not field.several:
        return typed.replace("\r\n", "\n").strip() if field.long else one_line(typed)
    lines = typed.splitlines() if isinstance(typed, str) else typed
    return [line for line in map(one_line, lines) if line]


def inputs(
    fields: Mapping[str, Field], kind: str, shown: Values, places: Places
) -> dict[str, forms.Field]:
    """An input for each field. What a form showed is filled in by its `initial`, not here."""
    return {
        name: _input(field, kind, shown.get(name, []), places) for name, field in fields.items()
    }


def _input(field: Field, kind: str, shown: Value, places: Places) -> forms.Field:
    about = {
        "label": str(field.label)[:1].upper() + str(field.label)[1:],
        "required": False,
        "help_text": HINTS.get(field.name, ""),
    }
    if (offered := places.of(field.name)) is not None:
        return _ticks(offered, shown, about)
    if field.name in CHOICES or field.name == "kind":
        choices = KINDS[kind] if field.name == "kind" else CHOICES[field.name]
        return forms.ChoiceField(choices=[("", "–"), *choices.choices], **about)
    if field.name == "headquarters_code":
        return forms.ChoiceField(choices=[("", "–"), *places.countries], **about)
    if field.name == "language":
        return forms.ChoiceField(choices=[("", "–"), *places.languages], **about)
    if field.several:
        rows = min(max(len(shown) + 1, 2), 8)
        area = forms.Textarea(attrs={"rows": rows, "cols": False, "dir": "auto"})
        return forms.CharField(widget=area, max_length=LONGEST_LIST, **about)
    if field.long or field.name == "summary":
        rows = 8 if field.long else 3
        area = forms.Textarea(attrs={"rows": rows, "cols": False, "dir": "auto"})
        longest = 20_000 if field.name == "description" else 2000 if field.long else 300
        return forms.CharField(widget=area, max_length=longest, **about)
    text = forms.TextInput(attrs={"dir": "auto", "autocomplete": "off"})
    return forms.CharField(widget=text, max_length=500, **about)


def _ticks(offered, shown: Value, about: dict) -> forms.Field:
    """What is ticked stands first; a code nobody offers any more stays as it is."""
    known = dict(offered)
    first = [(code, known.get(code, code)) for code in shown]
    rest = [one for one in offered if one[0] not in shown]
    return forms.MultipleChoiceField(choices=[*first, *rest], widget=Ticks, **about)
