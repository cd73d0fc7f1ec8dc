"""What becomes of what is proposed."""

import pytest
from django.core.exceptions import ValidationError

from orgs import actions
from orgs.actions import ActionError, NotAllowed
from orgs.models import Organisation, Resource, Suggestion
from orgs.proposals import creation
from tests.factories import OrganisationFactory, SuggestionFactory, UserFactory

pytestmark = pytest.mark.django_db

NEW = creation({"name": "Harbour Aid", "country_codes": ["GR"], "founded": "2015"})
REPORT = creation(
    {
        "kind": "report",
        "title": "On harbours",
        "country_codes": ["GR"],
        "focus_area_codes": ["theme:legal-aid"],
    }
)


@pytest.fixture
def editor():
    return UserFactory(group="editor")


@pytest.fixture
def publisher():
    return UserFactory(group="publisher")


@pytest.fixture
def two():
    """A correction of two fields, with everything a sender can leave."""
    return SuggestionFactory(
        proposal={
            "founded": {"from": "", "to": "2016"},
            "acronyms": {"add": ["HA"], "remove": []},
        },
        message="I know them",
        email="me@example.org",
        source="https://register.example.org/1",
    )


# Accepting


def test_accepting_writes_all_of_it_and_says_where_it_came_from(editor, two):
    done = actions.accept(suggestion=two, by=editor, reason="Thank you")
    organisation = done.organisation

    assert (done.state, done.reason, done.decided_by) == ("accepted", "Thank you", editor)
    assert done.decided_on is not None
    assert organisation.founded == "2016"
    assert [name.text for name in organisation.names.all()] == ["HA"]
    assert "https://register.example.org/1" in [one.url for one in organisation.sources.all()]
    entry = organisation.history.latest()
    assert (entry.history_user, entry.history_change_reason) == (editor, f"Suggestion {two.pk}")


def test_what_the_sender_left_is_gone_with_the_decision(editor, two):
    actions.accept(suggestion=two, by=editor)
    two.refresh_from_db()

    assert (two.message, two.email) == ("", "")


def test_a_part_is_accepted_and_each_decision_kept(editor, two):
    taken = {"founded": {"from": "", "to": "2017-05"}}
    done = actions.accept(suggestion=two, by=editor, taken=taken)

    assert done.state == "partly"
    assert done.decisions == {"founded": taken["founded"], "acronyms": None}
    assert done.organisation.founded == "2017-05"
    assert not done.organisation.names.exists()


def test_accepting_nothing_is_not_accepting(editor, two):
    with pytest.raises(ActionError, match="Tick what you accept"):
        actions.accept(suggestion=two, by=editor, taken={})


def test_accepting_twice_is_accepting_once(editor, two):
    for _ in range(2):
        done = actions.accept(suggestion=two, by=editor)

    assert done.state == "accepted"
    assert done.organisation.names.count() == 1


@pytest.mark.parametrize("second", ["accept", "reject", "leave_open"])
def test_who_decides_second_is_told_who_was_first(editor, publisher, two, second):
    actions.accept(suggestion=two, by=editor)

    with pytest.raises(ActionError, match=f"decided meanwhile, by {editor}"):
        getattr(actions, second)(suggestion=two, by=publisher, reason="No")


def test_the_first_cannot_decide_otherwise_afterwards(editor, two):
    actions.accept(suggestion=two, by=editor)

    with pytest.raises(ActionError, match="decided meanwhile"):
        actions.reject(suggestion=two, by=editor, reason="No")


def test_a_suggestion_that_was_changed_meanwhile_is_looked_at_again(editor, two):
    with pytest.raises(ActionError, match="Look at it again"):
        actions.accept(suggestion=two, by=editor, version=two.version - 1)


def test_a_record_that_has_moved_on_is_not_overwritten_by_the_way(editor, two):
    organisation = two.organisation
    organisation.founded = "2012"
    organisation.save()

    with pytest.raises(ActionError, match="changed since"):
        actions.accept(suggestion=two, by=editor)
    two.refresh_from_db()
    assert two.state == "waiting"
    actions.accept(suggestion=two, by=editor, anyway=True)
    organisation.refresh_from_db()
    assert organisation.founded == "2016"


def test_an_edited_value_is_checked(editor, two):
    with pytest.raises(ValidationError, match="2017-05-31"):
        actions.accept(suggestion=two, by=editor, taken={"founded": {"from": "", "to": "soon"}})


@pytest.mark.parametrize("field", ["risk", "state", "nonsense"])
def test_nothing_but_facts_can_be_proposed(editor, field):
    suggestion = SuggestionFactory(proposal={field: {"from": "", "to": "hidden"}})

    with pytest.raises(ActionError, match="There is no field"):
        actions.accept(suggestion=suggestion, by=editor)


def test_a_new_organisation_becomes_a_draft(editor):
    new = SuggestionFactory(kind="new", organisation=None, proposal=NEW, source="A register")
    done = actions.accept(suggestion=new, by=editor)

    assert (done.organisation.name, done.organisation.state) == ("Harbour Aid", "draft")
    assert [one.title for one in done.organisation.sources.all()] == ["A register"]


def test_a_publisher_publishes_it_at_once(publisher):
    new = SuggestionFactory(kind="new", organisation=None, proposal=NEW)
    done = actions.accept(
        suggestion=new, by=publisher, source="https://harbour.example.org/", publish_it=True
    )

    done.organisation.refresh_from_db()
    assert done.organisation.state == "published"


def test_what_cannot_be_published_is_not_accepted_either(editor, publisher):
    new = SuggestionFactory(kind="new", organisation=None, proposal=NEW)
    for by in (editor, publisher):  # may not publish; has no source
        with pytest.raises(ActionError):
            actions.accept(suggestion=new, by=by, publish_it=True)

    assert not Organisation.objects.exists()
    assert Suggestion.objects.get().state == "waiting"


def test_a_report_becomes_a_draft_of_the_library(editor):
    report = SuggestionFactory(kind="resource", organisation=None, proposal=REPORT)
    item = actions.accept(suggestion=report, by=editor).resource

    assert (item.title, item.state) == ("On harbours", "draft")
    assert [one.pk for one in item.countries.all()] == ["GR"]
    assert [one.slug for one in item.focus_areas.all()] == ["legal-aid"]
    assert Resource.history.latest().history_change_reason == f"Suggestion {report.pk}"


def test_a_problem_is_dealt_with_without_changing_anything(editor):
    problem = SuggestionFactory(kind="problem", problem="closed", proposal={})

    assert actions.accept(suggestion=problem, by=editor).state == "accepted"


# Rejecting, leaving open, assigning


def test_rejecting_says_why_and_changes_nothing(editor, two):
    with pytest.raises(ActionError, match="Say why"):
        actions.reject(suggestion=two, by=editor, reason=" ")
    for _ in range(2):
        actions.reject(suggestion=two, by=editor, reason="It is older")
    two.refresh_from_db()

    assert (two.state, two.reason, two.email) == ("rejected", "It is older", "")
    assert two.organisation.founded == ""


def test_what_nobody_can_tell_leaves_the_queue(editor, two):
    actions.leave_open(suggestion=two, by=editor)

    assert not Suggestion.objects.waiting().exists()


def test_an_editor_looks_after_it(editor, two):
    assert actions.assign(suggestion=two, to=editor, by=editor).assigned_to == editor
    assert actions.assign(suggestion=two, to=None, by=editor).assigned_to is None


def test_who_may_not_decide_cannot_be_asked_to(editor, two):
    with pytest.raises(ActionError, match="may not decide"):
        actions.assign(suggestion=two, to=UserFactory(group="contributor"), by=editor)


@pytest.mark.parametrize("act", ["accept", "reject", "leave_open"])
def test_contributors_decide_nothing(two, act):
    with pytest.raises(NotAllowed):
        getattr(actions, act)(suggestion=two, by=UserFactory(group="contributor"), reason="x")


# New, but here already


def test_one_that_is_here_already_becomes_a_correction_that_only_adds(editor):
    here = OrganisationFactory(name="Harbour Aid", founded="2015", countries=["IT"])
    new = SuggestionFactory(
        kind="new",
        organisation=None,
        proposal=creation({"name": "Λιμάνι", "founded": "2016", "country_codes": ["GR"]}),
    )
    row = actions.turn_into_correction(suggestion=new, organisation=here, by=editor)

    assert (row.kind, row.organisation, row.version) == ("correction", here, 2)
    assert row.proposal == {
        "other_names": {"add": ["Λιμάνι"], "remove": []},
        "founded": {"from": "2015", "to": "2016"},
        "country_codes": {"add": ["GR"], "remove": []},
    }


def test_a_name_that_is_known_is_not_proposed_again(editor):
    here = OrganisationFactory(name="Harbour Aid")
    new = SuggestionFactory(
        kind="new", organisation=None, proposal=creation({"name": "HARBOUR-AID"})
    )

    assert not actions.turn_into_correction(suggestion=new, organisation=here, by=editor).proposal


def test_only_what_is_new_turns_out_to_be_here(editor, two):
    with pytest.raises(ActionError, match="Only a new organisation"):
        actions.turn_into_correction(suggestion=two, organisation=two.organisation, by=editor)


# Many at once


def test_many_are_accepted_in_parts_and_what_is_refused_is_named(editor):
    rows = [SuggestionFactory(origin="import") for _ in range(4)]
    rows[1].proposal = {"founded": {"from": "2001", "to": "2002"}}
    rows[1].save()
    imported = Suggestion.objects.filter(origin="import")

    done, refused, after = actions.accept_waiting(suggestions=imported, by=editor, at_most=3)
    assert (done, [row for row, _why in refused], after) == (2, [rows[1]], rows[2].pk)
    done, refused, after = actions.accept_waiting(suggestions=imported, by=editor, after=after)
    assert (done, refused, after) == (1, [], None)


def test_many_cost_a_few_queries_each(editor, django_assert_max_num_queries):
    for _ in range(10):
        SuggestionFactory(
            origin="import", proposal={"founded": {"from": "", "to": "2016"}}, source=""
        )
    imported = Suggestion.objects.filter(origin="import")
    with django_assert_max_num_queries(10 * 22 + 40):
        done, refused, _after = actions.accept_waiting(suggestions=imported, by=editor)

    assert (done, refused) == (10, [])


def test_what_is_not_touched_is_not_judged_again(editor, two):
    Organisation.objects.filter(pk=two.organisation_id).update(closed="2999")
    done = actions.accept(suggestion=two, by=editor)

    assert done.organisation.founded == "2016"


# Hiding


def test_what_the_organisation_confirms_hides_it_once_and_waits_for_an_editor():
    suggestion = SuggestionFactory(kind="problem", problem="removal", proposal={})
    for _ in range(2):
        assert actions.confirm_suggestion(suggestion=suggestion)
    organisation = suggestion.organisation
    organisation.refresh_from_db()

    assert organisation.risk == "hidden"
    assert Suggestion.objects.urgent().get() == suggestion
    entry = organisation.history.latest()
    assert (entry.history_user, entry.history_change_reason) == (
        None,
        f"Suggestion {suggestion.pk}",
    )


def test_nothing_is_hidden_once_an_editor_has_decided(editor):
    suggestion = SuggestionFactory(kind="problem", problem="removal", proposal={})
    actions.accept(suggestion=suggestion, by=editor)

    assert not actions.confirm_suggestion(suggestion=suggestion)
    assert not Organisation.objects.filter(risk="hidden").exists()


def test_hiding_one_that_is_hidden_leaves_no_trace():
    organisation = OrganisationFactory(risk="hidden")
    before = organisation.history.count()
    actions.hide_on_request(organisation=organisation, why="again")

    assert organisation.history.count() == before


def test_a_suggestion_about_no_organisation_hides_none():
    assert not actions.confirm_suggestion(suggestion=SuggestionFactory(organisation=None))
