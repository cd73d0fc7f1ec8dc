"""Raising and lowering the risk level."""

import pytest

from orgs import actions
from orgs.choices import PublicationState, RiskLevel
from orgs.visibility import people
from tests.factories import ConsentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
STANDARD, SENSITIVE, HIDDEN = RiskLevel


def test_editors_raise_it(db):
    organisation = OrganisationFactory()
    actions.set_risk(
        organisation=organisation, level=HIDDEN, by=UserFactory(group="editor"), reason=""
    )
    organisation.refresh_from_db()

    assert organisation.risk == HIDDEN


def test_editors_do_not_lower_it(db):
    organisation = OrganisationFactory(risk=SENSITIVE)

    with pytest.raises(actions.NotAllowed):
        actions.set_risk(
            organisation=organisation,
            level=STANDARD,
            by=UserFactory(group="editor"),
            reason="it moved",
        )


def test_contributors_raise_it_for_drafts_only(db):
    contributor = UserFactory(group="contributor")
    draft = OrganisationFactory(state=PublicationState.DRAFT)

    actions.set_risk(organisation=draft, level=SENSITIVE, by=contributor, reason="")
    with pytest.raises(actions.NotAllowed):
        actions.set_risk(
            organisation=OrganisationFactory(), level=SENSITIVE, by=contributor, reason=""
        )


def test_publishers_lower_it_with_a_reason(db):
    organisation = OrganisationFactory(risk=SENSITIVE)
    publisher = UserFactory(group="publisher")

    with pytest.raises(actions.ActionError, match="Say why"):
        actions.set_risk(organisation=organisation, level=STANDARD, by=publisher, reason=" ")
    lowered = actions.set_risk(
        organisation=organisation, level=STANDARD, by=publisher, reason="it moved"
    )
    assert lowered.risk == STANDARD


def test_lowering_it_republishes_nobody(db):
    person = ConsentFactory(contact__organisation__risk=SENSITIVE).contact
    actions.set_risk(
        organisation=person.organisation,
        level=STANDARD,
        by=UserFactory(group="publisher"),
        reason="it moved",
    )

    assert not people().filter(pk=person.pk).exists()


def test_setting_it_to_what_it_is_changes_nothing(db):
    organisation = OrganisationFactory()
    entries = organisation.history.count()
    actions.set_risk(
        organisation=organisation, level=STANDARD, by=UserFactory(group="editor"), reason=""
    )

    assert organisation.history.count() == entries


def test_there_are_only_three_levels(db):
    with pytest.raises(actions.ActionError, match="no such"):
        actions.set_risk(
            organisation=OrganisationFactory(),
            level="severe",
            by=UserFactory(group="publisher"),
            reason="",
        )
