"""What tells readers that lists have changed: a number that grows, and a log of what did.

Whoever changes what lists show takes a turn, in the transaction of the change: versions are
committed in their order, each with all that it changed.
"""

import secrets
from array import array
from collections.abc import Iterable

from django.db import connection, transaction

from orgs.models import SearchChange, SearchVersion
from orgs.visibility.prepared import prepared

KEPT = 5000
"""Changes kept for readers that are behind; one that is further behind reads everything anew."""

_PRUNE_EVERY = 256

# Written out, since every save of an organisation runs them: the ORM takes longer to put them into
# words than the database to answer.
_NUMBER = "SELECT number FROM orgs_searchversion"
_NEXT = (
    "UPDATE orgs_searchversion SET number = number + 1, token = %s,"
    " withdrawal = coalesce(%s, withdrawal)"
)
_LOG = (
    "INSERT INTO orgs_searchchange (number, token, organisations, places) VALUES (%s, %s, %s, %s)"
)

Version = tuple[int, int]
"""A number and its random token."""


_ROW = 1
"""The key of the only row."""


@prepared
def _committed(keys):
    return SearchVersion.objects.filter(pk__in=keys).order_by().values_list("number", "token")


def version() -> Version:
    """As committed; one query. Pages and files make their ETag from it."""
    return next(iter(_committed([_ROW])), (0, 0))


def withdrawal() -> int:
    """Another number whenever something that could be read in a file no longer can; one query."""
    return SearchVersion.objects.values_list("withdrawal", flat=True).first() or 0


def take_turns() -> None:
    """Waits until no other transaction is writing the index; SQLite has a single writer anyhow.

    It comes after the locks on records and before the vocabulary, whose words two writers share.
    """
    if connection.features.has_select_for_update and not _asked(f"{_NUMBER} FOR UPDATE"):
        _begin()


def touch(
    ids: Iterable[int] = (), *, places: bool = False, something_withdrawn: bool = False
) -> int:
    """Says that these organisations are found otherwise, or what is above them; with neither,
    only that pages show something else. Takes a turn as well, until its transaction ends. Gives
    the number of the version that this makes. Three statements.

    `something_withdrawn`: less can be read of somebody than before.
    """
    token = secrets.randbits(62)
    withdrawal = secrets.randbits(62) if something_withdrawn else None
    # Together, so that nobody else takes a number between the first statement and the last.
    with transaction.atomic(savepoint=False), connection.cursor() as cursor:
        cursor.execute(_NEXT, [token, withdrawal])
        if not cursor.rowcount:
            _begin()
            cursor.execute(_NEXT, [token, withdrawal])
        ((number,),) = _asked(_NUMBER)
        cursor.execute(_LOG, [number, token, packed(ids), places])
        if number % _PRUNE_EVERY == 0:
            SearchChange.objects.filter(number__lte=number - KEPT).delete()
    return number


def _begin() -> None:
    last = SearchChange.objects.order_by("-number").values_list("number", flat=True).first()
    SearchVersion.objects.get_or_create(pk=_ROW, defaults={"number": last or 0})


def _asked(sql: str) -> list[tuple]:
    with connection.cursor() as cursor:
        cursor.execute(sql)
        return cursor.fetchall()


def packed(ids: Iterable[int]) -> bytes:
    """Ids, four bytes each. A directory has fewer than four thousand million organisations."""
    return array("I", ids).tobytes()


def unpacked(data: bytes) -> array:
    ids = array("I")
    ids.frombytes(bytes(data))
    return ids
