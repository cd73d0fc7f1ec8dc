"""Where permanent ids and the addresses of records that were merged lead. Through the gate: where
the record that took their place is not public, nowhere, like an address that never was.
"""

from collections.abc import Iterable

from django.utils import timezone

from orgs.choices import RiskLevel
from orgs.models import FormerSlug, Merge, Organisation
from orgs.visibility.parts import findable
from orgs.visibility.records import organisations


def leads_to(slug: str) -> Organisation | None:
    """The public organisation that a former address leads to, or that of a record that was
    merged; three queries, and one for each merge on the way.
    """
    former = FormerSlug.objects.filter(slug=slug).select_related("organisation").first()
    if former:
        return _through(former.organisation)
    return _through(_gone().filter(slug=slug).first())


def replacement_of(public_id: str) -> Organisation | None:
    """The public organisation that took the place of another; two queries, and one for
    each merge.
    """
    return _through(_gone().filter(public_id=public_id).first())


def keys_by_public_id(public_ids: Iterable[str]) -> dict[str, int]:
    """The organisation (its key) that a visitor finds now at each of some permanent ids; ids that
    lead nowhere are left out. One query when all are there, else three and one for each merge in
    the longest chain, however many ids there are.
    """
    ids = set(public_ids)
    there = organisations().filter(public_id__in=ids).order_by()
    found = dict(there.values_list("public_id", "pk"))
    return found | _taken_in(ids - found.keys())


def _taken_in(ids: set[str]) -> dict[str, int]:
    if not ids:
        return {}
    lost = _was_public().filter(lost__public_id__in=ids, lost__merged_into__isnull=False)
    lost = lost.exclude(lost__risk=RiskLevel.HIDDEN).order_by()
    ends = dict(lost.values_list("lost__public_id", "lost__merged_into"))
    ahead = set(ends.values())
    into: dict[int, int] = {}
    while ahead:
        step = dict(_gone().filter(pk__in=ahead).order_by().values_list("pk", "merged_into"))
        into |= step
        ahead = set(step.values()) - into.keys()
    for public_id, pk in ends.items():
        while pk in into:
            pk = into[pk]
        ends[public_id] = pk
    public = findable(ends.values())
    return {public_id: pk for public_id, pk in ends.items() if pk in public}


def _gone():
    return Organisation.objects.exclude(merged_into=None)


def _was_public():
    """Merges that hold, of records people may have the addresses of."""
    return Merge.objects.in_force().filter(was_public=True)


def _through(record: Organisation | None) -> Organisation | None:
    """What a record is now, when it is public. A hidden one leads nowhere, whatever became of it,
    and neither does one that was never public: nobody may learn that it was here. Merges cannot
    go round in a circle: a record that was merged takes in no other.
    """
    if record is None or record.risk == RiskLevel.HIDDEN:
        return None
    if record.merged_into_id and not _was_public().filter(lost=record).exists():
        return None
    while record.merged_into_id:
        record = record.merged_into
    return organisations().filter(pk=record.pk).first()


def replaced() -> list[tuple[str, str, str]]:
    """(permanent id, the one that took its place, the day), by id; only where both were public.
    Three queries.
    """
    into = dict(_gone().order_by().values_list("pk", "merged_into"))
    shown = organisations().filter(pk__in=set(into.values())).order_by()
    public = dict(shown.values_list("pk", "public_id"))
    known = _was_public().exclude(lost__risk=RiskLevel.HIDDEN).order_by("lost__public_id")
    found = []
    for pk, old, moment in known.values_list("lost", "lost__public_id", "merged_at"):
        while pk in into:
            pk = into[pk]
        if pk in public:
            found.append((old, public[pk], timezone.localdate(moment).isoformat()))
    return found


def stand_for(public_ids: Iterable[str]) -> dict[str, int]:
    """The keys of the public organisations that permanent ids stand for: those that have them, or
    took the place of those that had. An id that leads nowhere is not in it.

    One query when none was replaced; else three, and one more for each merge after the first.
    """
    wanted = set(public_ids)
    theirs = organisations().filter(public_id__in=wanted).order_by()
    found = dict(theirs.values_list("public_id", "pk"))
    if wanted <= found.keys():
        return found
    merges = _was_public().exclude(lost__risk=RiskLevel.HIDDEN).order_by()
    merges = merges.filter(lost__public_id__in=wanted - found.keys())
    into = dict(merges.values_list("lost__public_id", "lost__merged_into"))
    while further := dict(_gone().filter(pk__in=into.values()).values_list("pk", "merged_into")):
        into = {old: further.get(pk, pk) for old, pk in into.items()}
    public = set(organisations().filter(pk__in=into.values()).values_list("pk", flat=True))
    return found | {old: pk for old, pk in into.items() if pk in public}
