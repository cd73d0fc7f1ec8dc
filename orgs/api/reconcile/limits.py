"""The sizes of what the service takes: whoever sends more is told so."""

from orgs.search.terms import LONGEST

BATCH = 50
"""Queries in one request."""

CANDIDATES = 5
"""Candidates of a query that does not say how many."""

MOST_CANDIDATES = 25

TEXT = 500
"""Characters of a name or value, also when it is folded: the longest name there can be."""

CONDITIONS = 20
"""Properties, and names, of one query."""

VALUES = 20
"""Values of one property."""

VALUES_AT_ONCE = 2000
"""Values of all queries of one request: each is compared with every candidate of its query."""

IDS = 200
"""Organisations whose values can be fetched at once."""

PROPERTIES = 60
"""Properties that can be fetched at once."""

PREFIX = LONGEST
"""Characters of what somebody is still typing."""

SUGGESTIONS = 10
MOST_SUGGESTIONS = 50
DEEPEST = 1000
"""Suggestions that can be skipped."""
