"""Addresses that somebody chooses."""

from orgs import permissions
from orgs.ids import new_ending
from orgs.models import Organisation
from orgs.text import with_ending


def own_address(record: Organisation, typed: str, *, by) -> str:
    """What becomes of an address that was typed for an organisation or a library item. Who may not
    see everything gets an ending behind it, whether it is free or not: see docs/adr/0027. What the
    record had before is its own as it is. Two queries at most.
    """
    if not typed or permissions.can_choose_address(by) or typed in _own(record):
        return typed
    return with_ending(typed, new_ending())


def _own(record) -> set[str]:
    saved = type(record)._default_manager.filter(pk=record.pk).values_list("slug", flat=True)
    former = getattr(record, "former_slugs", None) if record.pk else None
    return {*saved, *(former.values_list("slug", flat=True) if former else ())}
