"""Values are refused with a sentence, not stored and found out later."""

from datetime import timedelta

import pytest
from django.core.exceptions import ValidationError
from django.utils import timezone

from orgs.validators import (
    validate_country_code,
    validate_not_future,
    validate_partial_date,
    validate_pattern,
    validate_single_line,
    validate_slug,
    validate_web_address,
)


@pytest.mark.parametrize("value", ["2017", "2017-05", "2017-05-31", "2016-02-29"])
def test_a_date_may_be_partial(value):
    validate_partial_date(value)


@pytest.mark.parametrize(
    "value",
    [
        "17",
        "2017-13",
        "2017-00",
        "2017-02-30",
        "2017-5",
        "0017",
        "3000",
        "May 2017",
        "2017-05-31T10:00",
        "٢٠١٧",
        "2017\n",
        "2017-05\n",
    ],
)
def test_what_is_no_date_is_refused(value):
    with pytest.raises(ValidationError, match="2017-05"):
        validate_partial_date(value)


def test_today_is_not_the_future():
    validate_not_future(timezone.localdate().isoformat())


def test_tomorrow_is():
    with pytest.raises(ValidationError, match="future"):
        validate_not_future((timezone.localdate() + timedelta(days=1)).isoformat())


@pytest.mark.parametrize(
    "value", ["https://example.org", "http://example.org/a?b=c", "https://مثال.example/"]
)
def test_a_web_address_has_a_scheme_and_a_host(value):
    validate_web_address(value)


@pytest.mark.parametrize(
    "value",
    [
        "example.org",
        "javascript:alert(1)",
        "https://",
        "https://a@b.org",
        "https://[",
        "ftp://a.org",
    ],
)
def test_other_addresses_are_refused(value):
    with pytest.raises(ValidationError, match="https"):
        validate_web_address(value)


def test_text_of_one_line_may_have_bidi_marks():
    validate_single_line("abc \u200f\u202b")


@pytest.mark.parametrize("value", ["a\nb", "a\x00b", "a\x7f"])
def test_text_of_one_line_has_no_control_characters(value):
    with pytest.raises(ValidationError, match="one line"):
        validate_single_line(value)


@pytest.mark.parametrize(
    "value", ["aid", "aid-2", "Aid", "csd-0000-0000-0", "سوريون-من-اجل", "मानव-अधिकार", "人权", "é"]
)
def test_an_address_is_words_of_any_script_with_hyphens_between(value):
    validate_slug(value)


@pytest.mark.parametrize(
    "value",
    ["a/b", "", "a?b", "a#b", "a b", " a", "a\n", "a--b", "-a", "a-", ".", "..", "a%2fb", "a_b",
     "a\\b", "\u200d", "a-\u0301"],
)  # fmt: skip
def test_what_could_not_be_opened_is_no_address(value):
    with pytest.raises(ValidationError, match="hyphens"):
        validate_slug(value)


@pytest.mark.parametrize("value", ["", r"^\d{7}$"])
def test_a_pattern_is_one_that_can_be_looked_for(value):
    validate_pattern(value)


@pytest.mark.parametrize("value", ["(", "[a", "*"])
def test_a_pattern_that_cannot_be_looked_for_is_refused(value):
    with pytest.raises(ValidationError, match="regular expression"):
        validate_pattern(value)


def test_a_country_code_is_two_capitals():
    validate_country_code("GR")


@pytest.mark.parametrize("value", ["X1", "gr", "G", "GRC", "GR\n", "ΓΡ"])
def test_other_country_codes_are_refused(value):
    with pytest.raises(ValidationError, match="two capital letters"):
        validate_country_code(value)
