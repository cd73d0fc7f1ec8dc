"""An organisation as schema.org has it, inside its page."""

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.choices import NameKind, RiskLevel
from orgs.exports import linked_data
from orgs.models import Organisation
from orgs.visibility import ShownInDetail, organisation_at, show
from orgs.visibility.shown import ShownDetail
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
)

pytestmark = pytest.mark.django_db

PARTS = ("names", "identifiers", "contact_points", "focus_areas", "countries", "offices")
SITE = "http://127.0.0.1:8000"
BLOCK = re.compile(r'<script type="application/ld\+json">(.*?)</script>', re.DOTALL)


def on_page(client, organisation, prefix=""):
    page = client.get(prefix + organisation.get_absolute_url()).content.decode()
    (block,) = BLOCK.findall(page)
    assert not set("<>&") & set(block)
    return json.loads(block)


@pytest.fixture
def harbour():
    organisation = OrganisationFactory(
        name="Harbour Aid",
        summary="Brings water.",
        founded="2017-05",
        headquarters_id="GR",
        countries=["GR", "IT"],
        languages=["el", "en"],
        focus=["legal-aid"],
    )
    NameFactory(organisation=organisation, text="HA", kind=NameKind.ACRONYM)
    NameFactory(organisation=organisation, text="Harbour Aid e.V.", kind=NameKind.OFFICIAL)
    organisation.identifiers.create(scheme_id="XI-ROR", value="05a28rw58")
    for kind, value in {
        "website": "https://harbour.example.org/",
        "email": "office@harbour.example.org",
        "social": "https://social.example.org/@harbour",
    }.items():
        ContactPointFactory(organisation=organisation, kind=kind, value=value)
    OfficeFactory(organisation=organisation, city="Athens", country_id="GR")
    return organisation


def test_it_says_what_the_page_says(client, harbour):
    found = on_page(client, harbour)

    assert found == {
        "@context": "https://schema.org",
        "@type": "NGO",
        "@id": f"{SITE}/o/{harbour.public_id}",
        "mainEntityOfPage": f"{SITE}{harbour.get_absolute_url()}",
        "name": "Harbour Aid",
        "legalName": "Harbour Aid e.V.",
        "alternateName": ["HA", "Harbour Aid e.V."],
        "description": "Brings water.",
        "identifier": [
            {"@type": "PropertyValue", "propertyID": "CSD", "value": harbour.public_id},
            {
                "@type": "PropertyValue",
                "propertyID": "XI-ROR",
                "value": "05a28rw58",
                "url": "https://ror.org/05a28rw58",
            },
        ],
        "url": "https://harbour.example.org/",
        "sameAs": ["https://social.example.org/@harbour", "https://ror.org/05a28rw58"],
        "email": "office@harbour.example.org",
        "foundingDate": "2017-05",
        "knowsLanguage": ["el", "en"],
        "knowsAbout": "Legal aid",
        "areaServed": [
            {"@type": "Country", "name": "Greece", "identifier": "GR"},
            {"@type": "Country", "name": "Italy", "identifier": "IT"},
        ],
        "location": {
            "@type": "Place",
            "address": {
                "@type": "PostalAddress",
                "addressLocality": "Athens",
                "addressCountry": "GR",
            },
        },
    }


def test_it_speaks_the_language_of_its_page(client, harbour):
    assert on_page(client, harbour, "/fr")["areaServed"][0]["name"] == "Grèce"


@pytest.mark.parametrize(
    ("kind", "type_"),
    [
        ("network", "NGO"),
        ("intergovernmental", "Organization"),
        ("public_body", "GovernmentOrganization"),
    ],
)
def test_what_is_no_ngo_is_not_called_one(client, kind, type_):
    assert on_page(client, OrganisationFactory(kind=kind))["@type"] == type_


@pytest.mark.parametrize(
    ("kind", "ours", "theirs"),
    [
        ("member_of", "memberOf", "member"),
        ("parent_of", "subOrganization", "parentOrganization"),
        ("founded_by", "founder", None),
        ("partner_of", None, None),
    ],
)
def test_links_are_said_from_both_sides(client, kind, ours, theirs):
    one, other = OrganisationFactory(name="One"), OrganisationFactory(name="Other")
    RelationFactory(from_organisation=one, to_organisation=other, kind=kind)

    for organisation, name, end in ((one, ours, other), (other, theirs, one)):
        found = on_page(client, organisation)
        told = {key: found[key]["name"] for key in ("memberOf", "member", "subOrganization",
                "parentOrganization", "founder") if key in found}  # fmt: skip
        assert told == ({name: end.name} if name else {})


def test_a_link_that_has_ended_is_not_said(client):
    link = RelationFactory(kind="member_of", to_date="2020")

    assert "memberOf" not in on_page(client, link.from_organisation)


def test_it_names_no_person_no_street_and_nobody_hidden(client, harbour):
    person = ContactFactory(organisation=harbour, name="Zoe Person", email="zoe@example.org")
    ConsentFactory(contact=person, covers_exports=True)
    OfficeFactory(organisation=harbour, street_address="1 Secret Street", country_id="GR")
    RelationFactory(
        from_organisation=harbour,
        to_organisation__name="Secret",
        to_organisation__risk=RiskLevel.HIDDEN,
    )

    found = json.dumps(on_page(client, harbour))

    assert "Zoe" not in found
    assert "Secret" not in found
    assert "memberOf" not in found


HOSTILE = '</script><script>alert(1)</script><!--<script> & \u2028 \\ " \u0001'


def test_nothing_written_by_strangers_ends_the_element(client):
    one = OrganisationFactory(name="Harbour", summary=HOSTILE)
    NameFactory(organisation=one, text=HOSTILE)

    found = on_page(client, one)

    assert found["description"] == found["alternateName"] == HOSTILE


@given(st.text())
def test_any_text_comes_back_as_it_was(text):
    one = Organisation(public_id="CSD-0000-0000-0", slug="x", name="x", kind="ngo", summary=text)
    shown = ShownInDetail(one, ShownDetail(), **dict.fromkeys(PARTS, ()))

    written = linked_data.linked_data(shown)

    assert json.loads(written).get("description", "") == text
    assert not re.search("[<>&\u2028\u2029]", written)


def test_it_costs_no_query(harbour, django_assert_num_queries):
    shown = show(organisation_at(harbour.slug))
    with django_assert_num_queries(0):
        linked_data.linked_data(shown)
