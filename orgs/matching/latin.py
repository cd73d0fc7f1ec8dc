"""Names in Latin letters, and what is left of them without vowels.

Not a standard for libraries: two spellings of one name only have to come out alike. No database.
"""

import re
from functools import lru_cache
from typing import NamedTuple

from orgs.text import LONGEST, fold, is_unsegmented, words

_LETTERS = str.maketrans(
    {
        # Greek
        **dict(zip("αβγδεζηθικλμνξοπρστυφωχψ", (*"avgdezi", "th", *"iklmn", "ks", *"oprstyfo",
                                             "ch", "ps"), strict=True)),
        # Cyrillic, Ukrainian and Serbian letters among it
        **dict(zip("абвгдезийклмнопрстуфх", "abvgdeziiklmnoprstufh", strict=True)),
        **{"ж": "zh", "ц": "ts", "ч": "ch", "ш": "sh", "щ": "shch", "ъ": "", "ы": "y", "ь": ""},
        **{"э": "e", "ю": "yu", "я": "ya", "і": "i", "є": "ye", "ґ": "g", "ђ": "dj", "ј": "j"},
        **{"љ": "lj", "њ": "nj", "ћ": "c", "џ": "dz", "ў": "u"},
        # Arabic and Persian, whose short vowels nobody writes
        **dict(zip("ابتجدرزسصضطظفقكلمنهويپچژگ", "abtjdrzssdtzfqklmnhwypczg", strict=True)),
        **{"ث": "th", "ح": "h", "خ": "kh", "ذ": "dh", "ش": "sh", "ع": "", "غ": "gh", "ء": ""},
        **{"ئ": "", "ؤ": ""},
    }
)  # fmt: skip
_PAIRS = (("ου", "ou"), ("μπ", "b"), ("ευ", "ev"), ("αυ", "av"), ("γγ", "ng"))
_ALIKE_WITH_H = (
    *(("sch", "s"), ("ph", "f"), ("kh", "h"), ("ch", "h"), ("sh", "s"), ("th", "t"), ("zh", "z")),
    *(("gh", "g"), ("dh", "d")),
)
_ALIKE = (("ts", "s"), ("ck", "k"), ("x", "ks"))
_ONE = str.maketrans("cqwz", "kkvs", "aeiouyjh")
_TWICE = re.compile(r"(.)\1+")

_SAYS_LITTLE = (
    "the a an of and for in on to at de la le les l d des du et en pour el los las y del para da do"
    " dos das e di della dei il per und der die das fur von van het en voor og i z na w"
    " inc ltd llc gmbh ev asbl vzw ngo npo plc cio ong aisbl sa srl bv stichting trust"
)
SAYS_LITTLE = frozenset(_SAYS_LITTLE.split())
"""Words, and legal forms, that one record of an organisation has and the next has not."""


def latin(text: str) -> str:
    """A text folded and in Latin letters; scripts not known here stay as they are."""
    text = fold(text)
    if text.isascii():
        return text
    for pair, instead in _PAIRS:
        text = text.replace(pair, instead)
    return fold(text.translate(_LETTERS))


class _Part(NamedTuple):
    """What stands between two spaces of a name: in Latin letters, as the words that makes, and
    whether it is in a script without spaces.
    """

    written: str
    words: tuple[str, ...]
    is_run: bool


def _part(text: str) -> _Part:
    if text.isascii() and text.isalnum():
        return _Part(text.lower(), (text.lower()[:LONGEST],), False)
    written = latin(text).replace(".", "").replace("'", "").replace("’", "")
    found = words(written)
    return _Part("".join(written.split()), tuple(found), any(map(is_unsegmented, found)))


_known = lru_cache(maxsize=32_768)(_part)
"""Names are made of the same words again and again; those kept take 15 MB at most."""

_WORTH_KNOWING = 32


def telling_words(name: str) -> list[str]:
    """The words of a name that tell it from others, in Latin letters and their order; all of
    them when none does. A name in a script without spaces is one word.
    """
    parts = [_known(one) if len(one) <= _WORTH_KNOWING else _part(one) for one in name.split()]
    if any(one.is_run for one in parts):
        return ["".join([one.written for one in parts])]
    found = [word for one in parts for word in one.words]
    return [word for word in found if word not in SAYS_LITTLE] or found


def bones(text: str) -> str:
    """The consonants of a Latin text, those that are mixed up as one: Elliniko and Hellenico are
    ``lnk``. Digits stay. What would be left with fewer than two signs stays as it is.
    """
    if not text.isascii():
        return text
    left = text
    if "h" in left:
        for pair, instead in _ALIKE_WITH_H:
            left = left.replace(pair, instead)
    for pair, instead in _ALIKE:
        left = left.replace(pair, instead)
    left = _TWICE.sub(r"\1", left.translate(_ONE))
    return left if len(left) > 1 else text


skeleton = lru_cache(maxsize=32_768)(bones)
"""`bones` of a word, which comes again in other names."""
