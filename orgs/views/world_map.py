"""The civic space of the world: a map on which each country is a link, and how many hold which
rating. The shapes are drawn once, by `script/map`; `orgs/reference/README.md` says from what.
"""

import json
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from itertools import accumulate
from pathlib import Path

from django.urls import reverse
from django.utils.translation import get_language

from orgs import reference
from orgs.choices import Rating
from orgs.models import Country
from orgs.text import fold

_FILE = Path(reference.__file__).with_name("world_map.json")
ORDER = (*Rating.values, None)
PATTERNS = {
    Rating.NARROWED.value: "M3 3h2M9 9h2",
    Rating.OBSTRUCTED.value: "M-1 1l2-2M0 12L12 0M11 13l2-2",
    Rating.REPRESSED.value: "M0 12L12 0M0 0l12 12",
}
"""Lines over the colours of those in the middle, in squares of 12 units; the outer two are plain,
since none is paler or darker.
"""


@dataclass(frozen=True)
class Shape:
    """A country: its outline, or the middle of a dot where it is too small for one."""

    name: str
    url: str
    path: str
    dot: tuple[str, str] | None


@dataclass(frozen=True)
class Group:
    """The countries of one rating, None for those nobody has rated, by name."""

    rating: str | None
    shapes: tuple[Shape, ...]


@dataclass(frozen=True)
class WorldMap:
    """Lengths are in units of `size`, and text, so that no language writes them its own way."""

    size: tuple[str, str]
    groups: tuple[Group, ...]
    disputed: str
    patterns = PATTERNS


@lru_cache(1)
def drawing() -> dict:
    return json.loads(_FILE.read_text(encoding="utf-8"))


def world_map(ratings: dict[Country, str | None]) -> WorldMap:
    """No query. Antarctica and islands where nobody lives are in the table only."""
    rated = tuple((country.code, country.name, rating) for country, rating in ratings.items())
    return _map(get_language(), rated)


@lru_cache(32)
def _map(language: str, rated: tuple[tuple[str, str, str | None], ...]) -> WorldMap:
    """Kept, since ratings change a few times a year. Names and addresses are of the language."""
    drawn = drawing()
    shapes: dict[str | None, list[Shape]] = {rating: [] for rating in ORDER}
    for code, name, rating in sorted(rated, key=lambda one: (fold(one[1]), one[0])):
        path, dot = drawn["paths"].get(code, ""), drawn["dots"].get(code)
        if path or dot:
            url = reverse("country", args=[code.lower()])
            shapes[rating].append(Shape(name, url, path, tuple(map(str, dot)) if dot else None))
    groups = tuple(Group(rating, tuple(found)) for rating, found in shapes.items())
    return WorldMap(tuple(map(str, drawn["size"])), groups, drawn["disputed"])


def rated_world(rated: Iterable[tuple[Country, str | None]]) -> dict:
    """What `components/world_map.html` and `components/rating_bar.html` need: the map, and how many
    countries have each rating, with the start of its stretch on a bar of all rated ones; widths
    are in countries. No query.
    """
    ratings = dict(rated)
    held = Counter(ratings.values())
    counts = [held[rating] for rating in Rating.values]
    starts = accumulate(counts, initial=0)
    segments = [
        {"rating": rating, "count": count, "start": start}
        for rating, count, start in zip(Rating.values, counts, starts, strict=False)
    ]
    return {"world": world_map(ratings), "segments": segments, "total": sum(counts)}
