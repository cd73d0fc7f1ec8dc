"""Who may raise and lower the risk level, and what follows for people."""

import pytest

from orgs.actions import ActionError, NotAllowed, check_risk
from orgs.choices import PublicationState, RiskLevel
from orgs.visibility import people
from tests.factories import ConsentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
STANDARD, SENSITIVE, HIDDEN = RiskLevel


def check(role, level, reason="", **facts):
    organisation = OrganisationFactory(**facts)
    by = UserFactory(group=role)
    check_risk(organisation=organisation, level=level, by=by, reason=reason)


def test_editors_raise_it():
    check("editor", HIDDEN)


def test_editors_do_not_lower_it():
    with pytest.raises(NotAllowed):
        check("editor", STANDARD, "it moved", risk=SENSITIVE)


def test_contributors_raise_it_for_drafts():
    check("contributor", SENSITIVE, state=PublicationState.DRAFT)


def test_contributors_do_not_touch_it_elsewhere():
    with pytest.raises(NotAllowed):
        check("contributor", SENSITIVE)


def test_publishers_lower_it_with_a_reason():
    check("publisher", STANDARD, "it moved", risk=SENSITIVE)


def test_publishers_do_not_lower_it_without_one():
    with pytest.raises(ActionError, match="Say why"):
        check("publisher", STANDARD, " ", risk=SENSITIVE)


def test_there_are_only_three_levels():
    with pytest.raises(ActionError, match="no such"):
        check("publisher", "severe")


def test_lowering_it_republishes_nobody():
    person = ConsentFactory(contact__organisation__risk=SENSITIVE).contact
    person.organisation.risk = STANDARD
    person.organisation.save()

    assert not people().filter(pk=person.pk).exists()
