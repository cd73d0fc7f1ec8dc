"""The way of a record to the public and back."""

import pytest
from django.utils import timezone

from orgs import actions
from orgs.choices import PublicationState
from orgs.visibility import organisations
from tests.factories import OrganisationFactory, ResourceFactory, UserFactory

pytestmark = pytest.mark.django_db
DRAFT, IN_REVIEW, PUBLISHED, ARCHIVED = PublicationState
MOVES = {
    "send_to_review": IN_REVIEW,
    "return_to_draft": DRAFT,
    "publish": PUBLISHED,
    "archive": ARCHIVED,
}


@pytest.fixture
def publisher(db):
    return UserFactory(group="publisher")


@pytest.fixture
def contributor(db):
    return UserFactory(group="contributor")


@pytest.mark.parametrize(
    ("action", "before"),
    [
        ("send_to_review", DRAFT),
        ("send_to_review", ARCHIVED),
        ("return_to_draft", IN_REVIEW),
        ("publish", DRAFT),
        ("publish", IN_REVIEW),
        ("publish", ARCHIVED),
        ("archive", PUBLISHED),
        ("archive", IN_REVIEW),
    ],
)
@pytest.mark.parametrize("factory", [OrganisationFactory, ResourceFactory])
def test_a_record_moves(publisher, factory, action, before):
    facts = {"url": "https://example.org/"} if factory is ResourceFactory else {}
    record = factory(state=before, **facts)
    getattr(actions, action)(record=record, by=publisher)
    record.refresh_from_db()

    assert record.state == MOVES[action]


@pytest.mark.parametrize("action", MOVES)
def test_doing_it_twice_leaves_one_entry_in_the_history(publisher, action):
    organisation = OrganisationFactory(state=MOVES[action])
    entries = organisation.history.count()
    getattr(actions, action)(record=organisation, by=publisher)

    assert organisation.history.count() == entries


@pytest.mark.parametrize(
    ("action", "before"), [("send_to_review", PUBLISHED), ("return_to_draft", PUBLISHED)]
)
def test_what_is_public_does_not_disappear_by_the_way(publisher, action, before):
    organisation = OrganisationFactory(state=before)

    with pytest.raises(actions.ActionError):
        getattr(actions, action)(record=organisation, by=publisher)
    assert organisations().filter(pk=organisation.pk).exists()


@pytest.mark.parametrize("factory", [OrganisationFactory, ResourceFactory])
def test_nothing_is_published_without_a_source(publisher, factory):
    facts = {"source": False} if factory is OrganisationFactory else {}
    record = factory(state=DRAFT, **facts)

    with pytest.raises(actions.ActionError, match="source"):
        actions.publish(record=record, by=publisher)


def test_contributors_send_their_drafts_to_review(contributor):
    draft = OrganisationFactory(state=DRAFT)

    assert actions.send_to_review(record=draft, by=contributor).state == IN_REVIEW


@pytest.mark.parametrize(
    ("action", "before"),
    [
        ("send_to_review", ARCHIVED),
        ("return_to_draft", IN_REVIEW),
        ("publish", DRAFT),
        ("archive", PUBLISHED),
    ],
)
def test_contributors_do_no_more_than_that(contributor, action, before):
    organisation = OrganisationFactory(state=before)

    with pytest.raises(actions.NotAllowed):
        getattr(actions, action)(record=organisation, by=contributor)


def test_editors_do_not_publish(db):
    draft = OrganisationFactory(state=DRAFT)

    with pytest.raises(actions.NotAllowed):
        actions.publish(record=draft, by=UserFactory(group="editor"))


def test_the_history_says_who_and_why(publisher):
    draft = OrganisationFactory(state=DRAFT)
    actions.publish(record=draft, by=publisher, reason="checked with its office")
    entry = draft.history.latest()

    assert entry.history_user == publisher
    assert entry.history_change_reason == "checked with its office"


def test_verifying_says_who_checked_and_when(publisher):
    organisation = OrganisationFactory()
    actions.mark_verified(organisation=organisation, by=publisher)
    organisation.refresh_from_db()

    assert organisation.verified_on == timezone.localdate()
    assert organisation.verified_by == publisher


def test_verifying_is_not_a_change_of_the_record(publisher):
    organisation = OrganisationFactory()
    before = organisation.updated_at
    actions.mark_verified(organisation=organisation, by=publisher)
    organisation.refresh_from_db()

    assert organisation.updated_at == before


def test_verifying_twice_a_day_is_verifying_once(publisher):
    organisation = OrganisationFactory()
    for _press in range(2):
        actions.mark_verified(organisation=organisation, by=publisher)

    assert organisation.history.filter(history_user=publisher).count() == 1


def test_contributors_do_not_verify(contributor):
    with pytest.raises(actions.NotAllowed):
        actions.mark_verified(organisation=OrganisationFactory(), by=contributor)
