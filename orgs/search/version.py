"""A number that grows in every transaction that changes what lists show."""

from django.db.models import F

from orgs.models import SearchVersion


def version() -> int:
    """The number as committed; one query. Pages and files make their ETag from it."""
    return SearchVersion.objects.values_list("number", flat=True).first() or 0


def take_turns() -> None:
    """Waits until no other transaction is writing the index; SQLite has a single writer anyhow.

    It comes after the locks on records and before the vocabulary, whose words two writers share.
    """
    if not list(SearchVersion.objects.select_for_update().values_list("pk")):
        SearchVersion.objects.get_or_create(pk=1)


def touch() -> None:
    """Says that what lists show has changed. Takes a turn as well, until its transaction ends."""
    if not SearchVersion.objects.update(number=F("number") + 1):
        SearchVersion.objects.create(number=1)
