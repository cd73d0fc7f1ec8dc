"""A record as it was on a day, what changed between two, and taking a change back in the panel."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.choices import RiskLevel
from orgs.models import Consent, Contact, Organisation, OrganisationName
from tests.factories import (
    ConsentFactory,
    NameFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def day(ago):
    return (timezone.localdate() - timedelta(days=ago)).isoformat()


def aged(model, days, **which):
    """Moves the history written so far into the past."""
    for entry in model.history.filter(**which):
        entry.history_date -= timedelta(days=days)
        entry.save()


def edit(record, **facts):
    record._history_user = UserFactory()
    for name, value in facts.items():
        setattr(record, name, value)
    record.save()


@pytest.fixture
def organisation(db):
    """Renamed yesterday, with an alias that was removed yesterday and an office since today."""
    organisation = OrganisationFactory(name="First", countries=["NO"], focus=["legal-aid"])
    alias = NameFactory(organisation=organisation, text="Old Alias")
    for model in (Organisation, OrganisationName):
        aged(model, 9)
    edit(organisation, name="Second", summary="It helps.")
    alias.delete()
    return organisation


def past(client, record, **query):
    return client.get(address(record, "past"), query)


def address(record, page="history"):
    return reverse(f"admin:orgs_{record._meta.model_name}_{page}", args=[record.pk])


def taking_back(record, kind, entry):
    return f"{address(record, 'revert')}?kind={kind}&entry={entry}"


def told(response):
    return {
        (part.kind, str(part.verb), str(field.label), str(field.before), str(field.after))
        for part in response.context["parts"]
        for field in part.fields
    }


def test_a_record_is_shown_as_it_was_with_its_parts(as_role, organisation):
    then = told(past(as_role("editor"), organisation, on=day(1)))

    assert ("Organisation", "", "Name", "", "First") in then
    assert ("Organisation", "", "Works in", "", "Norway") in then
    assert ("Name", "", "Name", "", "Old Alias") in then
    assert "Summary" not in {line[2] for line in then}


def test_at_the_end_of_today_it_is_what_it_is(as_role, organisation):
    now = told(past(as_role("editor"), organisation, on=day(0)))

    assert ("Organisation", "", "Name", "", "Second") in now
    assert "Old Alias" not in {line[4] for line in now}


def test_before_it_was_made_it_was_not_there(as_role, organisation):
    page = past(as_role("editor"), organisation, on=day(30))

    assert "It was not in the directory yet." in page.content.decode()


def test_two_days_are_compared(as_role, organisation):
    NameFactory(organisation=organisation, text="New Alias")
    between = told(past(as_role("editor"), organisation, on=day(0), since=day(2)))

    assert ("Organisation", "changed", "Name", "First", "Second") in between
    assert ("Name", "removed", "Name", "Old Alias", "") in between
    assert ("Name", "added", "Name", "", "New Alias") in between
    assert "Works in" not in {line[2] for line in between}


def test_two_days_without_a_change_say_so(as_role, organisation):
    page = past(as_role("editor"), organisation, on=day(2), since=day(4))

    assert "Nothing changed between them." in page.content.decode()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({"on": "soon"}, "Enter a valid date"),
        ({"on": ""}, "This field is required"),
        ({"on": "2026-01-01", "since": "2026-01-02"}, "earlier day"),
    ],
)
def test_days_that_cannot_be_are_said(as_role, organisation, query, why):
    page = past(as_role("editor"), organisation, **query)

    assert why in page.content.decode()
    assert page.context["parts"] is None


def test_without_a_day_it_asks_for_one(as_role, organisation):
    assert past(as_role("editor"), organisation).context["parts"] is None


def test_a_library_item_has_a_past_and_a_country_none(as_role):
    client, item = as_role("editor"), ResourceFactory(title="Report")
    country = OrganisationFactory().headquarters

    assert "Report" in past(client, item, on=day(0)).content.decode()
    assert "/past/" not in client.get(address(country)).content.decode()


def test_people_are_in_it_for_publishers_only(as_role):
    organisation = ConsentFactory().contact.organisation

    assert "Consent" in past(as_role("publisher"), organisation, on=day(0)).content.decode()
    assert "Consent" not in {
        line[0] for line in told(past(as_role("editor"), organisation, on=day(0)))
    }


def test_the_history_of_people_is_a_right_of_its_own(as_role, monkeypatch):
    consent = ConsentFactory()
    client = as_role("publisher")
    monkeypatch.setattr("orgs.permissions.can_see_people_history", lambda user, obj=None: False)
    organisation = consent.contact.organisation

    assert (
        "Consent"
        not in client.get(address(organisation)).content.decode().partition("content-main")[2]
    )


@pytest.mark.parametrize("model", [Contact, Consent])
@pytest.mark.parametrize("page", ["history", "past"])
def test_editors_do_not_open_the_history_of_a_person(as_role, model, page):
    ConsentFactory()

    assert as_role("editor").get(address(model.objects.get(), page)).status_code == 403


def test_a_long_history_costs_the_past_no_more_queries(as_role, django_assert_max_num_queries):
    organisation, client = OrganisationFactory(), as_role("publisher")
    past(client, organisation, on=day(0))
    with django_assert_max_num_queries(40) as one:
        past(client, organisation, on=day(0))
    for number in range(9):
        edit(organisation, name=f"Name {number}")
    with django_assert_max_num_queries(len(one)):
        past(client, organisation, on=day(0))


# Taking back


def revert_address(record, kind=None):
    latest = record.history.latest().history_id
    return taking_back(record, kind or record._meta.model_name, latest)


def test_the_history_leads_to_taking_a_change_back(as_role, organisation):
    page = as_role("editor").get(address(organisation)).content.decode()

    assert revert_address(organisation).replace("&", "&amp;") in page


def test_who_may_not_change_it_is_not_offered_it(as_role, organisation):
    page = as_role("contributor").get(address(organisation)).content.decode()

    assert "/revert/" not in page


def test_it_is_shown_before_anything_is_written(as_role, organisation):
    page = as_role("editor").get(revert_address(organisation))
    organisation.refresh_from_db()

    assert [(step.label, step.now, step.then) for step in page.context["steps"]] == [
        ("Name", "Second", "First"),
        ("Summary", "It helps.", ""),
    ]
    assert organisation.name == "Second"


def test_it_is_done_when_confirmed(as_role, organisation):
    client = as_role("editor")
    page = client.post(revert_address(organisation), {"reason": "a  joke"}, follow=True)
    organisation.refresh_from_db()

    assert organisation.name == "First"
    assert organisation.history.latest().history_change_reason == "Reverted: a joke"
    assert "The change was taken back." in page.content.decode()


def test_a_later_change_is_shown_and_must_be_confirmed(as_role, organisation):
    client, where = as_role("editor"), revert_address(organisation)
    edit(organisation, name="Third")

    assert "changed again since" in client.get(where).content.decode()
    refused = client.post(where, {}).content.decode()
    assert "Look at what would be lost" in refused
    client.post(where, {"anyway": "on"})
    organisation.refresh_from_db()
    assert organisation.name == "First"


def test_lists_say_what_goes_and_what_comes_back(as_role, organisation):
    organisation._history_user = UserFactory()
    organisation.countries.set(["GR"])
    page = as_role("editor").get(revert_address(organisation)).content.decode()

    assert "goes: Greece" in page
    assert "comes back: Norway" in page


def test_a_refusal_has_no_button(as_role, organisation):
    edit(organisation, risk=RiskLevel.SENSITIVE)
    page = as_role("editor").get(revert_address(organisation)).content.decode()

    assert "its own button" in page
    assert "Take it back" not in page


def test_a_removed_part_comes_back_from_its_organisations_history(as_role, organisation):
    removed = OrganisationName.history.get(history_type="-")
    where = taking_back(organisation, "organisationname", removed.history_id)
    as_role("editor").post(where, {})

    assert organisation.names.get().text == "Old Alias"


def test_a_reason_too_long_is_an_error_of_its_field(as_role, organisation):
    page = as_role("editor").post(revert_address(organisation), {"reason": "x" * 90})

    assert "at most 80 characters" in page.content.decode()


@pytest.mark.parametrize("entry", ["", "abc", "-1", "9" * 30])
def test_a_change_that_cannot_be_is_not_there(as_role, organisation, entry):
    where = taking_back(organisation, "organisation", entry)

    assert as_role("editor").get(where).status_code == 404


@pytest.mark.parametrize("kind", ["contact", "consent", "user", "resource", "nothing"])
def test_only_what_is_on_the_page_is_taken_back(as_role, organisation, kind):
    assert as_role("publisher").get(revert_address(organisation, kind)).status_code == 404


def test_a_change_of_another_record_is_not_on_the_page(as_role, organisation):
    other = OrganisationFactory()
    entry = other.history.latest().history_id
    where = taking_back(organisation, "organisation", entry)

    assert as_role("editor").get(where).status_code == 404


def test_contributors_take_nothing_of_a_published_record_back(as_role, organisation):
    client = as_role("contributor")
    client.post(revert_address(organisation), {})
    organisation.refresh_from_db()

    assert organisation.name == "Second"


def test_a_link_to_a_hidden_organisation_is_not_there_for_contributors(as_role):
    link = RelationFactory(to_organisation__risk=RiskLevel.HIDDEN)
    entry = link.history.latest().history_id
    where = taking_back(link.from_organisation, "relation", entry)

    assert as_role("contributor").get(where).status_code == 404
    assert as_role("editor").get(where).status_code == 200
