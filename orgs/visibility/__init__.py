"""What an audience may see. The one gate: every page, file, feed and index goes through it.

Two questions are answered here and nowhere else: *which* records (querysets), and *what of
them* (the `Shown…` objects, which are all that templates are given; files have the `Facts` of
`orgs.columns`, which hold less). What is withheld leaves no trace: there is no count, no
placeholder and no different wording.

The rules are those of safety: people only with a valid consent; people, street addresses and
coordinates not where the country's civic space is repressed, closed or not rated, nor where an
organisation is sensitive; hidden organisations nowhere. All of it is asked of the database at the
time of the request, so a downgrade, a withdrawal or an expiry holds in the next one.
"""

from orgs.visibility.deleted import was_deleted
from orgs.visibility.detail import (
    ToldOfCountry,
    all_ratings,
    area_at,
    changed_ratings,
    latest_library,
    library_of_area,
    organisation_at,
    rating_histories,
    rating_history,
    show,
    told_of_country,
)
from orgs.visibility.items import (
    ShownItem,
    item_addresses,
    item_at,
    item_batches,
    items_by,
    library_version,
    names_of,
    reachable,
    show_items,
    whole_library,
)
from orgs.visibility.named import identified
from orgs.visibility.parts import addresses, all_findable, findable, other_names
from orgs.visibility.records import (
    Audience,
    Channel,
    located_offices,
    organisations,
    people,
    publishable_people,
    publishing_consents,
    resources,
    safe_organisations,
    standing_consents,
    withheld_by_protecting,
)
from orgs.visibility.replaced import (
    keys_by_public_id,
    leads_to,
    replaced,
    replacement_of,
    stand_for,
)
from orgs.visibility.shown import (
    ORGANISATION_FIELDS,
    Shown,
    ShownInDetail,
    ShownLibrary,
    ShownOffice,
    ShownPerson,
    ShownRelation,
    ShownResource,
    ShownSource,
    show_listed,
)

__all__ = [
    "ORGANISATION_FIELDS",
    "Audience",
    "Channel",
    "Shown",
    "ShownInDetail",
    "ShownItem",
    "ShownLibrary",
    "ShownOffice",
    "ShownPerson",
    "ShownRelation",
    "ShownResource",
    "ShownSource",
    "ToldOfCountry",
    "addresses",
    "all_findable",
    "all_ratings",
    "area_at",
    "changed_ratings",
    "findable",
    "identified",
    "item_addresses",
    "item_at",
    "item_batches",
    "items_by",
    "keys_by_public_id",
    "latest_library",
    "leads_to",
    "library_of_area",
    "library_version",
    "located_offices",
    "names_of",
    "organisation_at",
    "organisations",
    "other_names",
    "people",
    "publishable_people",
    "publishing_consents",
    "rating_histories",
    "rating_history",
    "reachable",
    "replaced",
    "replacement_of",
    "resources",
    "safe_organisations",
    "show",
    "show_items",
    "show_listed",
    "stand_for",
    "standing_consents",
    "told_of_country",
    "was_deleted",
    "whole_library",
    "withheld_by_protecting",
]
