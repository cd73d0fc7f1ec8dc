"""Countries, ratings and focus areas as they are loaded and as editors change them."""

import pytest
from django.core import serializers
from django.core.exceptions import ValidationError
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.utils import translation

from orgs.models import (
    CivicSpaceRating,
    Country,
    FocusArea,
    IdentifierScheme,
    LoadedFile,
    ratings_changed,
)
from orgs.models.rating import direction_between
from tests.factories import OPEN, RatingFactory

pytestmark = pytest.mark.django_db


def test_kosovo_and_somaliland_are_there():
    assert Country.objects.get(pk="XK").name_en == "Kosovo"
    assert Country.objects.filter(name_en="Somaliland").exists()


def test_a_country_is_named_in_the_language_asked_for():
    greece = Country.objects.get(pk="GR")
    with translation.override("ar"):
        assert greece.name == greece.name_ar
    with translation.override("de"):
        assert greece.name == "Greece"
    assert greece.all_names["pt"] == "Grécia"
    assert str(greece) == "Greece"


def test_a_name_that_is_missing_falls_back_to_english():
    with translation.override("fr"):
        assert Country(name_en="Only English").name == "Only English"


@pytest.mark.parametrize(
    ("language", "names"),
    [
        ("fr", ["Danemark", "Égypte", "Finlande", "Îles Caïmans", "Inde", "Zambie"]),
        ("en", ["Åland Islands", "Albania", "Switzerland"]),
        ("ar", ["الدانمرك", "إيران", "آيسلندا"]),
    ],
)
def test_countries_are_listed_in_the_order_of_their_names_accents_aside(language, names):
    with translation.override(language):
        listed = [country.name for country in Country.objects.in_name_order()]
    assert [name for name in listed if name in names] == names


def test_neighbours_are_neighbours_both_ways():
    greece = Country.objects.get(pk="GR")
    assert all(greece in other.neighbours.all() for other in greece.neighbours.all())
    assert greece.neighbours.exists()


def test_blanks_in_the_ratings_stay_blank():
    assert Country.objects.with_rating().get(pk="GL").rating is None


def test_protected_countries_are_repressed_closed_or_not_rated():
    ratings = set(Country.objects.protected().values_list("rating", flat=True))
    assert ratings == {"repressed", "closed", None}


def test_the_newest_rating_is_in_force():
    RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-03")
    RatingFactory(country_id=OPEN, rating="closed", effective_on="2018")
    country = Country.objects.with_rating().get(pk=OPEN)
    assert (country.rating, country.rating_on) == ("narrowed", "2026-03")


@pytest.mark.parametrize(
    ("before", "after", "direction"),
    [
        (None, "open", "first"),
        ("open", "open", "unchanged"),
        ("open", "closed", "downgraded"),
        ("repressed", "obstructed", "upgraded"),
    ],
)
def test_the_direction_of_a_rating_follows_from_the_one_before(before, after, direction):
    assert direction_between(before, after) == direction


def test_a_rating_knows_its_direction_without_being_asked_for_the_one_before():
    rating = RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-03")
    assert rating.direction == "downgraded"
    assert rating.year == "2026"
    assert str(rating) == "NO 2026-03 narrowed"


def test_changes_are_ratings_that_differ_from_the_one_before():
    RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-03")
    RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-04")
    newest = [r for r in CivicSpaceRating.objects.changes() if r.year == "2026"]
    assert [(r.effective_on, r.previous, r.direction) for r in newest] == [
        ("2026-03", "open", "downgraded")
    ]


def test_a_rating_of_the_future_is_refused():
    with pytest.raises(ValidationError, match="future"):
        CivicSpaceRating(
            country_id=OPEN, rating="open", effective_on="2999", basis="stated"
        ).full_clean()


def test_one_source_rates_a_country_once_at_a_time():
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-03")
    with pytest.raises(IntegrityError), transaction.atomic():
        RatingFactory(country_id=OPEN, rating="closed", effective_on="2026-03")


def test_moving_ratings_to_another_country_tells_both():
    told = []

    def listen(countries, **kwargs):
        told.append(countries)

    ratings_changed.connect(listen)
    try:
        CivicSpaceRating.objects.filter(country="NO", effective_on="2019").update(country="GL")
        CivicSpaceRating.objects.none().update(note="x")
    finally:
        ratings_changed.disconnect(listen)
    assert told == [{"NO", "GL"}]


def test_rows_of_a_fixture_announce_nothing(tmp_path, monkeypatch):
    rating = RatingFactory(country_id=OPEN, rating="narrowed", effective_on="2026-03")
    fixture = tmp_path / "ratings.json"
    fixture.write_text(serializers.serialize("json", [rating]))
    told = []
    monkeypatch.setattr(ratings_changed, "send", lambda sender, countries: told.append(countries))

    call_command("loaddata", fixture, verbosity=0)

    assert told == []


def test_a_focus_area_says_its_scheme_except_for_our_own_themes():
    assert FocusArea.objects.get(slug="legal-aid").label == "Legal aid"
    assert str(FocusArea.objects.get(slug="gcm-13")).startswith("GCM 13 · ")


def test_a_theme_has_two_levels_and_the_classification_three():
    child = FocusArea.objects.get(slug="legal-aid")
    assert child.depth == 1
    with pytest.raises(ValidationError, match="further up"):
        FocusArea(scheme="theme", code="x", slug="x", name_en="X", parent=child).clean()
    with pytest.raises(ValidationError, match="further up"):
        FocusArea(scheme="icnp", code="x", slug="x", name_en="X", parent=child.parent).clean()
    group = FocusArea.objects.get(scheme="icnp", code="A10")
    FocusArea(scheme="icnp", code="x", slug="x", name_en="X", parent=group).clean()


def test_a_focus_area_is_not_part_of_itself():
    area = FocusArea.objects.get(slug="legal-aid")
    area.parent = area
    with pytest.raises(ValidationError, match="part of itself"):
        area.clean()


def test_registers_say_who_they_are():
    assert str(IdentifierScheme.objects.get(pk="GB-CHC")).startswith("GB-CHC · ")


def test_a_loaded_file_is_called_by_its_name():
    assert str(LoadedFile(name="countries")) == "countries"


@pytest.fixture
def introduced():
    return FocusArea(
        name_en="Advice", introduction_en="In English.", introduction_ar="بالعربية", scheme="theme"
    )


@pytest.mark.parametrize(
    ("language", "text", "found_in"),
    [
        ("en", "In English.", "en"),
        ("ar", "بالعربية", "ar"),
        ("fr", "In English.", "en"),
        ("pt", "In English.", "en"),
    ],
)
def test_an_introduction_is_in_the_language_of_the_page_or_in_english(
    introduced, language, text, found_in
):
    with translation.override(language):
        assert (introduced.introduction, introduced.introduction_language) == (text, found_in)


def test_an_area_without_an_introduction_has_none_in_no_language():
    area = FocusArea(name_en="Advice", scheme="theme")

    assert (area.introduction, area.introduction_language) == ("", "")


def test_who_shows_many_areas_reads_no_introductions():
    deferred = FocusArea.objects.without_introductions().first().get_deferred_fields()

    assert deferred == {"introduction_en", "introduction_fr", "introduction_ar"}
