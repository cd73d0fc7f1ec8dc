"""Nothing comes back by itself, neither people nor places, whatever write made things safer."""

import pytest
from django.apps import apps
from django.db import transaction
from django.utils import timezone

from orgs import actions
from orgs.actions import ActionError
from orgs.models import Consent, Contact, Country, Office, Organisation
from orgs.reference import loader
from orgs.visibility import people, show, withheld_by_protecting
from tests.factories import (
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
from tests.visibility.test_people import UNRATED, consenting, override, shown

pytestmark = pytest.mark.django_db
STREET = "1 Example Street"


def streets(organisation) -> list[str]:
    found = Organisation.objects.get(pk=organisation.pk)
    return [office.street_address for office in show(found).offices]


def upgrade(country=OPEN):
    """Down and up again."""
    RatingFactory(country_id=country, rating="repressed", effective_on="2026-01")
    RatingFactory(country_id=country, rating="open", effective_on="2026-02")


def test_an_upgrade_republishes_no_street_until_it_is_confirmed():
    office = OfficeFactory(street_address=STREET)
    upgrade()
    assert streets(office.organisation) == [""]
    actions.confirm_place(office=office, by=UserFactory(group="publisher"))
    assert streets(office.organisation) == [STREET]


def test_an_upgrade_of_the_offices_own_country_republishes_no_street():
    office = OfficeFactory(street_address=STREET, country_id=OBSTRUCTED)
    upgrade(OBSTRUCTED)
    assert streets(office.organisation) == [""]


def test_a_lower_risk_level_republishes_no_street():
    office = OfficeFactory(street_address=STREET, organisation__risk="sensitive")
    office.organisation.risk = "standard"
    office.organisation.save()
    assert streets(office.organisation) == [""]


def test_an_office_that_moves_to_a_safer_country_waits_for_a_publisher():
    office = OfficeFactory(street_address=STREET, country_id=REPRESSED)
    office.country_id = OPEN
    office.save()
    assert streets(office.organisation) == [""]


def test_an_office_of_which_only_the_country_is_saved_waits_too():
    office = OfficeFactory(street_address=STREET, country_id=REPRESSED)
    office.country_id = OPEN
    office.save(update_fields=["country"])
    assert streets(office.organisation) == [""]


def test_offices_moved_in_bulk_wait_too():
    office = OfficeFactory(street_address=STREET, country_id=REPRESSED)
    Office.objects.filter(pk=office.pk).update(country=OPEN)
    assert streets(office.organisation) == [""]


def test_a_new_office_where_it_is_safe_is_shown():
    upgrade()
    assert streets(OfficeFactory(street_address=STREET).organisation) == [STREET]


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_only_publishers_confirm_a_place(role):
    with pytest.raises(ActionError, match="role"):
        actions.confirm_place(office=OfficeFactory(), by=UserFactory(group=role))


def at_office(country=REPRESSED):
    """Somebody who consented and works in an office in this country."""
    contact = consenting(headquarters_id=OPEN)
    contact.office = OfficeFactory(organisation=contact.organisation, country_id=country)
    contact.save()
    ConsentFactory(contact=contact)
    return Contact.objects.get(pk=contact.pk)


@pytest.mark.parametrize(
    "write",
    [
        lambda contact: contact.office.delete(),
        lambda contact: Office.objects.filter(pk=contact.office_id).delete(),
        lambda contact: Office.objects.filter(pk=contact.office_id).update(country=OPEN),
        lambda contact: Contact.objects.filter(pk=contact.pk).update(office=None),
    ],
    ids=["office deleted", "offices deleted", "offices moved", "contacts moved"],
)
def test_whoever_loses_a_dangerous_office_waits_for_a_publisher(write):
    contact = at_office()
    write(contact)
    assert not shown(contact)


def test_an_office_that_changes_its_country_publishes_nobody():
    office = at_office().office
    office.country_id = OPEN
    office.save()
    assert not people().exists()


@pytest.mark.parametrize("moved", [None, OPEN])
def test_somebody_moved_to_a_safer_office_waits_for_a_publisher(moved):
    contact = at_office()
    contact.office = moved and OfficeFactory(organisation=contact.organisation, country_id=moved)
    contact.save()
    assert not shown(contact)
    actions.confirm_consent(consent=contact.consents.first(), by=UserFactory(group="publisher"))
    assert shown(contact)


def test_another_town_of_the_same_country_changes_nothing():
    contact = at_office(OPEN)
    contact.office.city = "Elsewhere"
    contact.office.save()
    contact.office = OfficeFactory(organisation=contact.organisation, country_id=OPEN)
    contact.save()
    assert shown(contact)


def test_another_town_or_role_written_in_bulk_changes_nothing():
    contact = at_office(OPEN)
    Office.objects.filter(pk=contact.office_id).update(city="Elsewhere", street_address=STREET)
    Contact.objects.filter(pk=contact.pk).update(role="Director")
    assert shown(contact)
    assert streets(contact.organisation) == [STREET]


@pytest.mark.parametrize(
    "write",
    [
        lambda organisation: organisation.countries.remove(REPRESSED),
        lambda organisation: organisation.countries.set([OPEN]),
        lambda organisation: (organisation.countries.clear(), organisation.countries.add(OPEN)),
    ],
    ids=["removed", "set", "cleared"],
)
def test_leaving_a_dangerous_country_republishes_nobody(write):
    contact = consenting(headquarters_id=None, countries=[OPEN, REPRESSED])
    write(contact.organisation)
    contact.organisation.save()
    assert not shown(contact)


def test_countries_cannot_be_taken_away_from_their_own_side():
    contact = consenting(headquarters_id=None, countries=[OPEN, REPRESSED])
    dangerous = Country.objects.get(pk=REPRESSED)
    with pytest.raises(AttributeError, match="history"), transaction.atomic():
        dangerous.organisations.remove(contact.organisation)
    assert contact.organisation.countries.filter(pk=REPRESSED).exists()
    assert not shown(contact)


def test_countries_do_not_matter_where_the_headquarters_are_known():
    contact = consenting(headquarters_id=OPEN, countries=[OPEN, REPRESSED])
    contact.organisation.countries.remove(REPRESSED)
    assert shown(contact)


def test_a_record_read_before_cannot_bring_anybody_back():
    contact = consenting(risk="sensitive")
    stale = Organisation.objects.get(pk=contact.organisation_id)
    stale.risk = "sensitive"
    Organisation.objects.filter(pk=stale.pk).update(risk="standard")
    stale.summary = "Edited"
    stale.risk = "standard"
    stale._loaded["risk"] = "standard"
    stale.save()
    assert not shown(contact)


def test_a_country_read_before_cannot_bring_anybody_back():
    contact = consenting(headquarters_id=OPEN)
    stale = Country.objects.get(pk=OPEN)
    upgrade()
    stale.name_fr = "Edited"
    stale.save()
    assert Country.objects.get(pk=OPEN).name_fr == "Edited"
    assert not shown(contact)


def test_a_downgrade_known_to_the_year_holds_beside_a_rating_known_to_the_month():
    contact = consenting(headquarters_id=OPEN)
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-03")
    RatingFactory(country_id=OPEN, rating="closed", effective_on="2026")
    assert not shown(contact)


def test_an_earlier_years_rating_no_longer_protects():
    country = Country.objects.get(pk=OPEN)
    RatingFactory(country=country, rating="closed", effective_on="2018")
    assert not Country.objects.protected().filter(pk=OPEN).exists()


def test_a_date_less_exact_than_one_there_is_asked_for_again():
    RatingFactory(country_id=OPEN, rating="open", effective_on="2026-03")
    vague = RatingFactory.build(country_id=OPEN, rating="closed", effective_on="2026")
    with pytest.raises(Exception, match="month or a day"):
        vague.full_clean()


@pytest.mark.parametrize(
    ("country", "ratings"),
    [(OPEN, ["closed", "open"]), (UNRATED, ["open"])],
    ids=["rated again", "rated for the first time"],
)
def test_a_release_that_brings_new_ratings_republishes_nobody(monkeypatch, country, ratings):
    contact = consenting(headquarters_id=country)
    files = {name: loader.read(name) for name in loader.FILES}
    for year, rating in enumerate(ratings, 2026):
        more = [*files["ratings"]["rows"], [country, year, "", rating, "stated", ""]]
        files["ratings"] = {**files["ratings"], "rows": more}
        monkeypatch.setattr(loader, "read", files.get)
        loader.load_all(apps)
        assert not shown(contact)
    Consent.objects.update(confirmed_at=timezone.now())
    assert shown(contact)


def test_people_under_an_exception_are_not_said_to_be_withheld():
    contact = consenting(headquarters_id=OPEN)
    override(contact.organisation)
    assert not withheld_by_protecting(contact.organisation.headquarters).exists()


def test_nobody_is_forgotten_who_would_be_withheld():
    contact = consenting(headquarters_id=OPEN)
    ContactFactory(organisation=OrganisationFactory())
    found = withheld_by_protecting(contact.organisation.headquarters)
    assert [one.pk for one in found] == [contact.organisation_id]
