"""Templates hold nothing the CSP stops, and no word that cannot be translated."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
# Names of formats and licences are the same in every language.
PROGRAMS = {"API", "Excel", "OpenRefine", "curl", "Python, pandas", "R"}
UNTRANSLATED = {"CSV", "JSON", "BibTeX", "RIS", "CC BY 4.0", *PROGRAMS}

LOGIC = re.compile(
    r"{%\s*comment.*?endcomment\s*%}"
    r"|{%\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*%}"
    r"|{#.*?#}|{%.*?%}|{{.*?}}",
    re.DOTALL,
)
NO_PROSE = re.compile(r"<(code|pre|svg|kbd)\b.*?</\1>|<!--.*?-->", re.DOTALL)
SPOKEN = re.compile(r'\b(?:aria-label|alt|title|placeholder|content)="([^"]*)"')
NOT_SPOKEN = re.compile(r"<meta\b[^>]*>")
FORBIDDEN = {
    "an inline style": re.compile(r"\sstyle\s*=|<style\b", re.IGNORECASE),
    "an event handler": re.compile(r"<[^>]*\son[a-z]+\s*=", re.IGNORECASE),
    "an inline script": re.compile(
        r"<script\b(?![^>]*\bsrc=)(?![^>]*type=\"application/(?:ld\+)?json\")", re.IGNORECASE
    ),
    "a javascript: address": re.compile(r"javascript:", re.IGNORECASE),
    "something from elsewhere": re.compile(
        r"<(?:script|img|iframe|source|video|audio|embed|object)\b[^>]*(?:src|data)=\"(?:https?:)?//"
        r"|<link\b[^>]*rel=\"(?:stylesheet|icon|preload|preconnect)\"[^>]*href=\"(?:https?:)?//",
        re.IGNORECASE,
    ),
}


def name(path):
    return str(path.relative_to(ROOT / "templates"))


def words(html):
    """Text and spoken attributes left once all template logic is taken out."""
    html = NO_PROSE.sub(" ", NOT_SPOKEN.sub(" ", LOGIC.sub(" ", html)))
    spoken = [found for found in SPOKEN.findall(html) if found.strip()]
    text = re.sub(r"&[a-z]+;|&#\d+;", " ", re.sub(r"<[^>]*>", "\n", html))
    candidates = {line.strip() for line in [*spoken, *text.splitlines()]}
    return {word for word in candidates - UNTRANSLATED if re.search(r"[^\W\d_]{2}", word)}


@pytest.mark.parametrize("what", FORBIDDEN)
def test_a_template_holds_nothing_the_policy_stops(what):
    html = {name(path): LOGIC.sub(" ", path.read_text(encoding="utf-8")) for path in TEMPLATES}
    found = {path: FORBIDDEN[what].search(text) for path, text in html.items()}

    assert {path: match[0] for path, match in found.items() if match} == {}


def test_every_word_of_a_template_can_be_translated():
    found = {name(path): words(path.read_text(encoding="utf-8")) for path in TEMPLATES}

    assert {path: some for path, some in found.items() if some} == {}


@pytest.mark.parametrize(
    ("html", "found"),
    [
        ("<p>Hello</p>", {"Hello"}),
        ('<a title="Go there">{{ x }}</a>', {"Go there"}),
        ('<p>{% translate "Hello" %} · 12</p>', set()),
        ("{% blocktranslate trimmed %}<b>Hello</b>{% endblocktranslate %}", set()),
        ("{% comment %}Hello{% endcomment %}<code>name</code>", set()),
    ],
)
def test_the_search_for_words_finds_what_is_read_out(html, found):
    assert words(html) == found
