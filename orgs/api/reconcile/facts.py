"""What scores are made from: an organisation's public facts, and what the words of a question stand
for. No database.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache, cached_property

from django.conf import settings
from django.utils import translation

from orgs.api.reconcile.names import Spelling, ways
from orgs.api.reconcile.properties import FOCUS_AREAS, PROPERTIES, works_on
from orgs.choices import NOT_RATED, NOT_RATED_LABEL, LegalStatus, OrganisationKind, Rating, Scope
from orgs.columns import Facts
from orgs.search.places import Places
from orgs.text import words

_CODED = {
    "kind": OrganisationKind.choices,
    "scope": Scope.choices,
    "legal_status": LegalStatus.choices,
    "civic_space": [*Rating.choices, (NOT_RATED, NOT_RATED_LABEL)],
}


@dataclass
class Known:
    """An organisation as it is compared."""

    facts: Facts

    @property
    def pk(self) -> int:
        return self.facts.pk

    @property
    def kind(self) -> str:
        return self.facts.kind

    @cached_property
    def countries(self) -> set[str]:
        """Its headquarters country and those it works in."""
        return {*self.facts.countries, self.facts.headquarters_id} - {None}

    @cached_property
    def names(self) -> list[Spelling]:
        others = [Spelling(text, kind) for text, _language, kind in self.facts.names]
        return [Spelling(self.facts.name), *others]


@dataclass
class World:
    """What a batch of questions is read with: the places there are, and `stands`, the public
    organisations that the permanent ids in it stand for.
    """

    places: Places
    stands: Mapping[str, int]
    _ways: dict[str, list] = field(default_factory=dict)
    _codes: dict[str, frozenset[str]] = field(default_factory=dict)
    _texts: dict[tuple[str, int], list[str]] = field(default_factory=dict)

    def spelling(self, text: str) -> list[tuple[float, Spelling]]:
        """See `orgs.api.reconcile.names.ways`; worked out once."""
        if text not in self._ways:
            self._ways[text] = ways(text)
        return self._ways[text]

    def countries_called(self, text: str) -> frozenset[str]:
        """The countries with this name in any of our languages, or this code."""
        if text not in self._codes:
            self._codes[text] = frozenset(self._called(text))
        return self._codes[text]

    def _called(self, text: str) -> list[str]:
        code, known = text.upper(), self.places.records.countries
        if code in known:
            return [code]
        by_alpha3 = [one for one, country in known.items() if country.alpha3 == code]
        return by_alpha3 or self.places.countries.get(" ".join(words(text)), [])

    def texts_of(self, name: str, known: Known) -> list[str]:
        """What an organisation has under a property, in codes and in the words for them."""
        key = (name, known.pk)
        if key not in self._texts:
            records = self.places.records
            found = PROPERTIES[name].values(known.facts, records)
            if name in FOCUS_AREAS:
                areas = works_on(known.facts, records)
                found = [*found, *(text for area in areas for text in area.all_names.values())]
            labels = _labels(name) if name in _CODED else {}
            self._texts[key] = [*found, *(text for one in found for text in labels.get(one, ()))]
        return self._texts[key]


@cache
def _labels(name: str) -> dict[str, list[str]]:
    """The words for each code of a property, in every language of the pages."""
    found: dict[str, list[str]] = {value: [] for value, _label in _CODED[name]}
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            for value, label in _CODED[name]:
                found[value].append(str(label))
    return found
