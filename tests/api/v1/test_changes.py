"""Following the directory: a copy stays true, and learns no more than two copies tell."""

import itertools
import json
from datetime import timedelta

import pytest
from django.core.management import call_command
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs import actions
from orgs.actions import retention
from orgs.api.v1 import changes
from orgs.ids import format_public_id
from orgs.models import Organisation, PublicChange, SearchChange, SearchVersion
from orgs.search import index
from orgs.search.current import current
from tests.factories import NameFactory, OrganisationFactory, RatingFactory, UserFactory

pytestmark = pytest.mark.django_db
OF_PLACES = {"headquarters", "civic_space", "civic_space_since", "countries", "focus_areas"}


@pytest.fixture
def publisher():
    return UserFactory(group="publisher")


class Follower:
    """A copy of the directory, kept by nothing but the API."""

    def __init__(self, ask, limit=3):
        self.ask, self.limit = ask, limit
        self.next = ask.get("changes", limit=limit)["next"]
        self.copy = {one["public_id"]: one for one in ask.all("organisations", limit=limit)}
        self.seen = []

    def come_back(self) -> "Follower":
        more = True
        while more:
            page = self.ask.follow(self.next)
            for one in page["data"]:
                self.take(one)
            self.next, more = page["next"], page["more"]
        return self

    def take(self, one) -> None:
        self.seen.append((one["public_id"], one["status"]))
        if one["status"] == "changed":
            self.copy[one["public_id"]] = one["organisation"]
        else:
            self.copy.pop(one["public_id"], None)


def changes_since(ask, day, **query) -> dict[str, dict]:
    page = ask.get("changes", changed_since=str(day), **query)
    found = list(page["data"])
    while page["more"]:
        page = ask.follow(page["next"])
        found += page["data"]
    assert len({one["public_id"] for one in found}) == len(found)
    return {one["public_id"]: one for one in found}


def address(following: str) -> str:
    return "/" + following.split("/", 3)[3]


def today(**ago):
    return timezone.localdate() - timedelta(**ago)


def aged(public_id, **ago):
    """Makes a change one of long ago."""
    PublicChange.objects.filter(pk=public_id).update(changed_on=today(**ago))


def test_who_follows_is_given_what_changed_and_nothing_else(ask, publisher):
    first, second, third = (OrganisationFactory() for _ in range(3))
    follower = Follower(ask)
    assert follower.come_back().seen == []
    first.name = "Renamed"
    first.save()
    actions.archive(record=second, by=publisher)
    new = OrganisationFactory()
    assert sorted(follower.come_back().seen) == sorted(
        [(first.public_id, "changed"), (second.public_id, "gone"), (new.public_id, "changed")]
    )
    assert follower.copy[first.public_id]["name"] == "Renamed"
    assert follower.copy.keys() == {first.public_id, third.public_id, new.public_id}
    follower.seen.clear()
    assert follower.come_back().seen == []


WAYS_TO_GO = {
    "hidden": lambda one, by: Organisation.objects.filter(pk=one.pk).update(risk="hidden"),
    "archived": lambda one, by: actions.archive(record=one, by=by),
    "deleted": lambda one, by: one.delete(),
    "hides itself": lambda one, by: actions.hide_on_request(organisation=one, why="asked to"),
}


@pytest.mark.parametrize("way", WAYS_TO_GO)
def test_whoever_goes_is_gone_in_one_word_whatever_the_reason(ask, publisher, way):
    one = OrganisationFactory(name="Unmistakable")
    follower = Follower(ask)
    WAYS_TO_GO[way](one, publisher)
    gone = {
        "public_id": one.public_id,
        "status": "gone",
        "replaced_by": None,
        "organisation": None,
    }
    assert ask.follow(follower.next)["data"] == [gone]
    assert changes_since(ask, today())[one.public_id] == gone


def test_the_answer_about_the_hidden_is_the_one_about_the_deleted(ask, client, publisher):
    """Letter for letter, but for their ids."""
    said = set()
    for way, go in WAYS_TO_GO.items():
        one = OrganisationFactory(name=way)
        following = Follower(ask).next
        go(one, publisher)
        data = json.dumps(ask.follow(following)["data"])
        said.add(data.replace(one.public_id, "ID"))
    assert len(said) == 1


@pytest.mark.parametrize("never", [{"state": "draft"}, {"state": "in_review"}, {"risk": "hidden"}])
def test_who_never_was_public_is_in_no_change(ask, never):
    follower = Follower(ask)
    one = OrganisationFactory(**never)
    one.name = "Changed all the same"
    one.save()
    NameFactory(organisation=one)
    follower.come_back()
    one.delete()
    assert follower.come_back().seen == []
    assert one.public_id not in changes_since(ask, today(days=80))


def test_what_was_undone_never_was(ask):
    follower = Follower(ask)
    with transaction.atomic():
        OrganisationFactory()
        transaction.set_rollback(True)
    assert follower.come_back().seen == []


def test_who_comes_back_has_changed(ask, publisher):
    one = OrganisationFactory()
    follower = Follower(ask)
    actions.archive(record=one, by=publisher)
    assert one.public_id not in follower.come_back().copy
    Organisation.objects.filter(pk=one.pk).update(state="published")
    follower.seen.clear()
    assert follower.come_back().seen == [(one.public_id, "changed")]
    assert follower.copy[one.public_id]["name"] == one.name


def test_a_record_that_was_merged_says_into_which(ask, publisher):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    follower = Follower(ask)
    actions.merge(keep=keep, lose=lose, by=publisher)
    found = changes_since(ask, today())
    assert found[lose.public_id]["status"] == "merged"
    assert found[lose.public_id]["replaced_by"] == keep.public_id
    assert follower.come_back().copy.keys() == {keep.public_id}
    WAYS_TO_GO["hidden"](keep, publisher)
    found = changes_since(ask, today())
    assert {one["status"] for one in found.values()} == {"gone"}
    assert {one["replaced_by"] for one in found.values()} == {None}


def test_a_merged_record_that_is_hidden_since_leads_nowhere(ask, publisher):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=keep, lose=lose, by=publisher)
    WAYS_TO_GO["hidden"](lose, publisher)
    assert changes_since(ask, today())[lose.public_id]["status"] == "gone"


def test_who_is_hidden_while_the_answer_is_made_is_gone(ask, monkeypatch):
    one = OrganisationFactory()
    monkeypatch.setattr(changes, "organisation_records", lambda keys, language: iter(()))
    assert changes_since(ask, today())[one.public_id]["status"] == "gone"


def test_only_the_fields_asked_for_come(ask):
    one = OrganisationFactory(name="Harbour Aid")
    found = changes_since(ask, today(), fields="name")
    assert found[one.public_id]["organisation"] == {"name": "Harbour Aid"}


def test_who_names_a_day_is_given_what_changed_since_the_day_before(ask):
    old, yesterday, new = (OrganisationFactory() for _ in range(3))
    aged(old.public_id, days=2)
    aged(yesterday.public_id, days=1)
    assert changes_since(ask, today()).keys() == {yesterday.public_id, new.public_id}
    moment = f"{today().isoformat()}T00:00:00Z"
    assert changes_since(ask, moment).keys() == {yesterday.public_id, new.public_id}


def test_asking_day_by_day_does_not_tell_when_somebody_went(ask, publisher):
    one = OrganisationFactory()
    actions.archive(record=one, by=publisher)
    for ago in (0, 1, 40, 89):
        aged(one.public_id, days=ago)
        for day in (0, 1, 39, 41, 90):
            assert changes_since(ask, today(days=day))[one.public_id]["status"] == "gone"


def test_the_order_of_changes_says_nothing_about_when(ask, publisher):
    there = [OrganisationFactory() for _ in range(6)]
    follower = Follower(ask, limit=2)
    for number, one in enumerate(sorted(there, key=lambda one: one.public_id, reverse=True)):
        if number % 2:
            actions.archive(record=one, by=publisher)
        else:
            one.save()
    ids = [public_id for public_id, _status in follower.come_back().seen]
    assert ids == sorted(one.public_id for one in there)


def test_no_answer_has_a_name_or_a_moment_of_who_went(ask, publisher):
    one = OrganisationFactory(name="Unmistakable", slug="unmistakable")
    moment = Organisation.objects.get(pk=one.pk).updated_at
    following = Follower(ask).next
    actions.archive(record=one, by=publisher)
    said = json.dumps([ask.follow(following), ask.get("changes", changed_since=str(today()))])
    assert "nmistakable" not in said
    assert moment.strftime("%H:%M") not in said


@pytest.mark.parametrize(
    "moment",
    [
        *("yesterday", "2026", "2026-1-1", "2026-02-30", "2026-11-01T25:00Z", "2026-11-01 12:00"),
        *("0001-01-01T00:00:00+14:00", "９999-01-01", "2026-W01-1", "20260101", "-1"),
    ],
)
def test_what_is_no_moment_is_refused(ask, moment):
    assert "such as 2026-01-31" in ask.refused("changes", changed_since=moment)


@pytest.mark.parametrize(
    "moment", ["", "T12:00Z", "T23:59:59.999999+14:00", "T00:00:00-12:00", "T00:00"]
)
def test_a_moment_is_a_day_or_a_time_of_it(ask, moment):
    ask.get("changes", changed_since=f"{today()}{moment}")


def test_further_back_than_is_known_the_list_has_to_be_taken_anew(ask, monkeypatch):
    assert "90 days" in ask.refused("changes", changed_since="1999-01-01")
    assert "90 days" in ask.refused("changes", changed_since=str(today(days=91)))
    changes_since(ask, today(days=90))
    following = Follower(ask).next
    ask.follow(following)
    later = timezone.localdate() + timedelta(days=91)
    monkeypatch.setattr("orgs.api.v1.changes.timezone.localdate", lambda: later)
    answer = ask.client.get(address(following))
    assert "90 days" in answer.json()["detail"]


def test_ids_that_are_gone_are_forgotten_after_a_time(ask, publisher):
    recent, old, there = (OrganisationFactory() for _ in range(3))
    for one in (recent, old):
        actions.archive(record=one, by=publisher)
    for one, ago in ((recent, 99), (old, 100), (there, 1000)):
        aged(one.public_id, days=ago)
    retention.enforce()
    assert set(PublicChange.objects.values_list("pk", flat=True)) == {
        recent.public_id,
        there.public_id,
    }


def test_after_a_backup_was_restored_a_later_cursor_is_refused(ask):
    OrganisationFactory()
    kept = SearchVersion.objects.get()
    OrganisationFactory()
    following = Follower(ask).next
    SearchChange.objects.filter(number__gt=kept.number).delete()
    SearchVersion.objects.update(number=kept.number, token=kept.token)
    assert "set back" in ask.client.get(address(following)).json()["detail"]
    OrganisationFactory()
    assert SearchVersion.objects.get().number > kept.number
    assert "set back" in ask.client.get(address(following)).json()["detail"]


def test_making_the_index_anew_forgets_nobody(ask, publisher):
    there, lost, came = OrganisationFactory(), OrganisationFactory(), OrganisationFactory()
    archived = OrganisationFactory()
    actions.archive(record=archived, by=publisher)
    PublicChange.objects.filter(pk=came.public_id).delete()
    follower = Follower(ask)
    Organisation._base_manager.filter(pk=lost.pk).update(state="archived")
    call_command("rebuild_search")
    assert sorted(follower.come_back().seen) == sorted(
        [(lost.public_id, "gone"), (came.public_id, "changed")]
    )
    assert PublicChange.objects.get(pk=archived.public_id).gone
    assert not PublicChange.objects.get(pk=there.public_id).gone


def test_what_comes_and_goes_in_bulk_is_told(ask):
    follower = Follower(ask)
    call_command("generate_organisations", "--count", "5", "--seed", "1", verbosity=0)
    assert len(follower.come_back().copy) == 5
    call_command("remove_synthetic", verbosity=0)
    assert follower.come_back().copy == {}


def test_a_rating_is_no_change_of_every_organisation_there(ask):
    OrganisationFactory(headquarters_id="GR")
    follower = Follower(ask)
    RatingFactory(country_id="GR", rating="closed", effective_on="2026-10")
    assert follower.come_back().seen == []


def test_a_page_costs_as_many_queries_whatever_is_on_it(ask, publisher):
    def queries(limit):
        current()
        with CaptureQueriesContext(connection) as captured:
            ask.get("changes", changed_since=str(today()), limit=limit)
        return len(captured)

    for _ in range(4):
        OrganisationFactory(countries=["GR", "IT"])
    few = queries(1)
    assert queries(4) == few == 8
    for one in Organisation.objects.all()[:2]:
        actions.archive(record=one, by=publisher)
    with_gone = queries(4)
    assert with_gone == 9
    actions.archive(record=Organisation.objects.published().first(), by=publisher)
    assert queries(4) == with_gone


def test_who_saves_the_index_is_counted_once(ask):
    """A form with many parts is one change."""
    one = OrganisationFactory()
    number = PublicChange.objects.get(pk=one.public_id).number
    with index.index_later():
        for text in ("A", "B", "C"):
            NameFactory(organisation=one, text=text)
    assert PublicChange.objects.get(pk=one.public_id).number == number + 1


writes = st.lists(
    st.tuples(
        st.sampled_from(
            [
                *("new", "new draft", "rename", "name", "hide", "show"),
                *("archive", "publish", "delete", "merge", "come back"),
            ]
        ),
        st.integers(0, 20),
        st.integers(0, 20),
    ),
    max_size=12,
)


def write(what, one, other, by, names=itertools.count()):  # noqa: B008
    if what in ("new", "new draft"):
        OrganisationFactory(state="draft" if "draft" in what else "published")
    elif what == "rename":
        one.name = f"Renamed {next(names)}"
        one.save()
    elif what == "name":
        NameFactory(organisation=one, text=f"Name {next(names)}")
    elif what in ("hide", "show"):
        one.risk = "hidden" if what == "hide" else "standard"
        one.save()
    elif what == "archive":
        actions.archive(record=one, by=by)
    elif what == "publish" and not one.merged_into_id:
        actions.publish(record=one, by=by)
    elif what == "delete" and not one.merged.exists():
        one.delete()
    elif what == "merge" and one != other and {one.state, other.state} == {"published"}:
        actions.merge(keep=one, lose=other, by=by)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(done=writes)
def test_whatever_is_written_a_copy_that_follows_is_the_list(client, ask, publisher, done):
    OrganisationFactory()
    follower = Follower(ask, limit=2)
    page = None
    for what, first, second in done:
        there = list(Organisation.objects.order_by("pk"))
        if what == "come back":
            page = ask.follow(follower.next)  # a part of a window: the rest is for later
            for one in page["data"]:
                follower.take(one)
            follower.next = page["next"]
        elif there:
            write(what, there[first % len(there)], there[second % len(there)], publisher)
    follower.come_back().come_back()
    records = {one["public_id"]: one for one in ask.all("organisations", limit=100)}
    assert without_places(follower.copy) == without_places(records)
    never = {format_public_id(0)} | set(
        Organisation.objects.filter(state="draft").values_list("public_id", flat=True)
    )
    assert never.isdisjoint(PublicChange.objects.values_list("pk", flat=True))


def without_places(records: dict[str, dict]) -> dict[str, dict]:
    return {
        public_id: {name: value for name, value in one.items() if name not in OF_PLACES}
        for public_id, one in records.items()
    }
