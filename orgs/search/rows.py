"""Organisations as files have them, ready made."""

from collections.abc import Sequence
from typing import NamedTuple

from django.db import connections, router

from orgs.models import SearchRow, among


class Row(NamedTuple):
    """A `SearchRow`: two stretches of CSV cells (`about`, `reach`) and, between them, the keys of
    the places it names, separated by spaces.
    """

    organisation_id: int
    public_id: str
    headquarters: str
    countries: str
    focus_areas: str
    about: str
    reach: str


def rows(ids: Sequence[int]) -> dict[int, tuple]:
    """The values of `Row`, by id, of those of the organisations that visitors may find; one
    query.
    """
    condition, parameter = among("organisation_id", ids)
    with connections[router.db_for_read(SearchRow)].cursor() as cursor:
        cursor.execute(
            f"SELECT {', '.join(Row._fields)} FROM orgs_searchrow WHERE {condition}",  # noqa: S608
            [parameter],
        )
        return {row[0]: row for row in cursor.fetchall()}
