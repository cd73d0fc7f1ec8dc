"""Importing a list in the panel, as an editor does it."""

import json
import time

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from orgs.imports import jobs
from orgs.models import Import, ImportMapping, Organisation, Suggestion
from tests import factories
from tests.imports.workbooks import workbook

pytestmark = pytest.mark.django_db

LIST = "Name;Country;Notes\nLeague of Rights;Greece;x\nClub of Seas;Congo;y\n;Italy;z\n"


@pytest.fixture(autouse=True)
def kept_apart(settings, tmp_path):
    settings.VAR_DIR = tmp_path


@pytest.fixture
def editor(as_role):
    return as_role("editor")


def upload(client, content=LIST, name="list.csv", **facts):
    file = SimpleUploadedFile(name, content.encode() if isinstance(content, str) else content)
    return client.post(reverse("admin:orgs_import_add"), {"file": file, **facts}, follow=True)


def step(client, name, **posted):
    address = reverse("admin:orgs_import_step", args=[Import.objects.latest("pk").pk, name])
    return client.post(address, posted, follow=True)


def columns(*targets, **more):
    return {f"column-{place}": target for place, target in enumerate(targets)} | more


def test_from_the_file_to_published_organisations(as_role):
    publisher = as_role("publisher")
    page = upload(publisher, source_title="Members 2026").content.decode()
    assert "League of Rights" in page
    assert '<option value="name" selected>' in page
    page = step(publisher, "try", **columns("name", "country", "")).content.decode()
    assert "2 new organisations" in page
    assert "GR" in page
    assert "It has no name." in page
    assert "Which country is meant?" in page
    page = step(publisher, "decide", **{"word-0": "CD"}).content.decode()
    assert "Which country is meant?" not in page
    page = step(publisher, "apply").content.decode()
    assert "Publish the 2 drafts" in page
    step(publisher, "publish")
    found = Organisation.objects.values_list("name", "state", "headquarters")
    assert set(found) == {
        ("League of Rights", "published", "GR"),
        ("Club of Seas", "published", "CD"),
    }
    league = Organisation.objects.get(name="League of Rights")
    assert publisher.get(league.get_absolute_url()).status_code == 200


def test_a_workbook_is_read_from_another_sheet_and_line(editor):
    upload(
        editor,
        workbook({"A": [["name"], ["X trust"], ["Y trust"]], "B": [["t"], ["Name"], ["Z club"]]}),
    )
    page = step(editor, "read", sheet="B", header="1").content.decode()
    assert "Z club" in page
    page = step(editor, "read", sheet="B", header="3").content.decode()
    assert Import.objects.get().headings == ["Z club"]


def test_a_text_is_read_in_another_encoding(editor):
    upload(editor, "Name;Country\nAssociação;Brasil\n".encode("cp1252"))
    page = step(editor, "read", encoding="cp1251", separator=";", header="1").content.decode()
    assert "Associa" in page
    assert "Associação" not in page
    assert Import.objects.get().reading["encoding"] == "cp1251"


def test_a_row_of_hashtags_is_said_and_not_shown_as_values(editor):
    page = upload(editor, "Name,Country\n#org+name,#country+name\nLeague,Greece\n").content.decode()

    assert "The row below the headings has HXL hashtags" in page
    assert "#country+name" not in page


def test_a_wrong_reading_is_said_and_can_be_put_right(editor):
    upload(editor, "Name;Country\nAssociação;Brasil\n".encode("cp1252"))
    page = step(editor, "read", encoding="utf-8", separator=";", header="1").content.decode()
    assert "another encoding" in page
    assert step(editor, "read", encoding="nonsense", separator=";", header="0").status_code == 422


@pytest.mark.parametrize(
    ("content", "why"), [(b"%PDF-1.7", "not text"), (b" ", "empty"), (b"PK\x03\x04", "damaged")]
)
def test_what_cannot_be_read_is_said_and_not_kept(editor, content, why):
    assert why in upload(editor, content).content.decode()
    assert not Import.objects.exists()


def test_a_file_too_large_is_said(editor, monkeypatch):
    monkeypatch.setattr("orgs.imports.content.MOST_BYTES", 10)
    assert "larger than" in upload(editor).content.decode()


def test_an_address_of_the_source_has_to_be_one(editor):
    page = upload(editor, source_url="https://user:secret@example.org/").content.decode()
    assert "full web address" in page


def test_the_name_has_to_be_among_the_columns(editor):
    upload(editor)
    page = step(editor, "try", **columns("", "country", "")).content.decode()
    assert "which column is the name" in page


def test_one_value_comes_from_one_column(editor):
    upload(editor)
    page = step(editor, "try", **columns("name", "country", "country")).content.decode()
    assert "Several columns are" in page


def test_columns_can_be_kept_for_the_next_file(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", "summary", save_as="Members"))
    mapping = ImportMapping.objects.get()
    assert mapping.columns == {"name": "name", "country": "country", "notes": "summary"}
    page = upload(editor, mapping=mapping.pk).content.decode()
    assert '<option value="summary" selected>' in page
    assert (
        "notes → summary"
        in editor.get(reverse("admin:orgs_importmapping_changelist")).content.decode()
    )


def test_headings_without_rows_change_nothing(editor):
    upload(editor, "Name;Country\n")
    page = step(editor, "try", **columns("name", "country")).content.decode()
    assert "no rows" in page
    assert Import.objects.get().state == "uploaded"


def test_a_row_that_may_be_here_is_decided_on(editor):
    there = factories.OrganisationFactory(name="League of Rights", headquarters_id="GR")
    upload(editor, "Name;Country;Founded\nLeague of Rights;GR;1998\n")
    page = step(editor, "try", **columns("name", "country", "founded")).content.decode()
    assert "left out unless you decide" in page
    step(editor, "choose", **{"row-1": "update", "row-x": "update", "other": "1"})
    step(editor, "apply")
    assert Suggestion.objects.get().organisation == there


def test_all_that_may_be_here_are_decided_on_at_once(editor):
    factories.OrganisationFactory(name="League of Rights", headquarters_id="GR")
    upload(editor, "Name;Country;Founded\nLeague of Rights;GR;1998\nLEAGUE OF RIGHTS;GR;1998\n")
    step(editor, "try", **columns("name", "country", "founded"))
    step(editor, "choose", all="create")
    step(editor, "choose", all="update")
    choices = Import.objects.get().rows.order_by("number").values_list("choice", flat=True)
    assert list(choices) == ["update", "create"]  # a row that repeats another is no change


def test_only_rows_with_one_outcome_are_shown(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    address = reverse("admin:orgs_import_change", args=[Import.objects.get().pk])
    page = editor.get(address, {"outcome": "refused"}).content.decode()
    assert "It has no name." in page
    assert "League of Rights" not in page
    assert editor.get(address, {"outcome": "x", "page": "99"}).status_code == 200


def test_the_report_is_a_file(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    response = editor.get(reverse("admin:orgs_import_report", args=[Import.objects.get().pk]))
    assert response.headers["Content-Type"] == "text/csv; charset=utf-8"
    assert b"League of Rights" in response.getvalue()


def test_undoing_and_throwing_away(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    step(editor, "apply")
    step(editor, "review")
    assert set(Organisation.objects.values_list("state", flat=True)) == {"in_review"}
    page = step(editor, "undo").content.decode()
    assert "stays" in page
    upload(editor)
    step(editor, "discard")
    thrown = Import.objects.latest("pk")
    assert (thrown.state, thrown.content) == ("cancelled", None)


def test_pressing_twice_is_pressing_once(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    step(editor, "apply")
    step(editor, "apply")
    step(editor, "discard")
    assert Organisation.objects.count() == 2
    assert Import.objects.get().state == "imported"


def test_going_back_to_the_columns(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    assert "What the columns are" in step(editor, "again").content.decode()


def test_a_long_file_is_done_beside_the_server_and_shows_how_far_it_is(editor, monkeypatch):
    started = []
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    monkeypatch.setattr(jobs.subprocess, "Popen", lambda command, **facts: started.append(command))
    upload(editor)
    page = step(editor, "try", **columns("name", "country", "")).content.decode()
    assert "Trying every row" in page
    assert 'http-equiv="refresh"' in page
    of_import = Import.objects.get()
    assert started[0][2:5] == ["run_import", str(of_import.pk), "try"]
    step(editor, "stop")
    jobs.run(of_import, jobs.TRY, by=editor.user)
    of_import.refresh_from_db()
    assert (of_import.state, of_import.problem) == ("uploaded", "Stopped. Nothing was changed.")


def test_a_job_that_died_can_be_begun_again(editor, settings, monkeypatch):
    upload(editor)
    monkeypatch.setattr(jobs, "AT_ONCE", 1)
    monkeypatch.setattr(jobs.subprocess, "Popen", lambda command, **facts: None)
    step(editor, "try", **columns("name", "country", ""))
    of_import = Import.objects.get()
    told = settings.VAR_DIR / "imports" / f"{of_import.pk}.progress"
    told.write_text(json.dumps({"done": 1, "at": time.time() - 1000}))
    address = reverse("admin:orgs_import_change", args=[of_import.pk])
    assert "interrupted" in editor.get(address).content.decode()
    assert "What the columns are" in step(editor, "again").content.decode()


def test_an_error_of_ours_leaves_it_as_it_was(editor, monkeypatch):
    upload(editor)
    monkeypatch.setattr(jobs, "try_rows", lambda *args, **facts: 1 / 0)
    with pytest.raises(ZeroDivisionError):
        step(editor, "try", **columns("name", "country", ""))
    assert Import.objects.get().state == "uploaded"


def test_get_changes_nothing_and_unknown_steps_are_nowhere(editor):
    upload(editor)
    of_import = Import.objects.get()
    address = reverse("admin:orgs_import_step", args=[of_import.pk, "try"])
    assert editor.get(address).status_code == 405
    assert step(editor, "nothing").status_code == 404
    assert editor.post(reverse("admin:orgs_import_change", args=[of_import.pk])).status_code == 405
    assert editor.get(reverse("admin:orgs_import_change", args=[999])).status_code == 404


@pytest.mark.parametrize("role", ["contributor", None])
def test_who_may_not_import_sees_nothing_of_it(as_role, editor, role):
    upload(editor)
    client = as_role(role)
    pk = Import.objects.get().pk
    for name, args in (
        ("add", []),
        ("changelist", []),
        ("change", [pk]),
        ("report", [pk]),
    ):
        assert client.get(reverse(f"admin:orgs_import_{name}", args=args)).status_code in (302, 403)
    assert client.post(reverse("admin:orgs_import_step", args=[pk, "try"])).status_code in (
        302,
        403,
    )


def test_a_page_of_rows_costs_the_same_however_many_there_are(
    editor, django_assert_max_num_queries
):
    upload(editor, "Name;Country\n" + "".join(f"Organisation {n} of all;GR\n" for n in range(120)))
    step(editor, "try", **columns("name", "country"))
    address = reverse("admin:orgs_import_change", args=[Import.objects.get().pk])
    with django_assert_max_num_queries(16):
        assert "Later rows" in editor.get(address).content.decode()


def test_a_file_with_people_in_it_is_for_who_brought_it_and_for_publishers(as_role, editor):
    publisher = as_role("publisher")
    upload(publisher, "Name;Contact person\nA trust;Invented Person\n")
    address = reverse("admin:orgs_import_change", args=[Import.objects.get().pk])
    assert editor.get(address).status_code == 404
    assert step(editor, "read", encoding="utf-8", separator=";", header="2").status_code == 404
    assert as_role("publisher").get(address).status_code == 200
    step(publisher, "try", **columns("name", "person_name"))
    step(publisher, "apply")
    page = editor.get(address)
    assert page.status_code == 200
    assert "Invented" not in page.content.decode()


def test_a_draft_whose_text_may_name_somebody_waits_for_a_look(as_role):
    publisher = as_role("publisher")
    upload(publisher, "Name;Summary\nA trust;Write to invented@example.org\nA club;We sail\n")
    step(publisher, "try", **columns("name", "summary"))
    step(publisher, "apply")
    page = step(publisher, "publish").content.decode()

    assert dict(Organisation.objects.values_list("name", "state")) == {
        "A trust": "draft",
        "A club": "published",
    }
    assert "1 published." in page
    assert "its text may hold somebody’s e-mail address" in page
    assert "Publish the draft" in page
    assert "published." not in step(publisher, "publish").content.decode()


def test_a_decision_can_be_changed_until_the_import(editor):
    upload(editor, "Name;Country\nClub of Seas;Greece\nCLUB OF SEAS;Greece\n")
    page = step(editor, "try", **columns("name", "country")).content.decode()
    again = step(editor, "choose", **{"row-2": "create"}).content.decode()

    assert "Keep these decisions" in page
    assert "Keep these decisions" in again


def test_rows_with_people_are_counted_before_anything_is_imported(as_role):
    publisher = as_role("publisher")
    page = upload(publisher, "Name;Contact person\nA trust;Invented Person\nA club;\n")
    assert "The file names people." in page.content.decode()
    page = step(publisher, "try", **columns("name", "person_name")).content.decode()

    assert "1 row brings a person" in page
    assert "Invented Person" not in page


def test_who_finds_refused_lines_is_told_what_to_do(editor):
    upload(editor)
    step(editor, "try", **columns("name", "country", ""))
    of_import = Import.objects.get()
    address = reverse("admin:orgs_import_change", args=[of_import.pk])

    assert "Put these lines right" in editor.get(f"{address}?outcome=refused").content.decode()
    assert "Put these lines right" not in editor.get(address).content.decode()


def test_undoing_says_that_what_was_published_stays(as_role):
    publisher = as_role("publisher")
    upload(publisher)
    step(publisher, "try", **columns("name", "country", ""))
    step(publisher, "apply")
    step(publisher, "publish")
    page = step(publisher, "undo").content.decode()

    assert "League of Rights was published or changed since, and stays." in page
    assert "The import is undone, but for those that stay." in page
    assert Organisation.objects.filter(state="published").count() == 2
