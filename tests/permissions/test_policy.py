"""Who may do what: the policy, in one table."""

import pytest
from django.contrib.auth.models import AnonymousUser, Group
from django.core.management import call_command
from django.db.migrations.state import StateApps

from orgs import permissions
from orgs.choices import PublicationState, RiskLevel
from orgs.models import Organisation, ProtectionOverride, Relation
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    RelationFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ROLES = permissions.Role.values
CONTRIBUTOR, EDITOR, PUBLISHER, ADMINISTRATOR = ROLES

# the narrowest role that may
NARROWEST = {
    "can_use_panel": CONTRIBUTOR,
    "can_view_organisation": CONTRIBUTOR,
    "can_add_record": CONTRIBUTOR,
    "can_see_suggestions": EDITOR,
    "can_decide_suggestion": EDITOR,
    "can_choose_address": EDITOR,
    "can_return_to_draft": EDITOR,
    "can_verify": EDITOR,
    "can_change_reference": EDITOR,
    "can_revert": CONTRIBUTOR,
    "can_see_people": PUBLISHER,
    "can_see_people_history": PUBLISHER,
    "can_change_people": PUBLISHER,
    "can_request_override": PUBLISHER,
    "can_approve_override": PUBLISHER,
    "can_publish": PUBLISHER,
    "can_rate": PUBLISHER,
    "can_add_reference": ADMINISTRATOR,
    "can_delete_record": ADMINISTRATOR,
    "can_manage_users": ADMINISTRATOR,
}


@pytest.mark.parametrize("name", NARROWEST)
def test_each_role_may_do_what_the_narrower_ones_may(name):
    allowed = [role for role in ROLES if getattr(permissions, name)(UserFactory(group=role))]

    assert allowed == ROLES[ROLES.index(NARROWEST[name]) :]


@pytest.mark.parametrize("name", NARROWEST)
@pytest.mark.parametrize(
    "make",
    [AnonymousUser, UserFactory, lambda: UserFactory(group=ADMINISTRATOR, is_active=False)],
    ids=["stranger", "no role", "closed account"],
)
def test_nobody_else_may(name, make):
    assert not getattr(permissions, name)(make())


def test_a_superuser_needs_no_role():
    assert permissions.can_manage_users(UserFactory(is_superuser=True))


@pytest.mark.parametrize("state", PublicationState)
@pytest.mark.parametrize("risk", RiskLevel)
def test_contributors_change_drafts_that_are_not_hidden(state, risk):
    organisation = Organisation(state=state, risk=risk)
    expected = state == PublicationState.DRAFT and risk != RiskLevel.HIDDEN

    assert permissions.can_change_record(UserFactory(group=CONTRIBUTOR), organisation) == expected
    assert permissions.can_change_record(UserFactory(group=EDITOR), organisation)


def test_contributors_change_what_they_may_list():
    contributor = UserFactory(group=CONTRIBUTOR)
    for state in PublicationState:
        for risk in RiskLevel:
            OrganisationFactory(state=state, risk=risk)
    listed = set(permissions.changeable_organisations(contributor))

    assert listed == {
        organisation
        for organisation in Organisation.objects.all()
        if permissions.can_change_record(contributor, organisation)
    }


def test_contributors_do_not_know_of_hidden_organisations_or_their_links():
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    RelationFactory(from_organisation=hidden)
    link = RelationFactory()
    contributor = UserFactory(group=CONTRIBUTOR)

    assert not permissions.can_view_organisation(contributor, hidden)
    assert hidden not in permissions.organisations_for(contributor)
    assert list(permissions.relations_for(contributor)) == [link]


def test_editors_know_of_hidden_organisations_and_their_links():
    hidden = OrganisationFactory(risk=RiskLevel.HIDDEN)
    link = RelationFactory(from_organisation=hidden)
    editor = UserFactory(group=EDITOR)

    assert hidden in permissions.organisations_for(editor)
    assert list(permissions.relations_for(editor)) == [link]


def test_suggestions_are_for_those_who_may_know_of_the_organisation(monkeypatch):
    about, hidden = SuggestionFactory(), SuggestionFactory(organisation__risk=RiskLevel.HIDDEN)
    new = SuggestionFactory(organisation=None)
    editor, contributor = UserFactory(group=EDITOR), UserFactory(group=CONTRIBUTOR)

    assert set(permissions.suggestions_for(editor)) == {about, hidden, new}
    assert not permissions.suggestions_for(contributor).exists()
    monkeypatch.setattr(
        permissions, "can_view_organisation", lambda user, obj: obj.risk == "standard"
    )
    assert permissions.can_decide_suggestion(editor, about)
    assert not permissions.can_decide_suggestion(editor, hidden)


def test_who_can_be_asked_to_decide_may_decide():
    users = [UserFactory(group=role) for role in (None, *ROLES)]
    users += [UserFactory(is_superuser=True), UserFactory(group=EDITOR, is_active=False)]

    assert list(permissions.deciding_users()) == sorted(
        filter(permissions.can_decide_suggestion, users), key=lambda user: user.username
    )


def test_a_stranger_works_with_no_organisation():
    OrganisationFactory()

    assert not permissions.organisations_for(AnonymousUser()).exists()
    assert not permissions.relations_for(AnonymousUser()).exists()
    assert Relation.objects.count() == 0


def test_nobody_approves_their_own_exception():
    publisher = UserFactory(group=PUBLISHER)

    assert not permissions.can_approve_override(
        publisher, ProtectionOverride(requested_by=publisher)
    )


@pytest.mark.parametrize(
    ("role", "needed"),
    [("contributor", False), ("editor", False), ("publisher", True), ("administrator", True)],
)
def test_whoever_can_publish_needs_a_second_factor(role, needed):
    assert permissions.needs_second_factor(UserFactory(group=role)) is needed


@pytest.mark.parametrize(("role", "needed"), [("editor", False), ("publisher", True)])
def test_so_does_whoever_can_publish_in_a_part_of_the_directory(role, needed):
    grant = GrantFactory(role=role, countries=["NO"])

    assert permissions.needs_second_factor(grant.user) is needed


def test_an_administrator_does_not_manage_a_superuser():
    superuser = UserFactory(is_superuser=True)

    assert not permissions.can_manage_users(UserFactory(group=ADMINISTRATOR), superuser)
    assert permissions.can_manage_users(superuser, superuser)


def test_a_deleted_role_comes_back_with_the_next_migration():
    Group.objects.filter(name=EDITOR).delete()
    call_command("migrate", verbosity=0)

    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)


def test_roles_cost_one_query_a_request(django_assert_num_queries):
    user = UserFactory(group=PUBLISHER)

    with django_assert_num_queries(1):
        permissions.can_publish(user)
        permissions.can_rate(user)


def test_roles_wait_until_there_are_tables_for_them():
    permissions.create_roles("default", StateApps([], {}))

    assert set(Group.objects.values_list("name", flat=True)) >= set(ROLES)
