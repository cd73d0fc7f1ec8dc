"""The history of a record can be read by people."""

from time import process_time

import pytest
from django.urls import reverse

from orgs import actions
from orgs.admin.differences import COMPARED, CONTEXT, word_differences
from orgs.admin.history import PAGE_SIZE
from orgs.choices import PublicationState, RiskLevel
from orgs.models import Country, FocusArea
from tests.factories import (
    OPEN,
    REPRESSED,
    ConsentFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def history(client, record):
    address = reverse(f"admin:orgs_{record._meta.model_name}_history", args=[record.pk])
    return client.get(address)


def changes(client, record):
    return list(history(client, record).context["page"])


def edit(record, by=None, reason="", **facts):
    record._history_user, record._change_reason = by or UserFactory(), reason
    for name, value in facts.items():
        setattr(record, name, value)
    record.save()


def lines(change):
    return {
        (str(field.label), str(field.before), str(field.after))
        for part in change.parts
        for field in part.fields
    }


def test_a_change_says_who_when_and_why(as_role):
    organisation, editor = OrganisationFactory(), UserFactory()
    edit(organisation, by=editor, reason="its new name", name="Renamed")
    latest = changes(as_role("editor"), organisation)[0]

    assert (latest.who, latest.why) == (editor.username, "its new name")
    assert latest.when == organisation.history.latest().history_date


def test_values_are_in_words_before_and_after(as_role):
    organisation = OrganisationFactory(kind="ngo", headquarters_id=OPEN)
    edit(organisation, kind="network", headquarters=Country.objects.get(pk="GR"))

    assert lines(changes(as_role("editor"), organisation)[0]) == {
        ("Kind", "NGO", "Network"),
        ("Headquarters country", "Norway", "Greece"),
    }


def test_lists_say_what_came_and_what_went(as_role):
    organisation = OrganisationFactory(countries=[OPEN], focus=["legal-aid"])
    editor = UserFactory()
    organisation._history_user = editor
    organisation.countries.set(["GR"])
    organisation.focus_areas.clear()
    area = FocusArea.objects.get(slug="legal-aid").label

    assert lines(changes(as_role("editor"), organisation)[0]) == {
        ("Works in", "Norway", "Greece"),
        ("Focus areas", area, ""),
    }


def test_parts_are_in_the_history_of_their_organisation(as_role):
    organisation = OrganisationFactory()
    name = NameFactory(organisation=organisation, text="Canary Alias", kind="alias")
    office = OfficeFactory(organisation=organisation, city="Oslo")
    RelationFactory(from_organisation=organisation, kind="member_of")
    name.delete()
    text = history(as_role("editor"), organisation).content.decode()

    for word in ("Canary Alias", "Name removed", "Office added", "Oslo", "Member of"):
        assert word in text
    assert str(office.pk) not in {
        value
        for line in changes(as_role("editor"), organisation)
        for _label, *values in lines(line)
        for value in values
    }


def test_a_removed_part_shows_what_it_was(as_role):
    organisation, by = OrganisationFactory(), UserFactory()
    name = NameFactory(organisation=organisation, text="Canary Alias")
    name._history_user = by
    name.delete()
    removed = changes(as_role("editor"), organisation)[0]

    assert ("Name", "Canary Alias", "") in lines(removed)


def test_a_person_is_in_it_for_publishers_only_and_without_a_name(as_role):
    person = ConsentFactory(contact__name="Canary Person").contact
    seen = history(as_role("publisher"), person.organisation).content.decode()
    unseen = history(as_role("editor"), person.organisation).content.decode()

    assert "Person added" in seen
    assert "Consent added" in seen
    assert "Canary" not in seen
    assert "Person added" not in unseen
    assert "Consent" not in unseen


def test_a_link_to_a_hidden_organisation_is_not_in_a_contributors_history(as_role):
    link = RelationFactory(to_organisation__name="Canary", to_organisation__risk=RiskLevel.HIDDEN)
    organisation = link.from_organisation

    assert "Canary" in history(as_role("editor"), organisation).content.decode()
    assert "Canary" not in history(as_role("contributor"), organisation).content.decode()


def test_what_no_longer_exists_is_said_to_be_gone(as_role):
    organisation = OrganisationFactory()
    link = RelationFactory(from_organisation=organisation)
    link.to_organisation.delete()

    assert "no longer exists" in history(as_role("editor"), organisation).content.decode()


def test_what_one_save_wrote_is_one_change(as_role):
    organisation, editor = OrganisationFactory(), UserFactory()
    organisation._history_user = editor
    organisation.name = "Renamed"
    organisation.save()
    organisation.countries.set([REPRESSED])
    mine = [
        change
        for change in changes(as_role("editor"), organisation)
        if change.who == editor.username
    ]

    assert len(mine) == 1


def test_a_save_that_changed_nothing_is_no_change(as_role):
    organisation = OrganisationFactory()
    before = len(changes(as_role("editor"), organisation))
    edit(organisation)

    assert len(changes(as_role("editor"), organisation)) == before


def test_an_action_is_in_the_history_in_words(as_role):
    publisher = UserFactory(group="publisher")
    organisation = OrganisationFactory(state=PublicationState.DRAFT)
    actions.publish(record=organisation, by=publisher)
    latest = changes(as_role("contributor"), organisation)[0]

    assert ("State", "Draft", "Published") in lines(latest)


def test_a_long_text_shows_only_what_changed_in_it():
    old = " ".join(f"word{number}" for number in range(200))
    pieces = word_differences(old, old.replace("word100 ", "canary "))
    shown = "".join(text for _kind, text in pieces)

    assert ("out", "word100 ") in pieces
    assert ("in", "canary ") in pieces
    assert len(shown.split()) < 5 * CONTEXT


@pytest.mark.parametrize("length", [COMPARED - 100, COMPARED + 100])
def test_long_texts_that_repeat_themselves_are_compared_quickly(length):
    old, new = (
        "".join(f"{number * number % prime % 6} " for number in range(length))
        for prime in (9973, 9967)
    )
    started = process_time()
    pieces = word_differences(old, new)

    assert process_time() - started < 3
    assert {kind for kind, _text in pieces} >= {"out", "in"}


def test_a_long_description_is_marked_in_the_page(as_role):
    organisation = OrganisationFactory(description="It helps. " * 40)
    edit(organisation, description="It helps. " * 40 + "Canary.")
    page = history(as_role("editor"), organisation).content.decode()

    assert "<ins>Canary.</ins>" in page


def test_a_long_history_has_pages(as_role):
    organisation = OrganisationFactory()
    for number in range(PAGE_SIZE + 1):
        edit(organisation, name=f"Name {number}")
    page = history(as_role("editor"), organisation)

    assert "Older" in page.content.decode()
    assert len(page.context["page"]) == PAGE_SIZE


def test_a_history_takes_as_many_queries_for_one_change_as_for_ten(
    as_role, django_assert_max_num_queries
):
    organisation, client = OrganisationFactory(), as_role("publisher")

    def change_everything():
        edit(organisation, kind="network" if organisation.kind == "ngo" else "ngo")
        OfficeFactory(organisation=organisation)
        RelationFactory(from_organisation=organisation)
        ConsentFactory(contact__organisation=organisation)

    change_everything()
    history(client, organisation)
    with django_assert_max_num_queries(30) as one:
        history(client, organisation)
    for _count in range(9):
        change_everything()
    with django_assert_max_num_queries(len(one)):
        history(client, organisation)


def test_a_record_that_is_not_there_has_no_history(as_role):
    address = reverse("admin:orgs_organisation_history", args=[0])

    assert as_role("editor").get(address).status_code == 404
