"""What somebody would have an organisation say: new values for some of its facts.

A value is written as in the CSV file (`orgs.columns`): a text, or a list of texts where there can
be several. Suggestions, imports and whatever else proposes speak of organisations in this form,
so that every proposal can be shown, accepted in part, applied and taken back in one way.

`fields` says what can be proposed and checks it, `present` reads how things are, `changes` tells
the two apart, `records` makes rows of values. Writing is for `orgs.actions`.
"""

from orgs.proposals.changes import (
    Change,
    Changes,
    combined,
    conflicts,
    difference,
    inverse,
    items,
)
from orgs.proposals.fields import FIELDS, Field, Reference, Values, cleaned
from orgs.proposals.present import present, values_of
from orgs.proposals.records import parts, placed

__all__ = [
    "FIELDS",
    "Change",
    "Changes",
    "Field",
    "Reference",
    "Values",
    "cleaned",
    "combined",
    "conflicts",
    "difference",
    "inverse",
    "items",
    "parts",
    "placed",
    "present",
    "values_of",
]
