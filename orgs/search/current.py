"""The state this process answers from: always that of the version in the database.

Every list asks for the version first, one small query. When it has moved, what changed since is
applied, so that an editor's change is true in the next request of every worker on every machine.
"""

from dataclasses import replace
from threading import Lock

from orgs.models import SearchChange
from orgs.search import snapshot
from orgs.search.build import build
from orgs.search.places import Places
from orgs.search.state import State
from orgs.search.version import Version, unpacked, version

MOST_CHANGES = 50_000
"""Organisations from which on reading everything anew is quicker than following."""

_lock = Lock()
_held: State | None = None


def current(known: Version | None = None) -> State:
    """One query when nothing has changed, five when something has (nine when places did too), about
    a dozen the first time; none when nothing has and the version is `known`, because this very
    request has asked for it.

    Threads that find it old wait for the one that brings it up to date.
    """
    global _held
    state = _held
    if state is not None and state.version == known:
        return state
    asked = version()
    state = _held
    if state is None or state.version != asked:
        with _lock:
            if _held is None or _held.version != asked:
                _held = (_held and follow(_held)) or load()
            state = _held
    return state


def load() -> State:
    """From the snapshot and what changed since, or from the tables."""
    saved = snapshot.load()
    state = saved and follow(saved)
    if state:
        return state
    asked = version()
    return build(asked, Places.read())


def follow(state: State) -> State | None:
    """The state after the changes that came since; None when they cannot be told: too many, no
    longer known, or of another history (a transaction rolled back, a backup restored).
    """
    rows = SearchChange.objects.filter(number__gte=state.version[0]).order_by("number")
    changes = list(rows.values_list("number", "token", "organisations", "places"))
    if not changes or not _continues(state.version, changes[0]):
        return None
    ids = {pk for change in changes if change[:2] != state.version for pk in unpacked(change[2])}
    if len(ids) > MOST_CHANGES:
        return None
    if any(places for *change, _ids, places in changes if tuple(change) != state.version):
        state = state.moved()
    state = replace(state.changed(ids), version=changes[-1][:2])
    snapshot.refresh_when_old(state)
    return state


def _continues(held: Version, change: tuple) -> bool:
    return change[:2] == held or (held == (0, 0) and change[0] == 1)
