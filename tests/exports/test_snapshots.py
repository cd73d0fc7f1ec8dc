"""A dated snapshot has everything public, says what has changed, and ends when anything in it does:
what is gone must be gone from every copy that is handed out here.
"""

import hashlib
import json
from datetime import timedelta
from pathlib import Path

import pytest
from django.core.management import CommandError
from django.utils import timezone

from orgs import actions, snapshots
from orgs.exports import snapshots as exports
from orgs.models import Organisation
from orgs.search import index
from tests.exports.forms import content, ids
from tests.exports.snapshots import files, publish, rows
from tests.factories import (
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OrganisationFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
YESTERDAY = TODAY - timedelta(days=1)


@pytest.fixture(autouse=True)
def folder(settings, tmp_path):
    settings.SNAPSHOT_ROOT = tmp_path / "snapshots"
    return settings.SNAPSHOT_ROOT


@pytest.fixture
def organisation():
    one = OrganisationFactory(name="Harbour Aid", summary="Helps at sea.", headquarters_id="GR")
    NameFactory(organisation=one, text="مرفأ", language="ar", kind="translation")
    ContactPointFactory(organisation=one, kind="phone", value="+30 21 0000 0000")
    return one


@pytest.fixture
def item(organisation):
    item = ResourceFactory(title="A report")
    item.organisations.set([organisation])
    return item


def published():
    publish()
    return exports.standing()


# What is in one


def test_it_has_every_table_and_says_of_each_what_it_is(organisation, item):
    publish()
    package, [one] = json.loads(files()["datapackage.json"]), snapshots.kept()
    found = {resource["name"]: resource for resource in package["resources"]}
    assert list(found) == [
        *("organisations", "names", "countries", "ratings", "focus_areas", "library", "changes")
    ]
    for name, resource in found.items():
        file = files()[resource["path"]]
        assert resource["bytes"] == len(file)
        assert resource["hash"] == f"sha256:{hashlib.sha256(file).hexdigest()}"
        assert one.counts[name] == len(rows(name))
        assert f"{name}.csv-metadata.json" in files()
    assert package["count"] == 1
    assert one.sha256 == hashlib.sha256(one.path.read_bytes()).hexdigest()
    assert one.size == one.path.stat().st_size


def test_its_organisations_are_those_of_the_list(client, organisation):
    OrganisationFactory(risk="hidden")
    OrganisationFactory(state="draft")
    publish()
    assert ids("csv", files()["organisations.csv"]) == [organisation.public_id]
    assert content(client.get("/organisations.csv")) == files()["organisations.csv"]


def test_other_names_are_those_of_organisations_in_it(organisation):
    NameFactory(organisation=OrganisationFactory(risk="hidden"))
    publish()
    assert rows("names") == [
        {
            "public_id": organisation.public_id,
            "name": "مرفأ",
            "language": "ar",
            "kind": "translation",
        }
    ]


def test_an_empty_directory_has_a_snapshot_as_well():
    publish()
    assert rows("organisations") == rows("names") == []


# What has changed


def test_changes_are_told_since_the_day_before_and_nothing_of_who_is_gone(organisation):
    changed, gone = OrganisationFactory(), OrganisationFactory()
    publish(on=YESTERDAY)
    Organisation.objects.get(pk=gone.pk).delete()
    changed.summary = "Something else."
    changed.save()
    added = OrganisationFactory()
    publish()
    assert [list(row.values()) for row in rows("changes")] == [
        [changed.public_id, "changed"],
        [added.public_id, "added"],
    ]
    assert not any(gone.public_id.encode() in file for file in files().values())
    assert YESTERDAY.isoformat() in files()["README.md"].decode()


def test_the_first_one_has_no_changes_and_says_why(organisation):
    publish()
    assert rows("changes") == []
    assert "no snapshot before" in files()["README.md"].decode()


def test_made_again_on_a_day_it_is_still_compared_with_the_day_before(organisation):
    publish(on=YESTERDAY)
    added = OrganisationFactory()
    publish()
    snapshots.discard([TODAY])
    publish()
    assert [row["public_id"] for row in rows("changes")] == [added.public_id]


# When it ends


def hide(organisation):
    organisation.risk = "hidden"
    organisation.save()


def hide_in_the_database(organisation):
    Organisation.objects.filter(pk=organisation.pk).update(risk="hidden")


def archive(organisation):
    organisation.state = "archived"
    organisation.save()


def delete(organisation):
    organisation.delete()


def remove_in_bulk(organisation):
    index.remove([organisation.pk])


def take_a_number_back(organisation):
    organisation.contact_points.all().delete()


def say_something_else(organisation):
    organisation.summary = "Helps."
    organisation.save()


def leave_a_country(organisation):
    organisation.headquarters_id = "IT"
    organisation.save()


def take_a_name_back(organisation):
    organisation.names.all().delete()


def make_the_index_anew(organisation):
    index.rebuild()


def withdraw_an_item(organisation):
    organisation.resources.update(state="draft")


def retitle_an_item(organisation):
    organisation.resources.update(title="Another report")


def erase_somebody(organisation):
    contact = ContactFactory(organisation=organisation, name="Nobody Named")
    actions.erase_person(contact=contact, reason="asked for it", by=None)


@pytest.mark.parametrize(
    "take_back",
    [
        *(hide, hide_in_the_database, archive, delete, remove_in_bulk, take_a_number_back),
        *(say_something_else, leave_a_country, take_a_name_back, make_the_index_anew),
        *(withdraw_an_item, retitle_an_item, erase_somebody),
    ],
    ids=lambda act: act.__name__,
)
def test_it_ends_when_something_in_it_does(organisation, item, take_back):
    assert len(published()) == 1
    take_back(organisation)
    assert exports.standing() == []


def add_an_organisation(organisation):
    OrganisationFactory()


def hide_a_draft(organisation):
    hide(OrganisationFactory(state="draft"))


def say_more(organisation):
    organisation.founded = "1999"
    organisation.save()
    NameFactory(organisation=organisation)


def check_it(organisation):
    organisation.verified_on = TODAY
    organisation.save()


def add_an_item(organisation):
    ResourceFactory()


def look_at_an_item_again(organisation):
    organisation.resources.first().save()


@pytest.mark.parametrize(
    "act",
    [add_an_organisation, hide_a_draft, say_more, check_it, add_an_item, look_at_an_item_again],
    ids=lambda act: act.__name__,
)
def test_it_stands_while_nothing_is_taken_back(organisation, item, act):
    assert len(published()) == 1
    act(organisation)
    assert len(exports.standing()) == 1


def test_it_ends_after_thirty_days(organisation):
    publish(on=TODAY - timedelta(days=snapshots.DAYS))
    assert exports.standing() == []


def test_an_erased_person_is_in_no_file_on_the_disk(
    organisation, folder, monkeypatch, django_capture_on_commit_callbacks
):
    publish()
    snapshots.unfinished("zip").write_bytes(b"half")
    monkeypatch.setattr("orgs.actions.erasure.AFTERWARDS", {})  # a test is one transaction
    with django_capture_on_commit_callbacks(execute=True):
        erase_somebody(organisation)
    assert [path.suffix for path in folder.iterdir() if path.name != ".lock"] == [".rows"]


# Making one


def test_today_s_is_not_made_twice(organisation):
    publish()
    [before] = exports.standing()
    OrganisationFactory()
    assert "nothing done" in publish()
    assert exports.standing() == [before]


def test_one_that_ended_is_deleted_and_made_anew(organisation):
    other = OrganisationFactory()
    publish()
    hide(other)
    assert "deleted" in publish()
    [one] = exports.standing()
    assert one.counts["organisations"] == 1


def test_of_earlier_days_only_what_may_be_handed_out_is_kept(organisation, folder):
    publish(on=YESTERDAY - timedelta(days=1))
    publish(on=YESTERDAY)
    assert [one.day for one in snapshots.kept()] == [YESTERDAY, YESTERDAY - timedelta(days=1)]
    take_a_name_back(organisation)
    publish()
    assert [one.day for one in snapshots.kept()] == [TODAY]
    assert sorted(path.stem for path in folder.glob("*.rows")) == [str(YESTERDAY), str(TODAY)]


def test_two_runs_at_once_make_one(organisation):
    with snapshots.alone():
        assert "already" in publish()
    assert snapshots.kept() == []


def test_what_is_taken_back_while_it_is_made_leaves_none(organisation, monkeypatch):
    names = exports.other_names
    monkeypatch.setattr(exports, "other_names", lambda keys: hide(organisation) or names(keys))
    with pytest.raises(CommandError, match="again"):
        publish()
    assert snapshots.kept() == []


@pytest.mark.parametrize("stops_at", range(3))
def test_a_machine_that_stops_half_way_leaves_none_and_the_next_run_makes_it(
    organisation, monkeypatch, stops_at
):
    done, rename = [], Path.rename

    def stop(path, target):
        if len(done) == stops_at:
            raise KeyboardInterrupt
        done.append(target)
        return rename(path, target)

    with monkeypatch.context() as stopped:
        stopped.setattr(Path, "rename", stop)
        with pytest.raises(KeyboardInterrupt):
            publish()
    assert exports.standing() == []
    publish()
    assert len(exports.standing()) == 1
