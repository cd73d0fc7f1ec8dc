"""Queries whose answer is known, made from the names of organisations by a seed.

Somebody who knows an organisation types one of its names, or nearly so. Whichever way, the
organisation should come first. No Django here: names go in, what people might type comes out.
"""

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from random import Random

KINDS = {
    "exact": "the name",
    "acronym": "the acronym",
    "other": "its name in another language",
    "accents": "accents dropped",
    "typo": "one typing error",
    "words": "two words of the name",
    "former": "a former name",
}
"""The ways to ask, in the order of the report."""

SCRIPTS = ("Latin", "Cyrillic", "Arabic", "CJK", "other")

_SCRIPT_OF = {
    **{"LATIN": "Latin", "CYRILLIC": "Cyrillic", "ARABIC": "Arabic"},
    **dict.fromkeys(("CJK", "HIRAGANA", "KATAKANA", "HANGUL", "KATAKANA-HIRAGANA"), "CJK"),
}
_WITHOUT_SPACES = {"CJK", "HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA", "THAI", "LAO", "MYANMAR"}
_ACCENTED = {"LATIN", "GREEK", "CYRILLIC", "ARABIC", "HEBREW"}
"""Scripts whose marks people leave out. Elsewhere they are vowels or tell letters apart."""

_SHORTEST = 3
_LONGEST = 200
"""Characters of a search, as the directory takes them."""


@dataclass(frozen=True)
class Item:
    """An organisation as far as it can be typed."""

    name: str
    acronyms: tuple[str, ...] = ()
    other: tuple[tuple[str, str], ...] = ()
    former: tuple[str, ...] = ()
    facts: dict[str, str] = field(default_factory=dict, compare=False)

    @property
    def names(self) -> tuple[str, ...]:
        return (self.name, *self.acronyms, *(text for text, _language in self.other), *self.former)


@dataclass(frozen=True)
class Asked:
    """What somebody types who means the item at `place` in the list."""

    kind: str
    text: str
    place: int

    @property
    def script(self) -> str:
        return script(self.text)


def read(path: Path) -> list[Item]:
    """The items of a CSV with the columns ``name``, ``acronym`` and ``other_names`` (``|`` between
    several; ``text@en`` is a name in a language); all columns are kept as `facts`.

    Names without a language are earlier names, aliases and the like, and count as former ones:
    tables rarely say which.
    """
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [_item(row) for row in csv.DictReader(file) if row["name"].strip()]


def _item(row: dict[str, str]) -> Item:
    name = _line(row["name"])
    others = [_split(_line(text)) for text in row.get("other_names", "").split("|")]
    others = [(text, language) for text, language in others if text and text != name]
    return Item(
        name=name,
        acronyms=_once(map(_line, row.get("acronym", "").split("|")), but=name),
        other=_once((text, language) for text, language in others if language),
        former=_once(text for text, language in others if not language),
        facts=row,
    )


def _once(values: Iterable, but: str = "") -> tuple:
    return tuple(dict.fromkeys(value for value in values if value and value != but))


def _line(text: str) -> str:
    return " ".join("".join(c for c in text if c.isprintable() or c.isspace()).split())


def _split(text: str) -> tuple[str, str]:
    name, at, language = text.rpartition("@")
    is_language = at and 2 <= len(language) <= 8 and language.isascii() and language.islower()
    return (name.strip(), language) if is_language else (text, "")


def queries(items: list[Item], seed: int) -> Iterator[Asked]:
    """Every query for every item. One item's do not depend on the others, but for the letters a
    typing error may bring in: those of the same script in all names.
    """
    letters = _letters(items)
    for place, item in enumerate(items):
        for kind in KINDS:
            random = Random(f"{seed} {kind} {item.name}")
            for text in _texts(kind, item, random, letters):
                if 0 < len(text) <= _LONGEST and (kind == "exact" or text != item.name):
                    yield Asked(kind, text, place)


def _texts(kind: str, item: Item, random: Random, letters: dict[str, list[str]]) -> Iterable[str]:
    match kind:
        case "exact":
            return [item.name]
        case "acronym":
            return item.acronyms
        case "other":
            return [text for text, _language in item.other]
        case "accents":
            return [without_accents(item.name)]
        case "typo":
            return [mistyped(item.name, random, letters)]
        case "words":
            return [two_words(item.name, random)]
        case _:
            return item.former


def script(text: str) -> str:
    """The script most letters of a text are in."""
    found = Counter(_SCRIPT_OF.get(_alphabet(c), "other") for c in text if c.isalpha())
    return found.most_common(1)[0][0] if found else "Latin"


def _alphabet(letter: str) -> str:
    return unicodedata.name(letter, "?").split()[0]


def _letters(items: list[Item]) -> dict[str, list[str]]:
    found: dict[str, set[str]] = {}
    for letter in sorted({c for item in items for c in item.name.lower() if c.isalpha()}):
        found.setdefault(_alphabet(letter), set()).add(letter)
    return {alphabet: sorted(letters) for alphabet, letters in found.items()}


def without_accents(text: str) -> str:
    """As people type who leave accents out; the text itself when it has none."""
    parts: list[str] = []
    for character in unicodedata.normalize("NFC", text):
        base, *marks = unicodedata.normalize("NFD", character)
        plain = marks and all(unicodedata.combining(mark) for mark in marks)
        parts.append(base if plain and _alphabet(base) in _ACCENTED else character)
    return "".join(parts)


def mistyped(text: str, random: Random, letters: dict[str, list[str]]) -> str:
    """With one letter too many, one missing, one wrong, or two swapped, anywhere in a word of at
    least three; empty when there is none.
    """
    places = [place for start, stop in _words(text) for place in range(start, stop)]
    if not places:
        return ""
    while True:
        place = random.choice(places)
        new = random.choice(letters.get(_alphabet(text[place].lower())) or [text[place]])
        before, here, after = text[:place], text[place], text[place + 1 :]
        wrong = random.choice(
            [
                before + new + here + after,
                before + after,
                before + new + after,
                before + after[:1] + here + after[1:] if place + 1 in places else text,
            ]
        )
        if wrong.casefold() != text.casefold():
            return wrong


def _words(text: str) -> list[tuple[int, int]]:
    """Where the words of three letters and more begin and end."""
    found, start = [], None
    for place, character in enumerate([*text, " "]):
        is_letter = character.isalpha() or unicodedata.category(character)[0] == "M"
        if is_letter and start is None:
            start = place
        elif not is_letter and start is not None:
            if place - start >= _SHORTEST:
                found.append((start, place))
            start = None
    return found


def two_words(text: str, random: Random) -> str:
    """Two words of at least three letters, in their order; of a script without spaces, two pieces
    of two to three signs. Empty when the name has no more than two anyhow.
    """
    words = [text[start:stop] for start, stop in _words(text)]
    if len(words) == 1 and _alphabet(words[0][0]) in _WITHOUT_SPACES and len(words[0]) >= 7:
        middle = len(words[0]) // 2
        words = [_piece(words[0][:middle], random), _piece(words[0][middle:], random)]
        return " ".join(words)
    words = list(dict.fromkeys(words))
    if len(words) < 3:
        return ""
    return " ".join(words[place] for place in sorted(random.sample(range(len(words)), 2)))


def _piece(text: str, random: Random) -> str:
    length = random.randint(2, 3)
    start = random.randrange(len(text) - length + 1)
    return text[start : start + length]
