"""How well an organisation fits what was asked: a score of 0 to 100, what it is made of, and
whether it is certain. No database; from public facts only.

docs/reconciliation.md explains the numbers to those who see them.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from orgs.api.reconcile.asked import Asked, Condition
from orgs.api.reconcile.facts import Known, World
from orgs.api.reconcile.names import Likeness, likeness
from orgs.api.reconcile.numbers import number_value, site_value
from orgs.api.reconcile.properties import COUNTRIES, IDENTIFIERS, IDS, WEBSITES
from orgs.api.reconcile.types import bears
from orgs.text import squash, words

CERTAIN = 95
"""From this score on a candidate may be the match."""

AHEAD = 10
"""How far the next candidate must be behind the match."""

SHOWN = 30
"""Who fits less is no candidate."""

_ALL = 100.0
_NAME, _WEBSITE, _COUNTRY, _OTHER = 3.0, 2.0, 1.0, 0.5
_OTHER_WEBSITE = 1.0
"""A website that differs says less than one that is the same: many have several."""

_SETTLED = 85
"""What an identifier is worth by itself; the rest is for what else was asked."""

_WITHOUT_NAME, _WITHOUT_ANYTHING = 0.85, 0.4
"""What a website is worth without a name, and facts that thousands share."""

_HALF = 50
_SIMILAR = 80
"""What a name must be worth for the same website to make it certain."""

_SITE_AS_NAME = 0.9
"""Of a web address written where a name is asked for."""

_WRONG_TYPE = 0.9
_TEXTS = ("summary", "description", "offices")
_WEIGHTS = dict.fromkeys(COUNTRIES, _COUNTRY) | dict.fromkeys((*IDS, IDENTIFIERS), _WEBSITE)


@dataclass
class Scored:
    """A candidate: `features` by their ids, numbers of 0 to 100 or whether something is so."""

    known: Known
    score: float
    features: dict[str, float | bool]
    certain: bool
    match: bool = False


@dataclass
class _Comparison:
    """A question and an organisation, and what came out so far: values (0 to 100) with their
    weights, whether an identifier settles it, the best name, and the website.
    """

    asked: Asked
    known: Known
    world: World
    values: list[tuple[float, float]] = field(default_factory=list)
    features: dict[str, float | bool] = field(default_factory=dict)
    settled: bool = False
    named: Likeness | None = None
    website: float = 0.0

    @property
    def mean(self) -> float:
        weights = sum(weight for weight, _value in self.values)
        return sum(w * value for w, value in self.values) / weights if weights else _ALL

    @property
    def worth(self) -> float:
        if self.settled:
            return _SETTLED + (1 - _SETTLED / 100) * self.mean
        if not self.values:
            return 0.0
        if self.named:
            return self.mean
        return self.mean * (_WITHOUT_NAME if self.website else _WITHOUT_ANYTHING)

    @property
    def is_certain(self) -> bool:
        if self.settled or not self.named:
            return self.settled
        return self.named.is_exact or (self.website == _ALL and self.named.score >= _SIMILAR)

    def compare(self, condition: Condition) -> float | None:
        """How far a condition holds; None when the record cannot tell."""
        if condition.is_name and (condition.property == "name" or not self._asks_name):
            return self._called(condition)
        compare = _COMPARED.get(condition.property, _plainly)
        return self._noted(
            condition,
            _quantified(
                condition,
                [compare(one, condition, self.known, self.world) for one in condition.values],
            ),
        )

    @property
    def _asks_name(self) -> bool:
        return any(one.property == "name" for one in self.asked.conditions)

    def _noted(self, condition: Condition, value: float | None) -> float | None:
        name, wanted = condition.property, condition.quantifier != "none"
        if value is None:
            return None
        self._feature(name, value)
        if wanted and value == _ALL and name in (*IDS, IDENTIFIERS):
            self.settled = True
        elif wanted and name == WEBSITES:
            self.website = max(self.website, value)
            self.values.append((_WEBSITE if value else _OTHER_WEBSITE, value))
        else:
            self.values.append((_WEIGHTS.get(name, _OTHER), value))
        return value

    def _called(self, condition: Condition) -> float:
        """A name; or what people write in its place: an id, a register number, a web address."""
        alike = [likeness(self.world.spelling(one), self.known.names) for one in condition.values]
        others = [self._in_place_of_a_name(one) for one in condition.values]
        best = max(alike, key=lambda one: one.score)
        value = _quantified(
            condition, [max(a.score, b) for a, b in zip(alike, others, strict=True)]
        )
        if condition.quantifier == "none":
            self.values.append((_NAME, value))
        elif _ALL in others:
            self.settled = self.features["identifier"] = True
        else:
            self._feature("name", value)
            if best.score:
                self.features |= {"former_name": best.is_former, "acronym": best.is_acronym}
            self.values.append((_NAME, value))
            self.named = max(self.named or best, best, key=lambda one: one.score)
        return value

    def _in_place_of_a_name(self, text: str) -> float:
        if self.world.stands.get(text) == self.known.pk:
            return _ALL
        site = site_value(text, self.known.facts) or 0.0
        return max(number_value(text, self.known.facts) or 0.0, _SITE_AS_NAME * site)

    def _feature(self, name: str, value: float) -> None:
        self.features[name] = max(round(value, 1), self.features.get(name, 0.0))


def score(asked: Asked, known: Known, world: World) -> Scored | None:
    """How well an organisation fits; None when it lacks what is required or is of another type."""
    of_type = not asked.types or bears(known.kind, asked.types, every=asked.strict == "all")
    if not of_type and asked.strict != "should":
        return None
    found = _Comparison(asked, known, world)
    for condition in asked.conditions:
        value = found.compare(condition)
        if condition.required and (value is None or value < _HALF):
            return None
    if asked.types:
        found.features["type"] = of_type
    worth = found.worth * (1 if of_type else _WRONG_TYPE)
    return Scored(known, round(worth, 1), found.features, found.is_certain)


def decide(candidates: Sequence[Scored]) -> list[Scored]:
    """The candidates worth showing, the best first; the first is a match when it is certain and the
    next far behind.
    """
    found = sorted(candidates, key=lambda one: (-one.score, one.known.pk))
    if found and found[0].certain and found[0].score >= CERTAIN:
        found[0].match = len(found) == 1 or found[0].score - found[1].score >= AHEAD
    return [one for one in found if one.score >= SHOWN]


def _quantified(condition: Condition, values: Sequence[float | None]) -> float | None:
    """Any: the best that is known; all: the worst, nothing known counting as nothing; none: the
    opposite of the best.
    """
    told = [value for value in values if value is not None]
    if condition.quantifier == "none":
        return _ALL - max(told, default=0.0)
    if not told:
        return None
    if condition.quantifier == "any":
        return max(told)
    return min(told) if len(told) == len(values) else 0.0


def _in_country(value: str, condition: Condition, known: Known, world: World) -> float | None:
    """None for what is no country; of the headquarters, when they are not known, any of them."""
    codes = world.countries_called(value)
    home = known.facts.headquarters_id
    there = known.countries
    if home and condition.property.startswith("headquarters"):
        there = {home}
    return (_ALL if codes & there else 0.0) if codes and there else None


def _with_id(value: str, condition: Condition, known: Known, world: World) -> float:
    return _ALL if world.stands.get(value) == known.pk else 0.0


def _plainly(value: str, condition: Condition, known: Known, world: World) -> float | None:
    """The same text or code, or the word for it in a language of the pages; in a long text its
    words. Another name asked for beside the name: any name of the organisation.
    """
    theirs = world.texts_of(condition.property, known)
    if condition.property in _TEXTS:
        needle = f" {' '.join(words(value))} "
        same = any(needle in f" {' '.join(words(one))} " for one in theirs)
    elif condition.is_name:
        same = squash(value) in {name.squashed for name in known.names}
    else:
        same = squash(value) in set(map(squash, theirs))
    return _ALL if same else 0.0 if theirs else None


_COMPARED: Mapping[str, Callable[[str, Condition, Known, World], float | None]] = {
    **dict.fromkeys(COUNTRIES, _in_country),
    **dict.fromkeys(IDS, _with_id),
    WEBSITES: lambda value, condition, known, world: site_value(value, known.facts),
    IDENTIFIERS: lambda value, condition, known, world: number_value(value, known.facts),
}
