"""The facts of many organisations at once, as files, the index and proposals have them."""

from collections.abc import Iterable

from django.db import connection
from django.db.models import QuerySet

from orgs.columns import Facts
from orgs.models import (
    ContactPoint,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Source,
    among,
)

FIELDS = (
    *("pk", "public_id", "name", "kind", "scope", "legal_status", "founded", "closed", "staff"),
    *("summary", "description", "languages", "headquarters_id", "verified_on", "updated_at"),
)
_PARTS = {
    "names": (OrganisationName, "text", "language", "kind"),
    "identifiers": (Identifier, "scheme_id", "value"),
    "offices": (Office, "city", "country_id"),
    "contact_points": (ContactPoint, "kind", "value"),
    "countries": (Organisation.countries.through, "country_id"),
    "focus_areas": (Organisation.focus_areas.through, "focusarea_id"),
    "sources": (Source, "id"),
}
"""What belongs to an organisation, by its name in `Facts`: where it is kept, and the columns."""

_WIDEST = 3


def facts_of(found: QuerySet, ids: Iterable[int]) -> dict[int, Facts]:
    """The facts of those of the organisations with these ids that are among `found`, by id; two
    queries. Who may see them is the caller's to decide, by what it lets be found.
    """
    rows = found.filter(**_wanted(sorted(ids))).order_by().values(*FIELDS)
    return completed(Facts(**row) for row in rows)


def completed(begun: Iterable[Facts]) -> dict[int, Facts]:
    """Facts that have the `FIELDS` of organisations, with all that belongs to these; one query."""
    facts = {one.pk: one for one in begun}
    if facts:
        _add_parts(list(facts), facts)
    return facts


def _wanted(ids: list[int]) -> dict:
    """A filter for the ids (sorted); thousands that follow each other are asked for as a range,
    which spares the database and us a long list.
    """
    if ids and ids[-1] - ids[0] == len(ids) - 1:
        return {"pk__gte": ids[0], "pk__lte": ids[-1]}
    return {"pk__among": ids}


def _add_parts(ids: list[int], facts: dict[int, Facts]) -> None:
    """All parts by one statement: eight small ones take five times as long."""
    condition, parameter = among("organisation_id", ids)
    selects = []
    for name, (model, *columns) in _PARTS.items():
        texts = [f"CAST({column} AS text)" for column in columns]
        texts += ["''"] * (_WIDEST - len(columns))
        selects.append(
            f"SELECT '{name}', organisation_id, id, {', '.join(texts)}"  # noqa: S608
            f" FROM {model._meta.db_table} WHERE {condition}"
        )
    with connection.cursor() as cursor:
        cursor.execute(" UNION ALL ".join(selects) + " ORDER BY 3", [parameter] * len(selects))
        for name, pk, _id, *values in cursor.fetchall():
            width = len(_PARTS[name]) - 1
            getattr(facts[pk], name).append(tuple(values[:width]) if width > 1 else values[0])
    for one in facts.values():
        one.names.sort(key=lambda name: name[-1])
        one.identifiers.sort()
