"""Whether two records may be the same organisation.

From the name to the answer:

- `latin` writes Greek, Cyrillic and Arabic letters in Latin ones and takes vowels out, so that a
  name and its transliteration are alike; `keys` makes of what an organisation is known by the keys
  that two records of it would share; `scores` compares two records and says why;
- `store` keeps the keys of every organisation in a table, in the transaction of every write;
- `lookup` finds the likely twins of what somebody types or imports; `pairs` finds the pairs in the
  whole directory.

Nothing is merged by itself: a score only decides what an editor is shown, and in which order.
"""

from orgs.matching.keys import Key
from orgs.matching.lookup import Candidate, candidates, likely_twins
from orgs.matching.scores import CERTAIN, LIKELY, POSSIBLE, Reason, compare

__all__ = [
    "CERTAIN",
    "LIKELY",
    "POSSIBLE",
    "Candidate",
    "Key",
    "Reason",
    "candidates",
    "compare",
    "likely_twins",
]
