"""What is meant is found: invented names in many scripts, asked for as people do.

`script/bench known-items` measures the same with any table of names; see docs/search.md.
"""

from pathlib import Path

import pytest
from rapidfuzz.distance import OSA

from bench.finding import ask, load, missed, summary, table
from bench.known_items import SCRIPTS, Item, queries, read, script, without_accents

NAMES = Path(__file__).with_name("known_items.csv")


@pytest.fixture(scope="module")
def items():
    return read(NAMES)


@pytest.mark.django_db
@pytest.mark.parametrize("seed", [1, 2])
def test_what_is_meant_is_found_in_every_script(items, seed):
    found = summary(ask(items, load(items), queries(items, seed)))

    assert missed(found) == [], table(found)
    assert [kind for kind, rows in found.items() if rows["all"]["first 5"] < 0.9] == []
    assert min(found["typo"][name]["first 5"] for name in SCRIPTS) >= 0.9, table(found)


def test_a_seed_always_asks_the_same(items):
    assert list(queries(items, 3)) == list(queries(items, 3))
    assert list(queries(items, 3)) != list(queries(items, 4))


def test_a_typing_error_is_one_letter_too_many_missing_wrong_or_swapped(items):
    typos = [one for one in queries(items, 1) if one.kind == "typo"]

    assert len(typos) == len(items)
    assert {OSA.distance(one.text, items[one.place].name) for one in typos} == {1}


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Étoile", "Etoile"),
        ("Ёлка", "Елка"),
        ("Ήσυχης", "Ησυχης"),
        ("أصدقاء", "اصدقاء"),
        ("がか", "がか"),
        ("हिन्दी", "हिन्दी"),
    ],
)
def test_accents_are_dropped_where_people_leave_them_out(name, typed):
    assert without_accents(name) == typed


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Aid", "Latin"),
        ("Фонд aid", "Cyrillic"),
        ("جمعية", "Arabic"),
        ("移民支援", "CJK"),
        ("ひかりの", "CJK"),
        ("이주민", "CJK"),
        ("Ένωση", "other"),
    ],
)
def test_a_name_is_in_the_script_of_most_of_its_letters(name, expected):
    assert script(name) == expected


def test_names_with_a_language_are_translations_and_the_others_former(tmp_path):
    table = tmp_path / "names.csv"
    table.write_text("name,other_names,acronym\nAid,Aide@fr|Old Aid|Aid,A|B\n", encoding="utf-8")

    (item,) = read(table)

    assert item == Item("Aid", ("A", "B"), (("Aide", "fr"),), ("Old Aid",))
