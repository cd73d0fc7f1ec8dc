"""The editors' panel: Django's own admin, with the directory's rules of who may do what.

Every class asks `orgs.permissions`; Django's permission table is not used.
"""

from orgs.admin import (
    duplicates,
    grants,
    imports,
    library,
    organisations,
    parts,
    people,
    ratings,
    reference,
    site,
    suggestions,
    upkeep,
    users,
    verification,
    wordings,
)

__all__ = [
    "duplicates",
    "grants",
    "imports",
    "library",
    "organisations",
    "parts",
    "people",
    "ratings",
    "reference",
    "site",
    "suggestions",
    "upkeep",
    "users",
    "verification",
    "wordings",
]
