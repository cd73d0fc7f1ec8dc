"""A number in a register tells nobody of a record that he must not know of."""

import pytest
from django.core.exceptions import ValidationError

from orgs import actions
from orgs.actions.entries import edit_of
from orgs.actions.history import revert_change
from orgs.choices import PublicationState, RiskLevel
from orgs.matching.pairs import find
from orgs.models import Identifier, PossibleDuplicate
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    RelationFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NUMBER = "GB-CHC-1122285"
CHANGE = {"identifiers": {"add": [NUMBER], "remove": []}}


def holder(**facts):
    """An organisation that has the number."""
    made = OrganisationFactory(name="Holder of it", **facts)
    made.identifiers.create(scheme_id="GB-CHC", value="1122285")
    return made


def draft():
    return OrganisationFactory(state=PublicationState.DRAFT)


def contributor():
    return UserFactory(group="contributor")


def coordinator(organisation):
    """An editor of a network that the organisation is a member of."""
    network = RelationFactory(from_organisation=organisation).to_organisation
    return GrantFactory(network=network).user


def numbers(organisation):
    return [str(one) for one in organisation.identifiers.all()]


def latest_of(organisation):
    """The last change of one of its numbers."""
    its = Identifier.history.filter(organisation_id=organisation.pk)
    return edit_of(Identifier, its.latest("history_id").pk)


def test_a_number_of_a_hidden_organisation_is_taken_as_any_other():
    holder(risk=RiskLevel.HIDDEN)
    mine = draft()

    actions.apply_changes(organisation=mine, changes=CHANGE, by=contributor())

    assert numbers(mine) == [NUMBER]


def test_a_number_of_a_draft_outside_the_part_is_taken_as_any_other():
    holder(state=PublicationState.DRAFT)
    mine = OrganisationFactory()

    actions.apply_changes(organisation=mine, changes=CHANGE, by=coordinator(mine))

    assert numbers(mine) == [NUMBER]


def test_a_new_organisation_with_a_number_of_a_hidden_one_is_made():
    holder(risk=RiskLevel.HIDDEN)
    values = {"name": "New", "identifiers": [NUMBER]}

    made = actions.create_organisation(values=values, by=contributor())

    assert numbers(made) == [NUMBER]


def test_a_suggestion_about_a_member_is_accepted_as_if_nobody_had_the_number():
    holder(risk=RiskLevel.HIDDEN)
    mine = OrganisationFactory()
    suggestion = SuggestionFactory(organisation=mine, proposal=CHANGE)

    actions.accept(suggestion=suggestion, by=coordinator(mine))

    assert numbers(mine) == [NUMBER]


def test_a_number_that_went_comes_back_though_a_hidden_organisation_has_it_now():
    mine = draft()
    part = mine.identifiers.create(scheme_id="GB-CHC", value="1122285")
    part.delete()
    holder(risk=RiskLevel.HIDDEN)
    edit = latest_of(mine)

    revert_change(edit=edit, by=contributor())

    assert numbers(mine) == [NUMBER]


def test_who_sees_both_finds_the_two_among_possible_duplicates():
    hidden, mine = holder(risk=RiskLevel.HIDDEN), draft()
    actions.apply_changes(organisation=mine, changes=CHANGE, by=contributor())

    find()

    pair = PossibleDuplicate.objects.get()
    assert {pair.first, pair.second} == {hidden, mine}
    assert pair.reasons == ["identifier"]


@pytest.mark.parametrize("facts", [{"risk": RiskLevel.HIDDEN}, {"state": PublicationState.DRAFT}])
def test_an_editor_of_everything_is_told_whose_number_it_is(facts):
    there, mine = holder(**facts), draft()

    with pytest.raises(ValidationError, match=rf"Holder of it \({there.public_id}\)"):
        actions.apply_changes(organisation=mine, changes=CHANGE, by=UserFactory(group="editor"))

    assert numbers(mine) == []


def test_a_coordinator_is_told_whose_number_it_is_where_anybody_can_read_it():
    holder()
    mine = OrganisationFactory()

    with pytest.raises(ValidationError, match="Holder of it"):
        actions.apply_changes(organisation=mine, changes=CHANGE, by=coordinator(mine))


def test_an_editor_is_told_when_a_change_that_is_taken_back_brings_a_number_of_another():
    mine = draft()
    mine.identifiers.create(scheme_id="GB-CHC", value="1122285").delete()
    holder()
    edit = latest_of(mine)

    with pytest.raises(ValidationError, match="Holder of it"):
        revert_change(edit=edit, by=UserFactory(group="editor"))


def test_an_editor_is_told_when_a_number_that_is_taken_back_is_of_another_now():
    mine = draft()
    part = mine.identifiers.create(scheme_id="GB-CHC", value="1122285")
    part.value, part._history_user = "1122286", contributor()
    part.save()
    holder()
    edit = latest_of(mine)

    with pytest.raises(ValidationError, match="Holder of it"):
        revert_change(edit=edit, by=UserFactory(group="editor"))


def test_what_a_merged_record_has_left_is_nobodys_number():
    kept, gone, mine = OrganisationFactory(), holder(), draft()
    gone.merged_into, gone.state = kept, PublicationState.ARCHIVED
    gone.save()

    actions.apply_changes(organisation=mine, changes=CHANGE, by=UserFactory(group="editor"))

    assert numbers(mine) == [NUMBER]


def test_a_number_both_records_have_stays_behind_when_they_are_merged():
    kept, gone = holder(), holder(risk=RiskLevel.HIDDEN)

    actions.merge(keep=kept, lose=gone, by=UserFactory(group="publisher"))

    assert numbers(kept) == numbers(gone) == [NUMBER]
