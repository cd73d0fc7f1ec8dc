"""Keeps the keys of every organisation true, inside the transaction of the write they follow."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping

from django.db import connection

from orgs.columns import Facts
from orgs.matching.keys import keys
from orgs.matching.records import known_by, known_from
from orgs.models import MatchKey, Organisation, among
from orgs.search.engine import engine
from orgs.search.index import BATCH, left, rebuilt, reindexed

_TABLE = MatchKey._meta.db_table


def connect() -> None:
    """Called once, when the application is ready: keys follow whatever search follows."""
    reindexed.connect(follow, dispatch_uid="matching follow")
    left.connect(forget, dispatch_uid="matching forget")
    rebuilt.connect(rebuild, dispatch_uid="matching rebuild")


def follow(ids: Collection[int], facts: Mapping[int, Facts], **kwargs) -> None:
    """Makes the keys what these organisations are now. One query, four more when `facts` lack some
    of them, since visitors may not find those; rows that would not change are not written.
    """
    before = stored(ids)
    known = known_by([pk for pk in ids if pk not in facts], with_countries=False)
    known |= {pk: known_from(one) for pk, one in facts.items()}
    after = {pk: keys(one) for pk, one in known.items()}
    gone = [pk for pk in before if before[pk] != after.get(pk)]
    if gone:
        forget(gone)
    keep({pk: found for pk, found in after.items() if found != before.get(pk)})


def forget(ids: Collection[int], **kwargs) -> None:
    """Takes the keys of organisations away; one query."""
    condition, parameter = among("organisation_id", ids)
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM {_TABLE} WHERE {condition}", [parameter])  # noqa: S608


def rebuild(**kwargs) -> None:
    """Makes all keys anew. Memory holds one batch."""
    MatchKey.objects.all()._raw_delete(MatchKey.objects.db)
    for ids in _batches():
        found = known_by(ids, with_countries=False)
        keep({pk: keys(one) for pk, one in found.items()})


def _batches() -> Iterator[list[int]]:
    ids, last = Organisation.objects.order_by("pk").values_list("pk", flat=True), 0
    while batch := list(ids.filter(pk__gt=last)[:BATCH]):
        yield batch
        last = batch[-1]


def keep(found: Mapping[int, Iterable[int]]) -> None:
    """Adds the keys of organisations that have none yet; one statement. In the order of the keys,
    which spares a large table half of the time.
    """
    rows = sorted((key, pk) for pk, its in found.items() for key in its)
    if rows:
        engine().insert(_TABLE, ("key", "organisation_id"), rows)


def stored(ids: Collection[int]) -> dict[int, set[int]]:
    """The keys the table has of these organisations; one query."""
    found = defaultdict(set)
    condition, parameter = among("organisation_id", ids)
    with connection.cursor() as cursor:
        cursor.execute(
            f"SELECT organisation_id, key FROM {_TABLE} WHERE {condition}",  # noqa: S608
            [parameter],
        )
        for pk, key in cursor.fetchall():
            found[pk].add(key)
    return found
