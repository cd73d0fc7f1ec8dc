"""Texts sealed at rest."""

import pytest

from orgs.sealed import Unreadable, digests, seal, unseal

TEXT = "reader@example.org follows Ελλάδα"


def test_what_is_sealed_opens_again():
    assert unseal(seal(TEXT, "a"), "a") == TEXT


def test_nothing_of_a_text_stands_in_its_seal_and_no_seal_is_like_another():
    one, other = seal(TEXT, "a"), seal(TEXT, "a")

    assert b"reader" not in one
    assert one != other


def test_the_length_of_a_seal_does_not_tell_that_of_the_text():
    assert len(seal("a", "a")) == len(seal("a" * 200, "a")) < len(seal("a" * 300, "a"))


def test_what_was_sealed_for_one_purpose_opens_for_no_other():
    with pytest.raises(Unreadable):
        unseal(seal(TEXT, "a"), "b")


@pytest.mark.parametrize(
    "touched",
    [
        lambda sealed: b"",
        lambda sealed: sealed[:8],
        lambda sealed: sealed[:-1],
        lambda sealed: b"\x02" + sealed[1:],
        lambda sealed: sealed[:-1] + bytes([sealed[-1] ^ 1]),
    ],
)
def test_what_was_touched_does_not_open(touched):
    with pytest.raises(Unreadable):
        unseal(touched(seal(TEXT, "a")), "a")


def test_an_earlier_key_still_opens_what_it_sealed(settings):
    sealed, known = seal(TEXT, "a"), digests(TEXT, "a")
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert unseal(sealed, "a") == TEXT
    assert digests(TEXT, "a")[1:] == known


def test_a_key_that_was_thrown_away_opens_nothing(settings):
    sealed = seal(TEXT, "a")
    settings.SECRET_KEY = "another" * 10

    with pytest.raises(Unreadable):
        unseal(sealed, "a")


def test_a_digest_depends_on_the_text_and_what_it_is_for():
    assert digests("a", "a") == digests("a", "a")
    assert len({*digests("a", "a"), *digests("b", "a"), *digests("a", "b")}) == 3
