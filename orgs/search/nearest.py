"""The name closest to what was typed, where no word by itself can be corrected.

A slip in a script without spaces spoils several pairs of characters at once, and a slip can turn
a word into another known one. So whole names are compared: those that share nearly all words with
what was typed, letter by letter. Only names visitors may find are in the index.
"""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from pyroaring import BitMap
from rapidfuzz import fuzz
from rapidfuzz.distance import OSA

from orgs.models import SearchEntry, SearchText
from orgs.search.state import State
from orgs.search.terms import Query, Term
from orgs.text import fold, is_unsegmented, squash

SHORT = 5
"""Characters up to which one wrong one is forgiven; above, two."""

MOST_MISSING = 3
"""Words that may be missing: a slip spoils up to three overlapping pairs of characters."""

MOST_WORDS = 40
CANDIDATES = 200
"""Names compared for each number of missing words, in the static order."""


def nearest(query: Query, state: State) -> str | None:
    """The name, or the part of a name, most like what was typed; None when none is like it.

    What `Texts.find` does for each word, and two queries for each number of words missing.
    """
    typed = dict.fromkeys(word for term in query.required for word in term.words)
    if query.excluded or not 2 <= len(typed) <= MOST_WORDS:
        return None
    text = fold(query.text)
    allowed = 1 if len(squash(text)) <= SHORT else 2
    found: list[tuple[int, int, str]] = []
    for members in _missing_few(list(typed), state):
        for place, name in enumerate(_names(members)):
            part, distance = _most_alike(text, name)
            if distance <= allowed:
                found.append((distance, place, part))
        if found:
            return min(found)[2]
    return None


def _missing_few(typed: list[str], state: State) -> Iterator[BitMap]:
    """The organisations with all words but none, one, two or three in their names."""
    levels = [state.everything]
    for word in typed:
        have = state.texts.find(Term((word,)), names_only=True)
        more = [levels[0] & have]
        more += [(level & have) | fewer for fewer, level in pairwise(levels)]
        levels = [*more, levels[-1]][: min(MOST_MISSING, len(typed) - 1) + 1]
    before = BitMap()
    for level in levels:
        yield level - before
        before = level


def _names(members: BitMap) -> Iterator[str]:
    """Every name of the first organisations, folded; two queries."""
    entries = SearchEntry.objects.filter(organisation__in=list(members[:CANDIDATES]))
    places = list(entries.values_list("position", flat=True))
    texts = SearchText.objects.filter(position__in=places).order_by("position")
    for names in texts.values_list("names", flat=True):
        yield from (written(name.split()) for name in names.split(" | "))


def written(folded: Iterable[str]) -> str:
    """A text whose `words` these are: overlapping pairs of characters joined again."""
    text, before = "", ""
    for word in folded:
        overlaps = len(before) == len(word) == 2 and before[-1] == word[0]
        if overlaps and is_unsegmented(before) and is_unsegmented(word):
            text += word[1]
        else:
            text += f" {word}"
        before = word
    return text.lstrip()


def _most_alike(text: str, name: str) -> tuple[str, int]:
    """The part of a name most like a text, to whole words, and how many letters differ; spaces
    and signs do not count.
    """
    typed = squash(text)
    whole = name, OSA.distance(typed, squash(name))
    if len(name) <= len(text):
        return whole
    # Fewest differences alone may begin one or two letters beside the best place.
    near = fuzz.partial_ratio_alignment(text, name).dest_start
    starts = range(max(near - 2, 0), min(near + 3, len(name)))
    parts = dict.fromkeys(_to_whole_words(name, start, start + len(text)) for start in starts)
    found = [(part, OSA.distance(typed, squash(part))) for part in parts]
    return min(whole, *found, key=lambda one: one[1])


def _to_whole_words(name: str, start: int, stop: int) -> str:
    while start > 0 and _continues(name[start - 1], name[start]):
        start -= 1
    while stop < len(name) and _continues(name[stop - 1], name[stop]):
        stop += 1
    return name[start:stop].strip()


def _continues(letter: str, following: str) -> bool:
    return not (letter.isspace() or following.isspace() or is_unsegmented(following))
