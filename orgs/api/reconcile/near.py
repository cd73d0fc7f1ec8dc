"""Who may be meant by a question: a few organisations to compare it with, from tables and sets that
hold only what visitors may find.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import islice

from django.db.models import F, Window
from django.db.models.functions import RowNumber
from pyroaring import BitMap

from orgs.api.reconcile.asked import Asked
from orgs.api.reconcile.facts import World
from orgs.api.reconcile.limits import TEXT
from orgs.api.reconcile.numbers import forms
from orgs.api.reconcile.properties import COUNTRIES, FOCUS_AREAS, IDENTIFIERS, IDS, WEBSITES
from orgs.ids import parse_public_id
from orgs.matching import Key
from orgs.matching.keys import SHARED_HOSTS
from orgs.matching.keys import asked as asked_keys
from orgs.matching.latin import SAYS_LITTLE
from orgs.matching.lookup import holders
from orgs.models import SearchKey
from orgs.search.matches import Search, Tier
from orgs.search.nearest import nearest
from orgs.search.position import ID_MASK
from orgs.search.readings import site_names
from orgs.search.state import State
from orgs.search.terms import parse, search_key
from orgs.search.vocabulary import respellings
from orgs.text import fold, squash
from orgs.visibility import stand_for

POOL = 20
"""Organisations a question is compared with, and those of one key."""

_MOST_WORDS = 2
"""Words up to which a slip is looked for in the vocabulary. Longer names are found by all their
words but one. A run of a script without spaces is one word.
"""

_MOST_LOOKED_FOR = 12
"""Words of a name, or pairs of signs, up to which it is looked for in texts: each is a query."""

_RESPELLINGS = 2
_EXACT = 10
"""How much more than a key two records may share an equal name or number brings somebody near."""

_OPERATORS = re.compile(r'["“”„‟«»＂]|(?<!\S)-+')
_PERMALINK = re.compile(r".*/o/([^/?#]+)")
_FACETS = {"kind": "kind", "scope": "scope", "legal_status": "status", "civic_space": "rating"}


def permanent_ids(texts: Iterable[str]) -> dict[str, int]:
    """The public organisations that those of the texts stand for that are permanent ids, or the
    addresses made of them. No query when none is; see `stand_for`.
    """
    found = {}
    for text in filter(lambda text: len(text) <= TEXT, texts):
        address = _PERMALINK.fullmatch(text)
        if canonical := parse_public_id(address[1] if address else text):
            found[text] = canonical
    if not found:
        return {}
    now = stand_for(found.values())
    return {text: now[one] for text, one in found.items() if one in now}


def near(batch: Sequence[Asked], world: World) -> list[list[int]]:
    """For each question those that share a name, number or website with it, or nearly; the closest
    first, at most `POOL`. Three queries, however many questions.
    """
    exact = [_exact_keys(asked, world) for asked in batch]
    loose = [_loose_keys(asked, world) for asked in batch]
    called = _called(set().union(*exact))
    kept = holders(set().union(*loose), public=True)
    found = []
    for asked, names, keys in zip(batch, exact, loose, strict=True):
        weights: Counter[int] = Counter()
        for text in _texts(asked):
            if text in world.stands:
                weights[world.stands[text]] += 2 * _EXACT
        for name in names:
            weights.update(dict.fromkeys(called.get(name, ()), _EXACT))
        for key in keys:
            weights.update(kept.get(key, ()))
        found.append(sorted(weights, key=lambda pk: (-weights[pk], pk))[:POOL])
    return found


def _texts(asked: Asked) -> list[str]:
    return [*asked.names, *asked.under(*IDS)]


def _exact_keys(asked: Asked, world: World) -> set[str]:
    texts = [one.text for name in asked.names for _share, one in world.spelling(name)]
    found = {search_key(text) for text in texts}
    for value in (*asked.names, *asked.under(IDENTIFIERS)):
        found.update(forms(value))
    for address in (*asked.names, *asked.under(WEBSITES)):
        found.update(search_key(site) for site in site_names(address.casefold()))
    return found - {"", *map(search_key, SHARED_HOSTS)}


def _loose_keys(asked: Asked, world: World) -> set[int]:
    names = [one.text for name in asked.names for _share, one in world.spelling(name)]
    return set().union(*(asked_keys(Key(name)) for name in names))


def _called(keys: set[str]) -> dict[str, list[int]]:
    """The first few in the static order under each key; one query."""
    if not keys:
        return {}
    place = Window(RowNumber(), partition_by="key", order_by="position")
    rows = SearchKey.objects.filter(key__in=keys).annotate(place=place, at=F("position"))
    found: dict[str, list[int]] = {}
    for key, position in rows.filter(place__lte=POOL).values_list("key", "at"):
        found.setdefault(key, []).append(position & ID_MASK)
    return found


def further(asked: Asked, world: World, state: State) -> list[int]:
    """When nobody near is like it: who has the words in a name, the closest spelling there is; or,
    where no name was asked for, who has what was, in the order of lists.

    At most three queries, and what `Texts.find` does, for a name; of one or two words three times
    that, two for each word, and what `orgs.search.nearest` does, when it is found nowhere.
    """
    names = list(islice(dict.fromkeys(asked.names), 2))
    if not names:
        return _having(asked, world, state)
    return list(dict.fromkeys(pk for name in names for pk in _in_words(name, state)))[:POOL]


def _in_words(name: str, state: State) -> list[int]:
    typed = _OPERATORS.sub(" ", name).split()
    telling = [word for word in typed if fold(word) not in SAYS_LITTLE] or typed
    for text in _spelt(" ".join(telling), state):
        found = Search(parse(text), state).first(POOL, worst=Tier.NAMES)
        if found:
            return found
    return []


def _spelt(text: str, state: State) -> Iterator[str]:
    """As it is, then as it may be meant; each is worked out when those before found nobody."""
    query = parse(text)
    if not 0 < sum(len(term.words) for term in query.required) <= _MOST_LOOKED_FOR:
        return
    yield text
    if len(query.required) > _MOST_WORDS:
        return
    yield from islice(respellings(query.text, query.required, quick=True), _RESPELLINGS)
    if closest := nearest(query, state):
        yield closest


def _having(asked: Asked, world: World, state: State) -> list[int]:
    """Of facts that thousands share; those that cannot be told are passed over."""
    sets = [BitMap.union(*found) for found in _sets(asked, world, state) if found]
    if not sets:
        return []
    return state.page(BitMap.intersection(*sets), "relevance", 0, POOL)


def _sets(asked: Asked, world: World, state: State) -> Iterator[list[BitMap]]:
    for one in asked.conditions:
        if one.quantifier == "none":
            continue
        if one.property in COUNTRIES:
            codes = [code for value in one.values for code in world.countries_called(value)]
            yield [state.having("country", codes)] if codes else []
        elif one.property in FOCUS_AREAS:
            yield [state.having("focus", _slugs(one.values, world))]
        elif one.property == "languages":
            yield [state.having("language", map(str.lower, one.values))]
        elif one.property in _FACETS:
            yield [state.having(_FACETS[one.property], map(str.lower, one.values))]
    kinds = asked.types - {"organisation"}
    if kinds and asked.strict != "should":
        yield [state.having("kind", kinds)]


def _slugs(values: Iterable[str], world: World) -> list[str]:
    """Of the focus areas with one of these codes, or so called in any language."""
    wanted = set(map(squash, values))
    found = []
    for area in world.places.records.areas.values():
        names = (area.slug, f"{area.scheme}:{area.code}", *area.all_names.values())
        if wanted & set(map(squash, names)):
            found.append(area.slug)
    return found
