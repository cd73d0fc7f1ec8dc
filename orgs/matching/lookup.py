"""The organisations that a record somebody types or imports may already be."""

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from django.db import connection

from orgs.matching.keys import Key, asked
from orgs.matching.records import known_by
from orgs.matching.scores import POSSIBLE, Reason, compare
from orgs.models import MatchKey, SearchEntry, among

BATCH = 1000
MOST_OF_A_KEY = 100
"""Organisations under one key, from which on it tells nothing and is left out."""

_TABLE = MatchKey._meta.db_table
_PUBLIC = f"{_TABLE} JOIN {SearchEntry._meta.db_table} USING (organisation_id)"
"""Of organisations that visitors may find: hidden ones are not even counted."""


class Candidate(NamedTuple):
    """An organisation a record may be; `score` and `reasons` as `orgs.matching.scores` has them."""

    organisation_id: int
    score: float
    reasons: list[Reason]


def candidates(
    records: Sequence[Key], *, within=None, limit: int = 5
) -> dict[int, list[Candidate]]:
    """For each record that may be there already, by its place in `records`, at most `limit`
    organisations, the likeliest first; those below `POSSIBLE` are not told.

    `within` is the organisations whoever asks may know of: a queryset, all of them without.
    Seven queries for each thousand records. A key that a hundred organisations share is left out.
    """
    found: dict[int, list[Candidate]] = {}
    for start in range(0, len(records), BATCH):
        batch = records[start : start + BATCH]
        for place, likely in _of_batch(batch, within):
            found[start + place] = likely[:limit]
    return found


def likely_twins(
    name: str,
    country: str | None = None,
    websites: Sequence[str] = (),
    identifiers: Sequence[tuple[str, str]] = (),
    exclude: int | None = None,
    limit: int = 5,
    within=None,
) -> list[Candidate]:
    """The organisations that one with this name (and country, websites, identifiers, as far as
    they are known) may be, the likeliest first; `exclude` is the record's own id. Seven queries.
    """
    record = Key(
        name, countries=[country] if country else (), websites=websites, identifiers=identifiers
    )
    found = candidates([record], within=within, limit=limit + 1).get(0, [])
    return [one for one in found if one.organisation_id != exclude][:limit]


def _of_batch(batch: Sequence[Key], within) -> Iterator[tuple[int, list[Candidate]]]:
    wanted = [asked(record) for record in batch]
    kept = holders(set().union(*wanted))
    if not kept:
        return
    near = [set().union(*map(kept.get, keys & kept.keys())) for keys in wanted]
    known = known_by(set().union(*near), within=within)
    for place, (record, ids) in enumerate(zip(batch, near, strict=True)):
        likely = [Candidate(pk, *compare(record, known[pk])) for pk in sorted(ids) if pk in known]
        likely = [one for one in likely if one.score >= POSSIBLE]
        if likely:
            yield place, sorted(likely, key=lambda one: -one.score)


def holders(keys: Collection[int], *, public: bool = False) -> dict[int, list[int]]:
    """Who is kept under each key that is not too common; two queries. `public` for whoever answers
    visitors: only those they may find, and what others there are makes no key too common.
    """
    found = defaultdict(list)
    if not keys:
        return found
    table = _PUBLIC if public else _TABLE
    condition, parameter = among("key", keys)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT key FROM {table} WHERE {condition}"  # noqa: S608
            " GROUP BY key HAVING COUNT(*) <= %s",
            [parameter, MOST_OF_A_KEY],
        )
        condition, parameter = among("key", [key for (key,) in cursor.fetchall()])
        cursor.execute(
            f"SELECT key, organisation_id FROM {table} WHERE {condition}",  # noqa: S608
            [parameter],
        )
        for key, pk in cursor.fetchall():
            found[key].append(pk)
    return found
