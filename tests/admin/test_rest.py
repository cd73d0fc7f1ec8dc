"""The first page, the library, reference data, suggestions and accounts."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Group
from django.urls import reverse
from django.utils import timezone

from orgs.choices import RiskLevel
from orgs.models import (
    Country,
    FocusArea,
    PossibleDuplicate,
    ProtectionOverride,
    Suggestion,
    User,
)
from tests.factories import (
    ConsentFactory,
    LinkCheckFactory,
    OrganisationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


# The first page


@pytest.fixture
def work(db):
    """One of everything that can wait, except what is published and was checked."""
    today = timezone.localdate()
    OrganisationFactory(state="in_review", source=False, verified_on=today)
    OrganisationFactory(verified_on=today - timedelta(days=400))
    LinkCheckFactory(contact_point__organisation__verified_on=today, days=3)
    ResourceFactory(state="in_review")
    Suggestion.objects.create(kind="problem")
    checked = OrganisationFactory(verified_on=today)
    twin = OrganisationFactory(verified_on=today)
    PossibleDuplicate.objects.create(first=checked, second=twin, score=0.9)
    ConsentFactory(contact__organisation=checked, expires_on=today + timedelta(days=9))
    safer = ConsentFactory(contact__organisation__verified_on=today)
    safer.contact.organisation.ask_again()
    ProtectionOverride.objects.create(
        organisation=checked,
        covers="places",
        reason="because",
        requested_by=UserFactory(),
        expires_on=today + timedelta(days=9),
    )


@pytest.mark.parametrize(("role", "kinds"), [("contributor", 5), ("editor", 7), ("publisher", 10)])
def test_the_first_page_counts_the_work_a_role_can_do(as_role, work, role, kinds):
    items = as_role(role).get(reverse("admin:index")).context["work"]

    assert [item.count for item in items] == [1] * kinds


def test_each_count_leads_to_the_list_of_exactly_that(as_role, work):
    client = as_role("publisher")

    for item in client.get(reverse("admin:index")).context["work"]:
        assert client.get(item.url).context["cl"].result_count == item.count, item.label


def test_who_has_no_role_has_no_work(as_role):
    assert "Waiting" not in as_role(None).get(reverse("admin:index")).content.decode()


def test_the_first_page_is_in_groups(as_role):
    client = as_role("administrator")
    groups = client.get(reverse("admin:index")).context["app_list"]

    assert [str(group["name"]) for group in groups] == [
        "Directory",
        "Incoming",
        "Safety",
        "Parts of organisations",
        "Verification",
        "Reference",
        "Accounts",
        "Upkeep",
    ]
    assert client.get(reverse("admin:app_list", args=["orgs"])).status_code == 200


# The library


def test_an_item_is_published_with_its_button(as_role):
    item = ResourceFactory(state="in_review", url="https://example.org/report")
    address = reverse("admin:orgs_resource_act", args=[item.pk])
    as_role("publisher").post(address, {"act": "publish"})
    item.refresh_from_db()

    assert item.state == "published"


@pytest.mark.parametrize(("state", "linked"), [("published", True), ("draft", False)])
def test_the_document_is_linked_once_the_item_is_public(as_role, state, linked):
    item = ResourceFactory(state=state, url="https://example.org/report")
    page = as_role("editor").get(reverse("admin:orgs_resource_change", args=[item.pk]))

    assert ("View on site" in page.content.decode()) == linked


def test_contributors_do_not_see_items_about_hidden_organisations(as_role):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    about, by = ResourceFactory(state="draft"), ResourceFactory(submitted_by=hidden)
    about.organisations.add(hidden)
    visible = ResourceFactory()
    address = reverse("admin:orgs_resource_changelist")

    seen = as_role("contributor").get(address).context["cl"].result_list
    assert list(seen) == [visible]
    seen = as_role("editor").get(address).context["cl"].result_list
    assert set(seen) == {visible, about, by}


def test_a_contributor_cannot_name_a_hidden_organisation(as_role):
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    item = ResourceFactory(state="draft")
    facts = {"kind": item.kind, "title": item.title, "slug": item.slug}
    address = reverse("admin:orgs_resource_change", args=[item.pk])

    for field in ("organisations", "submitted_by"):
        response = as_role("contributor").post(address, facts | {field: hidden.pk})
        assert "Select a valid choice" in response.content.decode()


# Reference data


def test_an_editor_calls_a_country_what_it_should_be_called(as_role):
    country = Country.objects.get(pk="NO")
    facts = {name: getattr(country, name) for name in ("alpha3", "m49", "name_en")}
    address = reverse("admin:orgs_country_change", args=["NO"])
    as_role("editor").post(address, facts | {"name_en": "Noreg", "aliases": "Norge, Norga"})
    country.refresh_from_db()

    assert (country.name_en, country.aliases) == ("Noreg", ["Norge", "Norga"])


def test_lists_are_never_shown_as_they_are_stored(as_role):
    country = Country.objects.get(pk="NO")
    country.aliases = ["Norge", "Norga"]
    country.save()
    page = as_role("editor").get(reverse("admin:orgs_country_change", args=["NO"]))

    assert "Norge, Norga" in page.content.decode()
    assert "[&quot;Norge" not in page.content.decode()


def test_the_change_of_a_name_can_be_read_in_its_history(as_role):
    area, client = FocusArea.objects.get(slug="legal-aid"), as_role("editor")
    facts = {"name_en": "Legal help", "position": area.position, "parent": area.parent_id or ""}
    client.post(reverse("admin:orgs_focusarea_change", args=[area.pk]), facts)
    page = client.get(reverse("admin:orgs_focusarea_history", args=[area.pk]))

    assert f"{area.name_en} → Legal help" in page.content.decode()


# Accounts


def save_account(client, account, **facts):
    address = reverse("admin:orgs_user_change", args=[account.pk])
    return client.post(address, {"username": account.username, "is_active": "on", **facts})


def test_a_role_opens_the_panel_and_its_loss_closes_it(as_role):
    client, account = as_role("administrator"), UserFactory(is_staff=False)
    editor = Group.objects.get(name="editor")
    save_account(client, account, groups=[editor.pk])
    account.refresh_from_db()
    assert account.is_staff

    save_account(client, account)
    account.refresh_from_db()
    assert not account.is_staff


def test_a_new_account_is_made_with_a_password(as_role):
    password = {"password1": "correct horse battery", "password2": "correct horse battery"}
    facts = {"username": "new", "usable_password": "true", **password}
    as_role("administrator").post(reverse("admin:orgs_user_add"), facts)

    assert User.objects.get(username="new").check_password("correct horse battery")


def test_an_administrator_cannot_change_a_superuser(as_role):
    superuser = UserFactory(is_superuser=True)
    client = as_role("administrator")
    password = reverse("admin:auth_user_password_change", args=[superuser.pk])

    assert save_account(client, superuser, username="taken").status_code == 403
    assert client.get(password).status_code == 403


def test_a_lost_second_factor_can_be_removed(as_role):
    account, client = UserFactory(), as_role("administrator")
    account.authenticator_set.create(type="totp", data={})
    address = reverse("admin:orgs_user_act", args=[account.pk])
    client.post(address, {"act": "remove_second_factor"})

    assert not account.authenticator_set.exists()


def test_the_log_of_an_account_names_fields_only(as_role):
    client, account = as_role("administrator"), UserFactory()
    save_account(client, account, email="canary@example.org")
    page = client.get(reverse("admin:orgs_user_history", args=[account.pk]))

    assert "Email address" in page.content.decode()
    assert "canary" not in page.content.decode()
