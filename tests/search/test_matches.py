"""What a search finds, and what comes first."""

from datetime import date

import pytest

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.models import IdentifierScheme, Organisation
from orgs.search.matches import Tier
from tests.factories import (
    ContactFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    SourceFactory,
)
from tests.search.results import ranked, respelt, search

pytestmark = pytest.mark.django_db


def names(results):
    found = Organisation.objects.in_bulk([pk for _tier, pk in results])
    return [found[pk].name for _tier, pk in results]


def found(text):
    return names(ranked(search(text)))


def tiers(text):
    return [tier for tier, _pk in ranked(search(text))]


@pytest.fixture
def known():
    """A few organisations as people look for them, among others that resemble them."""
    aid = OrganisationFactory(name="Collective Aid", countries=["GR", "BA"])
    NameFactory(organisation=aid, text="BelgrAid", kind=NameKind.FORMER)
    rights = OrganisationFactory(name="HumanRights360", headquarters_id="GR")
    NameFactory(organisation=rights, text="HR360", kind=NameKind.ACRONYM)
    OrganisationFactory(name="Sienos Grupė", headquarters_id="LT")
    OrganisationFactory(name="Aid for Collective Rights", summary="Human rights, 360 degrees.")
    OrganisationFactory(name="Grupe for Aid", summary="It once worked with Sienos.")


@pytest.mark.parametrize(
    ("typed", "first"),
    [
        ("Collective Aid", "Collective Aid"),
        ("belgraid", "Collective Aid"),
        ("HR360", "HumanRights360"),
        ("H.R. 360", "HumanRights360"),
        ("Human Rights 360", "HumanRights360"),
        ("human-rights 360", "HumanRights360"),
        ("Sienos Grupe", "Sienos Grupė"),
        ("sienos grup", "Sienos Grupė"),
        ("colective aid", "Collective Aid"),
        ("Belgriad", "Collective Aid"),
    ],
)
def test_a_known_organisation_comes_first(known, typed, first):
    results = found(typed) or names(ranked(respelt(typed)))
    assert results[0] == first


def test_each_tier_comes_before_the_next():
    OrganisationFactory(name="Elsewhere", summary="Legal aid and more.")
    OrganisationFactory(name="Aid of the legal kind")
    OrganisationFactory(name="Legal Aiders")
    OrganisationFactory(name="Legal-Aid")
    assert tiers("legal aid") == [Tier.EXACT, Tier.BEGINS, Tier.NAMES, Tier.ANYWHERE]


def test_within_a_tier_checked_comes_first_then_complete_then_fresh():
    OrganisationFactory(name="Aid one")
    OrganisationFactory(name="Aid two", summary="It says what it does.")
    OrganisationFactory(name="Aid three", verified_on=date(2026, 1, 1))
    assert found("aid") == ["Aid three", "Aid two", "Aid one"]


@pytest.mark.parametrize("typed", ["GB-CHC-1122285", "gb chc 1122285", "1122285"])
def test_an_identifier_is_found_exactly(typed):
    organisation = OrganisationFactory(name="Registered")
    scheme, _ = IdentifierScheme.objects.get_or_create(code="GB-CHC", defaults={"name": "Register"})
    organisation.identifiers.create(scheme=scheme, value="1122285")
    assert (found(typed), tiers(typed)) == (["Registered"], [Tier.EXACT])


def test_a_permanent_id_is_found_as_people_write_it():
    organisation = OrganisationFactory(name="Lasting")
    assert found(organisation.public_id.lower().replace("-", " ")) == ["Lasting"]


@pytest.mark.parametrize(
    ("text", "typed"),
    [
        ("Ελληνική Ένωση", "ελληνικη ενωση"),
        ("Комитет Солидарёв", "солидарев"),
        ("جمعيّة الأمل", "جمعية الامل"),
        ("人权组织协会", "权组织"),
        ("인권운동연합", "운동"),
        ("มูลนิธิสิทธิ", "สิทธิ"),
        ("マイノリティの権利", "権利"),
        ("संस्था विकास", "विकास"),
        ("Straße", "strasse"),
        ("Işık Derneği", "isik dernegi"),
    ],
)
def test_every_script_is_searched_without_accents_and_case(text, typed):
    OrganisationFactory(name=text)
    assert found(typed) == [text]


@pytest.mark.parametrize(
    "country", ["Greece", "Grèce", "Grecia", "اليونان", "Греция", "希腊", "Gré"]
)
def test_a_country_is_found_by_its_name_in_any_language(country):
    OrganisationFactory(name="Somewhere", countries=["GR"], headquarters_id=None)
    assert found(country) == ["Somewhere"]


def test_a_focus_area_and_those_above_it_are_found_by_name():
    OrganisationFactory(name="Lawyers", focus=["legal-aid"])
    assert found("legal aid") == found("justice") == ["Lawyers"]


def test_the_city_is_found():
    OfficeFactory(organisation=OrganisationFactory(name="Northern"), city="Tromsø")
    assert found("tromso") == ["Northern"]


def test_a_phrase_must_stand_side_by_side():
    OrganisationFactory(name="Human Rights Watchers")
    OrganisationFactory(name="Rights of every Human")
    assert found('"human rights"') == ["Human Rights Watchers"]


def test_a_phrase_does_not_reach_from_one_name_into_the_next():
    NameFactory(organisation=OrganisationFactory(name="Human"), text="Rights")
    assert found('"human rights"') == []


def test_excluded_words_and_phrases_are_not_found():
    OrganisationFactory(name="Aid at sea")
    OrganisationFactory(name="Aid on land", summary="Never at sea.")
    assert found("aid -sea") == []
    assert found('aid -"never at sea"') == ["Aid at sea"]


def test_excluding_alone_finds_everything_else():
    OrganisationFactory(name="Aid")
    OrganisationFactory(name="Other")
    assert found("-aid") == ["Other"]


@pytest.mark.parametrize(
    "change",
    [
        {"state": PublicationState.DRAFT},
        {"state": PublicationState.IN_REVIEW},
        {"state": PublicationState.ARCHIVED},
        {"risk": RiskLevel.HIDDEN},
    ],
)
def test_what_visitors_may_not_find_is_not_found(change):
    organisation = OrganisationFactory(name="Unfindable", **change)
    for typed in ("unfindable", "unfind", organisation.public_id, "norway", "-nothing"):
        assert found(typed) == []


def test_people_streets_and_sources_are_never_indexed():
    organisation = OrganisationFactory(name="Careful")
    ContactFactory(organisation=organisation, name="Canary Person", role="Canaryrole")
    OfficeFactory(organisation=organisation, street_address="Canary street 7", admin1="Canaryland")
    SourceFactory(organisation=organisation, title="Canary source")
    assert found("canary") == found("canaryrole") == []


def test_a_correction_never_gives_away_a_hidden_name():
    OrganisationFactory(name="Secretive", risk=RiskLevel.HIDDEN)
    OrganisationFactory(name="Discreet", state=PublicationState.DRAFT)
    assert respelt("Secretve") is None
    assert respelt("Discret") is None


def test_a_correction_keeps_the_rest_of_what_was_typed():
    OrganisationFactory(name="Collective Aid")
    assert respelt('Colective "aid" -greece').query.text == 'Collective "aid" -greece'


def test_a_short_word_is_forgiven_one_letter_and_a_long_one_two():
    OrganisationFactory(name="Peace Foundation")
    assert respelt("Paece").query.text == "Peace"
    assert respelt("Fuondatoin").query.text == "Foundation"
    assert respelt("Paec") is None


def test_a_correction_prefers_the_frequent_word():
    OrganisationFactory(name="Casa")
    for number in range(3):
        OrganisationFactory(name=f"Case {number}")
    assert respelt("Casx").query.text == "Case"


def test_a_wrong_first_letter_is_corrected():
    OrganisationFactory(name="Collective")
    assert respelt("Xollective").query.text == "Collective"


def test_a_word_with_vowel_signs_is_corrected():
    OrganisationFactory(name="ग्रिनहुड नेपाल")
    assert respelt("ग्रिनहूड नेपाल").query.text == "ग्रिनहुड नेपाल"


@pytest.mark.parametrize(
    "typed",
    ["人权組织协会", "人权组织织协会", "人权织协会", "人权织组协会", "的人权组织协会", "组织协全"],
)
def test_a_slip_in_a_script_without_spaces_is_corrected(typed):
    OrganisationFactory(name="人权组织协会")
    OrganisationFactory(name="人民协会")
    assert names(ranked(respelt(typed))) == ["人权组织协会"]


def test_a_slip_that_makes_another_known_word_is_corrected():
    for name in ("Arts of Peace", "Arms and arms", "Arms control", "Arms trade"):
        OrganisationFactory(name=name)
    assert names(ranked(respelt("Arms of Peace"))) == ["Arts of Peace"]


def test_nothing_is_corrected_to_a_name_that_is_much_different():
    OrganisationFactory(name="Peace Foundation of the North")
    assert respelt("Peace Foundation of Sand") is None


def test_the_closest_name_never_gives_away_a_hidden_one():
    OrganisationFactory(name="人权组织协会", risk=RiskLevel.HIDDEN)
    assert respelt("人权組织协会") is None
