"""Whether a number in a register, or a website, is an organisation's. No database."""

from functools import lru_cache

from orgs.columns import Facts
from orgs.ids import is_lei, is_ror
from orgs.matching import Key
from orgs.search.readings import readings
from orgs.text import squash

_BARE = 95
"""A number that does not say of which register it is, and is long enough to tell anything."""

_SHORTEST = 5
_OTHER_PAGE = 70
"""One host, but each its own page there: members of a network often share a site."""


@lru_cache(4096)
def forms(value: str) -> tuple[str, ...]:
    """How a number may be kept: as it is written, or at the end of an address."""
    return tuple(dict.fromkeys(filter(None, map(squash, (value, *readings(value))))))


def number_value(value: str, facts: Facts) -> float | None:
    """100 when it is the organisation's, with its register or with a check digit that tells; 0 when
    the organisation has another one in that register; None when nobody can tell.
    """
    asked, differs = forms(value), False
    best = None
    for scheme, number in facts.identifiers:
        bare, prefixes = squash(number), {squash(scheme), squash(scheme.split("-")[-1])}
        if any(prefix + bare in asked for prefix in prefixes):
            return 100.0
        if bare in asked and len(bare) >= _SHORTEST:
            if is_ror(bare) or is_lei(bare.upper()):
                return 100.0
            best = _BARE
        differs = differs or any(one.startswith(squash(scheme)) for one in asked)
    return best if best or not differs else 0.0


@lru_cache(4096)
def sites(*addresses: str) -> dict[str, str]:
    """Hosts (or pages, where thousands share the host) with the path on them; not to be changed."""
    return Key("", websites=addresses).sites


def site_value(value: str, facts: Facts) -> float | None:
    """100 for the organisation's website, 70 for another page of its host, 0 for another site; None
    where it has none, or where what was written is none.
    """
    asked, theirs = sites(value), sites(*facts.websites)
    if not asked or not theirs:
        return None
    shared = asked.keys() & theirs.keys()
    if not shared:
        return 0.0
    own = any(len({asked[site], theirs[site]} - {""}) < 2 for site in shared)
    return 100.0 if own else float(_OTHER_PAGE)
