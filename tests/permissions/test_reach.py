"""Roles that hold for a part of the directory, and until a day."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone

from orgs import actions, permissions
from orgs.choices import PublicationState, RiskLevel
from orgs.models import Grant, Organisation
from orgs.permissions.reach import covers, owner_of
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    GrantFactory,
    LinkCheckFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
TODAY = timezone.localdate()


def with_grant(group=None, **facts):
    return GrantFactory(user__group=group, **facts).user


def member_of(network, **facts):
    return RelationFactory(to_organisation=network, **facts).from_organisation


# Which organisations


def test_a_grant_for_everything_is_a_role_with_an_end():
    editor, here = with_grant(), OrganisationFactory()

    assert permissions.can_verify(editor)
    assert permissions.can_verify(editor, here)
    assert not permissions.can_publish(editor, here)
    assert here in permissions.organisations_for(editor)


def test_a_grant_for_countries_reaches_what_is_based_there():
    editor = with_grant(countries=["NO", "SE"])
    based, working = OrganisationFactory(), OrganisationFactory(headquarters_id="GR")
    working.countries.add("NO")
    nowhere = OrganisationFactory(headquarters_id=None, countries=["SE", "GR"])

    assert set(permissions.organisations_for(editor)) == {based, nowhere}


def test_a_grant_for_focus_areas_reaches_their_parts_too():
    parent = Organisation.focus_areas.field.related_model.objects.exclude(parent=None).first()
    editor = with_grant(focus=[parent.parent.slug])
    inside, outside = OrganisationFactory(focus=[parent.slug]), OrganisationFactory()

    assert set(permissions.organisations_for(editor)) == {inside}
    assert not permissions.can_view_organisation(editor, outside)


def test_a_grant_for_a_network_reaches_its_members_of_the_day_and_not_the_network():
    network = OrganisationFactory()
    coordinator = with_grant(network=network)
    yesterday = TODAY - timedelta(days=1)
    members = {
        member_of(network),
        member_of(network, from_date="2001", to_date=str(TODAY.year)),
        member_of(network, to_date=TODAY.isoformat()),
    }
    member_of(network, to_date=yesterday.isoformat())
    member_of(network, from_date=str(TODAY.year + 1))
    member_of(network, kind="partner_of")
    RelationFactory(from_organisation=network)

    assert set(permissions.organisations_for(coordinator)) == members


@pytest.mark.parametrize("days", [-1, 0])
def test_a_grant_holds_on_its_last_day_and_not_on_the_next(days):
    editor = with_grant(ends_on=TODAY + timedelta(days=days))

    assert permissions.can_use_panel(editor) == (days == 0)


def test_a_grant_whose_places_are_all_gone_reaches_nothing():
    editor = with_grant(countries=["NO"])
    OrganisationFactory()
    editor.grants.get().countries.clear()

    assert not permissions.organisations_for(editor).exists()


def test_a_grant_whose_focus_areas_are_all_gone_adds_nothing():
    grant = GrantFactory(focus=["legal-aid"])
    grant.focus_areas.clear()

    assert not covers(grant, areas=[1])


def test_a_grant_for_everything_covers_what_is_yet_to_be_saved():
    assert covers(GrantFactory(), home="NO")


def test_a_grant_ends_with_its_network():
    network = OrganisationFactory()
    with_grant(network=network)
    network.delete()

    assert not Grant.objects.exists()


def test_of_several_grants_each_counts():
    user = with_grant(countries=["NO"], role="publisher")
    GrantFactory(user=user, countries=["GR"], role="editor")
    GrantFactory(user=user, countries=["GR"], role="contributor")
    here, there = OrganisationFactory(), OrganisationFactory(headquarters_id="GR")
    away = OrganisationFactory(headquarters_id="PK")

    assert permissions.can_publish(user, here)
    assert not permissions.can_publish(user, there)
    assert permissions.can_verify(user, there)
    assert not permissions.can_view_organisation(user, away)


def test_a_grant_adds_to_the_role_that_holds_everywhere():
    user = with_grant(group="contributor", countries=["NO"])
    here = OrganisationFactory(risk=RiskLevel.HIDDEN)
    there = OrganisationFactory(headquarters_id="GR")
    hidden = OrganisationFactory(headquarters_id="GR", risk=RiskLevel.HIDDEN)

    assert set(permissions.organisations_for(user)) == {here, there}
    assert permissions.can_verify(user, here)
    assert not permissions.can_verify(user, there)
    assert not permissions.can_view_organisation(user, hidden)


def test_who_may_publish_everywhere_is_not_asked_for_grants(django_assert_num_queries):
    publisher, here = with_grant(group="publisher", countries=["NO"]), OrganisationFactory()

    with django_assert_num_queries(1):
        assert permissions.can_publish(publisher, here)
        assert permissions.grants_of(publisher) == []


def test_a_record_costs_one_query_however_often_it_is_asked_about(django_assert_num_queries):
    editor, here = with_grant(countries=["NO"]), OrganisationFactory()
    permissions.can_use_panel(editor)

    with django_assert_num_queries(1):
        for rule in (permissions.can_verify, permissions.can_publish, permissions.can_see_people):
            rule(editor, here)


@pytest.mark.parametrize("hidden", [False, True])
@pytest.mark.parametrize("state", PublicationState)
@pytest.mark.parametrize("role", ["contributor", "editor", "publisher"])
def test_what_may_be_listed_and_what_may_be_opened_is_the_same(role, state, hidden):
    user = with_grant(role=role, countries=["NO"])
    risk = RiskLevel.HIDDEN if hidden else RiskLevel.STANDARD
    for home in ("NO", "GR"):
        OrganisationFactory(headquarters_id=home, state=state, risk=risk)

    for listed, may in (
        (permissions.organisations_for, permissions.can_view_organisation),
        (permissions.changeable_organisations, permissions.can_change_record),
        (permissions.organisations_with_people, permissions.can_see_people),
    ):
        every = Organisation.objects.all()
        assert set(listed(user)) == {one for one in every if may(user, one)}, listed


# What belongs to them


def test_a_part_is_its_organisations():
    organisation = OrganisationFactory()
    person = ContactFactory(organisation=organisation)
    parts = [
        organisation,
        SourceFactory(organisation=organisation),
        ConsentFactory(contact=person),
        LinkCheckFactory(contact_point__organisation=organisation),
        RelationFactory(from_organisation=organisation),
    ]

    assert {owner_of(part) for part in parts} == {organisation}
    assert owner_of(UserFactory()) is None


def test_people_are_for_publishers_of_their_organisation():
    publisher = with_grant(role="publisher", countries=["NO"])
    here, there = ContactFactory(), ContactFactory(organisation__headquarters_id="GR")

    assert permissions.can_see_people(publisher, here)
    assert not permissions.can_see_people(publisher, there)
    assert not permissions.can_see_people(publisher)


def test_nobody_erases_keeps_wordings_rates_or_imports_for_a_part_of_the_directory():
    publisher = with_grant(role="publisher", countries=["NO"])

    for rule in (
        permissions.can_erase_people,
        permissions.can_keep_wordings,
        permissions.can_rate,
        permissions.can_import,
        permissions.can_change_reference,
        permissions.can_manage_users,
    ):
        assert not rule(publisher)
        assert not rule(publisher, permissions.SOMEWHERE)


def test_a_record_that_is_not_saved_yet_is_within_no_part():
    editor = with_grant(countries=["NO"])

    assert not permissions.can_verify(editor, Organisation(headquarters_id="NO"))


def test_suggestions_are_for_editors_of_their_organisation():
    editor = with_grant(countries=["NO"])
    here = SuggestionFactory()
    there = SuggestionFactory(organisation__headquarters_id="GR")
    new = SuggestionFactory(organisation=None)

    assert list(permissions.suggestions_for(editor)) == [here]
    assert [permissions.can_decide_suggestion(editor, one) for one in (here, there, new)] == [
        True,
        False,
        False,
    ]
    assert editor in permissions.deciding_users()


def test_a_suggestion_is_not_assigned_to_who_may_not_decide_about_it():
    editor = with_grant(countries=["NO"])
    there = SuggestionFactory(organisation__headquarters_id="GR")

    with pytest.raises(ValidationError, match="may not decide"):
        actions.assign(suggestion=there, to=editor, by=UserFactory(group="editor"))


def test_two_records_are_merged_by_a_publisher_of_both():
    publisher = with_grant(role="publisher", countries=["NO"])
    here, there = OrganisationFactory(), OrganisationFactory(headquarters_id="GR")

    with pytest.raises(ValidationError):
        actions.merge(keep=here, lose=there, by=publisher)
    merge = actions.merge(keep=here, lose=OrganisationFactory(), by=publisher)
    assert permissions.can_merge(publisher, merge)


def test_a_grant_goes_with_its_network_when_that_is_merged():
    network, same = OrganisationFactory(), OrganisationFactory()
    coordinator = with_grant(network=same)
    member = member_of(same)
    actions.merge(keep=network, lose=same, by=UserFactory(group="publisher"))

    assert coordinator.grants.get().network == network
    assert list(permissions.organisations_for(coordinator)) == [member]


# What may be named


def test_links_lead_to_what_anybody_can_read_about():
    network = OrganisationFactory()
    link = RelationFactory(to_organisation=network)
    secret = RelationFactory(
        from_organisation=link.from_organisation,
        kind="partner_of",
        to_organisation__state=PublicationState.DRAFT,
    )
    RelationFactory(from_organisation=network)
    coordinator = with_grant(network=network)

    assert list(permissions.relations_for(coordinator)) == [link]
    assert network in permissions.known_organisations(coordinator)
    assert secret.to_organisation not in permissions.known_organisations(coordinator)


def test_the_library_of_a_part_holds_nothing_about_what_is_secret():
    editor = with_grant(countries=["NO"])
    about, both, sent = (ResourceFactory() for _ in range(3))
    for one in (about, both, sent):
        one.countries.set(["NO"])
    hidden = OrganisationFactory(headquarters_id="GR", risk=RiskLevel.HIDDEN)
    both.organisations.add(hidden)
    sent.submitted_by = hidden
    sent.save()
    ResourceFactory().countries.set(["GR"])

    assert list(permissions.resources_for(editor)) == [about]
    assert permissions.can_change_record(editor, about)


@pytest.mark.parametrize("kind", ["focus", "network"])
def test_library_items_are_within_reach_by_area_and_by_member(kind):
    network = OrganisationFactory()
    member, inside = member_of(network), ResourceFactory()
    outside = ResourceFactory()
    if kind == "focus":
        area = Organisation.focus_areas.field.related_model.objects.first()
        user = with_grant(focus=[area.slug])
        inside.focus_areas.add(area)
    else:
        user = with_grant(network=network)
        inside.organisations.add(member)

    assert permissions.can_change_record(user, inside)
    assert not permissions.can_change_record(user, outside)


# Adding


@pytest.mark.parametrize(
    ("facts", "may"),
    [
        ({"home": "NO"}, True),
        ({"home": "GR", "countries": ["NO"]}, False),
        ({"countries": ["NO"]}, True),
        ({}, False),
    ],
)
def test_who_has_some_countries_adds_what_is_based_there(facts, may):
    assert permissions.is_within_reach(with_grant(countries=["NO"]), **facts) == may


def test_who_has_a_focus_area_adds_what_works_on_it():
    area = Organisation.focus_areas.field.related_model.objects.first()
    user = with_grant(focus=[area.slug])

    assert permissions.is_within_reach(user, areas=[area.pk])
    assert not permissions.is_within_reach(user, home="NO")


def test_who_has_a_network_adds_members():
    network = OrganisationFactory()
    member, user = member_of(network), with_grant(network=network)

    assert permissions.networks_of(user) == [network.pk]
    assert permissions.is_within_reach(user, joins=[network.pk])
    assert permissions.is_within_reach(user, members=[member.pk])
    assert not permissions.is_within_reach(user, home="NO")


def test_who_has_everything_adds_anything():
    assert permissions.is_within_reach(with_grant())
    assert permissions.networks_of(with_grant()) == []
    assert permissions.is_within_reach(UserFactory(group="contributor"))
    assert permissions.networks_of(UserFactory(group="contributor")) == []


def test_an_action_adds_nothing_outside_the_part():
    editor = with_grant(countries=["NO"])
    values = {"name": "A new one", "headquarters_code": "GR"}

    with pytest.raises(ValidationError):
        actions.create_organisation(values=values, by=editor)
    with pytest.raises(ValidationError):
        actions.create_resource(values={"title": "A report", "kind": "report"}, by=editor)
    assert not Organisation.objects.exists()


# The grant itself


def test_whoever_is_given_a_role_may_open_the_panel():
    assert with_grant(user__is_staff=False).is_staff


def test_a_grant_names_a_network_for_its_members_and_only_then():
    network = OrganisationFactory()

    with pytest.raises(ValidationError):
        Grant(narrowed_to="network").clean()
    with pytest.raises(ValidationError):
        Grant(narrowed_to="everything", network=network).clean()
    with pytest.raises(IntegrityError), transaction.atomic():
        GrantFactory(narrowed_to="network")


def test_ending_a_grant_is_for_administrators_and_is_done_once():
    grant, administrator = GrantFactory(), UserFactory(group="administrator")

    with pytest.raises(ValidationError):
        actions.end_grant(grant=grant, by=grant.user)
    ended = actions.end_grant(grant=grant, by=administrator, reason="Moved on")
    actions.end_grant(grant=grant, by=administrator)

    assert not ended.is_in_force
    assert ended.history.count() == 2
    assert ended.history.first().history_change_reason == "Moved on"


def test_a_grant_has_a_short_name():
    assert str(Grant()) == "grant"
    assert str(GrantFactory()).startswith("grant ")
