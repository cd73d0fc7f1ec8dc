"""Ratings of civic space, and what a change of them withholds.

What follows from a rating needs nothing here: `orgs.visibility` reads the one in force at every
request, and `orgs.actions.protection` keeps an upgrade from republishing anybody.
"""

from orgs.choices import PROTECTING_RATINGS
from orgs.models import CivicSpaceRating, Country


def take_turns(country) -> None:
    """Keeps everybody else who writes a rating of this country waiting until the transaction
    ends, so that what `newly_protects` says is still true when it is saved.
    """
    Country.objects.select_for_update().get(pk=country.pk)


def newly_protects(country, *, without=None, adding=None) -> bool:
    """Whether a country that is not protected now would be, once the rating `without` (saved)
    is gone and the one `adding` (unsaved, or changed) is there. One query.
    """
    ratings = list(CivicSpaceRating.objects.filter(country=country))
    after = [rating for rating in ratings if without is None or rating.pk != without.pk]
    if adding:
        after.append(adding)
    return not _protects(ratings) and _protects(after)


def _protects(ratings) -> bool:
    """The newest is in force: by date, then by when it was recorded (an unsaved one is last)."""
    if not ratings:
        return True
    latest = max(ratings, key=lambda rating: (rating.effective_on, rating.pk or float("inf")))
    together = [r for r in ratings if r is latest or latest.effective_on.startswith(r.effective_on)]
    # of the same day, the later entry counts; of a vaguer date, nobody knows
    counting = [r for r in together if r is latest or r.effective_on != latest.effective_on]
    return any(rating.rating in PROTECTING_RATINGS for rating in counting)
