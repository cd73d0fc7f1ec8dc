"""Taking a change back: only what it changed, never by the way, and never blindly."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError

from orgs import actions
from orgs.actions import history
from orgs.actions.entries import edit_of
from orgs.actions.history import plan_revert, revert_change
from orgs.choices import PublicationState, RiskLevel
from orgs.models import Contact, Country, Office, OrganisationName, Relation, Source
from tests.factories import (
    REPRESSED,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def editor(db):
    return UserFactory(group="editor")


@pytest.fixture
def organisation(db):
    return OrganisationFactory(name="First", summary="As it was.", countries=["NO"])


def change(record, **facts):
    """An edit of its own, by somebody new."""
    record._history_user, record._change_reason = UserFactory(), None
    for name, value in facts.items():
        setattr(record, name, value)
    record.save()
    return last(type(record), record.pk)


def remove(record):
    model, pk = type(record), record.pk
    record._history_user = UserFactory()
    record.delete()
    return last(model, pk)


def last(model, pk):
    return edit_of(model, model.history.filter(id=pk).order_by("history_id").last().history_id)


def revert(edit, by, **facts):
    return revert_change(edit=edit, by=by, **facts)


def test_only_what_the_change_touched_goes_back(organisation, editor):
    edit = change(organisation, name="Second", kind="network")
    change(organisation, summary="As it is.")
    revert(edit, editor)
    organisation.refresh_from_db()

    assert (organisation.name, organisation.kind) == ("First", "ngo")
    assert organisation.summary == "As it is."


def test_it_is_in_the_history_with_who_and_why_and_can_be_taken_back(organisation, editor):
    edit = change(organisation, name="Second")
    revert(edit, editor, reason="a joke")
    entry = organisation.history.latest()
    assert (entry.history_user, entry.history_change_reason) == (editor, "Reverted: a joke")

    revert(last(type(organisation), organisation.pk), editor)
    organisation.refresh_from_db()
    assert organisation.name == "Second"


def test_lists_lose_what_came_and_get_back_what_went(organisation, editor):
    organisation._history_user = UserFactory()
    organisation.countries.set(["GR"])
    edit = last(type(organisation), organisation.pk)
    organisation._history_user = UserFactory()
    organisation.countries.add("PK")
    revert(edit, editor)

    assert set(organisation.countries.values_list("pk", flat=True)) == {"NO", "PK"}


def test_a_later_change_of_the_same_field_is_not_lost_by_mistake(organisation, editor):
    edit = change(organisation, name="Second")
    change(organisation, name="Third")

    with pytest.raises(actions.ActionError, match="changed again since"):
        revert(edit, editor)
    assert revert(edit, editor, anyway=True).name == "First"


def test_a_dry_run_writes_nothing_and_names_what_has_its_own_button(organisation, editor):
    edit = change(organisation, name="Second", risk=RiskLevel.SENSITIVE)
    before = organisation.history.count()
    plan = plan_revert(edit=edit, by=editor)

    assert [(step.field.name, step.now, step.then) for step in plan.steps] == [
        ("name", "Second", "First")
    ]
    assert [one.name for one in plan.left] == ["risk"]
    assert organisation.history.count() == before
    assert revert(edit, editor).risk == RiskLevel.SENSITIVE


@pytest.mark.parametrize(
    "facts",
    [
        {"state": PublicationState.ARCHIVED},
        {"risk": RiskLevel.HIDDEN},
        {"verified_on": "2026-01-01"},
    ],
)
def test_state_risk_and_checks_are_never_taken_back(organisation, facts):
    publisher = UserFactory(group="publisher")
    edit = change(organisation, **facts)

    with pytest.raises(actions.ActionError, match="its own button"):
        revert(edit, publisher)


@pytest.mark.parametrize("state", [PublicationState.PUBLISHED, PublicationState.ARCHIVED])
def test_the_undoing_of_a_merge_is_not_taken_back(organisation, state):
    publisher, lost = UserFactory(group="publisher"), OrganisationFactory(state=state)
    merge = actions.merge(keep=organisation, lose=lost, by=publisher)
    actions.undo_merge(merge=merge, by=publisher)

    with pytest.raises(actions.ActionError, match="its own button"):
        revert(last(type(lost), lost.pk), publisher)
    lost.refresh_from_db()
    assert lost.merged_into is None


def test_what_the_database_refuses_is_said_in_words(organisation, editor, monkeypatch):
    def refused(*args, **kwargs):
        raise IntegrityError

    monkeypatch.setattr(history, "save", refused)
    with pytest.raises(actions.ActionError, match="no longer fits"):
        revert(change(organisation, name="Second"), editor)


def test_what_was_changed_back_already_leaves_nothing_to_do(organisation, editor):
    edit = change(organisation, name="Second")
    change(organisation, name="First")

    with pytest.raises(actions.ActionError, match="Nothing of it is left"):
        revert(edit, editor)


def test_what_it_was_must_still_hold(editor):
    organisation = OrganisationFactory(founded="2010")
    edit = change(organisation, founded="2000")
    change(organisation, closed="2005")

    with pytest.raises(ValidationError, match="closed before"):
        revert(edit, editor)


def test_another_headquarters_asks_for_consents_anew_as_every_change_of_it(organisation, editor):
    edit = change(organisation, headquarters=Country.objects.get(pk=REPRESSED))
    organisation.refresh_from_db()
    asked = organisation.consents_count_from
    reverted = revert(edit, editor)
    reverted.refresh_from_db()

    assert reverted.headquarters_id == "NO"
    assert reverted.consents_count_from > asked


def test_a_removed_part_comes_back_under_its_old_key(organisation, editor):
    name = NameFactory(organisation=organisation, text="Alias")
    pk = name.pk
    revert(remove(name), editor)

    assert OrganisationName.objects.get(pk=pk).text == "Alias"
    revert(last(OrganisationName, pk), editor)
    assert not OrganisationName.objects.filter(pk=pk).exists()


def test_an_office_that_comes_back_waits_for_a_publisher(organisation, editor):
    office = OfficeFactory(organisation=organisation, street_address="1 Street")
    revert(remove(office), editor)

    assert Office.objects.get().confirmed_at is None


def test_an_added_part_goes(organisation, editor):
    point = ContactPointFactory(organisation=organisation)
    revert(last(type(point), point.pk), editor)

    assert not organisation.contact_points.exists()


def test_an_added_part_somebody_changed_since_is_not_lost_by_mistake(organisation, editor):
    name = NameFactory(organisation=organisation)
    edit = last(OrganisationName, name.pk)
    change(name, text="Corrected")

    with pytest.raises(actions.ActionError, match="changed again"):
        revert(edit, editor)


def test_a_relation_comes_back(editor):
    relation = RelationFactory()
    revert(remove(relation), editor)

    assert Relation.objects.exists()


def test_a_relation_to_what_is_gone_does_not(editor):
    relation = RelationFactory()
    other, edit = relation.to_organisation, remove(relation)
    other.delete()

    with pytest.raises(actions.ActionError, match="is gone"):
        revert(edit, editor)


def test_a_library_item_is_set_back_with_its_lists(editor):
    item = ResourceFactory(title="First")
    edit = change(item, title="Second")
    revert(edit, editor)
    item.refresh_from_db()
    assert item.title == "First"

    item._history_user = UserFactory()
    item.organisations.set([OrganisationFactory()])
    revert(last(type(item), item.pk), editor)
    assert not item.organisations.exists()


@pytest.mark.parametrize("role", ["contributor", None])
def test_who_may_not_change_it_takes_nothing_back(organisation, role):
    edit = change(organisation, name="Second")

    with pytest.raises(actions.ActionError):
        revert(edit, UserFactory(group=role))


def test_a_contributor_does_not_learn_of_a_hidden_end():
    relation = RelationFactory(
        from_organisation__state=PublicationState.DRAFT, to_organisation__risk=RiskLevel.HIDDEN
    )

    with pytest.raises(actions.ActionError, match="is gone"):
        revert(remove(relation), UserFactory(group="contributor"))


def test_what_names_an_erased_person_is_not_brought_back(organisation, editor):
    organisation.summary = "Led by Canary Person."
    organisation.save()
    edit = change(organisation, summary="Led by others.")
    contact = ContactFactory(organisation=organisation, name="Canary Person", email="")
    actions.erase_person(contact=contact, reason="r", by=UserFactory(group="publisher"))

    with pytest.raises(actions.ActionError, match="erased"):
        revert(edit_of(*key(edit)), editor)


def key(edit):
    return edit.model, edit.after.history_id


@pytest.mark.parametrize(
    ("make", "why"),
    [
        (OrganisationFactory, "archive it"),
        (lambda: SourceFactory(organisation=OrganisationFactory(source=False)), "one source"),
        (ContactFactory, "not taken back"),
    ],
)
def test_some_additions_stay(make, why):
    record = make()

    with pytest.raises(actions.ActionError, match=why):
        revert(last(type(record), record.pk), UserFactory(group="administrator"))
    assert type(record).objects.filter(pk=record.pk).exists()


def test_one_of_two_sources_can_go(editor):
    source = SourceFactory()
    revert(last(Source, source.pk), editor)

    assert Source.objects.count() == 1


def test_what_is_gone_or_there_already_is_said(organisation, editor):
    name = NameFactory(organisation=organisation)
    added, removed = last(OrganisationName, name.pk), remove(name)
    with pytest.raises(actions.ActionError, match="gone already"):
        revert(added, editor)

    revert(removed, editor)
    with pytest.raises(actions.ActionError, match="there again already"):
        revert(removed, editor)


def test_a_deleted_record_does_not_come_back_here():
    item = ResourceFactory()
    edit = remove(item)

    with pytest.raises(actions.ActionError, match="is gone"):
        revert(edit, UserFactory(group="administrator"))


def test_what_was_there_before_the_history_is_not_known(organisation, editor):
    edit = change(organisation, name="Second")
    organisation.history.exclude(pk=edit.after.pk).delete()

    with pytest.raises(actions.ActionError, match="not known"):
        revert(edit_of(*key(edit)), editor)


def test_an_entry_that_is_not_there_is_no_edit(organisation):
    assert edit_of(type(organisation), 0) is None


def test_no_person_comes_back(organisation):
    contact = ContactFactory(organisation=organisation)

    with pytest.raises(actions.ActionError, match="not taken back"):
        revert(remove(contact), UserFactory(group="administrator"))
    assert not Contact.objects.exists()
