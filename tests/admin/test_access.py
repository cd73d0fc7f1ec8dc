"""Each role against each page of the panel."""

import pytest
from django.contrib import admin
from django.db import transaction
from django.urls import reverse

from orgs import actions, models
from orgs.choices import FocusScheme, PublicationState, RiskLevel
from orgs.permissions import Role
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    GrantFactory,
    LinkCheckFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db

CONTRIBUTOR, EDITOR, PUBLISHER, ADMINISTRATOR = Role.values
EVERYBODY = Role.values
EDITORS = [EDITOR, PUBLISHER, ADMINISTRATOR]
PUBLISHERS = [PUBLISHER, ADMINISTRATOR]
ADMINISTRATORS = [ADMINISTRATOR]
NOBODY = []

# who may see the list, add one, change a published or finished one
WHO = {
    "organisation": (EVERYBODY, EVERYBODY, EDITORS),
    "organisationname": (EVERYBODY, EVERYBODY, EDITORS),
    "office": (EVERYBODY, EVERYBODY, EDITORS),
    "contactpoint": (EVERYBODY, EVERYBODY, EDITORS),
    "identifier": (EVERYBODY, EVERYBODY, EDITORS),
    "source": (EVERYBODY, EVERYBODY, EDITORS),
    "relation": (EVERYBODY, EVERYBODY, EDITORS),
    "formerslug": (EVERYBODY, NOBODY, NOBODY),
    "resource": (EVERYBODY, EVERYBODY, EDITORS),
    "country": (EVERYBODY, ADMINISTRATORS, EDITORS),
    "region": (EVERYBODY, NOBODY, NOBODY),
    "focusarea": (EVERYBODY, ADMINISTRATORS, EDITORS),
    "identifierscheme": (EVERYBODY, ADMINISTRATORS, ADMINISTRATORS),
    "civicspacerating": (EVERYBODY, PUBLISHERS, PUBLISHERS),
    "suggestion": (EDITORS, NOBODY, EDITORS),
    "retentionrun": (EDITORS, NOBODY, NOBODY),
    "reminder": (EVERYBODY, NOBODY, NOBODY),
    "linkcheck": (EVERYBODY, NOBODY, NOBODY),
    "possibleduplicate": (EDITORS, NOBODY, NOBODY),
    "merge": (PUBLISHERS, NOBODY, NOBODY),
    "import": (EDITORS, EDITORS, EDITORS),
    "importmapping": (EDITORS, NOBODY, EDITORS),
    "contact": (PUBLISHERS, PUBLISHERS, PUBLISHERS),
    "consent": (PUBLISHERS, NOBODY, NOBODY),
    "consentwording": (PUBLISHERS, PUBLISHERS, PUBLISHERS),
    "erasedperson": (PUBLISHERS, NOBODY, NOBODY),
    "protectionoverride": (PUBLISHERS, PUBLISHERS, NOBODY),
    "user": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
    "grant": (ADMINISTRATORS, ADMINISTRATORS, ADMINISTRATORS),
}


def one(name):
    """A published or finished record of a kind."""
    organisation = OrganisationFactory()
    scheme = models.IdentifierScheme.objects.filter(pattern="", check_rule="").first()
    made = {
        "organisation": lambda: organisation,
        "organisationname": lambda: NameFactory(organisation=organisation),
        "office": lambda: OfficeFactory(organisation=organisation),
        "contactpoint": lambda: ContactPointFactory(organisation=organisation),
        "identifier": lambda: models.Identifier.objects.create(
            organisation=organisation, scheme=scheme, value="12"
        ),
        "source": lambda: SourceFactory(organisation=organisation),
        "relation": RelationFactory,
        "formerslug": lambda: models.FormerSlug.objects.create(
            slug="old", organisation=organisation
        ),
        "resource": ResourceFactory,
        "country": lambda: models.Country.objects.get(pk="NO"),
        "region": lambda: models.Region.objects.first(),
        "focusarea": lambda: models.FocusArea.objects.in_scheme(FocusScheme.GCM).first(),
        "identifierscheme": lambda: scheme,
        "civicspacerating": lambda: models.CivicSpaceRating.objects.first(),
        "suggestion": lambda: models.Suggestion.objects.create(
            kind="correction",
            organisation=organisation,
            proposal={"name": {"from": organisation.name, "to": "Another name"}},
        ),
        "reminder": lambda: models.Reminder.objects.create(organisation=organisation),
        "linkcheck": lambda: LinkCheckFactory(contact_point__organisation=organisation),
        "possibleduplicate": lambda: models.PossibleDuplicate.objects.create(
            first=organisation, second=OrganisationFactory(), score=0.9, reasons=["name"]
        ),
        "merge": lambda: actions.merge(
            keep=organisation, lose=OrganisationFactory(), by=UserFactory(group=PUBLISHER)
        ),
        "retentionrun": models.RetentionRun.objects.create,
        "import": lambda: models.Import.objects.create(
            name="list.csv", reading={"format": "csv"}, state="imported"
        ),
        "importmapping": lambda: models.ImportMapping.objects.create(name="Members"),
        "contact": lambda: ContactFactory(organisation=organisation),
        "consent": ConsentFactory,
        "consentwording": lambda: models.ConsentWording.objects.first(),
        "erasedperson": lambda: models.ErasedPerson.objects.create(email="0" * 64),
        "protectionoverride": lambda: models.ProtectionOverride.objects.create(
            organisation=organisation,
            covers="contacts",
            reason="because",
            requested_by=UserFactory(),
            expires_on="2999-01-01",
        ),
        "user": UserFactory,
        "grant": GrantFactory,
    }
    return made[name]()


def test_every_kind_of_record_has_its_page():
    ours = {
        model._meta.model_name for model in admin.site._registry if model.__module__[:4] == "orgs"
    }

    assert ours == set(WHO)


def let_in(as_role, address):
    """The roles for which a page opens; it is closed to the others, and does nothing else."""
    answers = {role: as_role(role).get(address).status_code for role in EVERYBODY}
    assert {role: status for role, status in answers.items() if status not in {200, 403}} == {}
    return [role for role, status in answers.items() if status == 200]


def not_refused(as_role, address):
    """The roles that may send a page's form. Each finds the record as it was."""
    allowed = []
    for role in EVERYBODY:
        with transaction.atomic():
            if as_role(role).post(address, {}).status_code != 403:
                allowed.append(role)
            transaction.set_rollback(True)
    return allowed


@pytest.mark.parametrize("name", WHO)
def test_the_list_is_open_to_the_right_roles(as_role, name):
    assert let_in(as_role, reverse(f"admin:orgs_{name}_changelist")) == WHO[name][0]


@pytest.mark.parametrize("name", WHO)
def test_adding_is_open_to_the_right_roles(as_role, name):
    assert let_in(as_role, reverse(f"admin:orgs_{name}_add")) == WHO[name][1]


@pytest.mark.parametrize("name", WHO)
def test_a_record_opens_for_who_may_see_it_and_saves_for_who_may_change_it(as_role, name):
    address = reverse(f"admin:orgs_{name}_change", args=[one(name).pk])

    assert let_in(as_role, address) == WHO[name][0]
    assert not_refused(as_role, address) == WHO[name][2]


@pytest.mark.parametrize("name", WHO)
def test_the_history_is_open_to_who_may_see_the_record(as_role, name):
    address = reverse(f"admin:orgs_{name}_history", args=[one(name).pk])

    assert let_in(as_role, address) == WHO[name][0]


@pytest.mark.parametrize("role", EVERYBODY)
def test_only_administrators_delete_organisations(as_role, role):
    address = reverse("admin:orgs_organisation_delete", args=[OrganisationFactory().pk])

    assert as_role(role).get(address).status_code == (200 if role in ADMINISTRATORS else 403)


def test_the_panel_is_closed_without_a_role(as_role):
    address = reverse("admin:orgs_organisation_changelist")

    assert as_role(None).get(address).status_code == 403


def test_a_stranger_is_asked_to_sign_in(client):
    response = client.get(reverse("admin:orgs_organisation_changelist"))

    assert response.status_code == 302


@pytest.mark.parametrize("role", EVERYBODY)
@pytest.mark.parametrize("page", ["change", "history", "preview"])
def test_contributors_do_not_learn_of_hidden_organisations(as_role, role, page):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN, state=PublicationState.DRAFT)
    response = as_role(role).get(reverse(f"admin:orgs_organisation_{page}", args=[hidden.pk]))

    assert (response.status_code == 200) == (role != CONTRIBUTOR)


def test_contributors_find_no_hidden_organisation_in_lists_or_while_typing(as_role):
    OrganisationFactory(name="Hidden Canary", risk=RiskLevel.HIDDEN)
    client = as_role(CONTRIBUTOR)
    typed = {"app_label": "orgs", "model_name": "relation", "field_name": "to_organisation"}

    listed = client.get(reverse("admin:orgs_organisation_changelist"))
    found = client.get(reverse("admin:autocomplete"), {**typed, "term": "Canary"})

    assert b"Canary" not in listed.content
    assert found.json()["results"] == []


def test_contributors_do_not_see_links_to_hidden_organisations(as_role):
    link = RelationFactory(to_organisation__risk=RiskLevel.HIDDEN)
    client, secret = as_role(CONTRIBUTOR), link.to_organisation.name.encode()
    organisation = link.from_organisation

    for page in ("change", "history"):
        response = client.get(reverse(f"admin:orgs_organisation_{page}", args=[organisation.pk]))
        assert secret not in response.content


def test_contributors_do_not_see_letters_to_and_visits_of_hidden_organisations(as_role):
    hidden = OrganisationFactory(name="Hidden Canary", risk=RiskLevel.HIDDEN)
    letter = models.Reminder.objects.create(organisation=hidden)
    visit = LinkCheckFactory(contact_point__organisation=hidden)

    for name, record in (("reminder", letter), ("linkcheck", visit)):
        address = reverse(f"admin:orgs_{name}_changelist")
        assert b"Canary" not in as_role(CONTRIBUTOR).get(address).content
        assert b"Canary" in as_role(EDITOR).get(address).content
        address = reverse(f"admin:orgs_{name}_change", args=[record.pk])
        assert as_role(CONTRIBUTOR).get(address).status_code == 302


def test_editors_see_no_person_on_an_organisations_page(as_role):
    person = ContactFactory(name="Canary Person")
    pages = [
        reverse(f"admin:orgs_organisation_{page}", args=[person.organisation_id])
        for page in ("change", "history")
    ]

    for address in pages:
        content = as_role(EDITOR).get(address).content.decode()
        assert "Canary" not in content
        assert "People" not in content
    assert b"Canary" in as_role(PUBLISHER).get(pages[0]).content


def test_contributors_add_offices_to_drafts_only(as_role):
    client, published = as_role(CONTRIBUTOR), OrganisationFactory()
    draft = OrganisationFactory(state=PublicationState.DRAFT)

    for organisation in (published, draft):
        facts = {"organisation": organisation.pk, "kind": "branch", "country": "NO"}
        client.post(reverse("admin:orgs_office_add"), facts)

    assert published.offices.count() == 0
    assert draft.offices.count() == 1
