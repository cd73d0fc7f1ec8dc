"""Who is found, how well it fits, and when it is a match."""

import pytest

from orgs.choices import NameKind
from tests.api.reconcile.conftest import name, property_of
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def features(candidate):
    return {one["id"]: one["value"] for one in candidate["features"]}


@pytest.mark.parametrize(
    ("text", "score"),
    [
        ("Harbour Aid Collective", 100),
        ("HARBOUR-AID collective", 100),
        ("Friends of the Harbour", 100),
        ("Συλλογικοτητα του λιμανιου", 100),
        ("The Harbour Aid Collective Ltd", 97),
        ("Syllogikotita tou Limaniou", 97),
        ("Harbour Aid Collective (HAC)", 99),
        ("Quayside Welcome Group", 92),
        ("HAC", 90),
        ("1122285", 95),
        ("harbour-aid.example.org", 90),
    ],
)
def test_a_name_number_or_site_finds_it_with_its_documented_score(ask, harbour, text, score):
    (one,) = ask.query(text)
    assert (one["id"], one["score"]) == (harbour.public_id, score)


@pytest.mark.parametrize(
    "text",
    [
        "GB-CHC-1122285",
        "https://ror.org/02mhbdp94",
        "02MHBDP94",
        "529900T8BM49AURSDO55",
    ],
)
def test_a_register_number_settles_it(ask, harbour, text):
    (one,) = ask.query(text)
    assert (one["id"], one["score"], one["match"]) == (harbour.public_id, 100, True)
    assert features(one)["identifier"] is True


def test_the_permanent_id_settles_it_as_people_write_it(ask, harbour):
    for text in (harbour.public_id, harbour.public_id.lower().replace("-", " ")):
        (one,) = ask.query(text)
        assert (one["id"], one["score"], one["match"]) == (harbour.public_id, 100, True)


@pytest.mark.parametrize(
    "text",
    [
        "Harbour Aid Colective",
        "Harbor Aid Collective",
        "Harbour Aid Collectvie",
        "Harbour Iad Collective",
        "Collective Harbour Aid",
        "Harbour Aid",
        "Harbour Aid Collective International",
    ],
)
def test_a_name_that_is_nearly_right_is_a_candidate_and_no_match(ask, harbour, text):
    (one,) = ask.query(text)
    assert one["id"] == harbour.public_id
    assert 50 <= one["score"] <= 95
    assert one["match"] is False


@pytest.mark.parametrize("text", ["Hopefeild", "Hopefields", "Hobefield Trust"])
def test_a_slip_in_a_name_of_one_word_is_found(ask, text):
    hope = OrganisationFactory(name="Hopefield")
    assert [one["id"] for one in ask.query(text)] == [hope.public_id]


def test_a_slip_is_found_in_a_script_without_spaces_and_in_a_first_letter_of_two_words(ask):
    first, second = OrganisationFactory(name="国际人权组织"), OrganisationFactory(name="Rare Hope")
    assert [one["id"] for one in ask.query("国际入权组织")] == [first.public_id]
    assert [one["id"] for one in ask.query("Kare Hope")] == [second.public_id]


def test_nobody_is_found_for_a_name_that_nobody_has(ask, harbour):
    assert ask.query("Entirely Different Thing") == []


def test_an_exact_name_is_a_match_with_its_features(ask, harbour):
    (one,) = ask.query("Harbour Aid Collective", {"country": "Greece"})
    assert one["match"] is True
    assert one["name"] == "Harbour Aid Collective"
    assert one["type"][0] == {"id": "ngo", "name": "NGO"}
    assert one["type"][1]["id"] == "organisation"
    assert one["description"] == "HAC · NGO · Greece"
    assert features(one) == {
        "name": 100,
        "former_name": False,
        "acronym": False,
        "countries": 100,
    }


def test_two_of_one_name_are_no_match_until_the_country_tells_them_apart(ask):
    there = {
        code: OrganisationFactory(name="House of Refuge", headquarters_id=code)
        for code in ("GR", "NO")
    }
    assert [(one["score"], one["match"]) for one in ask.query("House of Refuge")] == [
        (100, False),
        (100, False),
    ]
    first, second = ask.query("House of Refuge", {"headquarters": "Norvège"})
    assert (first["id"], first["score"], first["match"]) == (there["NO"].public_id, 100, True)
    assert (second["score"], second["match"]) == (75, False)


@pytest.mark.parametrize("text", ["Hope", "MSF", "人权"])
def test_a_short_name_alone_is_no_match(ask, text):
    OrganisationFactory(name=text)
    (one,) = ask.query(text)
    assert (one["score"], one["match"]) == (100, False)


@pytest.mark.parametrize("text", ["国际人权组织", "Hopefield", "Hope House"])
def test_a_telling_name_alone_is_a_match(ask, text):
    OrganisationFactory(name=text)
    (one,) = ask.query(text)
    assert one["match"] is True


def test_a_former_name_is_no_match_unless_the_website_agrees(ask, harbour):
    (alone,) = ask.query("Quayside Welcome Group")
    assert (alone["match"], features(alone)["former_name"]) == (False, True)
    (both,) = ask.query("Quayside Welcome Group", {"websites": "harbour-aid.example.org"})
    assert both["match"] is True


def test_an_identifier_with_another_name_is_no_match(ask, harbour):
    (one,) = ask.query("Mountain Rescue", {"identifiers": "GB-CHC-1122285"})
    assert one["id"] == harbour.public_id
    assert 85 <= one["score"] < 95
    assert one["match"] is False


def test_another_number_in_the_same_register_counts_against(ask, harbour):
    (one,) = ask.query("Harbour Aid Collective", {"identifiers": "GB-CHC-9999999"})
    assert (one["score"], one["match"]) == (60, False)


def test_a_number_of_a_register_the_record_lacks_says_nothing(ask, harbour):
    (one,) = ask.query("Harbour Aid Collective", {"identifiers": "NL-KVK-12345678"})
    assert (one["score"], one["match"]) == (100, True)


def test_another_website_counts_against_but_less_than_the_same_counts_for(ask, harbour):
    (one,) = ask.query("Harbour Aid Collective", {"websites": "https://other.example.org"})
    assert (one["score"], one["match"]) == (75, False)


def test_another_page_of_the_site_is_worth_less(ask, harbour):
    (one,) = ask.query(None, {"websites": "https://harbour-aid.example.org/fr/"})
    assert features(one)["websites"] == 70


def test_a_page_at_a_host_that_thousands_share_is_compared_and_not_the_host(ask):
    mine = OrganisationFactory(name="Mine")
    ContactPointFactory(organisation=mine, value="https://www.facebook.com/mine")
    ContactPointFactory(value="https://www.facebook.com/theirs")
    found = ask.query(None, {"websites": "facebook.com/mine"})
    assert [one["id"] for one in found] == [mine.public_id]


# Properties alone


def test_a_query_may_have_properties_only(ask, harbour):
    (by_number,) = ask.query(None, {"identifiers": "1122285", "countries": ["GR"]})
    assert by_number["id"] == harbour.public_id
    (by_site,) = ask.query(None, {"websites": "www.harbour-aid.example.org/en"})
    assert (by_site["score"], by_site["match"]) == (85, False)
    (by_acronym,) = ask.query(None, {"acronyms": "HAC"})
    assert by_acronym["score"] == 90


def test_facts_that_thousands_share_find_the_first_few_with_a_low_score(ask, harbour):
    OrganisationFactory(headquarters_id="NO")
    (one,) = ask.query(None, {"countries": "اليونان", "kind": "NGO"})
    assert (one["id"], one["score"], one["match"]) == (harbour.public_id, 40, False)
    for pid, value in {
        "focus_areas": "Legal aid",
        "focus_area_codes": "theme:legal-aid",
        "country_codes": "ITA",
    }.items():
        assert [one["id"] for one in ask.query(None, {pid: value})] == [harbour.public_id]


def test_a_filter_nobody_can_read_finds_nobody(ask, harbour):
    assert ask.query(None, {"countries": "Nowhere", "summary": "harbour"}) == []


@pytest.mark.parametrize(
    ("pid", "value", "other"),
    [
        ("kind", "ngo", "network"),
        ("kind", "ONG", "Réseau"),
        ("founded", "2015", "2016"),
        ("summary", "the harbour", "the mountain"),
        ("countries", "Italia", "Norway"),
        ("acronyms", "hac", "MSF"),
        ("former_names", "quayside welcome group", "Something"),
        ("focus_areas", "legal aid", "Health"),
        ("permalink", "self", "CSD-0000-0000-0"),
    ],
)
def test_every_property_counts_for_or_against(ask, harbour, pid, value, other):
    value = harbour.public_id if value == "self" else value
    (same,) = ask.query("Harbour Aid Collective", {pid: value})
    (differs,) = ask.query("Harbour Aid Collective", {pid: other})
    assert (same["score"], features(same)[pid]) == (100, 100)
    assert (differs["score"] < 95, features(differs)[pid]) == (True, 0)


def test_what_the_record_does_not_know_counts_neither_way(ask):
    OrganisationFactory(name="House of Refuge", headquarters_id=None, countries=[])
    (one,) = ask.query("House of Refuge", {"countries": "Greece", "founded": "2001", "scope": ""})
    assert (one["score"], one["match"]) == (100, True)


# Types and limits


@pytest.mark.parametrize("types", ["ngo", ["ngo"], [{"id": "ngo"}], ["network", "ngo"], [], ""])
def test_a_type_is_a_text_or_a_list(ask, harbour, types):
    assert len(ask.query("Harbour Aid Collective", type=types)) == 1


def test_another_type_is_left_out_unless_it_only_should_be(ask, harbour):
    assert ask.query("Harbour Aid Collective", type="network") == []
    assert ask.query("Harbour Aid Collective", type=["ngo", "network"], type_strict="all") == []
    (one,) = ask.query("Harbour Aid Collective", type="network", type_strict="should")
    assert (one["score"], features(one)["type"]) == (90, False)
    (one,) = ask.query("HAC", type=["organisation", "ngo"], type_strict="all")
    assert features(one)["type"] is True


def test_there_are_five_candidates_unless_another_limit_is_given(ask):
    OrganisationFactory.create_batch(9, name="House of Refuge")
    assert len(ask.query("House of Refuge")) == 5
    assert len(ask.query("House of Refuge", limit=7)) == 7
    assert len(ask.query("House of Refuge", limit=10**9)) == 9


def test_queries_are_answered_by_their_ids_and_each_for_itself(ask, harbour):
    other = OrganisationFactory(name="Mountain Rescue Team")
    found = ask.queries(
        {
            "a": {"query": "Mountain Rescue Team"},
            "b": {"query": "qqqq"},
            "": {"query": "Harbour Aid Collective"},
            "blank": {"query": "  "},
        }
    )
    assert {at: [one["id"] for one in result] for at, result in found.items()} == {
        "a": [other.public_id],
        "b": [],
        "": [harbour.public_id],
        "blank": [],
    }
    assert ask.queries({}) == {}


def test_get_answers_as_post_does(ask, harbour):
    batch = {"q0": {"query": "Harbour Aid Collective", "type_strict": "should", "limit": 3}}
    assert ask.queries(batch, method="get") == ask.queries(batch)


# 1.0


def test_both_versions_find_the_same(ask, harbour):
    (old,) = ask.query("Harbour Aid Colective", {"countries": "GR"})
    (new,) = ask.match(name("Harbour Aid Colective"), property_of("countries", "GR"))
    assert [one.pop("name") for one in new["features"]] == [
        "Name",
        "It is a former name",
        "It is an acronym",
        "Countries",
    ]
    assert new == old


def test_a_name_from_right_to_left_says_so(ask):
    OrganisationFactory(name="عون الشاطئ للجميع")
    (one,) = ask.match(name("عون الشاطئ للجميع"))
    assert one["dir"] == "auto"


def test_what_is_required_and_missing_leaves_out(ask, harbour):
    asked = name("Harbour Aid Collective")
    assert ask.match(asked, property_of("countries", "NO", required=True)) == []
    assert len(ask.match(asked, property_of("countries", "NO"))) == 1
    assert len(ask.match(asked, property_of("countries", "IT", required=True))) == 1
    assert ask.match(asked, property_of("closed", "1999", required=True)) == []


@pytest.mark.parametrize(
    ("quantifier", "values", "worth"),
    [
        ("any", ["GR", "NO"], 100),
        ("all", ["GR", "IT"], 100),
        ("all", ["GR", "NO"], 0),
        ("all", ["GR", "Nowhere"], 0),
        ("none", ["NO", "FR"], 100),
        ("none", ["GR", "FR"], 0),
    ],
)
def test_any_all_or_none_of_several_values(ask, harbour, quantifier, values, worth):
    asked = property_of("countries", *values, matchQuantifier=quantifier)
    (one,) = ask.match(name("Harbour Aid Collective"), asked)
    assert features(one)["countries"] == worth


def test_a_name_it_must_not_have(ask):
    OrganisationFactory(name="Refuge House North")
    south = OrganisationFactory(name="Refuge House South")
    asked = name("Refuge House North", required=True, matchQuantifier="none")
    found = ask.match(name("Refuge House"), asked)
    assert [one["id"] for one in found] == [south.public_id]


def test_what_the_draft_called_pid_and_v_before_is_understood(ask, harbour):
    old = {"matchType": "property", "pid": "acronyms", "v": "HAC"}
    assert len(ask.match({"matchType": "name", "v": "Harbour Aid Collective"}, old)) == 1


def test_several_names_are_tried_and_the_best_counts(ask, harbour):
    (one,) = ask.match(name("Nobody Knows", "Harbour Aid Collective"), type="ngo", limit=1)
    assert (one["score"], one["match"]) == (100, True)


def test_a_translated_name_counts_like_the_name(ask, harbour):
    NameFactory(organisation=harbour, text="Collectif du port", kind=NameKind.TRANSLATION)
    (one,) = ask.match(name("Collectif du Port"))
    assert (one["score"], one["match"]) == (100, True)
