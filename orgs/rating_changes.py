"""Changes of civic space: which ratings a set of parameters selects.

The page, its feed and its files all ask `RatingChanges`, so that they agree.
"""

from collections.abc import Mapping
from urllib.parse import urlencode

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.functional import cached_property
from django.utils.translation import gettext as _

from orgs.choices import RatingDirection
from orgs.models import CivicSpaceRating
from orgs.search.current import current
from orgs.search.facets import Choice, choices
from orgs.search.state import State
from orgs.visibility import all_ratings, changed_ratings

DIRECTIONS = (RatingDirection.DOWNGRADED, RatingDirection.UPGRADED, RatingDirection.FIRST)
"""What can be asked for. An assessment that left everything as it was is no change."""

CHANGES = (RatingDirection.DOWNGRADED, RatingDirection.UPGRADED)
"""What the page is about as long as nothing else is asked for."""


class RatingFilters(forms.Form):
    """The parameters, checked. A year without any change is not wrong: it finds nothing."""

    year = forms.IntegerField(required=False, min_value=1000, max_value=2999)
    region = forms.ChoiceField(required=False)
    direction = forms.MultipleChoiceField(
        required=False, choices=[(one, one) for one in DIRECTIONS]
    )

    def __init__(self, *args, regions, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["region"].choices = [(code, code) for code in regions]

    def problems(self) -> list[str]:
        """What is wrong, as sentences."""
        words = {
            "year": _("year: write a year of four digits, such as 2021."),
            "region": _("region: write the three digits of a region of the UN, such as 150."),
            "direction": _("direction: choose from downgraded, upgraded and first."),
        }
        return [words[name] for name in self.errors]


class RatingChanges:
    """The ratings that a set of parameters selects, newest first, those of a day by country.

    Check `problems` first. Without a direction `otherwise` holds: those ones, or with None every
    assessment on record. One query, and one more where regions are asked for.
    """

    def __init__(self, params: Mapping | None = None, *, otherwise: tuple | None = CHANGES):
        given = _given(params or {})
        form = RatingFilters(given, regions=self.regions if "region" in given else ())
        self.problems = form.problems()
        checked = form.cleaned_data
        self.year = str(checked.get("year") or "")
        self.region = checked.get("region") or ""
        self.directions = checked.get("direction") or otherwise

    @cached_property
    def _state(self) -> State:
        return current()

    @property
    def regions(self) -> dict[str, Choice]:
        """Every region that can be asked for."""
        return choices(self._state).region

    @cached_property
    def rows(self) -> list[CivicSpaceRating]:
        return [one for one in self._of_direction() if self._is_meant(one)]

    def _of_direction(self) -> list[CivicSpaceRating]:
        if self.directions is None:
            return all_ratings()
        changed = changed_ratings(first=RatingDirection.FIRST in self.directions)
        return [one for one in changed if one.direction in self.directions]

    def _is_meant(self, rating: CivicSpaceRating) -> bool:
        if self.year not in ("", rating.year):
            return False
        regions = self._state.places.regions if self.region else {}
        return not self.region or self.region in regions.get(rating.country_id, ())


def query_string(params: Mapping, *, explicit: bool = False) -> str:
    """What of parameters that were checked selects ratings, without the question mark. `explicit`
    names the directions that are meant without any: a file would else have every assessment.
    """
    given = _given(params)
    if explicit and "direction" not in given:
        given.setlist("direction", [one.value for one in CHANGES])
    return urlencode([(name, value) for name, values in given.lists() for value in values])


def _given(params: Mapping) -> MultiValueDict:
    """The parameters that there are, without blanks and repetitions, as text any page can hold."""
    found = MultiValueDict()
    for name in RatingFilters.base_fields:
        values = params.getlist(name) if hasattr(params, "getlist") else params.get(name, [])
        texts = [str(value).encode("utf-8", "replace").decode().strip() for value in values]
        if texts := list(dict.fromkeys(filter(None, texts))):
            found.setlist(name, texts)
    return found
