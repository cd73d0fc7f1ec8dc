"""The parameters of the library's list: which there are, and what they may say."""

import re
from collections.abc import Callable, Mapping

import django_filters
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from orgs.choices import FocusScheme, ResourceKind, language_name
from orgs.models import FocusArea, Resource
from orgs.parameters import LAST_PAGE, IdFilter, ListFilters, NumberFilter, ValueFilter
from orgs.search.facets import Choice, Choices
from orgs.search.terms import LONGEST

ORGANISATION = "organisation"
LABELS = {
    "kind": _("Kind"),
    "focus": _("Focus area"),
    "country": _("Country"),
    "objective": FocusScheme.GCM.label,
    "goal": FocusScheme.SDG.label,
    ORGANISATION: _("Organisation"),
    "publisher": _("Publisher"),
    "language": _("Language"),
    "year": _("Year"),
}
"""Every filter with its heading, in the order they stand in."""

SORTS = {
    "newest": pgettext_lazy("sort", "Newest"),
    "updated": pgettext_lazy("sort", "Recently updated"),
    "title": pgettext_lazy("sort", "Title"),
}

OBJECTIVE, GOAL = FocusScheme.GCM.value, FocusScheme.SDG.value
_SCHEMES = {OBJECTIVE: "objective", GOAL: "goal"}
MOST_ORGANISATIONS = 40

_LONGEST_PUBLISHER = 300


def parameter_of(area: FocusArea) -> str:
    """The filter that a focus area is a value of: objectives and goals have one each."""
    return _SCHEMES.get(area.scheme, "focus")


class OrganisationFilter(IdFilter):
    most = MOST_ORGANISATIONS


class LibraryFilters(ListFilters):
    """The parameters of the list, checked. Whether an organisation or a publisher is unknown, or
    must not be found, makes no difference to what is answered: nothing.
    """

    facets = tuple(name for name in LABELS if name != ORGANISATION)
    ids = (ORGANISATION,)

    q = django_filters.CharFilter(max_length=LONGEST)
    sort = django_filters.ChoiceFilter(choices=list(SORTS.items()))
    page = NumberFilter(min_value=1, max_value=LAST_PAGE)
    kind = ValueFilter()
    focus = ValueFilter()
    objective = ValueFilter()
    goal = ValueFilter()
    country = ValueFilter()
    organisation = OrganisationFilter()
    publisher = ValueFilter()
    language = ValueFilter()
    year = ValueFilter()

    class Meta:
        model = Resource
        fields = []

    @classmethod
    def as_code(cls, name: str, text: str) -> str:
        return text if name == "publisher" else super().as_code(name, text)


class Spelled(Mapping):
    """Values of which there is no list: whatever is spelled as one."""

    def __init__(self, is_one: Callable[[str], object], label: Callable[[str], str] = str):
        self.is_one, self.label = is_one, label

    def __contains__(self, value) -> bool:
        return bool(self.is_one(value))

    def __getitem__(self, value: str) -> Choice:
        return Choice(value, self.label(value))

    def __iter__(self):
        return iter(())

    def __len__(self) -> int:
        return 0


def values(choices: Choices) -> dict[str, Mapping[str, Choice]]:
    """The values of each filter but organisations; `choices` are those of the directory in the
    language of the page. No query.
    """
    areas: dict[str, dict[str, Choice]] = {"focus": {}, "objective": {}, "goal": {}}
    for slug, choice in choices.focus.items():
        areas[_SCHEMES.get(choice.group, "focus")][slug] = choice
    return {
        **areas,
        "kind": {value: Choice(value, str(label)) for value, label in ResourceKind.choices},
        "country": choices.country,
        "publisher": Spelled(lambda text: len(text) <= _LONGEST_PUBLISHER),
        "language": Spelled(re.compile(r"[a-z0-9-]{1,12}\Z").match, language_name),
        "year": Spelled(re.compile(r"[0-9]{4}\Z").match),
    }
