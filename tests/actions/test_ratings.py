"""Recording a rating, and knowing beforehand whether it protects."""

import pytest
from django.core.exceptions import ValidationError

from orgs import actions
from orgs.models import CivicSpaceRating, Country
from orgs.visibility import people
from tests.factories import OPEN, REPRESSED, ConsentFactory, RatingFactory, UserFactory

pytestmark = pytest.mark.django_db
UNRATED = "GL"


def rate(by, code=OPEN, rating="repressed", effective_on="2026-02", **facts):
    return actions.add_rating(
        country=Country.objects.get(pk=code),
        rating=rating,
        effective_on=effective_on,
        basis="stated",
        source_name="CIVICUS Monitor",
        by=by,
        **facts,
    )


@pytest.fixture
def publisher(db):
    return UserFactory(group="publisher")


def test_a_downgrade_withholds_people_at_once(publisher):
    person = ConsentFactory(contact__organisation__headquarters_id=OPEN).contact
    rate(publisher)

    assert not people().filter(pk=person.pk).exists()


def test_the_same_rating_twice_is_one(publisher):
    first, second = rate(publisher), rate(publisher)

    assert first == second


def test_only_publishers_rate(db):
    with pytest.raises(actions.NotAllowed):
        rate(UserFactory(group="editor"))


@pytest.mark.parametrize("facts", [{"effective_on": "2999"}, {"rating": "awful"}])
def test_a_wrong_rating_is_refused_by_field(publisher, facts):
    with pytest.raises(ValidationError) as refused:
        rate(publisher, **facts)
    assert refused.value.message_dict.keys() >= facts.keys()


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
