"""A list of ratings: what it would do, what it does, whom it protects."""

import io
import re

import pytest
from django.contrib.admin.models import LogEntry
from django.core.management import CommandError, call_command

from orgs.models import CivicSpaceRating
from orgs.visibility import Channel, people
from tests.factories import (
    OBSTRUCTED,
    OPEN,
    ConsentFactory,
    ContactFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def run(tmp_path):
    """Runs the command on a file with this content; gives what it says."""
    UserFactory(username="rater", group="publisher")

    def command(content, *options, name="ratings.csv", by="rater"):
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        out = io.StringIO()
        try:
            call_command("import_ratings", str(path), "--by", by, *options, stdout=out)
        except CommandError as error:
            return f"{out.getvalue()}{error}"
        return out.getvalue()

    return command


def rating(code, day="2026-05"):
    return CivicSpaceRating.objects.filter(country=code, effective_on=day).first()


def test_trying_says_what_would_be_and_saves_nothing(run):
    before = CivicSpaceRating.objects.count()

    said = run("country,rating,date\nGreece,repressed,2026-05\n")

    assert "new: 1" in said
    assert "Nothing was saved: --apply saves it." in said
    assert CivicSpaceRating.objects.count() == before
    assert not LogEntry.objects.exists()


def test_applying_saves_and_says_who_did_it(run):
    said = run("country,rating,date\nGreece,repressed,2026-05\n", "--apply")

    assert "Saved." in said
    assert (rating("GR").rating, rating("GR").basis) == ("repressed", "stated")
    assert LogEntry.objects.get().user.username == "rater"


@pytest.mark.parametrize(
    ("country", "word", "code"),
    [
        ("grc", "Repressed", "GR"),
        ("اليونان", "مقموع", "GR"),
        ("Côte d’Ivoire", "Réprimé", "CI"),
    ],
)
def test_countries_and_ratings_may_be_written_as_people_do(run, country, word, code):
    run(f"iso,category,year\n{country},{word},2026\n", "--apply")

    assert rating(code, "2026").rating == "repressed"


def test_it_names_whom_it_would_protect(run):
    organisation = OrganisationFactory(name="Harbour Aid", headquarters_id=OPEN)
    ConsentFactory(contact=ContactFactory(organisation=organisation))
    OrganisationFactory(name="Nobody Named", headquarters_id=OPEN)
    content = f"country,rating,date\n{OPEN},closed,2026-05\n{OBSTRUCTED},narrowed,2026-05\n"

    said = run(content)

    assert "Becomes protected: Norway" in said
    assert f"{organisation.public_id} Harbour Aid" in said
    assert "Nobody Named" not in said
    assert "Greece" not in said
    assert people(Channel.PAGE).filter(organisation=organisation).exists()

    run(content, "--apply")
    assert not people(Channel.PAGE).filter(organisation=organisation).exists()


def test_a_rating_of_the_same_country_date_and_source_is_corrected(run):
    run("country,rating,date,note\nGR,repressed,2026-05,As it was\n", "--apply")

    said = run("country,rating,date,note\nGR,closed,2026-05,\n", "--apply")

    assert "corrected: 1" in said
    assert (rating("GR").rating, rating("GR").note) == ("closed", "As it was")
    assert CivicSpaceRating.objects.filter(country="GR", effective_on="2026-05").count() == 1


def test_the_same_file_twice_changes_nothing(run):
    content = "country,rating,date\nGR,repressed,2026-05\n"
    run(content, "--apply")
    assert "unchanged: 1" in run(content, "--apply")


@pytest.mark.parametrize("form", ["csv", "xlsx"])
def test_our_own_file_changes_nothing(run, client, form):
    CivicSpaceRating.objects.filter(country="GR").update(note="=a formula, or 'quoted'")
    ours = client.get(f"/ratings.{form}").content

    said = run(ours, "--apply", name=f"ratings.{form}")

    assert f"unchanged: {CivicSpaceRating.objects.count():,}" in said
    assert "corrected" not in said
    assert "new" not in said


@pytest.mark.parametrize(
    ("row", "why"),
    [
        ("Atlantis,open,2026-05", "“Atlantis” is no country we know."),
        ("Congo,open,2026-05", "“Congo” is no country we know."),
        (",open,2026-05", "is no country we know."),
        ("GR,green,2026-05", "“green” is none of: open"),
        ("GR,open,May", "Write a year, a month or a day"),
        ("GR,open,2999", "This date is in the future."),
        ("GR,open,", "This field cannot be"),
        ("NO,open,2026-05", "Line 2 has a rating of this country, date and source already."),
    ],
)
def test_a_row_that_is_refused_keeps_everything_from_being_saved(run, row, why):
    said = run(f"country,rating,date\nNO,open,2026-05\n{row}\n", "--apply")

    assert re.search(f"Line 3: .*{re.escape(why)}", said)
    assert "Nothing was saved." in said
    assert rating("NO") is None


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("country,rating\nGR,open\n", "These columns are missing: effective_on."),
        ("", "The file is empty."),
    ],
)
def test_a_file_that_is_no_list_of_ratings_is_told(run, content, why):
    assert why in run(content)


def test_only_who_may_rate_may_bring_ratings(run):
    UserFactory(username="editor", group="editor")
    content = "country,rating,date\nGR,closed,2026-05\n"

    assert "editor may not enter ratings." in run(content, by="editor")
    assert "There is no account nobody." in run(content, by="nobody")


def test_the_day_it_was_read_is_kept_and_can_be_corrected(run):
    run("country,rating,date,read_on\nGreece,repressed,2026-05,2026-05-03\n", "--apply")
    assert str(rating("GR").read_on) == "2026-05-03"

    assert "corrected: 1" in run(
        "country,rating,date,read_on\nGreece,repressed,2026-05,2026-05-04\n", "--apply"
    )
    assert "unchanged: 1" in run(
        "country,rating,date,read_on\nGreece,repressed,2026-05,2026-05-04\n", "--apply"
    )


@pytest.mark.parametrize("day", ["yesterday", "2026-02-30", "2999-01-01"])
def test_a_day_of_reading_that_makes_no_sense_is_refused(run, day):
    said = run(f"country,rating,date,read_on\nGreece,repressed,2026-05,{day}\n", "--apply")

    assert "refused: 1" in said
    assert rating("GR") is None
