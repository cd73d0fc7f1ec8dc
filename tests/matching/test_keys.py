"""Keys: two records of one organisation share at least one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.matching import Key
from orgs.matching.keys import Sort, asked, keys, of_sorts, sort_of
from orgs.matching.latin import SAYS_LITTLE, latin, skeleton, telling_words
from orgs.text import is_unsegmented, words


@pytest.mark.parametrize(
    ("name", "other"),
    [
        ("Hellenic Council for Refugees", "Helenic Council for Refugees"),
        ("Council of Refugees, Greece", "Greece Council of Refugees"),
        ("Amnesty International", "Amnesty Internationl"),
        ("Danish Refugee Council", "Danish Refugee Council Office"),
        ("Мемориал", "Memorial"),
        ("Αλληλεγγύη", "Allilengyi"),
        ("مؤسسة النهار", "موسسه النهار"),
    ],
)
def test_two_spellings_share_a_key(name, other):
    assert keys(Key(name)) & keys(Key(other))


def test_other_names_former_names_and_acronyms_are_kept_as_well():
    record = Key("One", other_names=["Two Words"], former_names=["Three"], acronyms=["F.O.U.R."])

    for other in ("Two Words", "Three", "FOUR"):
        assert keys(record) & keys(Key(other))


def test_a_long_name_is_looked_for_by_its_initials_too():
    long = Key("Sociedad Argentina de Filosofía")

    assert not keys(long) & keys(Key("SAF"))
    assert asked(long) & keys(Key("SAF"))


def test_a_key_says_what_sort_it_is():
    record = Key(
        "Some Long Name",
        acronyms=["SLN"],
        websites=["https://example.org/", "https://facebook.com/some"],
        identifiers=[("GB-CHC", "112 2285")],
    )

    assert {sort_of(key) for key in keys(record)} == set(Sort)


def test_little_words_tell_nothing_unless_there_are_no_others():
    assert telling_words("The Trust of the Sea") == ["sea"]
    assert telling_words("The The") == ["the", "the"]
    assert latin("Ώρα") == "ora"
    assert (skeleton("aa"), skeleton("难民")) == ("aa", "难民")


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_has_keys_of_63_bits(name, site):
    found = keys(Key(name, websites=[site], identifiers=[("X", name)], acronyms=[site]))

    assert all(0 <= key < 1 << 63 for key in found)


def test_words_in_any_order_share_a_key_and_so_do_names_of_which_one_has_a_word_more():
    name, turned, longer = "Okapi Zebra Ibis", "Ibis Okapi Zebra", "Okapi Zebra Ibis Heron"
    words = {name: set(of_sorts(keys(Key(name)), {Sort.WORDS})) for name in (name, turned, longer)}

    assert words[name] == words[turned]
    assert len(words[name] & words[longer]) == 1


@given(st.lists(st.text("abcdeéжא难 .'’-", max_size=12), max_size=4).map(" ".join))
def test_a_name_is_the_words_between_its_spaces(name):
    written = latin(name).replace(".", "").replace("'", "").replace("’", "")
    found = words(written)
    if any(map(is_unsegmented, found)):
        found = ["".join(written.split())]

    assert telling_words(name) == ([one for one in found if one not in SAYS_LITTLE] or found)
