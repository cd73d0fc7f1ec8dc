"""The parameters of lists: whether they make sense, and which there are of organisations."""

from collections.abc import Collection, Mapping
from urllib.parse import urlencode

import django_filters
from django import forms
from django.core.validators import MaxLengthValidator
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from orgs.ids import parse_public_id, public_ids_in
from orgs.models import Organisation
from orgs.search.facets import LABELS
from orgs.search.terms import LONGEST
from orgs.validators import validate_not_future, validate_partial_date

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
AS_OF = "as_of"
RANGES = {
    "founded_from": gettext_lazy("Founded from %(value)s"),
    "founded_to": gettext_lazy("Founded up to %(value)s"),
    "verified_since": gettext_lazy("Checked since %(value)s"),
    AS_OF: gettext_lazy("Civic space as of %(value)s"),
}
"""Filters with a limit instead of values, each in words. The last one narrows nothing by itself: it
gives countries the ratings they had.
"""

CHOSEN, PICKED = "id", "pick"
"""Organisations by their permanent ids: only these, and those picked so far for a list of one's own
while others are looked for. A list of one's own is its address, nothing else.
"""

MOST_IDS = 200
"""Ids in an address, which servers cut at 8 kB."""

FILTERS = (CHOSEN, *LABELS, *RANGES)
"""Every parameter that narrows a list beside the search itself."""

_WRONG = {
    "page": gettext_lazy("page: write the number of a page, from 1 up."),
    "founded_from": gettext_lazy("founded_from: write a year of four digits, such as 1990."),
    "founded_to": gettext_lazy("founded_to: write a year of four digits, such as 1990."),
    "verified_since": gettext_lazy(
        "verified_since: write a year, a month or a day, such as 2026-01-31."
    ),
    AS_OF: gettext_lazy(
        "as_of: write a year, a month or a day that has begun, such as 2021-06-30."
    ),
}
UNKNOWN_VALUE = gettext_lazy("%(parameter)s: “%(value)s” is not one of its values.")
_NO_ID = gettext_lazy(
    "%(parameter)s: “%(value)s” is no permanent id. One looks like CSD-4H7K-2P9M-C, and its last "
    "character tells whether the rest is right."
)


class ValueFilter(django_filters.MultipleChoiceFilter):
    """Any of several values of a facet, or none of those after a minus sign; the parameter is
    the facet's name.
    """

    most = MOST_VALUES

    def __init__(self, **kwargs):
        super().__init__(validators=[MaxLengthValidator(self.most)], **kwargs)


class IdFilter(ValueFilter):
    """Any of several organisations, by their permanent ids. Whether there is one of that id, or was
    one, or is one that must not be found, makes no difference to what is answered.
    """

    most = MOST_IDS


class NumberFilter(django_filters.Filter):
    field_class = forms.IntegerField


class ListFilters(django_filters.FilterSet):
    """The parameters of a list, checked. What they select is never asked of a queryset here.
    `facets` are those with values of a facet, `ids` those with permanent ids.
    """

    facets: Collection[str] = ()
    ids: Collection[str] = ()

    def __init__(self, data: MultiValueDict, *, choices: Mapping[str, Collection[str]]):
        # of some twenty fields a request has few, and each that is made takes its time
        self.base_filters = {
            name: one for name, one in type(self).base_filters.items() if name in data
        }
        super().__init__(data, queryset=self._meta.model.objects.none())
        for name in self.facets:
            if name in self.filters:
                asked = self.data.getlist(name)
                known = [one for one in asked if self.as_chosen(one) in choices[name]]
                self.filters[name].extra["choices"] = [(one, one) for one in known]
        for name in self.ids:
            if name in self.filters:
                ids = [one for one in self.data.getlist(name) if parse_public_id(one) == one]
                self.filters[name].extra["choices"] = [(one, one) for one in ids]

    @classmethod
    def as_code(cls, name: str, text: str) -> str:
        """A value of a facet as it is spelled here. In upper case ß would be SS, which is South
        Sudan.
        """
        return text.upper() if name == "country" and text.isascii() else text.lower()

    @staticmethod
    def as_chosen(value: str) -> str:
        """The value of a facet that is meant."""
        return value

    def problems(self) -> dict[str, list[str]]:
        """What is wrong with the parameters, in plain words, by parameter."""
        return {name: [self._in_words(name)] for name in self.form.errors}

    def _in_words(self, name: str) -> str:
        if name == "q":
            return _("q: write at most %(limit)s characters to search for, on one line.") % {
                "limit": LONGEST
            }
        if name in _WRONG:
            return str(_WRONG[name])
        error = self.form.errors.as_data()[name][0]
        if error.code == "max_length":
            text = _("%(parameter)s: choose at most %(limit)s values.")
            return text % {"parameter": name, "limit": self.filters[name].most}
        value = str((error.params or {}).get("value", ""))[:60]
        words = _NO_ID if name in self.ids else UNKNOWN_VALUE
        return words % {"parameter": name, "value": value}


class OrganisationFilters(ListFilters):
    """The parameters of a list, checked. What they select is asked of the search's state, not
    of a queryset.
    """

    facets, ids = LABELS, (CHOSEN, PICKED)

    q = django_filters.CharFilter(max_length=LONGEST)
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))
    exact = django_filters.ChoiceFilter(choices=[("1", "1")])
    page = NumberFilter(min_value=1, max_value=LAST_PAGE)
    country = ValueFilter()
    region = ValueFilter()
    focus = ValueFilter()
    rating = ValueFilter()
    kind = ValueFilter()
    scope = ValueFilter()
    status = ValueFilter()
    language = ValueFilter()
    website = ValueFilter()
    id = IdFilter()
    pick = IdFilter()
    founded_from = NumberFilter(min_value=1000, max_value=2999)
    founded_to = NumberFilter(min_value=1000, max_value=2999)
    verified_since = django_filters.CharFilter(validators=[validate_partial_date])
    as_of = django_filters.CharFilter(validators=[validate_partial_date, validate_not_future])

    class Meta:
        model = Organisation
        fields = []

    @staticmethod
    def as_chosen(value: str) -> str:
        return value.removeprefix(NOT)

    def values(self, *, excluded: bool) -> dict[str, list[str]]:
        """The values of each facet that are asked for, or those to be left out."""
        cleaned = {name: self.form.cleaned_data.get(name) or [] for name in LABELS}
        return {
            name: [value.removeprefix(NOT) for value in values if value.startswith(NOT) == excluded]
            for name, values in cleaned.items()
        }

    def ranges(self) -> dict[str, str]:
        """The limits asked for."""
        cleaned = {name: self.form.cleaned_data.get(name) for name in RANGES}
        return {name: str(value) for name, value in cleaned.items() if value}


def cleaned(params, known: type[ListFilters] = OrganisationFilters) -> MultiValueDict:
    """The parameters that a list knows, without blanks and repetitions, as text any database and
    any page can hold. Country codes are upper case, other values lower.
    """
    lists = params.lists() if hasattr(params, "lists") else params.items()
    found = MultiValueDict()
    for name, values in lists:
        values = [values] if isinstance(values, str | int) else values
        texts = [_holdable(str(value)).strip() for value in values]
        if name in known.facets:
            texts = [known.as_code(name, text) for text in texts]
        elif name in known.ids:
            texts = [one for text in texts for one in public_ids_in(text)]
        elif name not in known.base_filters and name != "view":
            continue
        if texts := list(dict.fromkeys(filter(None, texts))):
            found.setlist(name, texts)
    return found


def _holdable(text: str) -> str:
    """A request with a NUL is refused, but an address within an address may still have one."""
    return text.encode("utf-8", "replace").decode().replace("\0", "\N{REPLACEMENT CHARACTER}")


def query_string(parameters: MultiValueDict, **changes) -> str:
    """Parameters with some changed (None removes one), without the question mark."""
    lists = dict(parameters.lists())
    for name, value in changes.items():
        values = value if isinstance(value, list | tuple) else [value]
        lists[name] = [one for one in values if one is not None]
    return urlencode([(name, value) for name in lists for value in lists[name]])
