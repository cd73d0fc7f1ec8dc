"""Recording, confirming and withdrawing a person's consent."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from orgs import actions
from orgs.models import Consent
from orgs.visibility import people
from tests.factories import ConsentFactory, ContactFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def publisher(db):
    return UserFactory(group="publisher")


def record(contact, by, **facts):
    facts = {
        "given_on": timezone.localdate(),
        "given_how": "signed form",
        "wording_version": "2026-01",
        "wording_language": "en",
    } | facts
    return actions.record_consent(contact=contact, by=by, **facts)


def is_public(contact):
    return people().filter(pk=contact.pk).exists()


def test_a_recorded_consent_publishes_the_person(publisher):
    contact = ContactFactory()
    consent = record(contact, publisher)

    assert is_public(contact)
    assert consent.recorded_by == publisher


def test_a_consent_lasts_a_year_unless_they_said_less(publisher):
    consent = record(ContactFactory(), publisher)

    assert consent.expires_on == consent.given_on + timedelta(days=365)


def test_the_same_consent_recorded_twice_is_one(publisher):
    contact = ContactFactory()
    for _press in range(2):
        record(contact, publisher)

    assert contact.consents.count() == 1


def test_a_consent_longer_than_a_year_is_refused(publisher):
    too_late = timezone.localdate() + timedelta(days=400)

    with pytest.raises(ValidationError, match="twelve months"):
        record(ContactFactory(), publisher, expires_on=too_late)


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_only_publishers_record_consents(db, role):
    with pytest.raises(actions.NotAllowed):
        record(ContactFactory(), UserFactory(group=role))
    assert not Consent.objects.exists()


def test_a_withdrawn_consent_ends_at_once(publisher):
    consent = ConsentFactory()
    actions.withdraw_consent(consent=consent, by=publisher)

    assert not is_public(consent.contact)


def test_withdrawing_twice_keeps_the_first_day(publisher):
    earlier = timezone.localdate() - timedelta(days=3)
    consent = ConsentFactory(withdrawn_on=earlier)

    assert actions.withdraw_consent(consent=consent, by=publisher).withdrawn_on == earlier


@pytest.mark.parametrize("action", ["confirm_consent", "withdraw_consent"])
def test_only_publishers_move_consents(db, action):
    with pytest.raises(actions.NotAllowed):
        getattr(actions, action)(consent=ConsentFactory(), by=UserFactory(group="editor"))


def test_a_confirmed_consent_counts_again_after_the_country_became_safer(publisher):
    consent = ConsentFactory()
    consent.contact.organisation.ask_again()
    assert not is_public(consent.contact)

    actions.confirm_consent(consent=consent, by=publisher)
    assert is_public(consent.contact)


def test_an_ended_consent_cannot_be_confirmed(publisher):
    ended = ConsentFactory(given_on=timezone.localdate() - timedelta(days=500))

    with pytest.raises(actions.ActionError, match="ended"):
        actions.confirm_consent(consent=ended, by=publisher)


def test_the_history_says_who_withdrew_it(publisher):
    consent = ConsentFactory()
    actions.withdraw_consent(consent=consent, by=publisher, reason="by telephone")
    entry = consent.history.latest()

    assert (entry.history_user, entry.history_change_reason) == (publisher, "by telephone")
