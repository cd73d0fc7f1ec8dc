"""What moves from one record to another when they are merged, and what stays behind.

A row stays where the record that is kept has the same already. Everything that points to an
organisation is named here, or in `LEFT_BEHIND`: a test asks it of every model.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from orgs.actions.base import sign
from orgs.choices import ContactPointKind, RelationKind
from orgs.models import (
    Contact,
    ContactPoint,
    Grant,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Relation,
    Resource,
    Source,
    Suggestion,
)
from orgs.search.readings import site_names
from orgs.text import fold, squash

LEFT_BEHIND = {
    "FormerSlug",  # leads on through the record it belongs to
    "ProtectionOverride",  # two publishers decided about that record, not about this one
    "PossibleDuplicate",
    "Merge",
    "Organisation",  # merged into this one earlier
    "SearchEntry",
    "ImportRow",  # what became of that row then
    "Reminder",  # sent to that record's address
}
"""Models whose rows stay with the record that goes, by name."""


@dataclass(frozen=True)
class Kind:
    """Rows that point to an organisation with `column`; `same` is equal for two that say the
    same, and None for one that always moves.
    """

    name: str
    model: type
    column: str = "organisation"
    same: Callable = lambda row: None

    def of(self, organisation):
        rows = self.model._default_manager.filter(**{self.column: organisation})
        return list(rows.order_by("pk"))


def _way(point: ContactPoint):
    site = point.kind == ContactPointKind.WEBSITE and site_names(point.value.casefold())
    return point.kind, site[0] if site else fold(point.value)


def _place(office: Office):
    """Who works in an office goes with it."""
    if office.contacts.exists():
        return None
    where = (office.city, office.admin1, office.street_address)
    return office.kind, office.country_id, *map(fold, where)


def _link(relation: Relation):
    """Partners are each other's, whichever of the two was entered first."""
    ends = (relation.from_organisation_id, relation.to_organisation_id)
    return relation.kind, *(sorted(ends) if relation.kind == RelationKind.PARTNER_OF else ends)


RELATIONS = (
    Kind("relations_out", Relation, "from_organisation", _link),
    Kind("relations_in", Relation, "to_organisation", _link),
)
KINDS = (
    Kind("names", OrganisationName, same=lambda name: (name.kind, squash(name.text) or name.text)),
    Kind("identifiers", Identifier, same=lambda number: (number.scheme_id, number.value)),
    Kind("offices", Office, same=_place),
    Kind("contact_points", ContactPoint, same=_way),
    *RELATIONS,
    Kind("sources", Source, same=lambda source: (source.url, not source.url and source.title)),
    Kind("contacts", Contact),
    Kind("suggestions", Suggestion),
    Kind("submitted", Resource, "submitted_by"),
    Kind("grants", Grant, "network"),
)
LISTS = ("countries", "focus_areas")


@dataclass
class Part:
    """The rows of a kind: those that would move and those that stay."""

    kind: Kind
    moving: list = field(default_factory=list)
    staying: list = field(default_factory=list)

    @property
    def label(self) -> str:
        return self.kind.model._meta.verbose_name_plural


def parts(keep: Organisation, lose: Organisation) -> list[Part]:
    """What would become of everything the other record has; two queries a kind."""
    found = []
    links = {_link(row) for kind in RELATIONS for row in kind.of(keep)}
    for kind in KINDS:
        part = Part(kind)
        there = links if kind in RELATIONS else {kind.same(row) for row in kind.of(keep)}
        for row in kind.of(lose):
            place = _moved_link(row, keep, lose) if kind in RELATIONS else kind.same(row)
            stays = place is not None and (place in there or place == (row.pk,))
            (part.staying if stays else part.moving).append(row)
            there.add(place)
        found.append(part)
    return found


def _moved_link(row: Relation, keep: Organisation, lose: Organisation):
    """The link as it would be; one between the two records leads nowhere, and so stays."""
    ends = {"from_organisation_id": row.from_organisation_id,
            "to_organisation_id": row.to_organisation_id}  # fmt: skip
    ends = {end: keep.pk if pk == lose.pk else pk for end, pk in ends.items()}
    if len(set(ends.values())) == 1:
        return (row.pk,)
    return _link(Relation(kind=row.kind, **ends))


def move(rows: list, column: str, to: Organisation, *, by, reason) -> list[int]:
    """Gives rows to another organisation, each with its entry in the history."""
    for row in rows:
        setattr(row, column, to)
        sign(row, by=by, reason=reason)
        row.save(update_fields=[column])
    return [row.pk for row in rows]


def swap_in_library(items, *, out: Organisation, into: Organisation, by, reason) -> list[int]:
    """Library items about one organisation are about another; the ids of those that were not
    already.
    """
    new = []
    for item in items:
        sign(item, by=by, reason=reason)
        if not item.organisations.filter(pk=into.pk).exists():
            item.organisations.add(into)
            new.append(item.pk)
        item.organisations.remove(out)
    return new
