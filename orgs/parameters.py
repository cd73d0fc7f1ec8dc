"""The parameters of a list of organisations: which there are, and whether they make sense."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orgs.search.facets import LABELS, Choices
from orgs.search.terms import LONGEST
from orgs.validators import validate_partial_date

MOST_VALUES = 40
"""Values of one facet in an address: enough for a continent, few enough to draw."""

LAST_PAGE = 10**9
"""No list has so many pages; a larger number is no page number at all."""

NOT = "-"
"""Before a value: all but those that have it, as before a word in a search."""

SORTS = {
    "relevance": pgettext_lazy("sort", "Relevance"),
    "name": pgettext_lazy("sort", "Name"),
    "updated": pgettext_lazy("sort", "Recently updated"),
    "verified": pgettext_lazy("sort", "Recently checked"),
    "founded": pgettext_lazy("sort", "Founded first"),
}
RANGES = {
    "founded_from": gettext_lazy("Founded from %(value)s"),
    "founded_to": gettext_lazy("Founded up to %(value)s"),
    "verified_since": gettext_lazy("Checked since %(value)s"),
}
"""Filters with a limit instead of values, each in words."""

FILTERS = (*LABELS, *RANGES)
"""Every parameter that narrows a list beside the search itself."""

_WRONG = {
    "page": gettext_lazy("page: write the number of a page, from 1 up."),
    "founded_from": gettext_lazy("founded_from: write a year of four digits, such as 1990."),
    "founded_to": gettext_lazy("founded_to: write a year of four digits, such as 1990."),
    "verified_since": gettext_lazy(
        "verified_since: write a year, a month or a day, such as 2026-01-31."
    ),
}
_UNKNOWN_VALUE = gettext_lazy("%(parameter)s: “%(value)s” is not one of its values.")


_FIELDS = {
    "q": forms.CharField(max_length=LONGEST),
    "sort": forms.ChoiceField(choices=list(SORTS.items())),
    "exact": forms.ChoiceField(choices=[("1", "1")]),
    "page": forms.IntegerField(min_value=1, max_value=LAST_PAGE),
    "founded_from": forms.IntegerField(min_value=1000, max_value=2999),
    "founded_to": forms.IntegerField(min_value=1000, max_value=2999),
    "verified_since": forms.CharField(validators=[validate_partial_date]),
}
"""Every parameter of a single value, and how it is read."""


class OrganisationFilters:
    """The parameters of a list, checked: `checked` has what makes sense, `errors` what does not. A
    facet's parameter has any of its values, or none of those after a minus sign.
    """

    def __init__(self, data: MultiValueDict, *, choices: Choices):
        self.checked: dict = {}
        self.errors: dict[str, ValidationError] = {}
        for name in data:
            if name not in _FIELDS and name not in LABELS:
                continue
            try:
                if name in LABELS:
                    self.checked[name] = _known(data.getlist(name), choices[name])
                else:
                    self.checked[name] = _FIELDS[name].clean(data[name])
            except ValidationError as error:
                self.errors[name] = error

    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the parameters, in plain words, by parameter."""
        return {name: [self._in_words(name, error)] for name, error in self.errors.items()}

    @staticmethod
    def _in_words(name: str, error: ValidationError) -> str:
        if name == "q":
            return _("q: write at most %(limit)s characters to search for, on one line.") % {
                "limit": LONGEST
            }
        if name in _WRONG:
            return str(_WRONG[name])
        error = error.error_list[0]
        if error.code == "max_length":
            text = _("%(parameter)s: choose at most %(limit)s values.")
            return text % {"parameter": name, "limit": MOST_VALUES}
        value = str((error.params or {}).get("value", ""))[:60]
        return _UNKNOWN_VALUE % {"parameter": name, "value": value}

    def values(self, *, excluded: bool) -> dict[str, list[str]]:
        """The values of each facet that are asked for, or those to be left out."""
        return {
            name: [
                value.removeprefix(NOT)
                for value in self.checked.get(name, ())
                if value.startswith(NOT) == excluded
            ]
            for name in LABELS
        }

    def ranges(self) -> dict[str, str]:
        """The limits asked for."""
        return {name: str(self.checked[name]) for name in RANGES if self.checked.get(name)}


def _known(values: list[str], choices: dict) -> list[str]:
    """The values of a facet; an error names the first that it does not have."""
    if len(values) > MOST_VALUES:
        raise ValidationError("", "max_length")
    for value in values:
        if value.removeprefix(NOT) not in choices:
            raise ValidationError("", "invalid_choice", {"value": value})
    return values


def cleaned(params) -> MultiValueDict:
    """The parameters that lists know, without blanks and repetitions, as text any database and
    any page can hold. Country codes are upper case, other values lower.
    """
    lists = params.lists() if hasattr(params, "lists") else params.items()
    found = MultiValueDict()
    for name, values in lists:
        values = [values] if isinstance(values, str | int) else values
        texts = [str(v).encode("utf-8", "replace").decode().strip() for v in values]
        if name in LABELS:
            texts = [text.upper() if name == "country" else text.lower() for text in texts]
        elif name not in _FIELDS and name != "view":
            continue
        if texts := list(dict.fromkeys(filter(None, texts))):
            found.setlist(name, texts)
    return found
