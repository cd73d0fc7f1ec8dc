"""Of which records it may be said that they were deleted. See docs/adr/0019.

What was hidden is an address that never was, and whoever kept a copy of the directory must not find
out from our answers what is hidden now. So only of what was deleted for other reasons is it said,
and only to whoever has its permanent id, which nobody can guess.
"""

from orgs.choices import PublicationState, RiskLevel
from orgs.models import Country, Organisation


def was_deleted(public_id: str) -> bool:
    """Whether the record of a permanent id was public once and is deleted, and nothing about safety
    follows from saying so: it was of standard risk all the time, was merged into no other, and its
    country protects nobody now. Five queries at most, one where there is nothing.
    """
    past = Organisation.history.model.objects
    last = past.filter(public_id=public_id, history_type="-").order_by("-history_id").first()
    if last is None or last.merged_into_id or Organisation.objects.filter(pk=last.id).exists():
        return False
    before = past.filter(id=last.id).order_by()
    if before.exclude(risk=RiskLevel.STANDARD).exists():
        return False
    if not before.filter(state=PublicationState.PUBLISHED).exists():
        return False
    home = Country.objects.filter(pk=last.headquarters_id)
    return home.exclude(pk__in=Country.objects.protected().values("pk")).exists()
