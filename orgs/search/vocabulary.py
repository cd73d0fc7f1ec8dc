"""The words that can be searched, and the closest of them to a word that nobody wrote.

Only words of texts visitors may find are in it, so a correction never gives away a hidden
organisation's name. Rows are never searched letter by letter, only this much smaller list.
"""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterator
from itertools import chain, islice

from rapidfuzz import process
from rapidfuzz.distance import OSA

from orgs.models import SearchWord
from orgs.search.engine import engine
from orgs.search.terms import Term
from orgs.text import RUNS, fold, is_unsegmented

SHORT = 5
"""Letters up to which one wrong letter is forgiven; above, two."""

SHORTEST = 3
RARE = 2
"""A word in at most so many texts may itself be a typing error, and others are tried too."""

CHOICES = 3
MOST_WORDS = 12
ATTEMPTS = 12


def counted(words) -> list[str]:
    """The words of a text worth keeping: no separators, no tokens, no pairs of signs."""
    return [w for w in words if len(w) >= SHORTEST and w[0] != "§" and not is_unsegmented(w)]


def change(delta: Counter) -> None:
    """Adds to (or takes from) the number of texts each word stands in.

    Words nobody uses any more are removed: what an editor deleted leaves nothing behind. The
    caller holds the version row, so two transactions never wait for each other's words.
    """
    words = sorted(counted(word for word, by in delta.items() if by))
    more = [(word, len(word), delta[word]) for word in words if delta[word] > 0]
    less = [(-delta[word], word) for word in words if delta[word] < 0]
    engine().count_words(SearchWord._meta.db_table, more, less)


def respellings(text: str, terms: tuple[Term, ...], *, quick: bool = False) -> Iterator[str]:
    """The text with its unknown words replaced by close ones, the likeliest first; `quick` looks
    only among words with the same first letter, for whoever asks for many texts at once.

    Two queries a word, three at most. Words of fewer than three letters, numbers and scripts
    without spaces stay as they are. A text with many words is left alone: nobody mistypes one word
    in thirteen and wants the other twelve guessed at, and each guess costs.
    """
    typed = dict.fromkeys(word for term in terms for word in term.words)
    if len(typed) > MOST_WORDS:
        return
    unfinished = {term.words[-1] for term in terms if term.prefix}
    choices = {
        word: close for word in typed if (close := _choices(word, word in unfinished, quick))
    }
    if not choices:
        return
    best = {word: close[0] for word, close in choices.items()}
    others = ({**best, word: other} for word, close in choices.items() for other in close[1:])
    for replaced in islice(chain([best], others), ATTEMPTS):
        yield _replaced(text, replaced)


def _replaced(text: str, replaced: dict[str, str]) -> str:
    """The text with some of its words replaced, capitals kept where a word began with one."""

    def instead(match: re.Match) -> str:
        word = match[0]
        new = replaced.get(fold(word), word)
        return new[:1].upper() + new[1:] if word[:1].isupper() else new

    return RUNS.sub(instead, unicodedata.normalize("NFC", text))


def _choices(word: str, unfinished: bool, quick: bool) -> list[str]:
    """Words to try for one that was typed: none when it is known well enough."""
    if len(word) < SHORTEST or word.isdigit() or is_unsegmented(word):
        return []
    known = SearchWord.objects.filter(
        **({"word__gte": word, "word__lt": word + "\U0010ffff"} if unfinished else {"word": word})
    ).order_by("-frequency")
    frequency = known.values_list("frequency", flat=True).first() or 0
    if frequency > RARE:
        return []
    close = closest(word, quick=quick)
    return [word, *close] if frequency and close else close


def closest(word: str, *, quick: bool = False) -> list[str]:
    """Known words at most one letter away (two from six letters on; a swap counts as one), the
    nearest and then the most frequent first. Words with the same first letter are preferred; there
    are no others when it has to be `quick`.
    """
    allowed = 1 if len(word) <= SHORT else 2
    near = SearchWord.objects.filter(length__range=(len(word) - allowed, len(word) + allowed))
    same_start = near.filter(word__gte=word[0], word__lt=word[0] + "\U0010ffff")
    for candidates in (same_start,) if quick else (same_start, near):
        rows = list(candidates.values_list("word", "frequency"))
        near_enough = process.extract(
            word,
            [other for other, _frequency in rows],
            scorer=OSA.distance,
            score_cutoff=allowed,
            limit=None,
        )
        found = [(far, -rows[at][1], other) for other, far, at in near_enough if far]
        if found:
            return [other for _distance, _frequency, other in sorted(found)[:CHOICES]]
    return []
