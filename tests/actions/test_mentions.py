"""A person is found in texts as people write them, and nobody else is."""

import pytest

from orgs.actions.mentions import ERASED, Person

PERSON = Person.known_as("Zoë Müller-Ünal", "zoe.m@example.org", "+49 30 1234567")


@pytest.mark.parametrize(
    "text",
    [
        "Zoë Müller-Ünal",
        "ZOE MULLER UNAL",
        "Zoe\u0308 Mu\u0308ller-U\u0308nal",
        "Ünal, Zoë Müller",
        "MÜLLER-ÜNAL Zoë",
        "zoe_muller-unal",
        "zoe%20muller%20unal",
        "ZOE.M@EXAMPLE.ORG",
        "zoe.m%40example.org",
        "030/123 45 67",
        "(0049) 30 1234567",
    ],
)
def test_every_way_of_writing_is_found_and_taken_out(text):
    assert PERSON.taken_out(f"Ask {text}.") == f"Ask {ERASED}."


@pytest.mark.parametrize(
    "text",
    [
        "",
        "Zoë and Müller and Ünal",
        "Zoë Müller-Ünalova",
        "azoe.m@example.org",
        "zoe.m@example.org.uk",
        "x-zoe.m@example.org",
        "1234567",
        "030 1234568",
        "2026-11-22",
    ],
)
def test_others_are_not(text):
    assert PERSON.taken_out(text) == text
    assert not PERSON.is_in(text)


@pytest.mark.parametrize(
    ("name", "text", "left"),
    [
        ("王小明", "主席王小明说", f"主席{ERASED}说"),
        ("محمد أحمد", "قال مُحَمَّد احمد ذلك", f"قال {ERASED} ذلك"),
        ("Γιώργος Χάλκος", "ΓΙΩΡΓΟΣ ΧΑΛΚΟΣ", ERASED),
        ("राम कुमार", "श्री राम कुमार जी", f"श्री {ERASED} जी"),
        ("राम कुमार", "रमा कुमार", "रमा कुमार"),
        ("Zoë O'Hara", "O’Hara, Zoë", ERASED),
        ("Zoë van der Meer", "van der Meer Zoë", ERASED),
        ("Zoë van der Meer", "der Meer und Zoë", "der Meer und Zoë"),
        ("Cher", "Cher and Cherry", f"{ERASED} and Cherry"),
        ("Li", "Li Li", "Li Li"),
    ],
)
def test_names_of_every_script_are_found(name, text, left):
    assert Person.known_as(name).taken_out(text) == left


def test_what_was_read_from_json_keeps_its_shape():
    value = {"Zoë Müller-Ünal": [1, True, None, 2.5, 49301234567, {"a": "zoe.m@example.org"}]}

    assert PERSON.taken_out(value) == {ERASED: [1, True, None, 2.5, ERASED, {"a": ERASED}]}


def test_json_in_a_text_is_read_as_json():
    assert PERSON.taken_out('["Zo\\u00eb M\\u00fcller-\\u00dcnal"]') == f'["{ERASED}"]'
    assert PERSON.taken_out('["another"]') == '["another"]'
    assert PERSON.taken_out("[Zoë Müller-Ünal]") == f"[{ERASED}]"


def test_a_name_spread_over_two_items_is_found():
    assert PERSON.taken_out('["Zo\\u00eb", "M\\u00fcller-\\u00dcnal"]') == f'["{ERASED}"]'


@pytest.mark.parametrize("brackets", ["[" * 4000, "[" * 4000 + "]" * 4000, '{"a":' * 600])
def test_brackets_however_deep_do_not_keep_anybody_in(brackets):
    assert PERSON.taken_out(brackets) == brackets
    assert PERSON.taken_out(f"{brackets} zoe.m@example.org") == f"{brackets} {ERASED}"


@pytest.mark.parametrize("depth", [200, 900, 4000])
def test_nor_does_what_can_be_read(depth):
    text = "[" * depth + '"zoe.m@example.org"' + "]" * depth

    assert PERSON.taken_out(text) == text.replace("zoe.m@example.org", ERASED)


def test_two_mentions_that_overlap_are_one():
    person = Person.known_as("Ada Ada", "ada@example.org")

    assert person.taken_out("Ada Ada Ada went; ada@example.org") == f"{ERASED} went; {ERASED}"


@pytest.mark.parametrize(
    ("text", "left"),
    [
        ("Tel: 210 1234567 / 210 7654321", f"Tel: {ERASED} / 210 7654321"),
        ("Tel: 210 7654321 / 210 1234567", f"Tel: 210 7654321 / {ERASED}"),
        ("Tel: 210 7654321/(0030) 210-1234567", f"Tel: 210 7654321/{ERASED}"),
        ("210 1234567 210 1234567", f"{ERASED} {ERASED}"),
        ("210 1234567 (2024)", f"{ERASED} (2024)"),
        ("2024 (210) 1234567", f"2024 {ERASED}"),
        ("+30 (0)210 1234567-8", f"{ERASED}-8"),
        ("2101234567890", "2101234567890"),
    ],
)
def test_a_number_beside_another_is_found_and_the_other_stays(text, left):
    assert Person.known_as("+30 210 1234567").taken_out(text) == left


def test_a_short_number_is_found_whole_only():
    person = Person.known_as("123456")

    assert person.taken_out("12 34 56, 0 123456 / 9123456") == f"{ERASED}, {ERASED} / 9123456"


def test_nobody_is_known_by_nothing():
    nobody = Person.known_as("", " ", "?")

    assert not nobody.is_in("Anything? 030 1234567 a@example.org")
