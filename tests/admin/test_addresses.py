"""Addresses in the panel: no page tells whether somebody has one whom one must not see."""

import pytest
from django.urls import reverse

from orgs.actions.entries import edit_of
from orgs.actions.history import revert_change
from orgs.choices import PublicationState, RiskLevel
from orgs.models import FormerSlug, Resource
from tests.admin.test_organisation_form import change, form_of
from tests.factories import (
    GrantFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def hidden():
    """Has one address and had another, and so has an item about it."""
    made = OrganisationFactory(slug="taken", risk=RiskLevel.HIDDEN)
    FormerSlug.objects.create(slug="former", organisation=made)
    ResourceFactory(slug="taken").organisations.add(made)
    return made


def item_form(item, **changes):
    return {"kind": item.kind, "title": item.title, "url": item.url, "slug": item.slug} | changes


def item_address(item):
    return reverse("admin:orgs_resource_change", args=[item.pk])


@pytest.mark.parametrize("typed", ["taken", "former", "free"])
def test_a_contributor_gets_the_words_he_typed_and_an_ending_of_its_own(as_role, hidden, typed):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    response = as_role("contributor").post(change(mine), form_of(mine, slug=typed))

    mine.refresh_from_db()
    assert response.status_code == 302
    assert mine.slug.startswith(f"{typed}-")
    assert len(mine.slug) == len(typed) + 7


def test_a_contributor_is_told_that_an_ending_is_added(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    pages = [as_role(role).get(change(mine)).content.decode() for role in ("contributor", "editor")]

    assert ["put after the words" in page for page in pages] == [True, False]


def test_an_address_a_contributor_leaves_alone_stays(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT, slug="as-it-was")

    as_role("contributor").post(change(mine), form_of(mine, name="Renamed"))

    mine.refresh_from_db()
    assert (mine.name, mine.slug) == ("Renamed", "as-it-was")


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_an_address_that_is_emptied_stays_so_that_links_to_it_do(as_role, role):
    mine = OrganisationFactory(state=PublicationState.DRAFT, name="Aid", slug="as-it-was")

    response = as_role(role).post(change(mine), form_of(mine, name="Other Aid", slug=""))

    mine.refresh_from_db()
    assert (response.status_code, mine.name, mine.slug) == (302, "Other Aid", "as-it-was")


def test_an_address_its_organisation_had_before_needs_no_ending(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    FormerSlug.objects.create(slug="mine-before", organisation=mine)

    as_role("contributor").post(change(mine), form_of(mine, slug="mine-before"))

    mine.refresh_from_db()
    assert mine.slug == "mine-before"


def test_a_long_address_is_shortened_for_its_ending(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    as_role("contributor").post(change(mine), form_of(mine, slug="a" * 92 + "-bcdefgh"))

    mine.refresh_from_db()
    assert mine.slug.startswith("a" * 92 + "-")
    assert len(mine.slug) == 99


def test_what_is_no_address_is_refused_as_before(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    response = as_role("contributor").post(change(mine), form_of(mine, slug="a b/c"))

    assert "single hyphens" in response.content.decode()


@pytest.mark.parametrize("typed", ["taken", "free"])
def test_a_coordinator_gets_an_ending_behind_the_address_of_an_item(client, hidden, typed):
    member = RelationFactory().from_organisation
    network = member.relations_out.get().to_organisation
    item = ResourceFactory()
    item.organisations.add(member)
    client.force_login(GrantFactory(network=network).user)

    sent = item_form(item, slug=typed, organisations=[member.pk])
    response = client.post(item_address(item), sent)

    item.refresh_from_db()
    assert response.status_code == 302
    assert item.slug.startswith(f"{typed}-")


@pytest.mark.parametrize(
    ("typed", "told"),
    [("taken", "already exists"), ("former", "Another organisation had this address before")],
)
def test_an_editor_of_everything_is_told_that_an_address_is_taken(as_role, hidden, typed, told):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    page = as_role("editor").post(change(mine), form_of(mine, slug=typed)).content.decode()

    assert told in page


def test_an_editor_of_everything_chooses_an_address_that_is_free(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    as_role("editor").post(change(mine), form_of(mine, slug="free"))

    mine.refresh_from_db()
    assert mine.slug == "free"


def readdressed(item, slug):
    """The change that gave an item another address."""
    item.slug, item._history_user = slug, UserFactory()
    item.save()
    return edit_of(Resource, item.history.latest("history_id").pk)


@pytest.mark.parametrize("before", ["taken", "free"])
def test_taking_an_address_back_tells_nothing_of_others(hidden, before):
    item = ResourceFactory(slug="at-first", state=PublicationState.DRAFT)
    Resource.objects.filter(pk=item.pk).update(slug="between")
    item.history.update(slug=before)
    edit = readdressed(item, "after")

    revert_change(edit=edit, by=UserFactory(group="contributor"))

    item.refresh_from_db()
    assert item.slug.startswith(f"{before}-")


def test_an_editor_of_everything_takes_an_address_back_as_it_was():
    item = ResourceFactory(slug="before", state=PublicationState.DRAFT)
    edit = readdressed(item, "after")

    revert_change(edit=edit, by=UserFactory(group="editor"))

    item.refresh_from_db()
    assert item.slug == "before"
