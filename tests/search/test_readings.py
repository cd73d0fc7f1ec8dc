"""Identifiers, web addresses, former and transliterated names, as people type them."""

import pytest

from orgs.choices import NameKind
from orgs.models import IdentifierScheme, Organisation, SearchKey
from orgs.search.matches import Tier
from orgs.search.readings import readings, site_names
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory
from tests.search.results import ranked, search

pytestmark = pytest.mark.django_db


def found(text):
    """(tier, name) of what a search finds, in order."""
    results = ranked(search(text))
    rows = Organisation.objects.in_bulk([pk for _tier, pk in results])
    return [(tier, rows[pk].name) for tier, pk in results]


def identified(name, scheme, value):
    organisation = OrganisationFactory(name=name)
    IdentifierScheme.objects.get_or_create(code=scheme, defaults={"name": scheme})
    organisation.identifiers.create(scheme_id=scheme, value=value)


# Identifiers


@pytest.mark.parametrize(
    ("scheme", "value", "typed"),
    [
        ("GB-CHC", "1122285", "GB-CHC-1122285"),
        ("GB-CHC", "1122285", "CHC 1122285"),
        ("GB-CHC", "1122285", "https://charities.example/charity?number=1122285"),
        ("XI-ROR", "05dxps055", "05dxps055"),
        ("XI-ROR", "05dxps055", "https://ror.org/05dxps055"),
        ("XI-ROR", "05dxps055", "ror.org/05dxps055"),
        ("XI-ROR", "05dxps055", "ror:05dxps055"),
        ("XI-ROR", "05dxps055", "ROR 05DXPS055"),
        ("XI-LEI", "529900T8BM49AURSDO55", "529900t8bm49aursdo55"),
        ("XI-LEI", "529900T8BM49AURSDO55", "LEI: 5299 00T8 BM49 AURS DO55"),
        (
            "XI-LEI",
            "529900T8BM49AURSDO55",
            "https://search.gleif.org/#/record/529900T8BM49AURSDO55",
        ),
    ],
)
def test_an_identifier_is_found_however_it_is_written(scheme, value, typed):
    identified("Registered", scheme, value)
    assert found(typed) == [(Tier.EXACT, "Registered")]


# Websites


@pytest.fixture
def watch():
    organisation = OrganisationFactory(name="Watchers")
    ContactPointFactory(organisation=organisation, value="https://www.sea-watch.org/en/")


@pytest.mark.parametrize(
    "typed",
    [
        "sea-watch.org",
        "Sea-Watch.ORG",
        "www.sea-watch.org",
        "http://sea-watch.org",
        "https://www.sea-watch.org/en/",
        "https://sea-watch.org/de/mitmachen?ref=2024",
        "sea-watch.org:443/",
    ],
)
def test_a_website_finds_whose_it_is(watch, typed):
    assert found(typed)[0] == (Tier.EXACT, "Watchers")


def test_of_two_on_one_host_the_one_with_that_very_address_is_found():
    for name in ("First", "Second"):
        one = OrganisationFactory(name=name)
        ContactPointFactory(organisation=one, value=f"https://pages.example/{name}")
    assert found("https://pages.example/second/") == [(Tier.EXACT, "Second")]
    assert [name for _tier, name in found("pages.example")] == ["First", "Second"]


def test_a_host_written_in_another_script_is_found_in_both_spellings():
    organisation = OrganisationFactory(name="Readers")
    ContactPointFactory(organisation=organisation, value="https://xn--bcher-kva.example/")
    assert found("bücher.example") == found("xn--bcher-kva.example") == [(Tier.EXACT, "Readers")]


def test_a_website_kept_in_another_script_is_found_in_both_spellings():
    organisation = OrganisationFactory(name="Readers")
    ContactPointFactory(organisation=organisation, value="https://bücher.example/")
    assert found("bücher.example") == found("xn--bcher-kva.example") == [(Tier.EXACT, "Readers")]


def test_only_a_website_is_a_website():
    organisation = OrganisationFactory(name="Writers")
    ContactPointFactory(organisation=organisation, kind="email", value="post@letters.example")
    assert found("letters.example") == []


def test_a_website_is_no_name_to_begin_with(watch):
    assert found("seawat") == []
    assert not SearchKey.objects.get(key="seawatchorg").is_name


def test_a_website_taken_away_is_found_no_more(watch):
    Organisation.objects.get().contact_points.all().delete()
    assert found("sea-watch.org") == []


@pytest.mark.parametrize("address", ["Harbour Aid", "A.O.I.", "a@b.example", "http://[::1]/", ""])
def test_what_is_no_web_address_names_no_site(address):
    assert site_names(address) == []


# Former names


@pytest.mark.parametrize(
    "typed",
    [
        "the former BelgrAid",
        "former BelgrAid",
        "formerly BelgrAid",
        "formerly known as BelgrAid",
        "ex-BelgrAid",
        "f.k.a. BelgrAid",
        "BelgrAid (formerly)",
        "l’ancienne BelgrAid",
        "anciennement BelgrAid",
        "anciennement connue sous le nom de BelgrAid",
        "سابقًا BelgrAid",
        "BelgrAid سابقًا",
        "المعروفة سابقًا باسم BelgrAid",
    ],
)
def test_a_former_name_is_found_when_it_is_called_so(typed):
    organisation = OrganisationFactory(name="Collective Aid")
    NameFactory(organisation=organisation, text="BelgrAid", kind=NameKind.FORMER)
    assert found(typed) == [(Tier.EXACT, "Collective Aid")]


def test_who_is_really_called_former_comes_first():
    OrganisationFactory(name="Prisoners")
    OrganisationFactory(name="Former Prisoners")
    assert found("former prisoners") == [(Tier.EXACT, "Former Prisoners")]


def test_who_is_really_called_former_and_more_is_not_lost():
    OrganisationFactory(name="Former Prisoners Network")
    OrganisationFactory(name="Prisoners")
    assert found("former prisoners") == [
        (Tier.EXACT, "Prisoners"),
        (Tier.BEGINS, "Former Prisoners Network"),
    ]


@pytest.mark.parametrize("typed", ["former", "ex", "exact", "Formerlife", "سابقا"])
def test_a_word_alone_is_not_read_otherwise(typed):
    assert list(readings(typed)) == []


# Acronyms, the order of words, scripts


@pytest.mark.parametrize("stored", ["ACLU", "A.C.L.U.", "A C L U"])
@pytest.mark.parametrize("typed", ["aclu", "ACLU", "A.C.L.U.", "a. c. l. u.", "A.C.L.U"])
def test_an_acronym_is_found_with_and_without_dots(stored, typed):
    organisation = OrganisationFactory(name="Union")
    NameFactory(organisation=organisation, text=stored, kind=NameKind.ACRONYM)
    assert found(typed) == [(Tier.EXACT, "Union")]


@pytest.mark.parametrize("typed", ["aid for refugees", "refugees for aid", "for refugees aid"])
def test_words_may_come_in_any_order(typed):
    OrganisationFactory(name="Legal Aid for Refugees")
    assert [name for _tier, name in found(typed)] == ["Legal Aid for Refugees"]


@pytest.mark.parametrize(
    ("name", "transliteration", "typed"),
    [
        ("Солидарность", "Solidarnost", "solidarnost"),
        ("جمعية الأمل", "Jam'iyyat al-Amal", "jamiyyat al amal"),
        ("Ελληνική Ένωση", "Ellinikí Énosi", "elliniki enosi"),
    ],
)
def test_a_transliterated_name_is_found_in_both_scripts(name, transliteration, typed):
    organisation = OrganisationFactory(name=name)
    NameFactory(organisation=organisation, text=transliteration, kind=NameKind.TRANSLITERATION)
    assert found(typed) == found(name) == [(Tier.EXACT, name)]
