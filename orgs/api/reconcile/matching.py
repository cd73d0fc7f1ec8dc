"""Questions answered: for each the organisations that may be meant, scored."""

from collections.abc import Collection, Sequence

from orgs.api.reconcile.asked import Asked
from orgs.api.reconcile.facts import Known, World
from orgs.api.reconcile.near import further, near, permanent_ids
from orgs.api.reconcile.properties import IDS
from orgs.api.reconcile.scores import Scored, decide, score
from orgs.search.current import current
from orgs.search.facts import facts_of
from orgs.visibility import Audience, organisations

_GOOD = 80
"""A candidate from which on nobody else is looked for."""


def matched(batch: Sequence[Asked]) -> list[list[Scored]]:
    """The candidates of each question, the best first, no more than it wants.

    Six queries, however many questions, and those of `permanent_ids`; for questions that nobody
    near fits, two more and those of `further` for each. What is compared is asked of the gate.
    """
    state = current()
    texts = [text for asked in batch for text in (*asked.names, *asked.under(*IDS))]
    world = World(state.places, permanent_ids(texts))
    pools = near(batch, world)
    known = _known({pk for pool in pools for pk in pool})
    scored = [_scored(asked, pool, known, world) for asked, pool in zip(batch, pools, strict=True)]
    poor = [place for place, found in enumerate(scored) if not any(c.score >= _GOOD for c in found)]
    more = {place: further(batch[place], world, state) for place in poor if batch[place].conditions}
    known |= _known({pk for pool in more.values() for pk in pool} - known.keys())
    for place, pool in more.items():
        both = dict.fromkeys([*pools[place], *pool])
        scored[place] = _scored(batch[place], both, known, world)
    return [decide(found)[: asked.limit] for asked, found in zip(batch, scored, strict=True)]


def _known(ids: Collection[int]) -> dict[int, Known]:
    if not ids:
        return {}
    facts = facts_of(organisations(Audience.PUBLIC), ids)
    return {pk: Known(one) for pk, one in facts.items()}


def _scored(
    asked: Asked, pool: Collection[int], known: dict[int, Known], world: World
) -> list[Scored]:
    found = [score(asked, known[pk], world) for pk in pool if pk in known]
    return [one for one in found if one is not None]
