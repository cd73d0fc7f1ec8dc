"""What a search finds, as (tier, id) in the order of a list."""

from orgs.search.current import current
from orgs.search.matches import Search, corrected
from orgs.search.terms import parse


def search(text):
    return Search(parse(text), current())


def ranked(found):
    return [
        (tier, pk)
        for tier, members in found.tiers.items()
        for pk in found.state.all(members, "relevance")
    ]


def respelt(text):
    return corrected(parse(text), current())
