"""Two records become one, and two again."""

from datetime import timedelta

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.utils import timezone

from orgs import actions
from orgs.actions.joining import KINDS, LEFT_BEHIND
from orgs.choices import (
    DuplicateState,
    PublicationState,
    RiskLevel,
    StaffBand,
)
from orgs.matching import likely_twins
from orgs.models import (
    Merge,
    Organisation,
    PossibleDuplicate,
)
from orgs.visibility import people
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher():
    return UserFactory(group="publisher")


@pytest.fixture
def two():
    return OrganisationFactory(name="Harbour Lights"), OrganisationFactory(name="Lights of Harbour")


def merge(two, by, **more):
    keep, lose = two
    done = actions.merge(keep=keep, lose=lose, by=by, **more)
    keep.refresh_from_db()
    lose.refresh_from_db()
    return done


def test_the_record_that_stays_has_what_both_had(publisher, two):
    keep, lose = two
    lose.founded, lose.staff = "1999", StaffBand.UP_TO_10
    lose.save()
    lose.countries.add("GR")
    office = OfficeFactory(organisation=lose, city="Bergen")
    link = RelationFactory(from_organisation=lose)
    item = ResourceFactory()
    item.organisations.add(lose)

    done = merge(two, publisher, reason="One and the same")

    assert (keep.name, keep.founded, keep.staff) == ("Harbour Lights", "1999", "1-10")
    assert set(keep.countries.values_list("pk", flat=True)) == {"NO", "GR"}
    assert [(name.text, name.kind) for name in keep.names.all()] == [("Lights of Harbour", "alias")]
    assert list(keep.offices.all()) == [office]
    assert list(keep.relations_out.all()) == [link]
    assert list(item.organisations.all()) == [keep]
    assert (lose.state, lose.merged_into) == (PublicationState.ARCHIVED, keep)
    assert (done.reason, done.merged_by, done.was_public) == ("One and the same", publisher, True)
    assert keep.history.latest("history_id").history_change_reason == "One and the same"


def test_each_field_is_chosen_and_the_other_name_is_kept_as_what_one_says(publisher, two):
    keep, lose = two
    keep.summary, lose.summary = "One.", "Two."
    keep.save()
    lose.save()

    merge(two, publisher, choices={"name": "lose", "summary": "lose", "other_name": "former"})

    assert (keep.name, keep.summary) == ("Lights of Harbour", "Two.")
    assert [(name.text, name.kind) for name in keep.names.all()] == [("Harbour Lights", "former")]


def test_what_is_there_already_is_not_doubled(publisher, two):
    keep, lose = two
    other = OrganisationFactory()
    ContactPointFactory(organisation=keep, value="https://harbour.example/")
    ContactPointFactory(organisation=lose, value="HTTP://www.harbour.example")
    NameFactory(organisation=keep, text="Lights")
    NameFactory(organisation=lose, text="LIGHTS")
    OfficeFactory(organisation=keep, city="Bergen")
    OfficeFactory(organisation=lose, city="bergen")
    RelationFactory(from_organisation=keep, to_organisation=other, kind="partner_of")
    RelationFactory(from_organisation=other, to_organisation=lose, kind="partner_of")
    RelationFactory(from_organisation=lose, to_organisation=keep, kind="parent_of")

    merge(two, publisher)

    assert keep.contact_points.count() == keep.offices.count() == 1
    assert keep.names.count() == 2
    assert keep.relations_out.count() + keep.relations_in.count() - 1 == 1


def test_the_stricter_risk_holds(publisher, two):
    _keep, lose = two
    Organisation.objects.filter(pk=lose.pk).update(risk=RiskLevel.HIDDEN)
    two = (two[0], Organisation.objects.get(pk=lose.pk))

    done = merge(two, publisher)
    assert two[0].risk == RiskLevel.HIDDEN

    actions.undo_merge(merge=done, by=publisher)
    two[0].refresh_from_db()
    assert two[0].risk == RiskLevel.STANDARD
    assert two[0].consents_count_from is not None


def test_nobody_is_published_by_moving_to_a_safer_record(publisher):
    keep = OrganisationFactory(headquarters_id="NO")
    lose = OrganisationFactory(headquarters_id="PK")
    person = ContactFactory(organisation=lose)
    consent = ConsentFactory(contact=person)
    assert not people().filter(pk=person.pk).exists()

    merge((keep, lose), publisher)
    assert not people().filter(pk=person.pk).exists()

    actions.confirm_consent(consent=consent, by=publisher)
    assert people().filter(pk=person.pk).exists()


def test_people_at_two_equally_safe_records_stay_as_they_were(publisher, two):
    persons = [ConsentFactory(contact__organisation=one).contact.pk for one in two]

    merge(two, publisher)

    assert sorted(people().values_list("pk", flat=True)) == persons


def test_an_exception_for_one_record_does_not_reach_the_people_of_the_other(publisher):
    keep, lose = (OrganisationFactory(headquarters_id="PK") for _ in range(2))
    asked = actions.request_override(
        organisation=keep,
        covers="contacts",
        reason="because",
        expires_on=timezone.localdate() + timedelta(days=30),
        by=publisher,
    )
    actions.approve_override(override=asked, by=UserFactory(group="publisher"))
    person = ConsentFactory(contact__organisation=lose).contact

    merge((keep, lose), publisher)

    assert not people().filter(pk=person.pk).exists()


def test_a_later_line_under_consents_moves_along(publisher, two):
    keep, lose = two
    person = ConsentFactory(contact__organisation=lose).contact
    lose.ask_again()

    merge((keep, Organisation.objects.get(pk=lose.pk)), publisher)

    assert not people().filter(pk=person.pk).exists()


def test_pressing_twice_merges_once(publisher, two):
    done = merge(two, publisher)
    assert merge(two, publisher) == done
    again = actions.undo_merge(merge=done, by=publisher)
    assert actions.undo_merge(merge=done, by=publisher).undone_at == again.undone_at
    assert Merge.objects.count() == 1


def test_a_record_that_was_merged_takes_in_no_other_and_goes_nowhere_else(publisher, two):
    keep, lose = two
    third = OrganisationFactory()
    merge(two, publisher)

    gone = Organisation(pk=0)
    for pair in ((lose, keep), (lose, third), (third, lose), (keep, keep), (keep, gone)):
        with pytest.raises(actions.ActionError):
            actions.merge(keep=pair[0], lose=pair[1], by=publisher)


def test_a_merge_below_another_is_undone_after_it(publisher, two):
    keep, _lose = two
    third = OrganisationFactory()
    first = merge(two, publisher)
    second = merge((third, keep), publisher)

    with pytest.raises(actions.ActionError):
        actions.undo_merge(merge=first, by=publisher)
    actions.undo_merge(merge=second, by=publisher)
    assert actions.undo_merge(merge=first, by=publisher).undone_at


def test_what_was_seen_must_still_be_so(publisher, two):
    keep, lose = two
    seen = actions.plan_merge(keep=keep, lose=lose, by=publisher).fingerprint
    NameFactory(organisation=lose)

    with pytest.raises(actions.ActionError) as error:
        merge(two, publisher, seen=seen)
    assert error.value.code == "changed"
    merge(two, publisher, seen=actions.plan_merge(keep=keep, lose=lose, by=publisher).fingerprint)


@pytest.mark.parametrize("role", ["contributor", "editor", None])
def test_publishers_merge_and_undo(publisher, two, role):
    somebody = UserFactory(group=role)
    with pytest.raises(actions.NotAllowed):
        merge(two, somebody)
    done = merge(two, publisher)
    with pytest.raises(actions.NotAllowed):
        actions.undo_merge(merge=done, by=somebody)


def test_who_may_not_see_people_merges_no_record_that_has_some(publisher, two, monkeypatch):
    ContactFactory(organisation=two[1])
    monkeypatch.setattr("orgs.permissions.can_see_people", lambda user, obj=None: False)

    with pytest.raises(actions.ActionError, match="people"):
        merge(two, publisher)


def test_undoing_says_what_was_changed_since_and_leaves_it(publisher, two):
    keep, lose = two
    lose.summary, lose.founded = "Two.", "1999"
    lose.save()
    NameFactory(organisation=lose, text="Gone by then")
    done = merge(two, publisher)
    keep.summary = "Edited since."
    keep.save()
    keep.names.get(text="Gone by then").delete()
    keep.names.update(text="Edited")

    with pytest.raises(actions.ActionError) as error:
        actions.undo_merge(merge=done, by=publisher)
    keep.refresh_from_db()
    assert (len(error.value.messages), keep.founded) == (3, "1999")

    actions.undo_merge(merge=done, by=publisher, anyway=True)
    keep.refresh_from_db()
    assert (keep.summary, keep.founded) == ("Edited since.", "")
    assert [name.text for name in keep.names.all()] == ["Edited"]


def test_a_logo_that_was_taken_is_a_copy(publisher, two, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    keep, lose = two
    lose.logo.save("lost.webp", ContentFile(b"picture"))

    done = merge(two, publisher)
    with keep.logo.open() as picture:
        assert picture.read() == b"picture"
    assert keep.logo.name != lose.logo.name

    actions.undo_merge(merge=done, by=publisher)
    keep.refresh_from_db()
    assert not keep.logo


def test_search_and_twins_know_only_the_record_that_stays(publisher, two):
    keep, _lose = two
    done = merge(two, publisher)
    assert [one.organisation_id for one in likely_twins("Lights of Harbour")] == [keep.pk]

    actions.undo_merge(merge=done, by=publisher)
    assert len(likely_twins("Lights of Harbour")) == 2


def test_a_pair_that_was_found_is_decided_and_opened_again(publisher, two):
    pair = PossibleDuplicate.objects.create(first=two[0], second=two[1], score=0.9)
    done = merge((two[1], two[0]), publisher)
    pair.refresh_from_db()
    assert (pair.state, pair.decided_by) == (DuplicateState.MERGED, publisher)

    actions.undo_merge(merge=done, by=publisher)
    pair.refresh_from_db()
    assert pair.state == DuplicateState.OPEN


def test_a_record_that_was_merged_is_neither_edited_nor_published(publisher, two):
    _keep, lose = two
    merge(two, publisher)

    for action in (actions.publish, actions.send_to_review):
        with pytest.raises(actions.ActionError, match="merged"):
            action(record=lose, by=publisher)
    with pytest.raises(actions.NotAllowed):
        actions.mark_verified(organisation=lose, by=publisher)


def test_everything_that_points_to_an_organisation_moves_or_is_said_to_stay():
    pointing = {
        (model.__name__, field.name)
        for model in apps.get_app_config("orgs").get_models()
        for field in (*model._meta.fields, *model._meta.many_to_many)
        if field.related_model is Organisation and not model.__name__.startswith("Historical")
    }
    moving = {(kind.model.__name__, kind.column) for kind in KINDS} | {
        ("Resource", "organisations")
    }

    assert {model for model, _name in pointing - moving} <= LEFT_BEHIND
    assert moving <= pointing
