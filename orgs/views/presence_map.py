"""Where the organisations of a focus area are: the map of the world in steps of their number. Only
countries that have any are links; the table beside it says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from orgs.filters import Option
from orgs.templatetags.display import comma, number, rating_word
from orgs.views.world_map import Shape, drawing

STEPS = 4
"""Shades that can be told from each other, also in grey."""


@dataclass(frozen=True)
class Step:
    """The countries that have from `least` to `most` organisations; `number` counts from 1."""

    number: int
    least: int
    most: int
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class PresenceMap:
    """`rest` is the outline of all countries that have none."""

    size: tuple[str, str]
    steps: tuple[Step, ...]
    rest: str
    disputed: str


def presence_map(lines: Sequence[tuple[Option, str]]) -> PresenceMap:
    """Of (country with its count, address of the list of these organisations); no query."""
    drawn = drawing()
    base = _base(max((option.count for option, _url in lines), default=0))
    steps: dict[int, list[tuple[int, Shape]]] = {}
    for option, url in lines:
        path, dot = drawn["paths"].get(option.value, ""), drawn["dots"].get(option.value)
        if path or dot:
            shape = Shape(_said(option), url, path, tuple(map(str, dot)) if dot else None)
            steps.setdefault(_step(option.count, base), []).append((option.count, shape))
    there = {option.value for option, _url in lines}
    return PresenceMap(
        tuple(map(str, drawn["size"])),
        tuple(
            Step(step, min(counts), max(counts), shapes)
            for step, found in sorted(steps.items())
            for counts, shapes in [tuple(zip(*found, strict=True))]
        ),
        "".join(path for code, path in drawn["paths"].items() if code not in there),
        drawn["disputed"],
    )


def _base(most: int) -> int:
    """Each step goes up to this many times as far as the one before."""
    base = 2
    while base**STEPS <= most:
        base += 1
    return base


def _step(count: int, base: int) -> int:
    step = 1
    while base**step <= count:
        step += 1
    return step


def _said(option: Option) -> str:
    """What the link of a country says: its name, how many are there, and its civic space."""
    language = get_language()
    rating = _civic_space(option.choice.rating, language)
    return f"{option.label}: {_how_many(option.count, language)}{comma()}{rating}"


@lru_cache(4096)
def _how_many(count: int, language: str) -> str:
    shown = ngettext("%(shown)s organisation", "%(shown)s organisations", count)
    return shown % {"shown": number(count)}


@lru_cache
def _civic_space(rating: str | None, language: str) -> str:
    return _("civic space %(rating)s") % {"rating": rating_word(rating).lower()}
