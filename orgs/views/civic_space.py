"""The civic space of a country as pages tell it: the rating in force, how it came, its course."""

from dataclasses import dataclass
from functools import cached_property

from orgs.choices import PROTECTING_RATINGS, RatingDirection
from orgs.models import CivicSpaceRating, Country
from orgs.views.step_chart import StepChart, step_chart

CHANGES = (RatingDirection.UPGRADED, RatingDirection.DOWNGRADED)


@dataclass(frozen=True)
class CivicSpace:
    """A country with its ratings, newest first. `latest` is None when it is not rated."""

    country: Country
    history: list[CivicSpaceRating]

    @property
    def latest(self) -> CivicSpaceRating | None:
        return self.history[0] if self.history else None

    @property
    def rating(self) -> str | None:
        return self.latest.rating if self.latest else None

    @property
    def change(self) -> CivicSpaceRating | None:
        """The last assessment that was not the same as the one before."""
        return next((one for one in self.history if one.direction in CHANGES), None)

    @property
    def first_year(self) -> str:
        return self.history[-1].year

    @cached_property
    def chart(self) -> StepChart | None:
        return step_chart(self.history[::-1])

    @property
    def protects(self) -> bool:
        """Whether, for the country alone, nobody's name or street is published."""
        return self.rating is None or self.rating in PROTECTING_RATINGS
