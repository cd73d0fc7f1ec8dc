"""Organisations, one of them, and what they are called.

A list is in the order of permanent ids, the only thing of an organisation that never changes: so
whoever is there from the first page to the last is on exactly one of them, whatever is written
meanwhile. Other orders have no such place to go on from, and are those of the files.
"""

from itertools import chain

from django.http import Http404, HttpResponse
from pyroaring import BitMap

from orgs.api.v1 import answers, examples
from orgs.api.v1.asked import Asked
from orgs.api.v1.declared import (
    PUBLIC_ID,
    PUBLIC_ID_IN_PATH,
    Answer,
    Operation,
)
from orgs.api.v1.filters import NARROWING
from orgs.choices import NameKind
from orgs.columns import COLUMNS
from orgs.exports.records import organisation_records
from orgs.filters import OrganisationListing
from orgs.models import OrganisationName
from orgs.parameters import cleaned
from orgs.search.current import current
from orgs.views.listings import public_listing
from orgs.views.permanent import by_permanent_id
from orgs.views.problems import Refused
from orgs.visibility import Shown, organisations, show_listed

FEW = 5000
"""Organisations up to which a selection is sorted by the database; of more, the ids are walked."""

_FIRST_STRETCH = 256
_LONGEST_STRETCH = 16_384

_NAME = "name"
"""The kind of the name an organisation has on its page."""


def in_id_order(selected: BitMap, after: str, most: int) -> list[tuple[str, int]]:
    """(permanent id, key) of the first so many selected organisations that come after an id, as
    the gate lets them through. One query for up to `FEW`; else one for each stretch of ids, of
    which the second is eight times the first: of a million organisations of which one in two
    hundred is selected, three for a page of a hundred.
    """
    rows = organisations().order_by("public_id").values_list("public_id", "pk")
    if len(selected) <= FEW:
        return list(rows.filter(pk__in=list(selected), public_id__gt=after)[:most])
    found: list[tuple[str, int]] = []
    size = _FIRST_STRETCH
    while len(found) < most:
        stretch = list(rows.filter(public_id__gt=after)[:size])
        found += [row for row in stretch if row[1] in selected]
        if len(stretch) < size:
            break
        after, size = stretch[-1][0], min(size * 8, _LONGEST_STRETCH)
    return found[:most]


def _listing(asked: Asked) -> OrganisationListing:
    listing = public_listing(cleaned(asked.query))
    if listing.problems:
        raise Refused(" ".join(listing.problems))
    return listing


def _part(asked: Asked, listing: OrganisationListing) -> tuple[list[int], dict | None]:
    """The keys on this page, and where the next begins."""
    found = in_id_order(listing.selection(), asked.place.get("after", ""), asked.limit + 1)
    here = found[: asked.limit]
    place = {"after": here[-1][0]} if len(found) > asked.limit else None
    return [pk for _id, pk in here], place


def _meta(listing: OrganisationListing) -> dict:
    return {"count": listing.count, "searched_for": listing.searched or None}


def organisation_list(asked: Asked) -> HttpResponse:
    """At most six queries, and those of a search and of chosen ids."""
    listing = _listing(asked)
    keys, place = _part(asked, listing)
    data = [
        answers.of_columns(record, asked.columns)
        for record in organisation_records(keys, language=asked.language, as_of=listing.as_of)
    ]
    return answers.page(asked, data, place, meta=_meta(listing))


def name_list(asked: Asked) -> HttpResponse:
    """The same list, with names instead of the columns. Seven queries."""
    listing = _listing(asked)
    keys, place = _part(asked, listing)
    records = current().places.records
    shown = show_listed(keys, records.countries, records.areas)
    data = [_names(shown[pk]) for pk in keys if pk in shown]
    return answers.page(asked, data, place, meta=_meta(listing))


def _names(shown: Shown) -> dict:
    own = OrganisationName(text=shown.name, language=shown.name_language, kind=_NAME)
    return {
        "public_id": shown.public_id,
        "names": [
            {"text": one.text, "language": one.language or None, "kind": one.kind}
            for one in chain([own], shown.names)
        ],
    }


def organisation(asked: Asked, public_id: str) -> HttpResponse:
    """Six queries; ids are answered as everywhere (docs/adr/0019)."""

    @by_permanent_id
    def found(request, one):
        records = organisation_records([one.pk], language=asked.language)
        for record in records:
            return answers.one(asked, answers.of_columns(record, asked.columns))
        raise Http404

    return found(asked.request, public_id)


ORGANISATION = Answer("Organisation", COLUMNS)
NAMES = Answer(
    "Names",
    schema={
        "type": "object",
        "required": ["public_id", "names"],
        "properties": {
            "public_id": {"type": "string", "pattern": PUBLIC_ID},
            "names": {
                "type": "array",
                "description": "The name it goes by first, then its others.",
                "items": {
                    "type": "object",
                    "required": ["text", "language", "kind"],
                    "properties": {
                        "text": {"type": "string"},
                        "language": {
                            "type": ["string", "null"],
                            "description": "A language tag, as far as known.",
                        },
                        "kind": {"type": "string", "enum": [_NAME, *NameKind.values]},
                    },
                    "additionalProperties": False,
                },
            },
        },
        "additionalProperties": False,
    },
)
_INSTEAD = {
    "sort": "this list is in the order of permanent ids, the only one in which nothing is left out "
    "and nothing comes twice while the directory changes. Files have the others, such as "
    "/organisations.json?sort=name.",
    "page": "this list has no numbered pages; go on with “next”.",
}
_COUNTED = {"count": 412, "searched_for": None}
OPERATIONS = [
    Operation(
        "organisations",
        "organisations",
        "Organisations",
        "All of them, or those that the filters of the page select, in the order of their "
        "permanent ids. The records are those of the files.",
        ORGANISATION,
        organisation_list,
        examples.organisation,
        NARROWING,
        instead=_INSTEAD,
        meta_example=_COUNTED,
    ),
    Operation(
        "organisation",
        "organisations/{public_id}",
        "One organisation",
        "By its permanent id.",
        ORGANISATION,
        organisation,
        examples.organisation,
        in_path=(PUBLIC_ID_IN_PATH,),
        is_list=False,
        problems={
            301: "It was merged into another, which is at this address.",
            404: "Nobody who can be found has this id. After a typing error, `offers` has the ids "
            "that may have been meant.",
            410: "It was deleted.",
        },
    ),
    Operation(
        "names",
        "names",
        "Names",
        "What the same organisations are called: names of every kind, each with its language as "
        "far as it is known.",
        NAMES,
        name_list,
        examples.names,
        NARROWING,
        instead=_INSTEAD,
        meta_example=_COUNTED,
    ),
]
