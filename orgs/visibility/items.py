"""The whole library as anybody may read it."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Prefetch, QuerySet
from pyroaring import BitMap

from orgs.models import Country, FocusArea, Resource
from orgs.text import fold
from orgs.visibility.records import organisations, resources
from orgs.visibility.shown import ShownResource


@dataclass(frozen=True)
class ShownItem(ShownResource):
    """An item of the library with what it is about. Of organisations, as (permanent id, name),
    only those that visitors may find; `submitted_by` is the permanent id of one, or empty.
    """

    slug: str
    organisations: list[tuple[str, str]]
    submitted_by: str
    countries: list[Country]
    focus_areas: list[FocusArea]

    @classmethod
    def of(cls, item: Resource):
        plain = ShownResource.of(item)
        by = item.submitted_by
        return cls(
            **{name: getattr(plain, name) for name in ShownResource.__dataclass_fields__},
            slug=item.slug,
            organisations=_in_name_order(item.organisations.all()),
            submitted_by=by.public_id if by else "",
            countries=list(item.countries.all()),
            focus_areas=list(item.focus_areas.all()),
        )


def whole_library() -> list[ShownItem]:
    """Every item, newest first; five queries, however many there are."""
    return _shown(resources().newest_first())


def library_after(key: int, most: int) -> list[ShownItem]:
    """The first so many items after a key, as they were entered; five queries."""
    return _shown(resources().filter(pk__gt=key).order_by("pk")[:most])


def items_by(relation: str) -> dict[int | str, BitMap]:
    """The keys of the items that concern each of the `countries` or `focus_areas` there are items
    on; one query.
    """
    keys: dict[int | str, BitMap] = defaultdict(BitMap)
    for one, item in resources().order_by().values_list(relation, "pk"):
        if one is not None:
            keys[one].add(item)
    return keys


def _shown(items: QuerySet[Resource]) -> list[ShownItem]:
    seen = organisations().only("public_id", "name").order_by()
    items = items.prefetch_related(
        Prefetch("organisations", seen),
        Prefetch("submitted_by", organisations().only("public_id")),
        Prefetch("countries", Country.objects.only("code").order_by("code")),
        Prefetch("focus_areas", FocusArea.objects.in_list_order().without_introductions()),
    )
    return [ShownItem.of(item) for item in items]


def _in_name_order(found) -> list[tuple[str, str]]:
    """Sorted here, since each database has an order of its own."""
    pairs = [(one.public_id, one.name) for one in found]
    return sorted(pairs, key=lambda pair: (fold(pair[1]), pair[0]))
