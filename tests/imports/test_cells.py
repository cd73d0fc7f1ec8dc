"""Cells as people write them."""

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.imports.cells import Reader
from orgs.imports.headings import likely_header, understood
from orgs.imports.records import Record
from orgs.imports.words import Words

pytestmark = pytest.mark.django_db


@pytest.fixture
def words():
    return Words.read()


@pytest.fixture
def read(words):
    """`read(name="A", country="Greece")`: what is made of a row with these cells."""

    def understand(decided=None, **cells):
        cells = {"name": "A", **cells}
        reader = Reader(list(cells), words, decided=decided)
        return reader.understood(Record(1, 2, list(cells.values())))

    return understand


@pytest.mark.parametrize(
    ("word", "code"),
    [
        ("UK", "GB"),
        ("U.K.", "GB"),
        ("gb ", "GB"),
        ("GBR", "GB"),
        ("826", "GB"),
        ("Türkiye", "TR"),
        ("Turkiye", "TR"),
        ("Côte d'Ivoire", "CI"),
        ("DR Congo", "CD"),
        ("Burma", "MM"),
        ("中国", "CN"),
        ("Россия", "RU"),
        ("مصر", "EG"),
        ("Deutschland", "DE"),
        ("Kosovo", "XK"),
    ],
)
def test_a_country_is_known_by_any_of_its_names(read, word, code):
    assert read(country=word).values["headquarters_code"] == code


@pytest.mark.parametrize("word", ["Congo", "Korea", "ZZ", "Yugoslavia"])
def test_what_is_no_clear_country_is_for_a_person_to_decide(read, word):
    found = read(country=word)
    assert "headquarters_code" not in found.values
    assert found.open == [word]


def test_a_decision_holds_for_every_spelling(read):
    found = read(country="CONGO", decided={"Congo": "CG"})
    assert found.values["headquarters_code"] == "CG"
    assert not read(country="Korea", decided={"Korea": ""}).open


@pytest.mark.parametrize("word", ["Global", "International", "EU", "N/A", ""])
def test_no_country_is_no_question(read, word):
    found = read(country=word)
    assert not found.open
    assert "headquarters_code" not in found.values


def test_several_countries_are_where_it_works(read):
    found = read(country="Kenya, Uganda")
    assert found.values["country_codes"] == ["KE", "UG"]
    assert "headquarters_code" not in found.values


def test_countries_it_works_in_may_be_names_or_codes(read):
    found = read(countries="Kenya; UG|Atlantis")
    assert found.values["country_codes"] == ["KE", "UG"]
    assert found.open == ["Atlantis"]


def test_a_city_needs_its_country(read):
    assert read(country="GR", city="Athens").values["offices"] == ["Athens GR"]
    assert "could be anywhere" in read(city="Athens").notes[0]


def test_a_street_goes_with_the_one_city_or_stands_in_the_country(read):
    found = read(country="GR", city="Athens", street_address=" Patission\n76 ")
    assert found.values["street_address"] == "Patission 76"
    assert "offices" not in read(country="GR", street_address="Patission 76").values


@pytest.mark.parametrize(
    "cells", [{}, {"city": "Athens"}, {"country": "GR", "offices": "Athens GR|Patras GR"}]
)
def test_a_street_that_could_be_anywhere_is_left_out(read, cells):
    found = read(**cells, street_address="Patission 76")
    assert "street_address" not in found.values
    assert "not clear in which city" in found.notes[-1]
    assert "Patission" not in " ".join(found.notes)


def test_a_street_too_long_is_left_out_and_not_repeated(read):
    found = read(country="GR", street_address="Patission " * 40)
    assert "street_address" not in found.values
    assert "Patission" not in " ".join(found.notes)


def test_a_street_beside_a_person_is_only_taken_when_somebody_says_so():
    assert understood(["Name", "Address"]).targets == ["name", "street_address"]
    assert understood(["Name", "Address", "Contact person"]).targets == ["name", "", "person_name"]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("https://example.org", ["https://example.org"]),
        ("www.example.org/x", ["https://www.example.org/x"]),
        ("//example.org", ["https://example.org"]),
        ("HTTP://EXAMPLE.ORG/Path", ["http://example.org/Path"]),
        (
            "https://a.example.org, www.b.example.org",
            ["https://a.example.org", "https://www.b.example.org"],
        ),
        ("https://münchen-hilft.example", ["https://münchen-hilft.example"]),
    ],
)
def test_a_website_gets_what_it_lacks(read, written, kept):
    assert read(websites=written).values["websites"] == kept


@pytest.mark.parametrize(
    "written",
    [
        "javascript:alert(1)",
        "data:text/html,x",
        "http://localhost:8000/admin",
        "http://169.254.169.254/latest",
        "http://[::1]/",
        "http://[::1",
        "http//broken.org",
        "https:// spaces in.org",
        "info@example.org",
        "ftp://example.org",
        "https://user:secret@example.org",
        "https://example.org:port/",
    ],
)
def test_what_is_no_public_website_is_left_out_and_said(read, written):
    found = read(websites=written)
    assert not found.values.get("websites")
    assert "left out" in found.notes[0]


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "cells",
    [
        {"websites": "a." * 400 + "!"},
        {"websites": " " * 100_000 + "x"},
        {"websites": "," * 100_000 + "x"},
        {"country": "x" + " " * 100_000 + "x"},
        {"description": "x" * 20_000},
        {"languages": " and" * 20_000},
        {"founded": "1" * 100_000},
        {"name": "&" * 100_000},
    ],
)
def test_no_cell_holds_up_the_others(read, cells):
    read(**cells)


def test_a_website_too_long_to_keep_is_left_out_and_said(read):
    found = read(websites="https://example.org/" + "a" * 600)
    assert found.values["websites"] == []
    assert "500" in found.notes[0]


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("1998", "1998"),
        ("1998.0", "1998"),
        ("1998-05-01", "1998-05-01"),
        ("1998-05-01 00:00:00", "1998-05-01"),
        ("١٩٩٨", "1998"),
        ("c. 1998", "1998"),
        ("01/05/1998", "1998"),
    ],
)
def test_a_date_keeps_what_is_sure(read, written, kept):
    assert read(founded=written).values["founded"] == kept


@pytest.mark.parametrize("written", ["long ago", "1998 or 2003", "2998", "1998-13-01"])
def test_what_is_no_date_is_left_out_and_said(read, written):
    found = read(founded=written)
    assert "founded" not in found.values
    assert found.notes


@pytest.mark.parametrize(
    ("written", "kept"),
    [
        ("NGO", "ngo"),
        ("Faith-based organisation", "faith_based"),
        ("charity|icnptso:A12", "ngo"),
        ("iati:22 National NGO", "ngo"),
        ("Fundación", "foundation"),
    ],
)
def test_a_kind_is_known_by_what_people_call_it(read, written, kept):
    assert read(kind=written).values["kind"] == kept


def test_a_kind_nobody_knows_is_left_out_and_said(read):
    assert "left out" in read(kind="spaceship").notes[0]


def test_focus_areas_may_be_names_or_codes(read):
    found = read(focus_areas="Legal aid; gcm:13; Juggling")
    assert found.values["focus_area_codes"] == ["theme:legal-aid", "gcm:13"]
    assert "Juggling" in found.notes[0]
    assert read(focus_areas="theme:legal-aid").values["focus_area_codes"] == ["theme:legal-aid"]
    assert read(focus_areas="Legal aid").values["focus_area_codes"] == ["theme:legal-aid"]


def test_numbers_of_registers_may_be_written_in_several_ways(words):
    reader = Reader(["name", "identifiers", "identifier:GB-CHC"], words)
    cells = ["A", "ROR:00v7rks23|https://ror.org/00v7rks23|Q42", "1122285"]
    found = reader.understood(Record(1, 2, cells))
    assert found.values["identifiers"] == ["XI-ROR-00v7rks23", "GB-CHC-1122285"]
    assert "Q42" in found.notes[0]


def test_entities_of_web_pages_become_letters_and_markup_stays(read):
    assert read(name="BRYN A M&#212;R").values["name"] == "BRYN A MÔR"
    assert read(name="R&D <3 people").values["name"] == "R&D <3 people"
    assert read(name="&lt;script&gt;").values["name"] == "&lt;script&gt;"


def test_what_looks_like_a_formula_is_text(read):
    assert read(name='=HYPERLINK("x")').values["name"] == '=HYPERLINK("x")'


@pytest.mark.parametrize(
    ("name", "why"), [("", "no name"), ("n/a", "no name"), ("TOTAL", "total"), ("x" * 600, "500")]
)
def test_a_row_without_a_usable_name_is_refused(read, name, why):
    assert why in read(name=name).refused


def test_a_row_longer_than_the_headings_is_refused_and_a_shorter_one_is_not(words):
    reader = Reader(["name", "country"], words)
    assert "3 cells" in reader.understood(Record(1, 2, ["A", "GR", "x"])).refused
    assert not reader.understood(Record(1, 2, ["A", "GR", " "])).refused
    assert "only 1 of 2" in reader.understood(Record(1, 2, ["A"])).notes[0]


def test_people_are_kept_apart_and_addresses_in_texts_are_pointed_at(read):
    found = read(
        person_name="Invented Person",
        person_email="nonsense",
        description="Write to somebody@example.org or +49 30 1234567",
    )
    assert found.people == [{"name": "Invented Person", "role": "", "email": "", "phone": ""}]
    assert len(found.notes) == 3
    assert "Invented" not in str(found.values)


def test_a_long_summary_is_left_out_and_said(read):
    assert "300" in read(summary="x" * 301).notes[0]


def test_a_source_can_be_named_for_each_row(read):
    assert read(source_title="A list", source_url="https://x.example").source == (
        "A list",
        "https://x.example",
    )


@pytest.mark.parametrize("url", ["javascript:alert(1)", "https://x.example/" + "x" * 600])
def test_an_address_of_a_source_that_cannot_be_kept_is_left_out_and_said(read, url):
    found = read(source_title="A list", source_url=url)
    assert found.source == ("A list", "")
    assert "left out" in found.notes[0]


def test_a_persons_facts_that_cannot_be_kept_are_left_out_and_not_repeated(read):
    found = read(person_name="Invented " * 40, person_email="p@example.org")
    assert found.people[0]["name"] == ""
    assert "Invented" not in found.notes[0]


# Headings


def test_headings_are_known_in_many_languages():
    found = understood(["Nom", "Pays", "Site web", "Colour"])
    assert found.targets == ["name", "country", "websites", ""]


def test_two_columns_for_one_value_are_left_for_a_person():
    headings = ["name", "Name ", "website", "Website", "country", "country", "", "description"]
    found = understood(headings)
    assert found.targets == [*[""] * 7, "description"]
    assert set(found.doubts) == {"name", "websites", "country"}


def test_several_columns_may_hold_several_values():
    assert understood(["Website", "Homepage"]).targets == ["websites", "websites"]


def test_an_address_beside_a_person_may_be_the_persons():
    found = understood(["name", "Contact person", "Email", "Phone"])
    assert found.targets == ["name", "person_name", "either_email", "person_phone"]


def test_a_shared_mailbox_is_the_organisations_where_nobody_is_named(read):
    found = read(person_name="", either_email="Info@example.org")
    assert found.values["emails"] == ["Info@example.org"]
    assert found.people == []


@pytest.mark.parametrize(
    ("name", "email"), [("Invented Person", "info@example.org"), ("", "invented@example.org")]
)
def test_an_address_that_may_be_somebodys_is_private(read, name, email):
    found = read(person_name=name, either_email=email)
    assert "emails" not in found.values
    assert [one["email"] for one in found.people] == [email]


@pytest.mark.parametrize(
    ("name", "ours", "theirs"),
    [("", ["+47 22 00 00 00"], []), ("Invented Person", None, ["+47 22 00 00 00"])],
)
def test_a_number_is_the_organisations_where_nobody_is_named(read, name, ours, theirs):
    found = read(person_name=name, either_phone="+47 22 00 00 00")
    assert found.values.get("phones") == ours
    assert [one["phone"] for one in found.people] == theirs


def test_a_second_address_of_a_person_is_left_out_and_said(read):
    found = read(person_email="one@example.org", either_email="two@example.org")
    assert [one["email"] for one in found.people] == ["one@example.org"]
    assert found.notes == ["A second address or number of a person was left out."]


@pytest.mark.parametrize(
    ("written", "code"),
    [
        ("Tanzania, United Republic of", "TZ"),
        ("Bolivia (Plurinational State of)", "BO"),
        ("Korea, Republic of", "KR"),
        ("Congo, The Democratic Republic of the", "CD"),
        ("Congo, Republic of", "CG"),
    ],
)
def test_a_country_is_known_as_official_lists_write_it(read, written, code):
    found = read(country=written)
    assert found.values["headquarters_code"] == code
    assert found.open == []


def test_a_saved_mapping_counts_before_the_heading():
    found = understood(["Name", "Colour"], saved={"colour": "kind"})
    assert found.targets == ["name", "kind"]


def test_a_register_can_be_a_heading():
    assert understood(["name", "gb-chc"], schemes={"GB-CHC"}).targets[1] == "identifier:GB-CHC"


@pytest.mark.parametrize(
    ("rows", "line"),
    [
        ([["Name", "Country"]], 1),
        ([["Members"], [], ["Name", "Country"], ["A", "GR"]], 3),
        ([["# x"], ["Organisation's own words"], ["A"]], 2),
        ([["foo", "bar"], ["A", "GR"]], 1),
        ([[]], 1),
    ],
)
def test_the_line_of_the_headings_is_found(rows, line):
    assert likely_header(rows) == line


_CELL = st.text(st.characters(exclude_categories=["Cs"]), max_size=40)


@settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cells=st.lists(_CELL, min_size=12, max_size=12))
def test_no_row_is_too_strange_to_be_answered(words, cells):
    targets = [
        *("name", "country", "countries", "focus_areas", "city", "websites", "founded", "kind"),
        *("identifiers", "emails", "languages", "description"),
    ]
    found = Reader(targets, words).understood(Record(1, 1, cells))
    assert found.refused or found.values["name"]
