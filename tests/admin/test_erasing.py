"""The page on which a publisher erases a person, and what stands in the way of coming back."""

import pytest
from django.urls import reverse

from orgs.actions.mentions import ERASED
from orgs.models import Contact, ErasedPerson
from tests.factories import ContactFactory, ContactPointFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
FACTS = {"name": "Canary Person", "email": "canary@example.org", "phone": "+30 210 7654321"}
NO_CONSENT = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}


@pytest.fixture
def publisher(as_role):
    return as_role("publisher")


@pytest.fixture
def person(db):
    return ContactFactory(**FACTS)


def page_of(contact):
    return reverse("admin:orgs_contact_erase", args=[contact.pk])


def erase(client, contact, **facts):
    return client.post(page_of(contact), {"erase": 1, "reason": "asked for it"} | facts)


def add(client, organisation, **facts):
    address = reverse("admin:orgs_contact_add")
    return client.post(address, {"organisation": organisation.pk, **NO_CONSENT, **FACTS, **facts})


def test_the_persons_page_leads_to_it(publisher, person):
    page = publisher.get(reverse("admin:orgs_contact_change", args=[person.pk]))

    assert page_of(person) in page.content.decode()


def test_it_shows_what_will_go_and_erases_nothing(publisher, person):
    named = OrganisationFactory(summary="Ask Canary Person, who knows.")
    ContactPointFactory(value="mail:canary@example.org")
    ContactFactory(name="Canary Person", email="")
    UserFactory(email="canary@example.org", username="the-account")
    named.summary = "Ask somebody."
    named.save()
    text = publisher.get(page_of(person)).content.decode()

    for shown in (
        "<mark>canary@example.org</mark>",
        "The whole entry of Canary Person",
        "Organisation (2)",
        "the-account",
    ):
        assert shown in text
    assert Contact.objects.count() == 2


def test_looking_again_with_another_name_erases_nothing(publisher, person):
    OrganisationFactory(summary="Ask Maiden Name.")
    page = publisher.post(page_of(person), {"also": "Maiden Name", "look": 1})

    assert "<mark>Maiden Name</mark>" in page.content.decode()
    assert Contact.objects.exists()


def test_it_erases_when_told_to(publisher, person):
    organisation = OrganisationFactory(summary="Ask Canary Person.")
    page = publisher.post(page_of(person), {"erase": 1, "reason": "asked for it"}, follow=True)
    organisation.refresh_from_db()

    assert "The person was erased." in page.content.decode()
    assert organisation.summary == f"Ask {ERASED}."
    assert not Contact.objects.exists()


def test_what_is_not_ticked_stays(publisher, person):
    kept, taken = (OrganisationFactory(summary="Ask Canary Person.") for _one in range(2))
    keys = [f"organisation:{one.pk}" for one in (kept, taken)]
    erase(publisher, person, offered=keys, take=keys[1:])
    for organisation in (kept, taken):
        organisation.refresh_from_db()

    assert (kept.summary, taken.summary) == ("Ask Canary Person.", f"Ask {ERASED}.")


def test_without_a_reason_it_says_so_and_keeps_what_was_chosen(publisher, person):
    organisation = OrganisationFactory(summary="Ask Canary Person.")
    key = f"organisation:{organisation.pk}"
    page = erase(publisher, person, reason="", offered=key, also="Maiden Name")

    assert page.context["kept"] == {key}
    assert "Say why" in page.content.decode()
    assert "Maiden Name" in page.content.decode()
    assert Contact.objects.exists()


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_it_is_closed_to_others(as_role, person, role):
    assert as_role(role).get(page_of(person)).status_code == 403
    assert erase(as_role(role), person).status_code == 403
    assert Contact.objects.exists()


def test_somebody_who_is_not_there_has_no_page(publisher):
    assert publisher.get(reverse("admin:orgs_contact_erase", args=[0])).status_code == 404


def test_an_erased_person_is_refused_in_plain_words(publisher, person):
    erase(publisher, person)
    page = add(publisher, person.organisation)

    assert "must not come back by mistake" in page.content.decode()
    assert not Contact.objects.exists()


def test_on_the_organisations_page_too(publisher, person):
    erase(publisher, person)
    organisation = person.organisation
    address = reverse("admin:orgs_organisation_change", args=[organisation.pk])
    form = {"name": organisation.name, "kind": "ngo", "risk": "standard", "slug": organisation.slug}
    for prefix, total, known in (
        *((name, 0, 0) for name in ("names", "offices", "contact_points", "identifiers")),
        *((name, 0, 0) for name in ("relations_out", "relations_in")),
        ("sources", 1, 1),
        ("contacts", 1, 0),
    ):
        form |= {f"{prefix}-TOTAL_FORMS": total, f"{prefix}-INITIAL_FORMS": known}
    source = organisation.sources.get()
    form |= {"sources-0-id": source.pk, "sources-0-title": source.title}
    form |= {"sources-0-organisation": organisation.pk, "contacts-0-organisation": organisation.pk}
    page = publisher.post(address, form | {f"contacts-0-{name}": FACTS[name] for name in FACTS})

    assert "must not come back by mistake" in page.content.decode()
    assert not Contact.objects.exists()


def test_a_new_consent_and_a_reason_let_the_person_back(publisher, person):
    erase(publisher, person)
    page = add(publisher, person.organisation, new_consent="on")
    assert "Say how the person gave the new consent" in page.content.decode()

    add(publisher, person.organisation, new_consent="on", reason="signed a new form")
    contact = Contact.objects.get()
    assert contact.history.get().history_change_reason == "signed a new form"
    assert not ErasedPerson.objects.exists()
