"""A release brings its reference data, and leaves alone what editors changed or deleted."""

import json

import pytest
from django.apps import apps
from django.db import connection
from django.test.utils import CaptureQueriesContext

from orgs.models import (
    CivicSpaceRating,
    Country,
    FocusArea,
    IdentifierScheme,
    LoadedFile,
    SearchLabel,
)
from orgs.reference import loader
from tests.factories import OPEN, RatingFactory

pytestmark = pytest.mark.django_db
AREA = "legal-aid"


@pytest.fixture
def release(monkeypatch):
    """`release(themes=lambda rows: ...)`: the next release, in which files are changed."""
    files = {name: loader.read(name) for name in loader.FILES}

    def bring(**changes):
        for name, change in changes.items():
            files[name] = json.loads(json.dumps(files[name]))
            change(files[name])
        monkeypatch.setattr(loader, "read", files.get)
        loader.load_all(apps)

    return bring


def record(rows, code):
    return next(row for row in rows if row["code"] == code)


def rename(code, **titles):
    return lambda rows: record(rows, code)["title"].update(titles)


def rating(country, year, value):
    """A change of the file: another row."""
    return lambda data: data["rows"].append([country, year, "", value, "stated", ""])


def area(code=AREA):
    return FocusArea.objects.get(scheme="theme", code=code)


def test_a_release_without_new_data_asks_once_and_writes_nothing():
    with CaptureQueriesContext(connection) as asked:
        loader.load_all(apps)

    assert len(asked) == 1


def test_a_text_nobody_changed_is_brought_up_to_date(release):
    release(themes=rename(AREA, en="Legal help", fr="Aide en droit"))

    assert (area().name_en, area().name_fr) == ("Legal help", "Aide en droit")


def test_a_text_an_editor_changed_stays_and_the_others_do_not_suffer(release):
    FocusArea.objects.filter(pk=area().pk).update(introduction_en="Ours.", name_fr="Notre nom")

    def change(rows):
        record(rows, AREA).update(introduction="Theirs.")
        rename(AREA, en="Legal help", fr="Leur nom")(rows)

    release(themes=change)

    assert (area().introduction, area().name_fr) == ("Ours.", "Notre nom")
    assert area().name_en == "Legal help"


def test_an_introduction_may_be_one_text_or_one_for_each_language(release):
    release(themes=lambda rows: record(rows, AREA).update(introduction="One text."))
    assert (area().introduction_en, area().introduction_fr) == ("One text.", "")

    texts = {"en": "Two texts.", "fr": "Deux textes."}
    release(themes=lambda rows: record(rows, AREA).update(introduction=texts))
    assert (area().introduction_en, area().introduction_fr) == ("Two texts.", "Deux textes.")


def test_a_goal_without_an_introduction_has_its_official_wording(release):
    FocusArea.objects.filter(slug="sdg-1").update(introduction_fr="")
    release(sdg=lambda rows: record(rows, "1").pop("introduction"))

    goal = FocusArea.objects.get(slug="sdg-1")
    assert goal.introduction_en == "End poverty in all its forms everywhere"
    assert goal.introduction_fr == ""


def test_an_introduction_an_editor_wrote_before_we_had_one_stays(release):
    def without(rows):
        record(rows, "13").pop("introduction")

    release(gcm=without)
    FocusArea.objects.filter(slug="gcm-13").update(introduction_fr="De nous.")
    release(gcm=lambda rows: record(rows, "13").update(introduction={"fr": "D’eux."}))

    assert FocusArea.objects.get(slug="gcm-13").introduction_fr == "De nous."


def test_a_text_an_editor_changed_stays_in_every_later_release(release):
    Country.objects.filter(pk="GR").update(name_en="Hellas")
    for name in ("The Hellenic Republic", "Greece", "Hellenic Republic"):
        release(countries=lambda rows, name=name: record(rows, "GR")["names"].update(en=name))

    assert Country.objects.get(pk="GR").name_en == "Hellas"


def test_a_translation_that_was_missing_is_added(release):
    release(gcm=lambda rows: record(rows, "1")["title"].update(es="Datos"))

    assert FocusArea.objects.get(slug="gcm-1").name_es == "Datos"


def test_a_new_name_can_be_searched(release):
    release(countries=lambda rows: record(rows, "GR")["aliases"].append("Ellada"))

    assert SearchLabel.objects.filter(words__contains="ellada").exists()


@pytest.mark.parametrize(
    "gone",
    [
        lambda: CivicSpaceRating.objects.filter(country=OPEN, effective_on="2019"),
        lambda: FocusArea.objects.filter(code=AREA),
        lambda: IdentifierScheme.objects.filter(pk="GB-CHC"),
        lambda: Country.neighbours.through.objects.filter(from_country="GR", to_country="TR"),
    ],
    ids=["rating", "focus area", "register", "border"],
)
def test_what_an_editor_deleted_stays_deleted(release, gone):
    assert gone().count() == 1
    gone().delete()
    release(regions=lambda rows: record(rows, "002")["names"].update(en="The continent"))

    assert not gone().exists()


def test_a_database_of_an_earlier_release_keeps_what_was_deleted(release):
    LoadedFile.objects.all().delete()
    CivicSpaceRating.objects.filter(country=OPEN, effective_on="2019").delete()
    release(ratings=rating(OPEN, 2026, "narrowed"))

    assert not CivicSpaceRating.objects.filter(country=OPEN, effective_on="2019").exists()


def test_a_new_rating_counts(release):
    release(ratings=rating("GR", 2026, "repressed"))

    assert Country.objects.with_rating().get(pk="GR").rating == "repressed"


def test_a_rating_an_editor_has_entered_already_is_theirs(release):
    RatingFactory(country_id="GR", rating="closed", effective_on="2026", note="Ours.")
    release(ratings=rating("GR", 2026, "narrowed"))

    assert CivicSpaceRating.objects.get(country="GR", effective_on="2026").note == "Ours."


def test_nothing_is_added_to_a_country_that_an_editor_deleted(release):
    CivicSpaceRating.objects.filter(country="XS").delete()
    Country.objects.get(pk="XS").delete()
    release(ratings=rating("XS", 2026, "repressed"))

    assert not CivicSpaceRating.objects.filter(country="XS").exists()


def test_new_areas_stand_where_the_file_puts_them(release):
    def change(rows):
        rows.append({"code": "new", "parent": None, "title": {"en": "New"}})
        rows.append({"code": "newer", "parent": "new", "title": {"en": "Newer"}})
        record(rows, AREA)["parent"] = "new"

    release(themes=change)

    assert area("newer").parent == area().parent == area("new")


def test_a_country_that_comes_with_its_rating_asks_nobody_to_confirm_anything(release):
    def change(rows):
        rows.append({**record(rows, "NO"), "code": "XX", "alpha3": "XXA", "neighbours": []})

    release(countries=change, ratings=rating("XX", 2026, "open"))

    assert Country.objects.with_rating().get(pk="XX").rating == "open"
    assert Country.objects.get(pk="XX").consents_count_from is None


@pytest.mark.parametrize("plan", [None, []], ids=["emptied", "migrated"])
def test_tables_that_were_emptied_on_purpose_stay_empty(monkeypatch, plan):
    loaded = []
    monkeypatch.setattr(loader, "load_all", loaded.append)
    loader.migrated(plan=plan)

    assert loaded == ([] if plan is None else [apps])


def test_a_database_migrated_half_way_is_left_alone(monkeypatch):
    loaded = []
    monkeypatch.setattr(loader, "load_all", loaded.append)
    state = loader.MigrationLoader(connection)
    monkeypatch.delitem(state.applied_migrations, state.graph.leaf_nodes("orgs")[0])
    monkeypatch.setattr(loader, "MigrationLoader", lambda connection: state)
    loader.migrated(plan=[])

    assert loaded == []
