"""People are private: who is shown, where, and from when not any more."""

from datetime import timedelta

import pytest
from django.contrib.auth import get_user_model
from django.utils import timezone

from orgs.choices import OverrideCover
from orgs.models import CivicSpaceRating, ProtectionOverride
from orgs.visibility import Audience, Channel, people, show, withheld_by_protecting
from tests.factories import (
    CLOSED,
    OBSTRUCTED,
    OPEN,
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    OfficeFactory,
    OrganisationFactory,
    RatingFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
UNRATED = "GL"


def consenting(consent=None, **organisation):
    """A person with a valid consent at an organisation described by the arguments."""
    contact = ContactFactory(organisation=OrganisationFactory(**organisation))
    ConsentFactory(contact=contact, **(consent or {}))
    return contact


def shown(contact, **options) -> bool:
    return people(Audience.PUBLIC, **options).filter(pk=contact.pk).exists()


def days(number):
    return timezone.localdate() + timedelta(days=number)


def override(organisation, covers=OverrideCover.CONTACTS, **kept):
    values = {"requested_by": UserFactory(), "approved_by": UserFactory(), "reason": "They asked."}
    return ProtectionOverride.objects.create(
        organisation=organisation, covers=covers, **{**values, "expires_on": days(30), **kept}
    )


@pytest.mark.parametrize("country", [OPEN, OBSTRUCTED])
def test_a_person_who_consented_is_shown(country):
    assert shown(consenting(headquarters_id=country))


def test_a_person_without_consent_is_not():
    assert not shown(ContactFactory())


@pytest.mark.parametrize("country", [REPRESSED, CLOSED, UNRATED])
def test_consent_does_not_help_where_the_country_is_dangerous(country):
    assert not shown(consenting(headquarters_id=country))


@pytest.mark.parametrize(
    "consent",
    [
        {"expires_on": days(0)},
        {"withdrawn_on": days(0)},
        {"given_on": days(-400), "expires_on": days(30)},
        {"given_on": days(1), "expires_on": days(30)},
        {"covers_page": False},
    ],
    ids=["run out", "withdrawn", "older than a year", "not given yet", "for exports only"],
)
def test_a_consent_that_is_not_in_force_shows_nobody(consent):
    assert not shown(consenting(consent))


def test_a_consent_to_be_withdrawn_later_still_counts_today():
    assert shown(consenting({"withdrawn_on": days(1)}))


def test_page_and_exports_are_consented_to_separately():
    contact = consenting({"covers_exports": False})
    assert not shown(contact, channel=Channel.EXPORT)
    ConsentFactory(contact=contact, covers_page=False, covers_exports=True)
    assert shown(contact, channel=Channel.EXPORT)


@pytest.mark.parametrize("risk", ["sensitive", "hidden"])
def test_a_risk_level_protects_in_an_open_country(risk):
    assert not shown(consenting(risk=risk))


@pytest.mark.parametrize("state", ["draft", "in_review", "archived"])
def test_people_of_an_unpublished_organisation_are_not_public(state):
    assert not shown(consenting(state=state))


def test_the_office_country_protects_too():
    contact = consenting(headquarters_id=OPEN)
    contact.office = OfficeFactory(organisation=contact.organisation, country_id=REPRESSED)
    contact.save()
    assert not shown(contact)


def test_without_headquarters_every_country_it_works_in_must_be_safe():
    assert shown(consenting(headquarters_id=None, countries=[OPEN, OBSTRUCTED]))
    assert not shown(consenting(headquarters_id=None, countries=[OPEN, REPRESSED]))
    assert not shown(consenting(headquarters_id=None, countries=[]))


def test_a_downgrade_withholds_at_once():
    contact = consenting(headquarters_id=OPEN)
    RatingFactory(country_id=OPEN, rating="closed", effective_on="2026-01")
    assert not shown(contact)


def test_a_bulk_downgrade_withholds_at_once():
    contact = consenting(headquarters_id=OPEN)
    CivicSpaceRating.objects.bulk_create(
        [CivicSpaceRating(country_id=OPEN, rating="closed", effective_on="2026-01", basis="stated")]
    )
    assert not shown(contact)


def test_losing_every_rating_withholds_at_once():
    contact = consenting(headquarters_id=OPEN)
    CivicSpaceRating.objects.filter(country=OPEN).delete()
    assert not shown(contact)


def test_an_upgrade_republishes_nobody_until_the_consent_is_confirmed():
    contact = consenting(headquarters_id=OPEN)
    bad = RatingFactory(country_id=OPEN, rating="repressed", effective_on="2026-01")
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-02")
    assert not shown(contact)
    contact.consents.update(confirmed_at=timezone.now())
    assert shown(contact)
    assert bad.pk


@pytest.mark.parametrize("correct", ["delete", "update"])
def test_taking_a_bad_rating_back_republishes_nobody_either(correct):
    contact = consenting(headquarters_id=OPEN)
    RatingFactory(country_id=OPEN, rating="repressed", effective_on="2026-01")
    bad = CivicSpaceRating.objects.filter(country=OPEN, effective_on="2026-01")
    bad.delete() if correct == "delete" else bad.update(rating="open")
    assert not shown(contact)


def test_an_upgrade_where_no_headquarters_is_known_republishes_nobody():
    contact = consenting(headquarters_id=None, countries=[OPEN])
    RatingFactory(country_id=OPEN, rating="repressed", effective_on="2026-01")
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-02")
    assert not shown(contact)


def test_another_countrys_upgrade_changes_nothing():
    contact = consenting(headquarters_id=OPEN, countries=[OPEN, REPRESSED])
    RatingFactory(country_id=REPRESSED, rating="open", effective_on="2026-02")
    assert shown(contact)


def test_a_lower_risk_level_republishes_nobody_by_itself():
    contact = consenting(risk="sensitive")
    contact.organisation.risk = "standard"
    contact.organisation.save()
    assert not shown(contact)


def test_a_safer_headquarters_republishes_nobody_by_itself():
    contact = consenting(headquarters_id=REPRESSED)
    contact.organisation.headquarters_id = OPEN
    contact.organisation.save(update_fields=["headquarters"])
    assert not shown(contact)


def test_a_lower_risk_level_set_in_bulk_republishes_nobody():
    contact = consenting(risk="sensitive")
    type(contact.organisation).objects.filter(pk=contact.organisation_id).update(risk="standard")
    assert not shown(contact)


def test_two_publishers_can_publish_in_spite_of_the_rating():
    contact = consenting(headquarters_id=REPRESSED)
    override(contact.organisation)
    assert shown(contact)


@pytest.mark.parametrize(
    "kept",
    [{"approved_by": None}, {"expires_on": days(0)}, {"covers": OverrideCover.PLACES}],
    ids=["nobody approved", "run out", "covers places only"],
)
def test_an_exception_that_is_not_in_force_shows_nobody(kept):
    contact = consenting(headquarters_id=REPRESSED)
    override(contact.organisation, **kept)
    assert not shown(contact)


def test_an_exception_does_not_replace_consent():
    contact = ContactFactory(organisation=OrganisationFactory(headquarters_id=REPRESSED))
    override(contact.organisation)
    assert not shown(contact)


def test_an_exception_never_uncovers_a_hidden_organisation():
    contact = consenting(risk="hidden")
    override(contact.organisation)
    assert not shown(contact)


def test_editors_see_everybody():
    contact = ContactFactory(organisation=OrganisationFactory(risk="hidden", state="draft"))
    assert people(Audience.EDITOR).filter(pk=contact.pk).exists()


def test_the_page_shows_who_is_published_and_nothing_of_the_others():
    contact = consenting(headquarters_id=OPEN)
    ContactFactory(organisation=contact.organisation)
    [person] = show(contact.organisation).people
    assert (person.name, person.email) == (contact.name, contact.email)


def test_a_preview_of_a_draft_shows_the_people_its_page_will_have():
    contact = consenting(state="draft")
    assert [person.name for person in show(contact.organisation).people] == [contact.name]


def test_before_a_downgrade_its_consequences_are_known():
    home = consenting(headquarters_id=OPEN, name="Home")
    elsewhere = consenting(headquarters_id=OBSTRUCTED, name="Elsewhere")
    elsewhere.office = OfficeFactory(organisation=elsewhere.organisation, country_id=OPEN)
    elsewhere.save()
    OfficeFactory(organisation=home.organisation, country_id=OPEN, street_address="1 Example St")
    consenting(headquarters_id=OBSTRUCTED, name="Untouched")
    found = withheld_by_protecting(home.organisation.headquarters)
    assert list(found.values_list("name", "people_count", "place_count")) == [
        ("Elsewhere", 1, 0),
        ("Home", 1, 1),
    ]


def test_nobody_is_named_in_what_the_admin_log_keeps():
    contact = consenting()
    texts = [str(contact), str(contact.consents.get()), str(override(contact.organisation))]
    assert all(contact.name not in text for text in texts)
    assert get_user_model().objects.count() == 2
