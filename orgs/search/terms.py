"""What a visitor typed, taken apart: words and phrases to have, words not to have.

No database here. The same folding as in the index makes the words, so that what is typed and
what is stored can be compared letter by letter.
"""

import re
from dataclasses import dataclass, replace

from orgs.search.readings import readings
from orgs.text import is_unsegmented, squash, words

LONGEST = 200
"""Characters of a search. Longer ones are refused: nobody types them, and each word costs."""

MOST_TERMS = 50

_PARTS = re.compile(r'(?<!\S)(-?)"([^"]*)"?|(\S+)')
_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂", '"') | {"\x00": " "})
_KEY_LENGTH = 200


@dataclass(frozen=True)
class Term:
    """Words that must stand side by side; with `prefix` the last one may go on."""

    words: tuple[str, ...]
    prefix: bool = False

    @property
    def is_phrase(self) -> bool:
        return len(self.words) > 1

    @property
    def needle(self) -> str:
        """What the text contains where the words stand side by side, padded by spaces."""
        return f" {' '.join(self.words)}{'' if self.prefix else ' '}"


@dataclass(frozen=True)
class Query:
    """A search: all of `required`, none of `excluded`; `key` is what an exact name must equal,
    or else one of `other_keys`, the first before the next.
    """

    text: str
    required: tuple[Term, ...]
    excluded: tuple[Term, ...]
    key: str
    open_ended: bool
    other_keys: tuple[str, ...] = ()

    @property
    def finds_nothing(self) -> bool:
        """Something was typed, but nothing that could be searched: only signs."""
        return bool(self.text) and not (self.required or self.excluded or self.key)


def search_key(text: str) -> str:
    """A name or identifier as exact comparison sees it: squashed, cut to what the index holds."""
    return squash(text)[:_KEY_LENGTH]


def parse(text: str) -> Query:
    """Never fails, whatever is typed; what means nothing is left out.

    ``"a b"`` is a phrase, ``-a`` and ``-"a b"`` are excluded, the rest are words that may
    stand anywhere. The last word may go on unless it is quoted or excluded. A run of a script
    without spaces is a phrase of its pairs of characters.
    """
    text = text.translate(_QUOTES).strip()
    required: list[Term] = []
    excluded: list[Term] = []
    kept: list[str] = []
    open_ended = False
    for match in _PARTS.finditer(text):
        minus, phrase, plain = match[1], match[2], match[3]
        open_ended = False
        if plain is None:
            target = excluded if minus else required
            target.extend(_phrase(phrase))
            if not minus:
                kept.append(phrase)
        elif plain.startswith("-") and len(plain) > 1:
            excluded.extend(_phrase(plain[1:]))
        else:
            found = _loose(plain)
            required.extend(found)
            kept.append(plain)
            open_ended = bool(found)
    if open_ended:
        required[-1] = replace(required[-1], prefix=True)
    key = search_key("".join(kept))
    others = dict.fromkeys(map(search_key, readings(" ".join(kept))))
    return Query(
        text,
        _distinct(required),
        _distinct(excluded),
        key,
        open_ended,
        tuple(other for other in others if other and other != key),
    )


def _distinct(terms: list[Term]) -> tuple[Term, ...]:
    """Each once, and no more than `MOST_TERMS`: a single sign can fold to many words."""
    return tuple(dict.fromkeys(terms))[:MOST_TERMS]


def _phrase(text: str) -> list[Term]:
    found = tuple(words(text))
    return [Term(found, prefix=len(found) == 1 and _is_single_sign(found[0]))] if found else []


def _loose(text: str) -> list[Term]:
    """Each word for itself; pairs of characters that overlap belong to one run."""
    runs: list[list[str]] = []
    for word in words(text):
        if runs and _continues(runs[-1][-1], word):
            runs[-1].append(word)
        else:
            runs.append([word])
    return [Term(tuple(run), prefix=_is_single_sign(run[0])) for run in runs]


def _continues(before: str, word: str) -> bool:
    pair = len(before) == len(word) == 2 and is_unsegmented(before) and is_unsegmented(word)
    return pair and before[-1] == word[0]


def _is_single_sign(word: str) -> bool:
    """A single sign of a script without spaces begins the pairs it stands first in."""
    return len(word) == 1 and is_unsegmented(word)
