"""People, consents and exceptions in the panel."""

from datetime import timedelta

import pytest
from django.contrib.admin.models import LogEntry
from django.forms import Select
from django.urls import reverse
from django.utils import timezone

from orgs.models import ConsentWording, Contact, ProtectionOverride
from orgs.visibility import people
from tests.factories import (
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    OfficeFactory,
    OrganisationFactory,
)

pytestmark = pytest.mark.django_db
NO_CONSENT = {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}


@pytest.fixture
def publisher(as_role):
    return as_role("publisher")


def consent_form(**facts):
    given = {
        "given_on": timezone.localdate().isoformat(),
        "given_how": "signed form",
        "wording_version": "2026-01",
        "wording_language": "en",
        "covers_page": "on",
    } | facts
    rows = {"consents-TOTAL_FORMS": 1, "consents-INITIAL_FORMS": 0}
    return rows | {f"consents-0-{name}": value for name, value in given.items()}


def save(client, contact, **facts):
    address = reverse("admin:orgs_contact_change", args=[contact.pk])
    return client.post(address, {"name": contact.name, **NO_CONSENT, **facts})


def act(client, record, name):
    model = record._meta.model_name
    address = reverse(f"admin:orgs_{model}_act", args=[record.pk])
    response = client.post(address, {"act": name}, follow=True)
    record.refresh_from_db()
    return response.content.decode()


def is_public(contact):
    return people().filter(pk=contact.pk).exists()


def test_a_consent_is_recorded_on_the_persons_page(publisher):
    contact = ContactFactory()
    save(publisher, contact, **consent_form())
    consent = contact.consents.get()

    assert is_public(contact)
    assert consent.recorded_by == publisher.user
    assert consent.expires_on == consent.given_on + timedelta(days=365)


def as_a_browser_leaves(form):
    """What is sent of a form that nobody touched: a select without a value chooses its first."""
    left = {}
    for bound in form:
        value = bound.value()
        if isinstance(bound.field.widget, Select):
            offered = [str(one) for one, _label in bound.field.widget.choices]
            value = value if str(value) in offered else offered[0]
        if value is True:
            left[bound.html_name] = "on"
        elif value is not False:
            left[bound.html_name] = value or ""
    return left


def test_a_person_is_saved_while_the_blank_consent_is_left_as_it_is(publisher):
    contact = ContactFactory()
    page = publisher.get(reverse("admin:orgs_contact_change", args=[contact.pk]))
    (consents,) = page.context["inline_admin_formsets"]
    blank = as_a_browser_leaves(consents.formset.empty_form)
    save(publisher, contact, **blank, role="Treasurer")
    contact.refresh_from_db()

    assert contact.role == "Treasurer"
    assert not contact.consents.exists()


def test_a_persons_page_leads_to_where_a_consent_is_withdrawn(publisher):
    consent = ConsentFactory()
    page = publisher.get(reverse("admin:orgs_contact_change", args=[consent.contact_id]))
    address = reverse("admin:orgs_consent_change", args=[consent.pk])

    assert f'<a href="{address}">Open this consent</a>' in page.content.decode()


def test_a_consent_that_is_too_long_is_an_error_of_its_field(publisher):
    contact, late = ContactFactory(), timezone.localdate() + timedelta(days=500)
    response = save(publisher, contact, **consent_form(expires_on=late.isoformat()))

    assert "at most twelve months" in response.content.decode()
    assert not contact.consents.exists()


def test_a_person_is_added_and_the_log_names_nobody(publisher):
    facts = {"organisation": OrganisationFactory().pk, "name": "Canary Person", **NO_CONSENT}
    publisher.post(reverse("admin:orgs_contact_add"), facts)
    logged = " ".join(entry.object_repr + entry.change_message for entry in LogEntry.objects.all())

    assert Contact.objects.filter(name="Canary Person").exists()
    assert logged
    assert "Canary" not in logged


def test_a_change_of_a_name_leaves_it_in_no_log_or_history(publisher):
    contact = ContactFactory(name="Canary Before")
    save(publisher, contact, name="Canary After")
    pages = [
        reverse("admin:orgs_contact_history", args=[contact.pk]),
        reverse("admin:orgs_organisation_history", args=[contact.organisation_id]),
        reverse("admin:index"),
    ]

    for page in pages:
        assert "Canary" not in publisher.get(page).content.decode()


def test_a_person_is_offered_the_offices_of_their_own_organisation(publisher):
    contact = ContactFactory()
    own = OfficeFactory(organisation=contact.organisation, city="Oslo")
    OfficeFactory(city="Bergen")
    page = publisher.get(reverse("admin:orgs_contact_change", args=[contact.pk]))
    offices = page.context["adminform"].form.fields["office"]

    assert list(offices.queryset) == [own]
    assert offices.label_from_instance(own) == "Branch · Oslo · NO"


def test_the_list_says_who_may_be_published(publisher):
    ContactFactory(name="Without")
    ConsentFactory(contact__name="With")
    listed = publisher.get(reverse("admin:orgs_contact_changelist")).context["cl"].result_list

    assert {contact.name: contact.published for contact in listed} == {
        "Without": False,
        "With": True,
    }


def test_a_consent_is_withdrawn_with_its_button(publisher):
    consent = ConsentFactory()
    act(publisher, consent, "withdraw")

    assert not is_public(consent.contact)
    assert consent.withdrawn_on == timezone.localdate()


def test_a_consent_is_confirmed_with_its_button(publisher):
    consent = ConsentFactory()
    before = consent.confirmed_at
    act(publisher, consent, "confirm")

    assert consent.confirmed_at > before


def test_a_withdrawn_consent_has_no_buttons(publisher):
    consent = ConsentFactory(withdrawn_on=timezone.localdate())
    page = publisher.get(reverse("admin:orgs_consent_change", args=[consent.pk]))

    assert page.context["acts"] == []


@pytest.mark.parametrize(
    ("validity", "expected"),
    [
        ("valid", {"long", "short", "asked"}),
        ("soon", {"short"}),
        ("ended", {"over", "withdrawn"}),
        ("withdrawn", {"withdrawn"}),
        ("confirm", {"asked"}),
        ("", None),
    ],
)
def test_consents_are_filtered_by_how_they_stand(publisher, validity, expected):
    today = timezone.localdate()
    made = {
        "long": ConsentFactory(),
        "short": ConsentFactory(expires_on=today + timedelta(days=5)),
        "over": ConsentFactory(expires_on=today - timedelta(days=5)),
        "withdrawn": ConsentFactory(withdrawn_on=today),
        "asked": ConsentFactory(),
    }
    made["asked"].contact.organisation.ask_again()
    page = publisher.get(reverse("admin:orgs_consent_changelist"), {"validity": validity})

    assert set(page.context["cl"].result_list) == {made[name] for name in expected or made}


def test_the_list_says_what_each_consent_publishes_now(publisher):
    page, everything = ConsentFactory(), ConsentFactory(covers_exports=True)
    withheld = ConsentFactory(contact__organisation__headquarters_id=REPRESSED)
    listed = publisher.get(reverse("admin:orgs_consent_changelist")).content.decode()
    rows = {
        consent: listed.partition(f">{consent.contact}<")[2].partition("</tr>")[0]
        for consent in (page, everything, withheld)
    }

    assert "page" in rows[page]
    assert "exports" not in rows[page]
    assert "exports" in rows[everything]
    assert "nothing" in rows[withheld]


def test_the_version_is_chosen_from_the_wordings_that_are_kept(publisher):
    contact = ContactFactory()
    response = save(publisher, contact, **consent_form(wording_language="pt"))
    text = response.content.decode()

    assert '<option value="2026-01" selected>' in text
    assert "not kept in that language" in text


def test_without_kept_wordings_the_version_is_typed(publisher):
    ConsentWording.objects.all().delete()
    contact = ContactFactory()
    save(publisher, contact, **consent_form(wording_version="ours"))

    assert contact.consents.get().wording_version == "ours"


def test_a_withdrawn_person_is_gone_everywhere(publisher, client):
    """From the page, the file and the search, in the next request."""
    consent = ConsentFactory(
        contact__name="Canary Person", contact__email="canary@example.org", covers_exports=True
    )
    organisation = consent.contact.organisation
    page = organisation.get_absolute_url()
    assert b"Canary Person" in client.get(page).content
    act(publisher, consent, "withdraw")

    for address in (page, "/organisations.csv", "/organisations/"):
        response = client.get(address)
        content = b"".join(response) if response.streaming else response.content
        assert b"canary" not in content.lower(), address
    for typed in ("Canary Person", "canary@example.org"):
        found = client.get("/organisations/", {"q": typed}).content.decode()
        assert organisation.name not in found


def ask(client, organisation, **facts):
    asked = {
        "organisation": organisation.pk,
        "covers": "contacts",
        "reason": "They asked to be named.",
        "expires_on": (timezone.localdate() + timedelta(days=30)).isoformat(),
    }
    return client.post(reverse("admin:orgs_protectionoverride_add"), asked | facts)


def test_an_exception_takes_two_publishers(as_role, publisher):
    person = ConsentFactory(contact__organisation__headquarters_id=REPRESSED).contact
    ask(publisher, person.organisation)
    override = ProtectionOverride.objects.get()

    assert "It takes a second publisher" in act(publisher, override, "approve")
    assert not is_public(person)
    act(as_role("publisher"), override, "approve")
    assert is_public(person)
    act(publisher, override, "end")
    assert not is_public(person)


@pytest.mark.parametrize("facts", [{"reason": " "}, {"expires_on": "2999-01-01"}])
def test_an_exception_without_reason_or_end_is_refused_in_plain_words(publisher, facts):
    response = ask(publisher, OrganisationFactory(), **facts)

    assert response.status_code == 200
    assert not ProtectionOverride.objects.exists()


@pytest.mark.parametrize(
    ("decision", "expected"),
    [("waiting", {"asked"}), ("in_force", {"agreed"}), ("ended", {"over"}), ("", None)],
)
def test_exceptions_are_filtered_by_how_they_stand(as_role, publisher, decision, expected):
    today, second = timezone.localdate(), as_role("publisher").user
    facts = {
        "asked": {"expires_on": today + timedelta(days=9)},
        "agreed": {"expires_on": today + timedelta(days=9), "approved_by": second},
        "over": {"expires_on": today - timedelta(days=9), "approved_by": second},
    }
    made = {
        name: ProtectionOverride.objects.create(
            organisation=OrganisationFactory(),
            covers="places",
            reason="because",
            requested_by=publisher.user,
            **fact,
        )
        for name, fact in facts.items()
    }
    query = {"decision": decision}
    page = publisher.get(reverse("admin:orgs_protectionoverride_changelist"), query)

    assert set(page.context["cl"].result_list) == {made[name] for name in expected or made}


@pytest.mark.parametrize("name", ["confirm", "withdraw"])
def test_an_editor_cannot_press_the_buttons_of_a_consent(as_role, name):
    address = reverse("admin:orgs_consent_act", args=[ConsentFactory().pk])

    assert as_role("editor").post(address, {"act": name}).status_code == 403


def test_a_person_is_deleted_with_their_consents(publisher):
    person = ConsentFactory().contact
    publisher.post(reverse("admin:orgs_contact_delete", args=[person.pk]), {"post": "yes"})

    assert not Contact.objects.exists()
