"""The reference files agree with themselves and with each other. No database is needed."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "orgs" / "reference"
FILES = sorted([*FOLDER.glob("*.json"), *FOLDER.glob("*.md")])
LANGUAGES = {"en", "fr", "es", "ar", "ru", "zh-hans", "pt"}
RATINGS = {"open", "narrowed", "obstructed", "repressed", "closed"}


def load(name):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def by_code(name):
    return {record["code"]: record for record in load(name)}


def rating_rows():
    ratings = load("ratings")
    return [dict(zip(ratings["columns"], row, strict=True)) for row in ratings["rows"]]


@pytest.mark.parametrize(
    ("name", "count"),
    [("gcm", 23), ("sdg", 17), ("icnp", 127), ("countries", 251), ("regions", 29)],
)
def test_a_file_holds_the_whole_list(name, count):
    assert len(load(name)) == count


@pytest.mark.parametrize(
    "name", ["themes", "gcm", "sdg", "icnp", "countries", "regions", "identifier_schemes"]
)
def test_codes_are_unique(name):
    codes = Counter(record["code"] for record in load(name))
    assert [code for code, times in codes.items() if times > 1] == []


@pytest.mark.parametrize("name", ["themes", "icnp", "regions"])
def test_every_parent_is_in_the_same_file(name):
    records = by_code(name)
    assert {r["parent"] for r in records.values()} - {None} <= set(records)


@pytest.mark.parametrize(
    ("name", "key"),
    [("themes", "title"), ("sdg", "title"), ("countries", "names"), ("regions", "names")],
)
def test_every_record_is_named_in_all_seven_languages(name, key):
    unnamed = [
        record["code"]
        for record in load(name)
        if set(record[key]) != LANGUAGES or not all(text.strip() for text in record[key].values())
    ]
    assert unnamed == []


def test_every_focus_area_has_an_english_title():
    assert all(record["title"]["en"] for name in ("gcm", "icnp") for record in load(name))


def test_goals_and_objectives_are_numbered_from_one():
    assert [goal["code"] for goal in load("sdg")] == [str(n) for n in range(1, 18)]
    assert [goal["code"] for goal in load("gcm")] == [str(n) for n in range(1, 24)]


def test_the_theme_tree_has_about_sixty_nodes():
    assert 55 <= len(load("themes")) <= 70


def test_the_theme_tree_has_two_levels():
    themes = by_code("themes")
    parents = {theme["parent"] for theme in themes.values()} - {None}
    assert all(themes[code]["parent"] is None for code in parents)


def test_a_theme_stands_before_the_themes_below_it():
    seen = {None}
    for theme in load("themes"):
        assert theme["parent"] in seen
        seen.add(theme["code"])


def test_theme_codes_are_slugs():
    assert all(re.fullmatch(r"[a-z]+(-[a-z]+)*", theme["code"]) for theme in load("themes"))


def test_migration_and_asylum_is_covered_in_depth():
    children = [t for t in load("themes") if t["parent"] == "migration-and-asylum"]
    assert len(children) >= 12


@pytest.mark.parametrize("name", ["themes", "gcm", "sdg"])
def test_every_theme_objective_and_goal_is_introduced_in_the_languages_of_the_pages(name):
    for record in load(name):
        assert set(record["introduction"]) == {"en", "fr", "ar"}
        assert all(text.endswith((".", "».")) for text in record["introduction"].values())


def test_theme_titles_are_distinct_in_every_language():
    themes = load("themes")
    for language in LANGUAGES:
        assert len({theme["title"][language] for theme in themes}) == len(themes), language


def test_country_codes_have_the_shape_of_iso_codes():
    for country in load("countries"):
        assert re.fullmatch(r"[A-Z]{2}", country["code"])
        assert re.fullmatch(r"[A-Z]{3}", country["alpha3"])
        assert country["m49"] is None or re.fullmatch(r"\d{3}", country["m49"])


@pytest.mark.parametrize("key", ["alpha3", "m49"])
def test_no_two_countries_share_a_code(key):
    codes = [country[key] for country in load("countries") if country[key]]
    assert len(codes) == len(set(codes))


def test_kosovo_and_somaliland_are_countries_or_territories_here():
    assert {"XK", "XS"} <= set(by_code("countries"))


@pytest.mark.parametrize("level", ["region", "subregion", "intermediate"])
def test_every_country_lies_in_a_region_that_exists(level):
    known = {region["code"] for region in load("regions") if region["level"] == level}
    assert {country[level] for country in load("countries")} - {None} <= known


def test_only_antarctica_lies_in_no_region():
    assert [c["code"] for c in load("countries") if not c["region"] or not c["subregion"]] == ["AQ"]


def test_regions_of_a_country_lie_within_each_other():
    parents = {region["code"]: region["parent"] for region in load("regions")}
    for country in load("countries"):
        if country["subregion"]:
            assert parents[country["subregion"]] == country["region"], country["code"]
        if country["intermediate"]:
            assert parents[country["intermediate"]] == country["subregion"], country["code"]


def test_centres_are_on_the_globe():
    for country in load("countries"):
        assert -90 <= country["lat"] <= 90, country["code"]
        assert -180 <= country["lon"] <= 180, country["code"]


def test_neighbours_go_both_ways():
    countries = by_code("countries")
    one_sided = [
        (code, neighbour)
        for code, country in countries.items()
        for neighbour in country["neighbours"]
        if neighbour == code or code not in countries[neighbour]["neighbours"]
    ]
    assert one_sided == []


def test_no_name_or_alias_belongs_to_two_countries():
    owners = {}
    for country in load("countries"):
        for text in [*country["names"].values(), *country["aliases"]]:
            owners.setdefault(text.casefold(), set()).add(country["code"])
    assert {text: codes for text, codes in owners.items() if len(codes) > 1} == {}


def test_a_country_has_at_most_six_aliases():
    assert max(len(country["aliases"]) for country in load("countries")) <= 6


def test_schemes_belong_to_countries_that_exist():
    assert {s["country"] for s in load("identifier_schemes")} - {None} <= set(by_code("countries"))


@pytest.mark.parametrize("code", ["GB-CHC", "GB-COH", "US-EIN", "XI-ROR", "XI-LEI", "XI-WIKIDATA"])
def test_the_best_known_schemes_can_be_checked_and_linked(code):
    scheme = by_code("identifier_schemes")[code]
    assert scheme["pattern"]
    assert scheme["record_url"]


def test_patterns_compile_and_cover_the_whole_value():
    for scheme in load("identifier_schemes"):
        if scheme["pattern"]:
            assert re.compile(scheme["pattern"])
            assert scheme["pattern"][0] + scheme["pattern"][-1] == "^$", scheme["code"]


@pytest.mark.parametrize(
    ("code", "value"),
    [
        ("GB-CHC", "279417"),
        ("GB-COH", "09506232"),
        ("GB-SC", "SC042386"),
        ("US-EIN", "03-0413726"),
        ("BE-BCE_KBO", "0521.749.439"),
        ("FR-RCS", "799 640 131"),
        ("XI-ROR", "05asf4e91"),
        ("XI-LEI", "724500PMK2A2M1SQQ228"),
        ("XI-WIKIDATA", "Q1377"),
    ],
)
def test_a_value_from_the_register_passes_its_pattern(code, value):
    scheme = by_code("identifier_schemes")[code]
    bare = "".join(character for character in value if character not in scheme["strip"])
    assert re.fullmatch(scheme["pattern"], bare)


@pytest.mark.parametrize(
    ("code", "value"),
    [("GB-CHC", "12345"), ("US-EIN", "12345678"), ("XI-ROR", "05isf4e91"), ("XI-WIKIDATA", "Q0")],
)
def test_a_wrong_value_fails_its_pattern(code, value):
    assert not re.fullmatch(by_code("identifier_schemes")[code]["pattern"], value)


def test_addresses_of_records_have_one_place_for_the_value():
    for scheme in load("identifier_schemes"):
        if scheme["record_url"]:
            assert scheme["record_url"].startswith("https://"), scheme["code"]
            assert scheme["record_url"].count("{value}") == 1, scheme["code"]


def test_addresses_of_registers_are_web_addresses():
    for scheme in load("identifier_schemes"):
        assert re.fullmatch(r"(https?://[^\s_/]+\.[^\s/]+(/\S*)?)?", scheme["url"]), scheme["code"]


def test_every_rated_country_exists():
    assert {row["country"] for row in rating_rows()} <= set(by_code("countries"))


def test_a_country_has_one_rating_a_year():
    pairs = Counter((row["country"], row["year"]) for row in rating_rows())
    assert [pair for pair, times in pairs.items() if times > 1] == []


def test_ratings_and_their_basis_use_the_known_words():
    assert {row["rating"] for row in rating_rows()} == RATINGS
    assert {row["basis"] for row in rating_rows()} == {"stated", "map", "derived", "carried"}


def test_ratings_run_from_2019_to_2025_with_a_date_for_each_edition():
    years = {row["year"] for row in rating_rows()}
    assert years == set(range(2019, 2026))
    assert {int(year) for year in load("ratings")["published"]} == years


def test_every_carried_rating_equals_the_one_it_was_carried_from():
    known = {(row["country"], row["year"]): row["rating"] for row in rating_rows()}
    for row in rating_rows():
        if row["basis"] == "carried":
            origin = int(re.search(r"from (\d{4})", row["note"])[1])
            assert known[row["country"], origin] == row["rating"], row


@pytest.mark.parametrize(
    ("year", "closed", "repressed", "obstructed", "narrowed", "open_"),
    [(2019, 24, 38, 49, 42, 43), (2020, 23, 44, 47, 40, 42), (2021, 25, 49, 43, 41, 39)],
)
def test_settled_years_match_the_printed_totals(
    year, closed, repressed, obstructed, narrowed, open_
):
    count = Counter(row["rating"] for row in rating_rows() if row["year"] == year)
    assert count == {
        "closed": closed,
        "repressed": repressed,
        "obstructed": obstructed,
        "narrowed": narrowed,
        "open": open_,
    }


@pytest.mark.parametrize(
    ("country", "first_blank"),
    [("CF", 2022), ("DJ", 2022), ("SS", 2022), ("BJ", 2023), ("LS", 2023)],
)
def test_a_rating_that_could_not_be_settled_is_left_out(country, first_blank):
    years = {row["year"] for row in rating_rows() if row["country"] == country}
    assert years == set(range(2019, first_blank))


def test_greece_went_from_narrowed_to_obstructed_in_2022():
    greece = {row["year"]: row["rating"] for row in rating_rows() if row["country"] == "GR"}
    assert greece == {
        **dict.fromkeys(range(2019, 2022), "narrowed"),
        **dict.fromkeys(range(2022, 2026), "obstructed"),
    }


def test_pages_that_state_a_rating_belong_to_a_rating():
    known = {(row["country"], str(row["year"])) for row in rating_rows()}
    for country, pages in load("ratings")["urls"].items():
        assert all((country, year) in known for year in pages), country


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.name)
def test_a_file_is_finished(path):
    assert not re.search(r"X{3}", path.read_text(encoding="utf-8"))


def test_the_files_stay_small():
    assert sum(path.stat().st_size for path in FILES) < 1_000_000
