"""A country's ratings as steps: the geometry of `components/step_chart.html`.

Coordinates are whole numbers, because templates write decimals as the reader's language does.
"""

from dataclasses import dataclass
from datetime import date
from itertools import pairwise

from django.utils.translation import gettext as _

from orgs.choices import Rating

WIDTH = 360
START = 84  # where time begins; the words end before it
FIRST_LEVEL = 10
LEVEL_HEIGHT = 17
RUN_HEIGHT = 9
YEAR_GAP = 32  # room that the four figures of a year need


@dataclass(frozen=True)
class Level:
    word: str
    y: int
    used: bool

    @property
    def text_y(self) -> int:
        return self.y + 4


@dataclass(frozen=True)
class Run:
    """A stretch of time under one rating."""

    rating: str
    since: str
    x: int
    y: int
    width: int
    height: int = RUN_HEIGHT


@dataclass(frozen=True)
class Drop:
    """The step from one run to the next."""

    x: int
    y1: int
    y2: int


@dataclass(frozen=True)
class YearMark:
    label: str
    x: int


@dataclass(frozen=True)
class StepChart:
    levels: list[Level]
    runs: list[Run]
    drops: list[Drop]
    years: list[YearMark]
    sentence: str
    width: int = WIDTH
    start: int = START
    word_end: int = START - 8
    year_y: int = FIRST_LEVEL + 5 * LEVEL_HEIGHT + 8
    height: int = FIRST_LEVEL + 5 * LEVEL_HEIGHT + 12


def _moment(day: str) -> float:
    """A partial date as a year with a fraction."""
    pieces = [int(piece) for piece in day.split("-")]
    month, of_month = [*pieces[1:], 1, 1][:2] if len(pieces) < 3 else pieces[1:]
    return pieces[0] + (month - 1) / 12 + (of_month - 1) / 366


def _level_y(rating: str) -> int:
    return FIRST_LEVEL + Rating.values.index(rating) * LEVEL_HEIGHT


def _stretches(history) -> list[tuple[str, str]]:
    """(rating, since) with equal neighbours joined, oldest first."""
    joined: list[tuple[str, str]] = []
    for assessment in history:
        if not joined or joined[-1][0] != assessment.rating:
            joined.append((assessment.rating, assessment.effective_on))
    return joined


def _year_marks(since: list[str], last: str, place) -> list[YearMark]:
    """The first year, the years of changes, then the last: each if it has room."""
    marks: list[YearMark] = []
    for day in [*since, last]:
        x = place(_moment(day[:4])) if day == last else place(_moment(day))
        if all(abs(x - mark.x) >= YEAR_GAP for mark in marks):
            marks.append(YearMark(day[:4], min(x, WIDTH - YEAR_GAP + 4)))
    return marks


def step_chart(history) -> StepChart | None:
    """The chart of ratings given oldest first; None when they never changed: that is a sentence.

    A rating holds until the next one, the last one until the end of its year or until today.
    """
    stretches = _stretches(history)
    if len(stretches) < 2:
        return None
    first, last = _moment(history[0].effective_on), history[-1].effective_on
    end = max(int(last[:4]) + 1, _moment(date.today().isoformat()))  # noqa: DTZ011 - a drawing

    def place(moment: float) -> int:
        return START + round((moment - first) / (end - first) * (WIDTH - START))

    starts = [place(_moment(since)) for _rating, since in stretches]
    runs = [
        Run(rating, since, x, _level_y(rating) - RUN_HEIGHT // 2, max(until - x, 2))
        for (rating, since), x, until in zip(stretches, starts, [*starts[1:], WIDTH], strict=True)
    ]
    ys = [_level_y(rating) for rating, _since in stretches]
    drops = [Drop(x, *sorted(pair)) for x, pair in zip(starts[1:], pairwise(ys), strict=True)]
    used = {run.rating for run in runs}
    return StepChart(
        levels=[Level(str(level.label), _level_y(level), level in used) for level in Rating],
        runs=runs,
        drops=drops,
        years=_year_marks([since for _rating, since in stretches], last, place),
        sentence=_sentence(stretches),
    )


def _sentence(stretches: list[tuple[str, str]]) -> str:
    """The course in words: "Narrowed from 2019, obstructed from 2022"."""
    parts = [
        _("%(rating)s from %(year)s") % {"rating": Rating(rating).label, "year": since[:4]}
        for rating, since in stretches
    ]
    return ", ".join(parts)
