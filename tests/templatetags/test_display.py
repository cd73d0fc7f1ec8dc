"""How values are written on a page."""

from datetime import date
from types import SimpleNamespace

import pytest
from django.utils import formats, translation

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


@pytest.mark.parametrize("language", ["en", "fr", "ar"])
@pytest.mark.parametrize("value", [0, 7, 999, 1000, 123456, 1234567])
def test_numbers_are_grouped_as_the_language_does(language, value):
    with translation.override(language):
        expected = formats.number_format(value, use_l10n=True, force_grouping=True)
        assert display.number(value) == expected


def test_a_kept_component_speaks_the_language_of_the_page():
    words = []
    for language in ("en", "fr", "en"):
        with translation.override(language):
            words.append(display.drawn("components/rating.html", rating="open"))
    assert words[0] == words[2] != words[1]


def test_a_name_is_escaped_marked_and_told_its_direction():
    name = display.name_of("<b> عون", "ar", "عون")
    assert name == '<bdi class="name" lang="ar" dir="rtl">&lt;b&gt; <mark>عون</mark></bdi>'
