"""What somebody who is still typing may mean: an organisation, a property or a type."""

from collections.abc import Iterable, Sequence

from orgs.api.reconcile.answers import description, direction_of
from orgs.api.reconcile.near import permanent_ids
from orgs.api.reconcile.properties import PROPERTIES
from orgs.api.reconcile.types import types, types_of
from orgs.choices import NameKind
from orgs.search.current import current
from orgs.search.matches import Search, Tier
from orgs.search.terms import parse
from orgs.text import fold
from orgs.visibility import Shown, show_listed


def entities(prefix: str, start: int, stop: int) -> list[dict]:
    """Organisations by their names and numbers, as suggestions are everywhere; who has the id that
    was typed, also one that was merged, comes first. Nothing typed is everybody, in the order of
    lists.

    One query for the version, five for what is shown, at most three and those of `Texts.find` to
    find it, and those of `permanent_ids`.
    """
    state = current()
    if prefix:
        by_id = permanent_ids([prefix]).values()
        found = Search(parse(prefix), state).first(stop, worst=Tier.NAMES)
        ids = list(dict.fromkeys([*by_id, *found]))[start:stop]
    else:
        ids = state.page(state.everything, "relevance", start, stop)
    records = state.places.records
    shown = show_listed(ids, records.countries, records.areas)
    return [_entity(shown[pk]) for pk in ids if pk in shown]


def _entity(shown: Shown) -> dict:
    home = shown.headquarters
    places = [country.name for country in ([home] if home else shown.countries)]
    acronyms = [name.text for name in shown.names if name.kind == NameKind.ACRONYM]
    return {
        "id": shown.public_id,
        "name": shown.name,
        "description": description(shown.kind, places, next(iter(acronyms), "")),
        "notable": types_of(shown.kind),
        **direction_of(shown.name),
    }


def properties(prefix: str, start: int, stop: int) -> list[dict]:
    """No query."""
    found = [
        {"id": one.id, "name": one.name, "description": one.description}
        for one in PROPERTIES.values()
    ]
    return _beginning(prefix, found)[start:stop]


def kinds(prefix: str, start: int, stop: int) -> list[dict]:
    """No query."""
    return _beginning(prefix, types())[start:stop]


def _beginning(prefix: str, found: Sequence[dict]) -> list[dict]:
    """Those whose id or name begins so, then those with a word that does, then those that have it
    in the description.
    """
    typed = fold(prefix)
    ranked = [(_rank(typed, one), place, one) for place, one in enumerate(found)]
    return [one for rank, _place, one in sorted(ranked, key=lambda two: two[:2]) if rank < _NOWHERE]


_NOWHERE = 3


def _rank(typed: str, one: dict) -> int:
    names = [one["id"], fold(one["name"])]
    if _any_begins(names, typed):
        return 0
    words = [word for name in names for word in name.replace("_", " ").split()]
    if _any_begins(words, typed):
        return 1
    return 2 if typed in fold(one.get("description", "")) else _NOWHERE


def _any_begins(texts: Iterable[str], typed: str) -> bool:
    return any(text.startswith(typed) for text in texts)
