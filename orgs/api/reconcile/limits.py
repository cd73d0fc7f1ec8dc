"""The sizes of what the service takes: whoever sends more is told so."""

from orgs.search.terms import LONGEST

BATCH = 50
"""Queries in one request."""

CANDIDATES = 5
"""Candidates of a query that does not say how many."""

MOST_CANDIDATES = 25

TEXT = 500
"""Characters of a name or value; the longest name an organisation can have."""

CONDITIONS = 20
"""Properties, and names, of one query."""

VALUES = 20
"""Values of one property."""

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
