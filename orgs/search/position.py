"""The static order: where an organisation stands in a list that nothing else orders."""

ID_BITS = 32
ID_MASK = (1 << ID_BITS) - 1
"""The half of a position that is the organisation's id."""

_BEST = (1 << 11) - 1
_FIRST_YEAR = 2000


def position(organisation_id: int, *, verified_on, complete: int, updated_at) -> int:
    """The place in the static order: smaller comes first.

    Verified before not, then the more complete (0 to 7), then the year it was last touched,
    then the id. The quality is the upper half of the number and the id the lower, so that a
    place is unique, follows from the record alone and moves only with its quality.
    """
    fresh = min(max(updated_at.year - _FIRST_YEAR, 0), 127)
    quality = bool(verified_on) << 10 | complete << 7 | fresh
    return (_BEST - quality) << ID_BITS | organisation_id
