"""Invented words in many scripts, some used everywhere and most hardly ever."""

import json
from dataclasses import dataclass
from itertools import accumulate
from pathlib import Path
from random import Random

_SCRIPTS = Path(__file__).parent / "scripts.json"
_TAIL = 3000
"""Invented words a language has beside its common ones."""


class Zipf:
    """Draws from a list so that the n-th is about n times as rare as the first."""

    def __init__(self, items, flatten: float = 1.0):
        """`flatten` is added to every rank: the larger, the less the first ones stand out."""
        self.items = list(items)
        self.weights = list(accumulate(1 / (rank + flatten) for rank in range(len(self.items))))

    def draw(self, random: Random, count: int) -> list:
        return random.choices(self.items, cum_weights=self.weights, k=count)


@dataclass(frozen=True)
class Tongue:
    """A language as the generator speaks it."""

    language: str
    mark: str
    separator: str
    words: Zipf
    countries: tuple[str, ...]

    def phrase(self, random: Random, count: int) -> str:
        return self.separator.join(self.words.draw(random, count))


def tongues() -> tuple[list[Tongue], list[int]]:
    """Every language, and how often each is used, added up as `random.choices` likes it. The
    same words in every run, whatever its seed.
    """
    rows = json.loads(_SCRIPTS.read_text(encoding="utf-8"))
    found = []
    for language, row in rows.items():
        random = Random(language)  # noqa: S311 - nothing secret
        tail = (
            "".join(random.choices(row["syllables"], k=random.randint(2, 4))) for _ in range(_TAIL)
        )
        found.append(
            Tongue(
                language=language,
                mark=row["mark"],
                separator=" " if row["spaces"] else "",
                words=Zipf(dict.fromkeys([*row["words"], *tail]), flatten=4),
                countries=tuple(row["countries"]),
            )
        )
    return found, list(accumulate(row["weight"] for row in rows.values()))
