"""Folding is the same for what is indexed and what is asked, in every script."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.ids import format_public_id
from orgs.text import (
    _fold,
    direction,
    fold,
    initials,
    is_slug,
    make_slug,
    one_line,
    render_markdown,
    squash,
    words,
)
from orgs.validators import validate_slug


@pytest.mark.parametrize(
    ("written", "folded"),
    [
        ("  Collective\n Aid ", "collective aid"),
        ("Sienos Grupė", "sienos grupe"),
        ("İstanbul IŞIK ığdır", "istanbul isik igdir"),
        ("Straße", "strasse"),
        ("Łódź Øre Æsir", "lodz ore aesir"),
        ("ΣΊΣΥΦΟΣ", "σισυφοσ"),
        ("Ёлка", "елка"),
        ("إِسْلَام", "اسلام"),
        ("الحقيقة", "الحقيقه"),
        ("عـــربي", "عربي"),
        ("שָׁלוֹם", "שלום"),
        ("ﬁne Ｆｕｌｌ", "fine full"),
        ("हिन्दी", "हिन्दी"),
        ("がか", "がか"),
    ],
)
def test_text_folds_to_what_people_type(written, folded):
    assert fold(written) == folded


@given(st.text())
def test_folding_twice_changes_nothing(text):
    assert fold(fold(text)) == fold(text)


@given(st.text() | st.text("aé ¨\u0301ﷺ가ᄀ\u1161がˇ\u3099\u00a0\nΣσ"))
def test_a_word_folds_the_same_whatever_stands_beside_it(text):
    assert fold(text) == _fold(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_the_short_cut_for_ascii_gives_the_same(text):
    assert fold(text) == fold(text + "é")[:-1].strip()


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Prisoners’ Aid (SHARP)", ["prisoners", "aid", "sharp"]),
        ("難民支援", ["難民", "民支", "支援"]),
        ("難", ["難"]),
        ("NPO法人", ["npo", "法人"]),
        ("हिन्दी संस्था", ["हिन्दी", "संस्था"]),
        ("မြန်မာ", ["မြ", "ြန", "န်", "်မ", "မာ"]),
        ("snake_case", ["snake", "case"]),
        ("…!?", []),
    ],
)
def test_text_is_taken_apart_into_words(text, found):
    assert words(text) == found


def test_a_word_without_end_is_cut():
    assert words("a" * 500) == ["a" * 64]


@pytest.mark.parametrize("written", ["Human Rights 360", "HumanRights360", "human-rights 360"])
def test_spacing_does_not_tell_names_apart(written):
    assert squash(written) == "humanrights360"


def test_vowel_signs_tell_names_apart():
    assert squash("कि") != squash("कु")


@pytest.mark.parametrize(
    ("language", "text", "expected"),
    [
        ("ar", "abc", "rtl"),
        ("fa-IR", "", "rtl"),
        ("en", "سوريون", "ltr"),
        ("", "سوريون", "rtl"),
        ("", "360 Rights", "ltr"),
        ("", "123", "ltr"),
    ],
)
def test_direction_follows_the_language_then_the_letters(language, text, expected):
    assert direction(language, text) == expected


@given(st.text())
def test_the_words_of_a_text_are_those_of_its_parts(text):
    assert words(text) == [word for part in text.split() for word in words(part)]


def test_words_are_the_callers_own():
    words("Ελλάδα").append("changed")
    assert words("Ελλάδα") == ["ελλαδα"]


@pytest.mark.parametrize(
    ("name", "letters"),
    [
        ("Collective Aid", "CA"),
        ("HumanRights360", "H"),
        ("سوريون من أجل", "س"),
        ("難民支援協会", "難"),
        ("Ёлка Дом", "ЁД"),
        ("360", "3"),
        ("", "·"),
    ],
)
def test_a_monogram_has_one_or_two_letters(name, letters):
    assert initials(name) == letters


@pytest.mark.parametrize(
    ("name", "slug"),
    [
        ("Sienos Grupė", "sienos-grupe"),
        ("Médecins d’Afrique (MDA)", "medecins-d-afrique-mda"),
        ("سوريون من أجل", "سوريون-من-اجل"),
        ("!!!", "fallback"),
        ("a/b?c#d", "a-b-c-d"),
        ("人权・中心", "人权-中心"),
        ("मानव। अधिकार_केंद्र", "मानव-अधिकार-केंद्र"),
    ],
)
def test_an_address_is_readable_in_the_names_own_script(name, slug):
    assert make_slug(name, fallback="fallback") == slug


@given(
    st.text(max_size=300)
    | st.text(st.characters(min_codepoint=0x600, max_codepoint=0xFFF), max_size=99)
)
def test_an_address_made_from_any_name_is_short_and_can_be_opened(name):
    slug = make_slug(name, fallback="x")
    assert 0 < len(slug) <= 80
    validate_slug(slug)


def test_a_permanent_id_can_be_an_address():
    assert is_slug(format_public_id(1).lower())


def test_one_line_has_no_breaks_and_no_control_characters():
    assert one_line("  a\r\n b\x00c\x1f ") == "a b c"


@pytest.mark.parametrize(
    ("source", "html"),
    [
        ("*a* **b**", "<p><em>a</em> <strong>b</strong></p>"),
        ("<script>x</script>", "&lt;script&gt;x&lt;/script&gt;"),
        ("# Title", "<h3>Title</h3>"),
        ("###### Small", "<h4>Small</h4>"),
    ],
)
def test_markdown_becomes_safe_html(source, html):
    assert render_markdown(source).strip().removeprefix("<p>").removesuffix(
        "</p>"
    ) == html.strip().removeprefix("<p>").removesuffix("</p>")


@pytest.mark.parametrize("scheme", ["javascript:alert(1)", "data:text/html,x", "vbscript:x"])
def test_a_link_that_runs_code_is_no_link(scheme):
    assert "href" not in render_markdown(f"[a]({scheme})")


def test_links_do_not_pass_on_where_they_were_followed():
    assert 'rel="noopener noreferrer nofollow"' in render_markdown("[a](https://example.org)")


def test_images_are_not_loaded_from_elsewhere():
    assert "<img" not in render_markdown("![a](https://example.org/a.png)")
