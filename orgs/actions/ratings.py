"""Ratings of civic space, and what a change of them withholds.

What follows from a rating needs nothing here: `orgs.visibility` reads the one in force at every
request, and `orgs.actions.protection` keeps an upgrade from republishing anybody.
"""

from django.db import transaction

from orgs import permissions
from orgs.actions.base import require
from orgs.choices import PROTECTING_RATINGS
from orgs.models import CivicSpaceRating, Country


@transaction.atomic
def add_rating(
    *, country, rating, effective_on, basis, by, source_name, source_url="", note=""
) -> CivicSpaceRating:
    """Records an assessment. Raises ValidationError by field; the same one twice is one.

    Ask `newly_protects` and `visibility.withheld_by_protecting` first, and show the answer.
    """
    require(permissions.can_rate(by))
    facts = {
        "country": country,
        "rating": rating,
        "effective_on": effective_on,
        "basis": basis,
        "source_name": source_name,
        "source_url": source_url,
        "note": note,
    }
    # the country's row stands for all its ratings: two publishers take turns
    Country.objects.select_for_update().get(pk=country.pk)
    if known := CivicSpaceRating.objects.filter(**facts).first():
        return known
    new = CivicSpaceRating(**facts)
    new.full_clean()
    new.save()
    return new


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
