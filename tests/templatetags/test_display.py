"""How values are written on a page."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import translation

from orgs.models import FocusArea
from orgs.templatetags import display


@pytest.mark.parametrize(
    ("text", "query", "marked"),
    [
        ("Collective Aid", "aid", "Collective <mark>Aid</mark>"),
        ("Collective Aid", "coll", "<mark>Collective</mark> Aid"),
        ("Sienos Grupė", "grupe", "Sienos <mark>Grupė</mark>"),
        ("Aid and more aid", "aid", "<mark>Aid</mark> and more <mark>aid</mark>"),
        ("Legal aid", '"legal aid"', "<mark>Legal</mark> <mark>aid</mark>"),
        ("Legal aid", "legal -aid", "<mark>Legal</mark> aid"),
        ("移民与庇护中心", "庇护", "移民与<mark>庇护</mark>中心"),
        ("حقوق الإنسان", "الانسان", "حقوق <mark>الإنسان</mark>"),
        ("Collective Aid", "", "Collective Aid"),
        ("Collective Aid", "\"'-*(", "Collective Aid"),
    ],
)
def test_words_that_were_searched_are_marked(text, query, marked):
    assert display.highlight(text, query) == marked


@pytest.mark.parametrize("query", ["", "script", "alert", "b", "lt", "amp"])
def test_marking_never_lets_markup_through(query):
    shown = display.highlight("<script>alert('a&b')</script>", query)

    assert "<script" not in shown
    assert "&lt;" in shown


@pytest.mark.parametrize(
    ("value", "written"),
    [
        ("2017", "2017"),
        ("2017-05", "May 2017"),
        ("2017-05-31", "31 May 2017"),
        (date(2017, 5, 31), "31 May 2017"),
        ("", ""),
        (None, ""),
    ],
)
def test_a_date_is_written_as_precisely_as_it_is_known(value, written):
    assert display.partial_date(value) == written


def test_a_name_carries_its_language_and_direction():
    assert display.name_attributes("سوريون", "ar") == ' lang="ar" dir="rtl"'


def test_a_name_without_a_language_still_has_the_direction_of_its_letters():
    assert display.name_attributes("سوريون", "") == ' dir="rtl"'


def test_a_language_tag_cannot_break_out_of_its_attribute():
    assert '"><' not in display.name_attributes("x", '"><script>')


@pytest.mark.parametrize(
    ("tag", "name"), [("el", "Greek"), ("pt-br", "Brazilian Portuguese"), ("xx", "xx")]
)
def test_a_language_is_named(tag, name):
    assert display.language_name(tag) == name


@pytest.mark.parametrize("value", [None, "not_rated", "nonsense"])
def test_what_is_no_rating_is_called_not_rated(value):
    assert (display.rating_word(value), display.rating_class(value)) == ("Not rated", "is-unrated")


def test_an_address_is_shown_without_its_scheme():
    assert display.web_address("https://www.example.org/") == "example.org"


def test_numbers_are_grouped():
    assert display.number(1234567) == "1,234,567"


def page(number, pages):
    return SimpleNamespace(number=number, pages=pages)


@pytest.mark.parametrize(
    ("current", "pages", "numbers"),
    [
        (1, 1, [1]),
        (1, 3, [1, 2, 3]),
        (1, 9, [1, 2, None, 9]),
        (5, 9, [1, None, 4, 5, 6, None, 9]),
        (3, 9, [1, 2, 3, 4, None, 9]),
        (4, 9, [1, 2, 3, 4, 5, None, 9]),
        (9, 9, [1, None, 8, 9]),
    ],
)
def test_a_pager_names_the_ends_and_the_neighbours(current, pages, numbers):
    assert display.page_numbers(page(current, pages)) == numbers


def option(value, count=0, selected=False, depth=0):
    return SimpleNamespace(value=value, count=count, selected=selected, excluded=False, depth=depth)


def values(options):
    return [one.value for one in options]


def test_a_short_filter_shows_everything():
    parts = display.split_options([option(value) for value in "abc"])

    assert (values(parts.first), parts.rest) == (["a", "b", "c"], [])


def test_a_long_filter_shows_what_is_frequent_in_its_own_order():
    options = [option(f"v{place:02}", count=place) for place in range(20)]

    parts = display.split_options(options)

    assert values(parts.first) == [f"v{place}" for place in range(12, 20)]
    assert len(parts.rest) == 12


def test_a_chosen_value_never_folds_away():
    options = [option(f"v{place}", count=9) for place in range(20)]
    options[19].selected = True

    parts = display.split_options(options)

    assert "v19" in values(parts.first)
    assert parts.chosen == 1


def test_a_tree_shows_its_top_and_what_is_chosen_below():
    options = [option(f"v{place}", depth=place % 3) for place in range(18)]
    options[5].selected = True

    first = display.split_options(options).first

    assert values(first) == ["v0", "v3", "v5", "v6", "v9", "v12", "v15"]


@pytest.mark.parametrize(
    ("active", "path", "wanted", "address"),
    [
        ("en", "/countries/gr/?a=1", "fr", "/fr/countries/gr/?a=1"),
        ("fr", "/fr/countries/gr/", "en", "/countries/gr/"),
        ("fr", "/fr/", "ar", "/ar/"),
        ("ar", "/ar/data/", "fr", "/fr/data/"),
    ],
)
def test_a_page_has_an_address_in_each_language(active, path, wanted, address):
    with translation.override(active):
        assert dict(display._language_addresses(path))[wanted] == address


@pytest.mark.parametrize(
    ("active", "attributes"), [("en", ""), ("fr", ""), ("ar", ' lang="en" dir="ltr"')]
)
def test_a_name_that_stands_in_english_elsewhere_says_so(active, attributes):
    area = FocusArea(name_en="Safe harbours", name_fr="Ports sûrs")

    with translation.override(active):
        assert display.fallback_attributes(area) == attributes


@pytest.mark.parametrize(("active", "comma"), [("en", ", "), ("fr", ", "), ("ar", "، ")])
def test_a_list_is_parted_as_its_language_does(active, comma):
    with translation.override(active):
        assert display.comma() == comma
