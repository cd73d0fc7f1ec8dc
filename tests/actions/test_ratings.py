"""Knowing before a rating is saved whether it protects."""

import pytest

from orgs import actions
from orgs.models import CivicSpaceRating, Country
from tests.factories import OPEN, REPRESSED, RatingFactory

pytestmark = pytest.mark.django_db
UNRATED = "GL"


@pytest.mark.parametrize(
    ("code", "rating", "effective_on", "expected"),
    [
        (OPEN, "repressed", "2026-02", True),
        (OPEN, "closed", "2026-02", True),
        (OPEN, "obstructed", "2026-02", False),
        (OPEN, "repressed", "1999", False),  # an older one than that in force
        (REPRESSED, "closed", "2026-02", False),  # protected already
        (UNRATED, "closed", "2026-02", False),  # not rated is protected already
    ],
)
def test_whether_a_new_rating_would_protect(code, rating, effective_on, expected):
    country = Country.objects.get(pk=code)
    new = CivicSpaceRating(country=country, rating=rating, effective_on=effective_on)

    assert actions.newly_protects(country, adding=new) is expected


def test_deleting_the_only_rating_protects(db):
    rating = RatingFactory(country_id=UNRATED, rating="open", effective_on="2020")

    assert actions.newly_protects(rating.country, without=rating)


def test_deleting_an_upgrade_protects(db):
    upgrade = RatingFactory(country_id=REPRESSED, rating="narrowed", effective_on="2026-02")

    assert actions.newly_protects(upgrade.country, without=upgrade)


def test_of_two_ratings_of_a_day_the_later_recorded_is_in_force(db):
    earlier = RatingFactory(country_id=UNRATED, rating="closed", effective_on="2020")
    RatingFactory(country_id=UNRATED, rating="open", effective_on="2020", source_name="Other")

    assert not actions.newly_protects(earlier.country, without=earlier)
