"""The parameters that narrow a list of organisations, and those of the library: those of the pages,
described. What they select and whether they make sense is `orgs.filters`' to say, and
`orgs.library`'s.
"""

from orgs.api.v1.declared import Parameter
from orgs.choices import NOT_RATED, LegalStatus, OrganisationKind, Rating, ResourceKind, Scope
from orgs.library.parameters import LABELS, MOST_ORGANISATIONS
from orgs.parameters import AS_OF, CHOSEN, FILTERS, MOST_IDS, MOST_VALUES, NOT
from orgs.search.terms import LONGEST

_TEXT = {"type": "string", "minLength": 1}
_YEAR = {"type": "integer", "minimum": 1000, "maximum": 2999}
_SAID = {
    "rating": (
        "The rating of civic space in force where it is based, or works.",
        [*Rating.values, NOT_RATED],
    ),
    "focus": ("A focus area, by the last part of the address of its page.", None),
    "country": ("A country it is based or works in: ISO 3166-1 alpha-2 code.", None),
    "region": ("A region of such a country: M49 code.", None),
    "kind": ("What sort of body it is.", OrganisationKind.values),
    "scope": ("How far its work reaches.", Scope.values),
    "status": ("Where it stands with the law of its country.", LegalStatus.values),
    "language": ("A language it works in, as a tag.", None),
    "website": ("1: has a website.", None),
}
_EXAMPLES = {
    "rating": "closed",
    "focus": "legal-aid",
    "country": "GR",
    "region": "150",
    "kind": "network",
    "scope": "local",
    "status": "exiled",
    "language": "ar",
    "website": "1",
}


def _facet(name: str, says: str, values: list[str] | None) -> Parameter:
    schema = {**_TEXT, "enum": [*values, *(NOT + one for one in values)]} if values else _TEXT
    more = f"Several mean any of them, up to {MOST_VALUES}; with {NOT} before it: none of them."
    return Parameter(name, f"{says} {more}", schema, _EXAMPLES[name], several=True)


_LIMITS = {
    CHOSEN: Parameter(
        CHOSEN,
        f"Only these organisations, by permanent id; up to {MOST_IDS}. An id that was merged "
        "stands for the one that took its place.",
        _TEXT,
        "CSD-4H7K-2P9M-C",
        several=True,
    ),
    "founded_from": Parameter("founded_from", "Founded in this year or later.", _YEAR, 1990),
    "founded_to": Parameter("founded_to", "Founded in this year or before.", _YEAR, 2020),
    "verified_since": Parameter(
        "verified_since",
        "Checked by somebody on this day or later: a year, a month or a day.",
        {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        "2026-01",
    ),
    AS_OF: Parameter(
        AS_OF,
        "Ratings as they were at the end of this day, month or year, which must have begun: what "
        "`rating` narrows by, and the columns about civic space.",
        {"type": "string", "pattern": "^[0-9]{4}(-[0-9]{2}(-[0-9]{2})?)?$"},
        "2021-06-30",
    ),
}

SEARCH = (
    Parameter(
        "q",
        "Words to search for, as on the page: names, acronyms, numbers, texts. Phrases stand in "
        "quotation marks; a minus leaves a word out.",
        {"type": "string", "minLength": 1, "maxLength": LONGEST},
        "harbour",
    ),
    Parameter(
        "exact",
        "1: search for the words as they are, also when nothing has them. Without it the nearest "
        "spelling is taken then, and “meta.searched_for” says which.",
        {"type": "string", "enum": ["1"]},
        "1",
    ),
)
NARROWING = (
    *SEARCH,
    *(_LIMITS.get(name) or _facet(name, *_SAID[name]) for name in FILTERS),
)
"""Every parameter of the page but its order and its number."""

_OF_LIBRARY = {
    "kind": ("What sort of item it is.", {"enum": ResourceKind.values}, "report"),
    "focus": (
        "A focus area that is neither an objective nor a goal, by the last part of the address of "
        "its page.",
        {},
        "legal-aid",
    ),
    "objective": (
        "An objective of the Global Compact for Migration, likewise.",
        {},
        "gcm-13",
    ),
    "goal": ("A Sustainable Development Goal, likewise.", {}, "sdg-10"),
    "country": ("A country it is about: ISO 3166-1 alpha-2 code.", {}, "GR"),
    "organisation": (
        "An organisation it is about or by, or that put it forward: permanent id.",
        {},
        "CSD-4H7K-2P9M-C",
    ),
    "publisher": ("Who published it, as it is written there.", {"maxLength": 300}, "Harbour Aid"),
    "language": ("The language it is written in, as a tag.", {"maxLength": 12}, "en"),
    "year": (
        "The year it was published or, of an event without that, takes place.",
        {"pattern": "^[0-9]{4}$"},
        "2025",
    ),
}
NARROWING_LIBRARY = (
    Parameter(
        "q",
        "Words to search for, as on the page: in titles, summaries, publishers and places.",
        SEARCH[0].schema,
        "harbour",
    ),
    *(
        Parameter(
            name,
            f"{says} Several mean any of them, up to "
            f"{MOST_ORGANISATIONS if name == 'organisation' else MOST_VALUES}.",
            {**_TEXT, **schema},
            example,
            several=True,
        )
        for name, (says, schema, example) in ((name, _OF_LIBRARY[name]) for name in LABELS)
    ),
)
"""Every parameter of the library's page but its order and its number."""
