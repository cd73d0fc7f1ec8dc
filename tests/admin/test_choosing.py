"""Choosing other records in the panel's forms where there is no script."""

import re

import pytest
from django.urls import reverse

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.models import Country, Identifier, Relation
from tests.admin.test_organisation_form import change, form_of
from tests.factories import (
    GrantFactory,
    NameFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
LINK = "admin:orgs_relation_add"


def link(client, written, ours=None):
    """The answer to the form of a link, sent without a script."""
    ours = ours or OrganisationFactory(name="Ours", headquarters_id="NO")
    sent = {"from_organisation-plain": ours.public_id, "to_organisation-plain": written}
    return client.post(reverse("admin:orgs_relation_add"), sent | {"kind": "member_of"})


def without_script(page):
    """What a page has for browsers without scripts."""
    return "".join(re.findall(r"<noscript>(.*?)</noscript>", page.content.decode(), re.DOTALL))


@pytest.mark.parametrize(
    "text", ["{0.public_id}", "Harbour Légal Clinic", "harbour legal clinic", "HLC", "GB-CHC-1234"]
)
def test_an_organisation_is_named_by_id_number_or_name(as_role, text):
    there = OrganisationFactory(name="Harbour Légal Clinic")
    NameFactory(organisation=there, text="HLC", kind=NameKind.ACRONYM)
    Identifier.objects.create(organisation=there, scheme_id="GB-CHC", value="1234")
    OrganisationFactory(name="Harbour Legal Clinics")

    link(as_role("editor"), text.format(there))
    assert Relation.objects.get().to_organisation == there


def test_what_names_nobody_is_said_in_plain_words_and_stays_in_the_form(as_role):
    page = link(as_role("editor"), "Nobody & Co")

    assert "no organisation called “Nobody &amp; Co”" in page.content.decode()
    assert 'value="Nobody &amp; Co"' in without_script(page)


def test_of_several_with_one_name_the_ids_are_said(as_role):
    twins = OrganisationFactory.create_batch(2, name="Legal Aid")
    page = link(as_role("editor"), "Legal Aid").content.decode()

    assert all(one.public_id in page for one in twins)
    assert not Relation.objects.exists()


@pytest.mark.parametrize("text", ["x" * 501, "a\0b", "-", "CSD-0000-0000-1", "?", " "])
def test_what_cannot_be_a_name_is_refused(as_role, text):
    assert link(as_role("editor"), text).status_code == 200
    assert not Relation.objects.exists()


def test_what_is_out_of_reach_is_as_if_it_was_not_there(client):
    client.force_login(GrantFactory(countries=["NO"]).user)
    outside = OrganisationFactory(
        name="Outside", headquarters_id="GR", state=PublicationState.DRAFT
    )

    for text in ("Outside", outside.public_id):
        assert f"no organisation called “{text}”" in link(client, text).content.decode()


def test_a_contributor_cannot_name_a_hidden_organisation(as_role):
    OrganisationFactory(name="Hidden one", risk=RiskLevel.HIDDEN)
    ours = OrganisationFactory(state=PublicationState.DRAFT)

    assert link(as_role("contributor"), "Hidden one", ours).status_code == 200


def test_every_country_and_area_has_a_box_and_those_chosen_come_first(as_role):
    page = as_role("editor").get(change(OrganisationFactory(countries=["NO"])))
    boxes = re.findall(r'name="countries-plain" value="(..)"( checked)?', without_script(page))

    assert boxes[0] == ("NO", " checked")
    assert len(boxes) == Country.objects.count()
    assert 'name="focus_areas-plain"' in without_script(page)


def test_boxes_are_saved_and_can_all_be_left_empty(as_role):
    organisation, client = OrganisationFactory(countries=["NO", "GR"]), as_role("editor")
    for boxes in (["", "NO", "SE"], [""]):
        sent = {"countries-plain": boxes, "countries": ["NO", "GR"]}
        client.post(change(organisation), form_of(organisation, **sent))
        kept = sorted(organisation.countries.values_list("pk", flat=True))

        assert kept == sorted(filter(None, boxes))


def test_the_blank_row_is_one_more_row(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    blank = {"offices-__prefix__-kind": "branch", "offices-__prefix__-country": "GR"}
    refused = client.post(change(organisation), form_of(organisation, name="", **blank))
    client.post(change(organisation), form_of(organisation, **blank))
    office = organisation.offices.get()

    assert 'name="offices-0-country"' in refused.content.decode()
    assert (office.kind, office.country_id) == ("branch", "GR")


def test_a_blank_row_left_as_it_is_adds_nothing(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    page = client.get(change(organisation))
    left = re.findall(r'<input[^>]*name="([a-z_]+-__prefix__-[a-z_-]+)"', page.content.decode())
    client.post(change(organisation), form_of(organisation, **dict.fromkeys(left, "")))

    assert len(left) > 20
    assert not organisation.offices.exists()


def test_a_link_sent_back_as_it_was_is_no_change(as_role):
    there = RelationFactory()
    organisation, client = there.from_organisation, as_role("editor")
    row = {"id": there.pk, "from_organisation": organisation.pk, "kind": there.kind}
    row |= {"to_organisation-plain": there.to_organisation.public_id, "note": there.note}
    sent = {f"relations_out-0-{name}": value for name, value in row.items()}
    counts = {"relations_out-TOTAL_FORMS": 1, "relations_out-INITIAL_FORMS": 1}
    answer = client.post(change(organisation), form_of(organisation, **sent, **counts))

    assert answer.status_code == 302
    assert there.history.count() == 1


def test_a_library_item_names_an_organisation_on_each_line(as_role):
    item, client = ResourceFactory(), as_role("editor")
    first, second = OrganisationFactory.create_batch(2)
    address = reverse("admin:orgs_resource_change", args=[item.pk])
    sent = {"kind": item.kind, "title": item.title, "url": item.url, "slug": item.slug}
    sent |= {"organisations-plain": f"{first.public_id}\r\n\r\n{second.name}", "language": "en"}
    client.post(address, sent)

    assert set(item.organisations.all()) == {first, second}
    assert first.public_id in without_script(client.get(address))

    refused = client.post(address, sent | {"organisations-plain": "Nobody"})
    assert "Nobody</textarea>" in without_script(refused)
    assert item.organisations.count() == 2


def test_a_role_is_narrowed_to_a_network_written_down(as_role):
    network, account = OrganisationFactory(), UserFactory()
    sent = {"user": account.pk, "role": "editor", "narrowed_to": "network"}
    sent |= {"network-plain": network.name, "ends_on": "2099-01-01"}
    as_role("administrator").post(reverse("admin:orgs_grant_add"), sent)

    assert account.grants.get().network == network
