"""What a public address tells of what is not public: nothing."""

import re

import pytest

from orgs import actions
from orgs.choices import PublicationState, RiskLevel, SuggestionKind
from orgs.models import FormerSlug
from tests.factories import (
    OrganisationFactory,
    ResourceFactory,
    SuggestionFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
ENDING = re.compile("-[0-9a-z]{6}|-[0-9a-z]{4}-[0-9a-z]{4}-[0-9a-z]")


def suggested(what, /, **values):
    """What a stranger's suggestion becomes, accepted and published at once."""
    proposal = {name: {"from": "", "to": value} for name, value in values.items()}
    row = SuggestionFactory(
        kind=what, organisation=None, proposal=proposal, source="https://example.org/"
    )
    publisher = UserFactory(group="publisher")
    done = actions.accept(suggestion=row, by=publisher, publish_it=True)
    return done.resource or done.organisation


def an_item(title):
    return suggested(SuggestionKind.RESOURCE, kind="report", title=title)


def an_organisation(name):
    return suggested(SuggestionKind.NEW, name=name)


@pytest.mark.parametrize("state", PublicationState)
def test_the_address_of_a_suggested_item_does_not_tell_whether_one_has_its_title(client, state):
    ResourceFactory(slug="a-secret", title="A secret", state=state)

    for words in ("a-secret", "another"):
        made = an_item(words.replace("-", " "))
        assert ENDING.fullmatch(made.slug.removeprefix(words))
        assert client.get(f"/library/{made.slug}/").status_code == 200


@pytest.mark.parametrize(
    "facts", [{"risk": RiskLevel.HIDDEN}, {"state": PublicationState.ARCHIVED}, {}], ids=str
)
def test_the_address_of_a_suggested_organisation_does_not_tell_whether_one_has_its_name(
    client, facts
):
    there = OrganisationFactory(slug="a-secret", name="A secret", **facts)
    FormerSlug.objects.create(slug="a-former-secret", organisation=there)

    for words in ("a-secret", "a-former-secret", "another"):
        made = an_organisation(words.replace("-", " "))
        assert ENDING.fullmatch(made.slug.removeprefix(words))
        assert client.get(made.get_absolute_url()).status_code == 200


def test_addresses_given_before_stay(client):
    one, item = OrganisationFactory(slug="as-before"), ResourceFactory(slug="as-before-2")
    one.name, item.title = "Renamed", "Retitled"
    one.save()
    item.save()

    assert client.get("/organisations/as-before/").status_code == 200
    assert client.get("/library/as-before-2/").status_code == 200
