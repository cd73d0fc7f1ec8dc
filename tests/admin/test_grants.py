"""Roles for a time in the panel, and what a network's coordinator does there."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from orgs.choices import PublicationState
from orgs.models import Grant, Organisation, Relation, Resource
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()
ADD = {
    f"{prefix}-{count}_FORMS": "0"
    for prefix in (
        "names",
        "offices",
        "contact_points",
        "identifiers",
        "relations_out",
        "relations_in",
        "sources",
        "contacts",
    )
    for count in ("TOTAL", "INITIAL")
} | {"name": "A new member", "kind": "ngo", "scope": "national", "legal_status": "registered"}


@pytest.fixture
def network():
    return OrganisationFactory(name="The Network")


@pytest.fixture
def coordinator(network):
    client = Client()
    client.force_login(GrantFactory(network=network).user)
    return client


def add(client, **facts):
    form = client.get(reverse("admin:orgs_organisation_add")).context["adminform"].form
    sent = {
        name: value
        for name in form.fields
        if (value := form.get_initial_for_field(form.fields[name], name))
    }
    sent |= ADD | facts
    return client.post(reverse("admin:orgs_organisation_add"), sent)


# Giving and ending roles


def test_an_administrator_gives_a_role_for_a_network(as_role, network):
    user = UserFactory(is_staff=False)
    facts = {
        "user": user.pk,
        "role": "editor",
        "narrowed_to": "network",
        "network": network.pk,
        "ends_on": "2999-01-01",
        "reason": "Elected",
    }

    as_role("administrator").post(reverse("admin:orgs_grant_add"), facts)

    grant = user.grants.get()
    assert (grant.role, grant.network) == ("editor", network)
    assert grant.history.get().history_change_reason == "Elected"
    user.refresh_from_db()
    assert user.is_staff


@pytest.mark.parametrize(
    ("facts", "field"),
    [
        ({"narrowed_to": "network"}, "network"),
        ({"narrowed_to": "countries"}, "countries"),
        ({"narrowed_to": "everything", "countries": ["NO"]}, "countries"),
        ({"narrowed_to": "nonsense"}, "narrowed_to"),
        ({"narrowed_to": "everything", "role": "administrator"}, "role"),
    ],
)
def test_a_grant_says_which_part_and_only_that(as_role, facts, field):
    given = {"user": UserFactory().pk, "role": "editor", "ends_on": "2999-01-01", **facts}

    response = as_role("administrator").post(reverse("admin:orgs_grant_add"), given)

    assert field in response.context["adminform"].form.errors
    assert not Grant.objects.exists()


def test_the_list_says_who_what_where_and_until_when(as_role, network):
    GrantFactory(network=network)
    GrantFactory(countries=["NO"])
    GrantFactory()

    content = as_role("administrator").get(reverse("admin:orgs_grant_changelist")).content.decode()

    for text in ("members of The Network", "Norway", "The whole directory"):
        assert text in content


@pytest.mark.parametrize(
    ("chosen", "days"), [("in_force", [1, 60]), ("soon", [1]), ("ended", [-1]), ("", [-1, 1, 60])]
)
def test_grants_are_found_by_whether_they_hold(as_role, chosen, days):
    for offset in (-1, 1, 60):
        GrantFactory(ends_on=TODAY + timedelta(days=offset))

    address = f"{reverse('admin:orgs_grant_changelist')}?validity={chosen}"
    found = as_role("administrator").get(address).context["cl"].result_list

    assert [(one.ends_on - TODAY).days for one in found] == days


def test_a_role_is_ended_with_a_button(as_role):
    grant = GrantFactory()
    address = reverse("admin:orgs_grant_act", args=[grant.pk])

    as_role("administrator").post(address, {"act": "end", "reason": "Moved on"})

    grant.refresh_from_db()
    assert not grant.is_in_force


def test_an_account_lists_its_roles_for_a_time(as_role, network):
    grant = GrantFactory(network=network)
    client = as_role("administrator")

    page = client.get(reverse("admin:orgs_user_change", args=[grant.user.pk])).content.decode()

    assert reverse("admin:orgs_grant_change", args=[grant.pk]) in page
    assert f"{reverse('admin:orgs_grant_add')}?user={grant.user.pk}" in page


def test_administrators_see_which_roles_end_soon(as_role):
    GrantFactory(ends_on=TODAY + timedelta(days=3))

    page = as_role("administrator").get(reverse("admin:index")).content.decode()

    assert "Roles that end within 30 days" in page


def test_the_first_page_says_what_a_role_holds_for(coordinator):
    page = coordinator.get(reverse("admin:index")).content.decode()

    assert "Editor: members of The Network, until" in page


# A network's coordinator


def test_a_coordinator_lists_only_members(coordinator, network):
    member = RelationFactory(to_organisation=network).from_organisation
    OrganisationFactory(name="Somebody else")

    found = coordinator.get(reverse("admin:orgs_organisation_changelist")).context["cl"]

    assert list(found.result_list) == [member]


def test_a_coordinator_takes_home_only_members(coordinator, network):
    member = RelationFactory(to_organisation=network, from_organisation__name="Our member")
    other = OrganisationFactory(name="Somebody else")
    chosen = {
        "action": "export_selection",
        "_selected_action": [member.from_organisation_id, other.pk],
    }

    response = coordinator.post(reverse("admin:orgs_organisation_changelist"), chosen)

    content = b"".join(response.streaming_content).decode()
    assert "Our member" in content
    assert "Somebody else" not in content


def test_a_coordinator_marks_members_as_checked_and_nobody_else(coordinator, network):
    member = RelationFactory(to_organisation=network).from_organisation
    other = OrganisationFactory()
    chosen = {"action": "mark_verified", "_selected_action": [member.pk, other.pk]}

    coordinator.post(reverse("admin:orgs_organisation_changelist"), chosen)

    checked = Organisation.objects.exclude(verified_on=None)
    assert list(checked) == [member]


def test_a_coordinator_accepts_suggestions_about_members(coordinator, network):
    member = RelationFactory(to_organisation=network).from_organisation
    about = SuggestionFactory(organisation=member)
    other = SuggestionFactory()

    queue = coordinator.get(reverse("admin:orgs_queue")).content.decode()

    assert reverse("admin:orgs_suggestion_change", args=[about.pk]) in queue
    assert reverse("admin:orgs_suggestion_change", args=[other.pk]) not in queue


def test_what_a_coordinator_adds_is_a_member_from_the_start(coordinator, network):
    add(coordinator, reason="Joined in May")

    made = Organisation.objects.get(name="A new member")
    assert made.relations_out.get().to_organisation == network
    assert made.state == PublicationState.DRAFT
    entry = Relation.history.get()
    assert entry.history_change_reason == "Joined in May"


def test_a_coordinator_adds_nothing_outside_the_network(coordinator):
    response = add(coordinator, member_of="")

    assert "this is not in it: members of The Network" in response.content.decode()
    assert Organisation.objects.count() == 1


def test_who_keeps_a_country_adds_what_is_based_there(client):
    client.force_login(GrantFactory(countries=["NO"]).user)

    add(client, headquarters="NO")
    add(client, headquarters="GR", name="Elsewhere")

    assert list(Organisation.objects.values_list("name", flat=True)) == ["A new member"]


def test_a_coordinator_cannot_make_somebody_a_member(coordinator, network):
    member = RelationFactory(to_organisation=network).from_organisation
    other = OrganisationFactory()
    facts = {"from_organisation": other.pk, "kind": "member_of", "to_organisation": network.pk}

    coordinator.post(reverse("admin:orgs_relation_add"), facts)
    coordinator.post(
        reverse("admin:orgs_relation_add"),
        facts | {"from_organisation": member.pk, "kind": "founded_by"},
    )

    assert not other.relations_out.exists()
    assert member.relations_out.count() == 2


def test_a_coordinator_names_any_public_organisation_in_a_link(coordinator):
    OrganisationFactory(name="Public partner")
    OrganisationFactory(name="Secret partner", state=PublicationState.DRAFT)
    typed = {"app_label": "orgs", "model_name": "relation", "field_name": "to_organisation"}

    found = coordinator.get(reverse("admin:autocomplete"), {**typed, "term": "partner"}).json()

    assert [one["text"] for one in found["results"]] == ["Public partner"]


def test_a_likely_twin_outside_the_network_is_shown_by_its_public_page(coordinator):
    twin = OrganisationFactory(name="Harbour Legal Clinic")
    asked = {"name": "Harbour Legal Clinic", "country": "NO"}

    found = coordinator.get(reverse("admin:orgs_organisation_twins"), asked).json()

    assert [one["url"] for one in found["items"]] == [twin.get_absolute_url()]


def test_what_leaves_the_part_is_saved_and_said_to_have_left(client):
    client.force_login(GrantFactory(countries=["NO"]).user)
    mine = OrganisationFactory()
    page = client.get(reverse("admin:orgs_organisation_change", args=[mine.pk]))
    form = page.context["adminform"].form
    sent = ADD | {"name": mine.name, "version": form.initial["version"], "headquarters": "GR"}
    sent |= {"slug": mine.slug, "risk": mine.risk}
    rows = page.context["inline_admin_formsets"]
    for one in rows:
        for name, value in one.formset.management_form.initial.items():
            sent[f"{one.formset.prefix}-{name}"] = value
        for row in one.formset.initial_forms:
            for name in row.fields:
                value = row[name].value()
                sent[row.add_prefix(name)] = "" if value is None else value

    response = client.post(page.request["PATH_INFO"], sent, follow=True)

    mine.refresh_from_db()
    assert mine.headquarters_id == "GR"
    assert response.redirect_chain[-1][0] == reverse("admin:orgs_organisation_changelist")
    assert "no longer in your part" in response.content.decode()


def test_a_library_item_is_added_about_a_member(coordinator, network):
    member = RelationFactory(to_organisation=network).from_organisation
    facts = {"kind": "report", "title": "A report", "url": "https://example.org/report"}

    coordinator.post(reverse("admin:orgs_resource_add"), facts)
    assert not Resource.objects.exists()

    coordinator.post(reverse("admin:orgs_resource_add"), facts | {"organisations": [member.pk]})
    assert Resource.objects.get().title == "A report"


def test_a_publisher_of_a_part_sees_no_button_to_erase(client):
    from tests.factories import ContactFactory

    person = ContactFactory()
    client.force_login(GrantFactory(role="publisher", countries=["NO"]).user)
    address = reverse("admin:orgs_contact_change", args=[person.pk])

    assert (
        reverse("admin:orgs_contact_erase", args=[person.pk])
        not in client.get(address).content.decode()
    )


def test_a_list_costs_the_same_however_many_members(
    coordinator, network, django_assert_max_num_queries
):
    for _ in range(12):
        RelationFactory(to_organisation=network)
    ResourceFactory()

    with django_assert_max_num_queries(30):
        coordinator.get(reverse("admin:orgs_organisation_changelist"))
