"""A number that grows in every transaction that changes what lists show."""

from django.db.models import F

from orgs.models import SearchVersion


def version() -> int:
    """The number as committed; one query. Pages and files make their ETag from it."""
    return SearchVersion.objects.values_list("number", flat=True).first() or 0


def touch() -> None:
    """Says that what lists show has changed. Whoever has said so is alone until its transaction
    ends: so it comes late, and before the vocabulary, whose words two writers may share.
    """
    if not SearchVersion.objects.update(number=F("number") + 1):
        SearchVersion.objects.create(number=1)
