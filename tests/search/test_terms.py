"""What was typed, taken apart."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.search.terms import Term, parse


def test_words_are_folded_and_the_last_may_go_on():
    assert parse("Sienos GRUPĖ").required == (Term(("sienos",)), Term(("grupe",), prefix=True))


def test_words_in_quotes_stand_side_by_side_and_are_complete():
    assert parse('aid "human rights"').required == (Term(("aid",)), Term(("human", "rights")))


def test_a_quote_left_open_closes_at_the_end():
    assert parse('"human rights').required == (Term(("human", "rights")),)


@pytest.mark.parametrize("quoted", ["“human rights”", "«human rights»", "„human rights“"])
def test_quotes_of_every_country_are_quotes(quoted):
    assert parse(quoted).required == (Term(("human", "rights")),)


def test_a_word_or_phrase_with_a_minus_is_excluded():
    query = parse('aid -greece -"legal aid"')
    assert query.excluded == (Term(("greece",)), Term(("legal", "aid")))


def test_a_hyphen_inside_a_word_excludes_nothing():
    assert parse("asylum-seekers").excluded == ()


def test_what_is_excluded_does_not_count_for_an_exact_name():
    assert parse("Collective Aid -legal").key == "collectiveaid"


def test_pairs_of_one_run_stay_together():
    assert parse("人权组织 aid").required[0] == Term(("人权", "权组", "组织"))


def test_a_single_sign_begins_the_pairs_it_stands_first_in():
    assert parse("人 aid").required[0] == Term(("人",), prefix=True)


def test_a_search_made_of_signs_only_finds_nothing():
    assert parse("*** !!!").finds_nothing


def test_a_repeated_word_is_wanted_once():
    assert parse("aid aid aid -x").required == (Term(("aid",)),)


@given(st.text(st.characters()))
def test_nothing_that_can_be_typed_fails(text):
    for term in (*parse(text).required, *parse(text).excluded):
        assert all(word and not {'"', "'", "\\", " ", "\x00"} & set(word) for word in term.words)
