"""What a site asks of programmes in its robots.txt, as RFC 9309 reads it."""

from collections.abc import Iterator
from dataclasses import dataclass

MOST_BYTES = 500 * 1024
"""How much of a robots.txt is read, as the RFC has it."""


@dataclass(frozen=True)
class Robots:
    """The rules for one programme, as (may, pattern)."""

    rules: tuple[tuple[bool, str], ...] = ()

    @classmethod
    def read(cls, text: str, product: str) -> "Robots":
        """Those of all groups that name the product, else those for everybody."""
        named: list[tuple[bool, str]] = []
        general: list[tuple[bool, str]] = []
        is_named = False
        for agents, rules in _groups(text):
            if product.lower() in agents:
                is_named = True
                named += rules
            elif "*" in agents:
                general += rules
        return cls(tuple(named if is_named else general))

    def allows(self, path: str) -> bool:
        """The longest pattern that fits decides; where two are as long, the one that allows."""
        fitting = [(len(pattern), may) for may, pattern in self.rules if _fits(pattern, path)]
        return max(fitting, default=(0, True))[1]


def _groups(text: str) -> Iterator[tuple[set[str], list[tuple[bool, str]]]]:
    """(agents, rules), in the order of the file."""
    agents: set[str] = set()
    rules: list[tuple[bool, str]] = []
    begun = False
    for line in text.removeprefix("\ufeff").splitlines():
        named, _colon, value = line.partition("#")[0].partition(":")
        field, value = named.strip().lower(), value.strip()
        if field == "user-agent":
            if begun:
                yield agents, rules
                agents, rules, begun = set(), [], False
            agents.add(value.split("/")[0].strip().lower())
        elif field in {"allow", "disallow"}:
            begun = True
            if value:
                rules.append((field == "allow", value))
    yield agents, rules


def _fits(pattern: str, path: str) -> bool:
    """`*` stands for anything, `$` at the end for the end. Part by part: a pattern with many stars
    takes no longer than the path is long, whoever wrote it.
    """
    ends = pattern.endswith("$")
    first, *parts = pattern.removesuffix("$").split("*")
    if not path.startswith(first):
        return False
    place = len(first)
    last = parts.pop() if ends and parts else None
    for part in parts:
        place = path.find(part, place)
        if place < 0:
            return False
        place += len(part)
    if last is not None:
        return path.endswith(last) and len(path) - len(last) >= place
    return not ends or place == len(path)
