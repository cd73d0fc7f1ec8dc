"""Permanent ids survive people, and check digits catch their slips."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.ids import (
    ALPHABET,
    format_public_id,
    is_lei,
    is_ror,
    near_public_ids,
    new_public_id,
    parse_public_id,
    public_ids_in,
)

numbers = st.integers(0, 2**40 - 1)


def test_an_id_has_two_groups_and_a_check_character():
    assert format_public_id(0) == "CSD-0000-0000-0"


@given(numbers)
def test_an_id_reads_back_as_itself(number):
    assert parse_public_id(format_public_id(number)) == format_public_id(number)


@given(numbers, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_one_wrong_character_is_noticed(number, place, character):
    public_id = format_public_id(number)
    compact = public_id.replace("-", "")
    wrong = compact[: 3 + place] + character + compact[4 + place :]
    assert parse_public_id(wrong) in {None, public_id}
    assert (parse_public_id(wrong) is None) == (wrong != compact)


@given(numbers, st.integers(0, 7), st.integers(0, 7))
def test_two_swapped_characters_are_noticed(number, one, other):
    characters = list(format_public_id(number).replace("-", "")[3:])
    before = list(characters)
    characters[one], characters[other] = characters[other], characters[one]
    read = parse_public_id("CSD" + "".join(characters))
    assert (read is None) == (characters != before)


@pytest.mark.parametrize("number", [-1, 2**40])
def test_a_number_that_does_not_fit_is_refused(number):
    with pytest.raises(ValueError, match="40 bits"):
        format_public_id(number)


def test_case_spaces_and_confusable_letters_do_not_matter():
    public_id = format_public_id(0b00001_00000_00001)
    typed = public_id.lower().replace("-", " ").replace("0", "o").replace("1", "l")
    assert parse_public_id(typed) == public_id


@pytest.mark.parametrize(
    "text", ["", "CSD", "CSD-0000-0000", "ABC-0000-0000-0", "CSD-0000-0000-00"]
)
def test_what_is_not_an_id_is_none(text):
    assert parse_public_id(text) is None


def test_new_ids_differ_and_hold():
    drawn = {new_public_id() for _ in range(200)}
    assert len(drawn) == 200
    assert all(parse_public_id(public_id) == public_id for public_id in drawn)


@pytest.mark.parametrize(
    ("value", "fits"),
    [
        ("5493001KJTIIGC8Y1R12", True),
        ("5493001KJTIIGC8Y1R21", False),
        ("5493001KJTIIGC8Y1R1", False),
        ("5493001kjtiigc8y1r12", False),
    ],
)
def test_a_lei_is_checked(value, fits):
    assert is_lei(value) is fits


@pytest.mark.parametrize(
    ("value", "fits"), [("02mhbdp94", True), ("02mhbdp95", False), ("12mhbdp94", False)]
)
def test_a_ror_id_is_checked(value, fits):
    assert is_ror(value) is fits


# What may have been meant


@given(numbers, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_wrong_character_is_near_what_was_meant(number, place, character):
    public_id = format_public_id(number)
    compact = public_id.replace("-", "")
    wrong = compact[: 3 + place] + character + compact[4 + place :]
    assert wrong == compact or public_id in near_public_ids(wrong)


@given(numbers, st.integers(0, 7))
def test_neighbours_in_the_wrong_order_are_near(number, place):
    compact = format_public_id(number).replace("-", "")
    a, b = compact[3 + place : 5 + place]
    wrong = compact[: 3 + place] + b + a + compact[5 + place :]
    assert a == b or format_public_id(number) in near_public_ids(wrong)


@given(numbers, st.integers(0, 8), st.sampled_from(ALPHABET))
def test_a_character_left_out_or_too_many_is_near(number, place, character):
    compact = format_public_id(number).replace("-", "")
    left_out = compact[: 3 + place] + compact[4 + place :]
    too_many = compact[: 3 + place] + character + compact[3 + place :]
    assert format_public_id(number) in near_public_ids(left_out)
    assert format_public_id(number) in near_public_ids(too_many)


@given(st.text(max_size=30) | st.text(ALPHABET, max_size=12).map("CSD".__add__))
def test_few_ids_are_near_and_all_of_them_are_ids(text):
    found = near_public_ids(text)
    assert len(found) <= 19
    assert all(parse_public_id(one) == one for one in found)


@pytest.mark.parametrize(
    "text", ["", "CSD", "CSD-0000", "none", "CSD-0000-0000-000", "ABC00000000"]
)
def test_nothing_is_near_what_is_no_id(text):
    assert near_public_ids(text) == []


def test_a_letter_that_no_id_has_is_a_wrong_character():
    public_id = format_public_id(77)
    assert public_id in near_public_ids(public_id[:-1] + "U")


# Several, as people paste them


def test_ids_are_found_in_what_was_pasted():
    one, two = format_public_id(1), format_public_id(2)
    assert public_ids_in(f"{one}, https://example.org/o/{two}/\n{one.lower()};") == [one, two, one]
    assert public_ids_in(one.replace("-", " ")) == [one]


def test_what_is_no_id_stays_as_it_was():
    assert public_ids_in("harbour https://example.org/x") == ["harbour", "https://example.org/x"]
    assert public_ids_in("  ") == []
