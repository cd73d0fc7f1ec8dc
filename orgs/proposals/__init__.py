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
    created,
    creation,
    difference,
    inverse,
    items,
)
from orgs.proposals.fields import FIELDS, Field, Reference, Value, Values, cleaned
from orgs.proposals.library import LIBRARY_FIELDS
from orgs.proposals.present import present, values_of
from orgs.proposals.records import parts, placed

__all__ = [
    "FIELDS",
    "LIBRARY_FIELDS",
    "Change",
    "Changes",
    "Field",
    "Reference",
    "Value",
    "Values",
    "cleaned",
    "combined",
    "conflicts",
    "created",
    "creation",
    "difference",
    "inverse",
    "items",
    "parts",
    "placed",
    "present",
    "values_of",
]
