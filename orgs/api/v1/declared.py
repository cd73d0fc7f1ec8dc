"""What an operation of the API is. Its view, its description and its place on the page about the
API all come from one `Operation`.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from orgs.choices import Language
from orgs.columns import Column, Holds

Schema = dict
"""JSON Schema, draft 2020-12."""

MOST = 100
"""Records of one answer."""

USUAL = 50
"""Records of an answer that was not asked for another number."""

PUBLIC_ID = "^CSD-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]{4}-[0-9A-HJKMNP-TV-Z]$"
_EXAMPLE_ID = "CSD-4H7K-2P9M-C"
_PARTIAL_DATE = "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"


@dataclass(frozen=True)
class Parameter:
    """Something that can be asked for in an address. `schema` is that of one value; with `several`
    it may be written more than once.
    """

    name: str
    says: str
    schema: Schema
    example: object
    several: bool = False


@dataclass(frozen=True)
class Answer:
    """What one record of an answer is: a name, and its columns or its schema as a whole."""

    name: str
    columns: Sequence[Column] = ()
    schema: Schema = field(default_factory=dict)

    def described(self) -> Schema:
        return self.schema or record_schema(self.columns)


@dataclass(frozen=True)
class Operation:
    """A question at one address below `/api/v1/`. `answer` is given what was `asked`, and what
    stands in the path; `example` makes a record, or for a list one of its records.
    """

    name: str
    path: str
    title: str
    says: str
    holds: Answer
    answer: Callable
    example: Callable[[], dict]
    parameters: Sequence[Parameter] = ()
    in_path: Sequence[Parameter] = ()
    is_list: bool = True
    problems: Mapping[int, str] = field(default_factory=dict)
    """Statuses beside those every operation can have."""
    instead: Mapping[str, str] = field(default_factory=dict)
    """Parameters of the page that there are not here, each with a sentence that says why."""
    more: Mapping[str, Schema] = field(default_factory=dict)
    """What a list says beside `data`, `next` and `meta`."""
    more_example: Mapping[str, object] = field(default_factory=dict)
    meta_example: Mapping[str, object] = field(default_factory=dict)

    @property
    def all_parameters(self) -> list[Parameter]:
        own = list(self.parameters)
        own += [fields_of(self.holds.columns)] if self.holds.columns else []
        return [*own, *(PAGING if self.is_list else ()), LANGUAGE]


LANGUAGE = Parameter(
    "lang",
    "The language in which places and focus areas are named.",
    {"type": "string", "enum": Language.values, "default": Language.EN.value},
    "fr",
)
PAGING = (
    Parameter(
        "limit",
        f"How many records to answer with at most, up to {MOST}.",
        {"type": "integer", "minimum": 1, "maximum": MOST, "default": USUAL},
        10,
    ),
    Parameter(
        "cursor",
        "Where to go on: as it stands in “next”. The other parameters, but for “limit”, have to "
        "be the same.",
        {"type": "string", "minLength": 1, "maxLength": 1000},
        "eyJvZiI6IjVhNmQi…",
    ),
)
PUBLIC_ID_IN_PATH = Parameter(
    "public_id",
    "A permanent id. Case, spaces and hyphens do not matter.",
    {"type": "string", "minLength": 1},
    _EXAMPLE_ID,
)


def fields_of(columns: Sequence[Column]) -> Parameter:
    return Parameter(
        "fields",
        "Only these fields of each record, with commas between them.",
        {"type": "string", "pattern": "^[a-z0-9_]+(,[a-z0-9_]+)*$"},
        ",".join(column.name for column in columns[:3]),
    )


def column_schema(column: Column) -> Schema:
    """What the records of `orgs.exports.records` have under a column."""
    if column.several:
        kind: Schema = {"type": "array", "items": {"type": "string"}}
    elif column.holds == Holds.NUMBER:
        kind = {"type": ["number", "null"]}
    elif column.holds == Holds.DATE:
        kind = {"type": ["string", "null"], "format": "date"}
    elif column.holds == Holds.PARTIAL_DATE:
        kind = {"type": ["string", "null"], "pattern": _PARTIAL_DATE}
    else:
        kind = {"type": ["string", "null"]}
    return {**kind, "description": str(column.description)}


def record_schema(columns: Sequence[Column]) -> Schema:
    """Nothing is required, since an answer may be asked for some fields only."""
    properties = {column.name: column_schema(column) for column in columns}
    return {"type": "object", "properties": properties, "additionalProperties": False}
