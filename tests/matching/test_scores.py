"""Two records compared: how likely they are one organisation, and why."""

import pytest

from orgs.matching import CERTAIN, LIKELY, POSSIBLE, Key, Reason, compare

SITE = ["https://www.example.org/"]


def score(one, other):
    return compare(one, other)[0]


def reasons(one, other):
    return compare(one, other)[1]


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Human Rights 360", "HumanRights360"),
        ("Fondazione Istituto Oncologico", "FONDAZIONE  ISTITUTO ONCOLOGICO "),
        ("Instituto Pró-Carnívoros", "INSTITUTO PRO-CARNIVOROS"),
        ("medica mondiale e.V.", "Medica Mondiale"),
        ("The African Promise", "African Promise Ltd"),
        ("انجمن زنان", "انجمن زنان"),
    ],
)
def test_spelling_and_legal_form_make_no_other_name(name, other):
    assert compare(Key(name), Key(other)) == (0.85, [Reason.NAME])


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Greek Council for Refugees", "Greek Counsil for Refugees"),
        ("Foundation Helen Bamber", "Helen Bamber Foundation"),
        ("Ελληνικό Συμβούλιο για τους Πρόσφυγες", "Elliniko Simvoulio gia tous Prosfigas"),
        ("Комитет гражданское содействие", "Komitet Grazhdanskoe Sodeystvie"),
    ],
)
def test_errors_order_and_transliteration_make_a_similar_name(name, other):
    found, why = compare(Key(name), Key(other))

    assert why == [Reason.SIMILAR_NAME]
    assert POSSIBLE <= found < CERTAIN


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("1st Hook Scout Group", "2nd Hook Scout Group"),
        ("Legal Aid Centre", "Women's Shelter"),
        ("", ""),
    ],
)
def test_other_numbers_and_other_words_are_another_organisation(name, other):
    assert compare(Key(name), Key(other)) == (0.0, [])


def test_one_identifier_is_certain_whatever_else_differs():
    one = Key("One", countries=["NO"], identifiers=[("XI-ROR", "00v7rks23")])
    other = Key("Entirely different", countries=["PK"], identifiers=[("xi-ror", "00V7RKS23")])

    assert score(one, other) >= CERTAIN
    assert reasons(one, other) == [Reason.IDENTIFIER]


def test_name_website_and_country_together_are_certain():
    one = Key("African Promise", countries=["GB"], websites=["http://www.africanpromise.org.uk"])
    other = Key("AFRICAN PROMISE", countries=["GB"], websites=["HTTPS://AFRICANPROMISE.ORG.UK/"])

    assert score(one, other) >= CERTAIN
    assert reasons(one, other) == [Reason.NAME, Reason.WEBSITE]


def test_a_name_is_likelier_in_one_country_than_in_two():
    here, there = Key("Caritas", countries=["NO"]), Key("Caritas", countries=["GR"])

    assert score(here, there) < LIKELY < score(here, Key("Caritas")) < score(here, here)


def test_two_numbers_in_one_register_speak_against_it():
    one = Key("Parents Association", countries=["GB"], identifiers=[("GB-CHC", "1")])
    other = Key("Parents Association", countries=["GB"], identifiers=[("GB-CHC", "2")])

    assert score(one, other) < LIKELY < score(one, Key("Parents Association", countries=["GB"]))


def test_a_register_that_has_one_organisation_twice_does_not_hide_that_we_have():
    one, other = (
        Key("Sea Rescue", countries=["NO"], websites=SITE, identifiers=[("ROR", number)])
        for number in "12"
    )

    assert LIKELY <= score(one, other) < CERTAIN


def test_national_members_with_pages_on_one_site_are_not_shown():
    one = Key("Sea Rescue Greece", countries=["GR"], websites=["https://example.org/greece"])
    other = Key("Girls' Fund", countries=["NO"], websites=["https://example.org/norway"])

    assert score(one, other) < POSSIBLE


def test_a_host_that_many_share_is_nobodys():
    pages = [f"https://www.facebook.com/{page}" for page in ("one", "two")]

    assert compare(Key("A", websites=pages[:1]), Key("B", websites=pages[1:])) == (0.0, [])
    assert reasons(Key("A", websites=pages[:1]), Key("B", websites=pages[:1])) == [Reason.WEBSITE]
    assert Key("A", websites=["https://facebook.com", "n/a"]).sites == {}


def test_an_acronym_counts_with_what_it_abbreviates():
    long = Key("Sociedad Argentina de Análisis Filosófico", countries=["AR"])
    short = Key("SADAF", acronyms=["SAAF"], countries=["AR"])

    assert reasons(long, short) == [Reason.ACRONYM]
    assert POSSIBLE <= score(long, short) < LIKELY


def test_a_former_name_is_said_to_be_one():
    one, other = Key("New Name", former_names=["Harbour Lights"]), Key("Harbour Lights")

    assert reasons(one, other) == reasons(other, one) == [Reason.FORMER_NAME]
    assert reasons(Key("Harbour Lights", former_names=["X"]), other) == [Reason.NAME]


def test_names_in_scripts_without_spaces_are_compared():
    assert reasons(Key("难民 援助会"), Key("难民援助会")) == [Reason.NAME]
    assert reasons(Key("难民援助会"), Key("妇女之家")) == []
