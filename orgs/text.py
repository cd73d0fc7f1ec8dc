"""Text as the directory treats it: folding for search, direction, initials, slugs, Markdown.

`fold` is the one folding there is: the index and the query, on every database, go through it.
"""

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache

import nh3
from markdown_it import MarkdownIt

_LETTERS = str.maketrans(
    {
        # letters that Unicode does not take apart although readers and keyboards do
        "ø": "o",
        "ł": "l",
        "đ": "d",
        "ð": "d",
        "ħ": "h",
        "ŧ": "t",
        "ı": "i",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        # Arabic: the forms of alef, ya and ta marbuta that are written either way
        "أ": "ا",
        "إ": "ا",
        "آ": "ا",
        "ٱ": "ا",
        "ى": "ي",
        "ی": "ي",
        "ک": "ك",
        "ة": "ه",
        "ـ": None,
    }
)
_UNSEGMENTED = (
    "぀-ヿ㐀-䶿一-鿿豈-﫿가-힯𠀀-𲎯"
    "\u0e00-\u0eff\u1000-\u1049\u1050-\u109d\u1780-\u17d3\u17dc-\u17e9"  # Thai to Khmer
)
RUNS = re.compile(rf"[{_UNSEGMENTED}]+|[^\W_{_UNSEGMENTED}]+(?:[\u0900-\u0dff\u200c\u200d]+\w*)*")
"""The words of a text, with the vowel signs that `\\w` alone would cut them at."""

_STARTS_UNSEGMENTED = re.compile(f"[{_UNSEGMENTED}]")
_RIGHT_TO_LEFT = {
    "ar",
    "arc",
    "ckb",
    "dv",
    "fa",
    "he",
    "ku-arab",
    "ps",
    "sd",
    "syr",
    "ug",
    "ur",
    "yi",
}


def _is_accent(character: str) -> bool:
    """Marks that sit on a letter without changing the word for a searcher: Latin, Greek and
    Cyrillic accents (class 200 and up), Hebrew points and Arabic vowels (10 to 36). Japanese
    voicing (8), viramas (9) and Thai and Indic vowels tell words apart and stay.
    """
    placement = unicodedata.combining(character)
    return placement >= 200 or 10 <= placement <= 36


class _Dropping(dict):
    """A translation that drops some characters, or puts another in their place, worked out once
    for each it meets.
    """

    def __init__(self, drops: Callable[[str], bool], instead: str | None = None):
        self.drops, self.instead = drops, instead

    def __missing__(self, code: int) -> int | str | None:
        self[code] = self.instead if self.drops(chr(code)) else code
        return self[code]


_WITHOUT_ACCENTS = _Dropping(_is_accent)
_LETTERS_ONLY = _Dropping(lambda character: unicodedata.category(character)[0] not in "LMN")


def fold(text: str) -> str:
    """Lower-cased, accent-free, single-spaced text, in every script.

    NFKC, case fold (ß → ss, final ς → σ), accents off (ё → е), letters that people type
    either way unified. Idempotent. ASCII takes a short cut; other words, which come again, are
    worked out once.
    """
    if text.isascii():
        return " ".join(text.lower().split())
    folded = [_folded(one) if len(one) <= _WORTH_KNOWING else _fold(one) for one in text.split()]
    return " ".join(filter(None, folded))


_WORTH_KNOWING = 32
"""Signs up to which a word is remembered: what is longer hardly comes again."""


@lru_cache(maxsize=16_384)
def _folded(word: str) -> str:
    """Some 4 MB of words."""
    return _fold(word)


def _fold(text: str) -> str:
    text = unicodedata.normalize("NFKC", text).casefold()
    parts = unicodedata.normalize("NFD", text)
    text = unicodedata.normalize("NFC", parts.translate(_WITHOUT_ACCENTS)).translate(_LETTERS)
    return " ".join(text.split())


LONGEST = 64
"""Signs of a word."""


def words(text: str) -> list[str]:
    """The folded words of a text, in order; what lies between them is dropped.

    Chinese, Japanese, Korean, Thai, Lao, Burmese and Khmer are written without spaces between
    words, so a run of them becomes overlapping pairs of characters (a single character stays
    alone). No word is longer than `LONGEST`: longer ones are cut, on both sides of the index
    alike.
    """
    if text.isascii():
        return _words(text)
    found: list[str] = []
    for token in text.split():
        found += _known(token) if len(token) <= _WORTH_KNOWING else _words(token)
    return found


@lru_cache(maxsize=16_384)
def _known(token: str) -> list[str]:
    """Folding letters beyond ASCII is slow, and words come again; those kept take some 5 MB."""
    return _words(token)


def _words(text: str) -> list[str]:
    folded = fold(text)
    if folded.isascii():
        return [run[:LONGEST] for run in RUNS.findall(folded)]
    found: list[str] = []
    for run in RUNS.findall(folded):
        if is_unsegmented(run) and len(run) > 1:
            found.extend(run[place : place + 2] for place in range(len(run) - 1))
        else:
            found.append(run[:LONGEST])
    return found


def is_unsegmented(run: str) -> bool:
    """Whether a run of folded text is in a script without spaces between words."""
    return _STARTS_UNSEGMENTED.match(run) is not None


def digits(text: str) -> str:
    """The digits of a text, in any script, as 0 to 9."""
    return "".join(str(unicodedata.decimal(one)) for one in text if one.isdecimal())


def squash(text: str) -> str:
    """Letters and digits only, folded: ``Human Rights 360``, ``HumanRights360`` and
    ``human-rights 360`` are the same name.
    """
    return fold(text).translate(_LETTERS_ONLY)


def direction(language: str, text: str = "") -> str:
    """``rtl`` or ``ltr``, from the language; without one, from the first strong letter."""
    if language:
        return "rtl" if language.lower().split("-")[0] in _RIGHT_TO_LEFT else "ltr"
    for character in text:
        kind = unicodedata.bidirectional(character)
        if kind in {"L", "R", "AL"}:
            return "ltr" if kind == "L" else "rtl"
    return "ltr"


def initials(name: str) -> str:
    """Up to two letters for a monogram: of the first two words that begin with a letter.

    A name written in capitals and digits only gives its first two; scripts without spaces or
    without case give their first letter, joined scripts stay readable that way.
    """
    starts = [word[0] for word in re.findall(r"[^\W\d_]\w*", name)]
    if not starts:
        return name.strip()[:1] or "·"
    if not starts[0].isascii() and not starts[0].isupper():
        return starts[0]
    return "".join(starts[:2]).upper()


def make_slug(name: str, *, fallback: str) -> str:
    """A readable address for a name, at most 80 characters, in the name's own script.

    Accents are folded so that addresses can be typed; a name without letters or digits gives
    the fallback.
    """
    cut = "-".join(RUNS.findall(fold(name)))[:80]
    plain = cut.translate(_SLUG_LETTERS).split("-")
    return "-".join(word for word in plain if word and _begins_a_word(word)) or fallback


LONGEST_SLUG = 100


def with_ending(slug: str, ending: str) -> str:
    """An address that ends in characters of its own, cut to what is kept."""
    return f"{slug[: LONGEST_SLUG - len(ending) - 1].rstrip('-')}-{ending}"


def is_slug(text: str) -> bool:
    """Whether a text has the shape that `make_slug` gives: words of any script, single hyphens
    between them. A word begins with a letter or digit; marks and joiners may follow.
    """
    return text == text.translate(_SLUG_LETTERS) and all(
        word and _begins_a_word(word) for word in text.split("-")
    )


def _begins_a_word(word: str) -> bool:
    return unicodedata.category(word[0])[0] in "LN"


def _cannot_be_in_a_slug(character: str) -> bool:
    return unicodedata.category(character)[0] not in "LMN" and character not in "\u200c\u200d"


_SLUG_LETTERS = _Dropping(_cannot_be_in_a_slug, "-")


def one_line(text: str) -> str:
    """White space of any kind as single spaces, and no control characters."""
    if not text.isprintable():  # the usual text is, and told so much faster
        text = text.translate(_CONTROLS)
    return " ".join(text.split())


_CONTROLS = _Dropping(lambda character: unicodedata.category(character) == "Cc", " ")


@lru_cache(maxsize=1)
def _markdown() -> MarkdownIt:
    return MarkdownIt("commonmark", {"html": False, "linkify": False}).disable(["image"])


_TAGS = {
    "p", "br", "em", "strong", "a", "ul", "ol", "li", "blockquote", "code", "pre", "h3", "h4", "hr",
}  # fmt: skip


def render_markdown(text: str) -> str:
    """Safe HTML for an editor's Markdown: no raw HTML, no images, links only to http(s) and
    mailto, never passing on the address of the page they stand on. Headings become h3 or h4,
    below the page's own.

    >>> render_markdown("*a* <b>b</b>").strip()
    '<p><em>a</em> &lt;b&gt;b&lt;/b&gt;</p>'
    """
    html = _markdown().render(text)
    html = re.sub(r"<(/?)h[12]>", r"<\1h3>", html)
    html = re.sub(r"<(/?)h[56]>", r"<\1h4>", html)
    return nh3.clean(
        html,
        tags=_TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener noreferrer nofollow",
    )
