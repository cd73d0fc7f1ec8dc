"""Pairs of records in the whole directory that may be one organisation.

Records that share a key are compared, and no others. Where many share one, only those of one
country are; where that is still too many, the key is left out and counted: a word that everybody
has tells nothing, and comparing all with all would take for ever.
"""

import heapq
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import combinations, groupby
from operator import itemgetter

from django.db import transaction

from orgs.choices import DuplicateState
from orgs.matching.keys import Key, Sort, sort_of
from orgs.matching.records import known_by
from orgs.matching.scores import POSSIBLE, compare
from orgs.models import MatchKey, Organisation, PossibleDuplicate

MOST_TOGETHER = 40
"""Organisations under one key that are compared with each other: at most 780 pairs."""

KEPT = 10_000
"""Pairs kept for the panel unless told otherwise, the likeliest."""

HELD = 150_000
"""Records held in memory while pairs are compared, some 1.5 KB each."""

_AT_ONCE = 4000
_LOW = (1 << 32) - 1


@dataclass
class Search:
    """What a search through the directory found; `cut` counts the keys left out, by sort."""

    compared: int = 0
    found: int = 0
    kept: int = 0
    cut: Counter = field(default_factory=Counter)


def find(limit: int = KEPT) -> Search:
    """Looks for pairs and keeps the likeliest `limit` for the panel. What somebody decided
    stays; what nobody has looked at and is no longer found goes.

    One pass over the keys and at most five queries for each 4,000 pairs. Memory holds the pairs
    that share a key, 100 bytes each, and `HELD` records.
    """
    search = Search()
    pairs = sorted(_pairs(search))
    best: list[tuple] = []
    for scored in _scored(pairs):
        search.found += 1
        if len(best) < limit:
            heapq.heappush(best, scored)
        elif best and scored > best[0]:
            heapq.heapreplace(best, scored)
    search.compared, search.kept = len(pairs), len(best)
    _keep({(first, second): (score, why) for score, first, second, why in best})
    return search


def _pairs(search: Search) -> set[int]:
    """Pairs that share a key, as one number each: the lower id above the higher."""
    homes = dict(Organisation.objects.order_by().values_list("pk", "headquarters"))
    rows = MatchKey.objects.order_by("key", "organisation_id")
    stored = rows.values_list("key", "organisation_id").iterator(chunk_size=20_000)
    pairs: set[int] = set()
    for key, members in groupby(stored, key=itemgetter(0)):
        ids = [pk for _key, pk in members]
        if len(ids) > 1:
            for block in _blocks(key, ids, homes, search):
                pairs.update(one << 32 | other for one, other in combinations(block, 2))
    return pairs


def _blocks(key: int, ids: list[int], homes: dict, search: Search) -> Iterator[list[int]]:
    if len(ids) <= MOST_TOGETHER:
        yield ids
        return
    by_home = defaultdict(list)
    for pk in ids:
        by_home[homes.get(pk)].append(pk)
    whole = [block for block in by_home.values() if len(block) <= MOST_TOGETHER]
    if len(whole) < len(by_home):
        search.cut[Sort(sort_of(key))] += 1
    yield from whole


def _scored(pairs: list[int]) -> Iterator[tuple[float, int, int, list[str]]]:
    known: dict[int, Key] = {}
    for start in range(0, len(pairs), _AT_ONCE):
        ends = [(pair >> 32, pair & _LOW) for pair in pairs[start : start + _AT_ONCE]]
        wanted = {pk for pair in ends for pk in pair}
        if len(known) + len(wanted) > HELD:
            known.clear()
        known |= known_by(wanted - known.keys())
        for first, second in ends:
            if first in known and second in known:
                score, reasons = compare(known[first], known[second])
                if score >= POSSIBLE:
                    yield score, first, second, [reason.value for reason in reasons]


@transaction.atomic
def _keep(found: dict[tuple[int, int], tuple[float, list[str]]]) -> None:
    """Writes what is new or different; four kinds of query, in batches."""
    rows = PossibleDuplicate.objects.select_for_update().order_by("pk")
    gone, changed = [], []
    for row in rows.iterator(chunk_size=5000):
        now = found.pop((row.first_id, row.second_id), None)
        if row.state != DuplicateState.OPEN or now == (row.score, row.reasons):
            continue
        if now is None:
            gone.append(row.pk)
        else:
            row.score, row.reasons = now
            changed.append(row)
    for start in range(0, len(gone), 1000):
        PossibleDuplicate.objects.filter(pk__in=gone[start : start + 1000]).delete()
    PossibleDuplicate.objects.bulk_update(changed, ["score", "reasons"], batch_size=500)
    PossibleDuplicate.objects.bulk_create(
        [
            PossibleDuplicate(first_id=first, second_id=second, score=score, reasons=reasons)
            for (first, second), (score, reasons) in found.items()
        ],
        batch_size=1000,
    )
