"""Where the addresses of records that were merged lead."""

import pytest
from django.urls import reverse

from orgs import actions
from orgs.choices import PublicationState, RiskLevel
from orgs.models import Organisation
from tests.factories import OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def merge():
    by = UserFactory(group="publisher")
    return lambda lose, keep: actions.merge(keep=keep, lose=lose, by=by)


def addresses(organisation):
    return [
        reverse("permanent", args=[organisation.public_id]),
        reverse("organisation", args=[organisation.slug]),
    ]


def replaced(client):
    lines = client.get("/organisations-replaced.csv").content.decode().splitlines()
    assert lines[0] == "public_id,replaced_by,replaced_on"
    return [line.split(",")[:2] for line in lines[1:]]


def test_id_slug_and_former_slug_lead_to_the_record_that_stays_for_good(client, merge):
    keep, lose = OrganisationFactory(), OrganisationFactory(slug="before")
    lose.slug = "after"
    lose.save()
    merge(lose, keep)

    by_id, by_slug = (client.get(address) for address in addresses(lose))
    former = client.get(reverse("organisation", args=["before"]))

    assert [one.status_code for one in (by_id, by_slug, former)] == [301] * 3
    assert by_id.url == reverse("permanent", args=[keep.public_id])
    assert by_slug.url == former.url == keep.get_absolute_url()


def test_a_chain_leads_to_its_end(client, merge):
    first, second, third = (OrganisationFactory() for _ in range(3))
    merge(first, second)
    merge(second, third)

    for one in (first, second):
        assert client.get(addresses(one)[1]).url == third.get_absolute_url()
    assert replaced(client) == sorted([one.public_id, third.public_id] for one in (first, second))


@pytest.mark.parametrize(
    "change", [{"risk": RiskLevel.HIDDEN}, {"state": PublicationState.ARCHIVED}]
)
def test_where_the_record_that_stays_is_not_public_nothing_ever_was(client, merge, change):
    keep, lose = OrganisationFactory(), OrganisationFactory()
    merge(lose, keep)
    Organisation.objects.filter(pk=keep.pk).update(**change)

    assert [client.get(address).status_code for address in addresses(lose)] == [404, 404]
    assert replaced(client) == []


def test_a_hidden_record_leads_nowhere_even_when_the_other_is_made_public_again(client, merge):
    keep, lose = OrganisationFactory(), OrganisationFactory(risk=RiskLevel.HIDDEN)
    merge(lose, keep)
    Organisation.objects.filter(pk=keep.pk).update(risk=RiskLevel.STANDARD)

    assert [client.get(address).status_code for address in addresses(lose)] == [404, 404]
    assert replaced(client) == []


def test_a_draft_was_never_public_and_leads_nowhere(client, merge):
    keep, lose = OrganisationFactory(), OrganisationFactory(state=PublicationState.DRAFT)
    merge(lose, keep)

    assert [client.get(address).status_code for address in addresses(lose)] == [404, 404]
    assert replaced(client) == []


def test_the_record_that_goes_leaves_list_and_file(client, merge):
    keep, lose = OrganisationFactory(name="Stays"), OrganisationFactory(name="Goes")
    done = merge(lose, keep)

    page = client.get(reverse("organisations")).content.decode()
    file = b"".join(client.get(reverse("organisations_csv"))).decode()
    assert (lose.slug in page, lose.public_id in file) == (False, False)
    assert "Goes" in file  # as another name of the one that stays

    actions.undo_merge(merge=done, by=done.merged_by)
    assert lose.public_id in b"".join(client.get(reverse("organisations_csv"))).decode()
    assert [client.get(address).status_code for address in addresses(lose)] == [302, 200]
