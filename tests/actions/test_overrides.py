"""Two publishers' exception to protection."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs import actions
from orgs.models import ProtectionOverride
from orgs.visibility import people
from tests.factories import REPRESSED, ConsentFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def person(db):
    """Somebody who consented, in a country where people are withheld."""
    return ConsentFactory(contact__organisation__headquarters_id=REPRESSED).contact


@pytest.fixture
def publishers(db):
    return UserFactory(group="publisher"), UserFactory(group="publisher")


def ask(organisation, by, days=30, reason="The minister asked to be named."):
    return actions.request_override(
        organisation=organisation,
        covers="contacts",
        reason=reason,
        expires_on=timezone.localdate() + timedelta(days=days),
        by=by,
    )


def is_public(contact):
    return people().filter(pk=contact.pk).exists()


def test_asking_publishes_nobody(person, publishers):
    ask(person.organisation, publishers[0])

    assert not is_public(person)


def test_two_publishers_publish_the_person(person, publishers):
    override = ask(person.organisation, publishers[0])
    actions.approve_override(override=override, by=publishers[1])

    assert is_public(person)


def test_one_publisher_cannot_approve_alone(person, publishers):
    override = ask(person.organisation, publishers[0])

    with pytest.raises(actions.NotAllowed, match="second publisher"):
        actions.approve_override(override=override, by=publishers[0])
    assert not is_public(person)


def test_an_editor_is_no_second_publisher(person, publishers):
    override = ask(person.organisation, publishers[0])

    with pytest.raises(actions.NotAllowed):
        actions.approve_override(override=override, by=UserFactory(group="editor"))


def test_an_editor_cannot_ask(person):
    with pytest.raises(actions.NotAllowed):
        ask(person.organisation, UserFactory(group="editor"))


def test_it_takes_a_reason(person, publishers):
    with pytest.raises(actions.ActionError, match="Say why"):
        ask(person.organisation, publishers[0], reason=" ")


@pytest.mark.parametrize("days", [-1, 0, 400])
def test_it_ends_within_a_year(person, publishers, days):
    with pytest.raises(actions.ActionError, match="twelve months"):
        ask(person.organisation, publishers[0], days=days)


def test_asking_twice_is_asking_once(publishers):
    organisation = OrganisationFactory()
    for _press in range(2):
        ask(organisation, publishers[0])

    assert organisation.overrides.count() == 1


def test_approving_twice_keeps_the_first_approval(person, publishers):
    override = ask(person.organisation, publishers[0])
    actions.approve_override(override=override, by=publishers[1])
    again = actions.approve_override(override=override, by=UserFactory(group="publisher"))

    assert again.approved_by == publishers[1]


def test_an_expired_request_cannot_be_approved(person, publishers):
    override = ask(person.organisation, publishers[0])
    ProtectionOverride.objects.update(expires_on=timezone.localdate())

    with pytest.raises(actions.ActionError, match="expired"):
        actions.approve_override(override=override, by=publishers[1])


def test_any_publisher_ends_it_at_once(person, publishers):
    override = ask(person.organisation, publishers[0])
    actions.approve_override(override=override, by=publishers[1])
    for _press in range(2):
        actions.end_override(override=override, by=UserFactory(group="publisher"))

    assert not is_public(person)


def test_an_editor_cannot_end_it(person, publishers):
    with pytest.raises(actions.NotAllowed):
        actions.end_override(
            override=ask(person.organisation, publishers[0]), by=UserFactory(group="editor")
        )
