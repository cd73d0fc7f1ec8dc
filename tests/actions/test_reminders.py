"""The yearly letter to an organisation, and what follows from its answers."""

from datetime import timedelta

import pytest
from django.utils import timezone, translation

from orgs.actions import (
    ActionError,
    answer_reminder,
    confirm_by_organisation,
    due_for_reminder,
    hide_on_request,
    mark_verified,
    remind,
    reminder_for,
    sign_answer,
)
from orgs.choices import ReminderAnswer
from orgs.models import Reminder, Suggestion
from orgs.visibility import organisations, people
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    OrganisationFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
CONFIRMED, CORRECTED, REMOVED = ReminderAnswer


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


@pytest.fixture
def listed(db):
    """`listed(**facts)`: an organisation with an e-mail address of its own."""

    def make(**facts):
        made = OrganisationFactory(**facts)
        ContactPointFactory(organisation=made, kind="email", value="office@example.org")
        return made

    return make


# Who is written to


@pytest.mark.parametrize(
    ("facts", "is_due"),
    [
        ({}, True),
        ({"verified_on": days_ago(400)}, True),
        ({"verified_on": days_ago(300)}, False),
        ({"state": "draft"}, False),
        ({"state": "archived"}, False),
        ({"risk": "sensitive"}, True),
        ({"risk": "hidden"}, False),
        ({"origin": "synthetic"}, False),
    ],
)
def test_the_letter_goes_to_public_organisations_nobody_checked_for_a_year(listed, facts, is_due):
    made = listed(**facts)

    assert due_for_reminder().filter(pk=made.pk).exists() == is_due


def test_it_never_goes_to_a_person():
    ConsentFactory(contact=ContactFactory(email="person@example.org"))

    assert not due_for_reminder().exists()


@pytest.mark.parametrize(("days", "is_due"), [(300, False), (366, True)])
def test_it_goes_once_a_year(listed, days, is_due):
    made = listed()
    Reminder.objects.create(organisation=made, sent_on=days_ago(days))

    assert due_for_reminder().filter(pk=made.pk).exists() == is_due


def test_who_was_never_checked_comes_first(listed):
    old, never, older = (listed(verified_on=day) for day in (days_ago(400), None, days_ago(500)))

    assert list(due_for_reminder()) == [never, older, old]


def test_who_is_noted_as_written_to_is_not_due_any_more(listed):
    made = listed()

    assert remind(organisation=made).sent_on == timezone.localdate()
    assert remind(organisation=made) is None


# The links


@pytest.fixture
def reminder(listed):
    return remind(organisation=listed())


@pytest.mark.parametrize("answer", ReminderAnswer)
def test_a_link_is_for_one_answer_to_one_letter(reminder, answer):
    token = sign_answer(reminder, answer)

    assert reminder_for(token, answer) == reminder
    assert all(reminder_for(token, other) is None for other in set(ReminderAnswer) - {answer})


def test_a_link_can_stand_at_the_end_of_a_line_in_a_letter(reminder):
    assert set(sign_answer(reminder, CONFIRMED)) & set(":/?#&=+") == set()


@pytest.mark.parametrize("days", [30, 31])
def test_a_link_works_for_thirty_days(reminder, monkeypatch, days):
    token = sign_answer(reminder, CONFIRMED)
    then = timezone.now() + timedelta(days=days, seconds=-5)
    monkeypatch.setattr("django.core.signing.time.time", then.timestamp)

    assert (reminder_for(token, CONFIRMED) is not None) == (days == 30)


@pytest.mark.parametrize("token", ["", "1", "1.a.b", "1:a:b", "\u0661.a.b", "x" * 5000])
def test_a_forged_link_is_nobodys(reminder, token):
    assert reminder_for(token, REMOVED) is None


@pytest.mark.parametrize("facts", [{"state": "archived"}, {"risk": "hidden"}])
def test_a_link_ends_with_the_public_entry(reminder, facts):
    type(reminder.organisation).objects.filter(pk=reminder.organisation_id).update(**facts)

    assert reminder_for(sign_answer(reminder, CONFIRMED), CONFIRMED) is None


@pytest.mark.parametrize("answer", [CONFIRMED, CORRECTED])
def test_a_link_works_once_and_leaves_the_others(reminder, answer):
    answer_reminder(reminder=reminder, answer=answer, message="The town is wrong.")

    assert reminder_for(sign_answer(reminder, answer), answer) is None
    assert reminder_for(sign_answer(reminder, REMOVED), REMOVED) == reminder


def test_two_at_the_same_moment_are_one(reminder):
    for _press in range(2):
        found = Reminder.objects.get(pk=reminder.pk)
    answer_reminder(reminder=reminder, answer=CORRECTED, message="The town is wrong.")

    with pytest.raises(ActionError, match="used"):
        answer_reminder(reminder=found, answer=CORRECTED, message="The town is wrong.")
    assert Suggestion.objects.count() == 1


# The answers


def test_still_right_is_checking_the_entry(reminder):
    answer_reminder(reminder=reminder, answer=CONFIRMED)
    organisation = organisations().get(pk=reminder.organisation_id)
    entry = organisation.history.latest()

    assert (organisation.verified_on, organisation.verified_by) == (timezone.localdate(), None)
    assert (entry.history_user, entry.history_change_reason) == (
        None,
        "Confirmed by the organisation",
    )
    assert organisation.updated_at == reminder.organisation.updated_at
    assert not Suggestion.objects.exists()


def test_a_check_of_an_editor_on_the_same_day_stands():
    organisation, editor = OrganisationFactory(), UserFactory(group="editor")
    mark_verified(organisation=organisation, by=editor)

    assert confirm_by_organisation(organisation=organisation).verified_by == editor


def test_a_correction_waits_for_an_editor_and_checks_nothing(reminder):
    answer_reminder(reminder=reminder, answer=CORRECTED, message="The town is wrong.")
    suggestion = Suggestion.objects.get()

    assert (suggestion.kind, suggestion.message) == ("correction", "The town is wrong.")
    assert suggestion.organisation == reminder.organisation
    assert organisations().get().verified_on is None


def test_removing_hides_at_once_and_asks_an_editor_afterwards(reminder):
    answer_reminder(reminder=reminder, answer=REMOVED)
    suggestion = Suggestion.objects.get()

    assert not organisations().exists()
    assert (suggestion.kind, suggestion.organisation) == ("problem", reminder.organisation)


def test_what_is_left_for_editors_is_in_the_language_of_the_site(reminder):
    with translation.override("ar"):
        answer_reminder(reminder=reminder, answer=REMOVED)

    assert Suggestion.objects.get().message == "Asked to be removed, by the yearly letter"


def test_hiding_is_in_the_history_with_its_reason():
    organisation = OrganisationFactory()
    hide_on_request(organisation=organisation, why="It asked for it")
    entry = organisation.history.latest()

    assert (entry.risk, entry.history_user) == ("hidden", None)
    assert entry.history_change_reason == "It asked for it"


def test_hiding_twice_is_hiding_once():
    organisation = OrganisationFactory()
    for _press in range(2):
        hide_on_request(organisation=organisation, why="It asked for it")

    assert organisation.history.filter(risk="hidden").count() == 1


def test_who_was_hidden_on_request_comes_back_without_its_people():
    person = ConsentFactory().contact
    hidden = hide_on_request(organisation=person.organisation, why="It asked for it")
    hidden.risk = "standard"
    hidden.save()

    assert not people().filter(pk=person.pk).exists()
