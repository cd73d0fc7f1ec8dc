"""The likely twins of what somebody types or imports."""

import pytest

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.matching import LIKELY, POSSIBLE, Key, Reason, candidates, likely_twins
from orgs.matching.lookup import MOST_OF_A_KEY
from orgs.models import Identifier, IdentifierScheme, Organisation
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def ids(found):
    return [one.organisation_id for one in found]


def test_a_twin_is_found_by_its_name():
    twin = OrganisationFactory(name="Harbour Lights Association")
    OrganisationFactory(name="Women's Shelter")

    (found,) = likely_twins("HARBOUR  LIGHTS association", country="NO")

    assert found.organisation_id == twin.pk
    assert found.score >= LIKELY
    assert found.reasons == [Reason.NAME]


def test_drafts_and_hidden_ones_are_found_by_who_may_know_of_them():
    hidden = OrganisationFactory(
        name="Harbour Lights", state=PublicationState.DRAFT, risk=RiskLevel.HIDDEN
    )
    known = Organisation.objects.not_hidden()

    assert ids(likely_twins("Harbour Lights")) == [hidden.pk]
    assert likely_twins("Harbour Lights", within=known) == []


def test_a_record_is_not_its_own_twin():
    own = OrganisationFactory(name="Harbour Lights")

    assert likely_twins("Harbour Lights", exclude=own.pk) == []


def test_a_website_or_an_identifier_finds_it_under_another_name():
    twin = OrganisationFactory(name="Harbour Lights")
    ContactPointFactory(organisation=twin, value="http://www.harbour.example/")
    scheme = IdentifierScheme.objects.first()
    Identifier.objects.create(organisation=twin, scheme=scheme, value="112-2285")

    by_site = likely_twins("Something else", websites=["harbour.example/about"])
    by_number = likely_twins("Something else", identifiers=[(scheme.pk, "1122285")])

    assert [one.reasons for one in by_site] == [[Reason.WEBSITE]]
    assert [one.reasons for one in by_number] == [[Reason.IDENTIFIER]]


def test_an_acronym_and_a_former_name_find_it():
    twin = OrganisationFactory(name="Sociedad Argentina de Filosofía", headquarters_id="AR")
    NameFactory(organisation=twin, text="Harbour Lights", kind=NameKind.FORMER)
    NameFactory(organisation=twin, text="SAF", kind=NameKind.ACRONYM)

    assert likely_twins("Harbour Lights")[0].reasons == [Reason.FORMER_NAME]
    assert likely_twins("SAF", country="AR")[0].reasons == [Reason.NAME, Reason.ACRONYM][1:]


def test_each_of_several_records_gets_its_own_and_the_likeliest_first():
    near = OrganisationFactory(name="Harbour Lights", headquarters_id="GR")
    nearest = OrganisationFactory(name="Harbour Lights", headquarters_id="NO")
    other = OrganisationFactory(name="Women's Shelter", headquarters_id=None, countries=["NO"])

    found = candidates(
        [Key("Harbour Lights", countries=["NO"]), Key("Nobody knows"), Key("Womens Shelter")]
    )

    assert {place: ids(those) for place, those in found.items()} == {
        0: [nearest.pk, near.pk],
        2: [other.pk],
    }
    assert all(one.score >= POSSIBLE for those in found.values() for one in those)
    assert candidates([Key("Harbour Lights")], limit=1)[0] == likely_twins(
        "Harbour Lights", limit=1
    )


def test_many_records_take_as_many_queries_as_one(django_assert_num_queries):
    for number in range(20):
        OrganisationFactory(name=f"Harbour Lights {number}", headquarters_id=None)
    with django_assert_num_queries(7):
        candidates([Key("Harbour Lights 1")])
    with django_assert_num_queries(7):
        assert len(candidates([Key(f"Harbour Lights {one}") for one in range(20)])) == 20
    with django_assert_num_queries(0):
        assert candidates([]) == candidates([Key("")]) == {}


def test_a_key_that_everybody_has_is_left_out(monkeypatch):
    monkeypatch.setattr("orgs.matching.lookup.MOST_OF_A_KEY", 2)
    for country in ("NO", "GR", "IT"):
        OrganisationFactory(name="Parents' Association", headquarters_id=country)

    assert MOST_OF_A_KEY > 2
    assert likely_twins("Parents' Association") == []
