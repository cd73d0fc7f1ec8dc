"""The types of the service: every entity is an organisation, and of one kind or none."""

from orgs.choices import OrganisationKind

ORGANISATION = "organisation"
_ROOT = {"id": ORGANISATION, "name": "Organisation"}

TYPES = frozenset({ORGANISATION, *OrganisationKind.values})


def types() -> list[dict]:
    """All of them, organisation first, the kinds below it."""
    kinds = [{"id": value, "name": str(label)} for value, label in OrganisationKind.choices]
    return [dict(_ROOT), *({**kind, "broader": [dict(_ROOT)]} for kind in kinds)]


def types_of(kind: str) -> list[dict]:
    """Those of an organisation of this kind, the narrowest first."""
    own = [{"id": kind, "name": str(OrganisationKind(kind).label)}] if kind in TYPES else []
    return [*own, dict(_ROOT)]


def bears(kind: str, wanted: frozenset[str], *, every: bool) -> bool:
    """Whether an organisation of this kind has any (or every one) of some types."""
    own = {ORGANISATION, kind}
    return wanted <= own if every else bool(wanted & own)
