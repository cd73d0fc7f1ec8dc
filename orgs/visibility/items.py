"""The whole library as anybody may read it."""

from array import array
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import islice

from django.db.models import Count, Max, Prefetch, QuerySet
from pyroaring import BitMap

from orgs.models import Country, FocusArea, Organisation, Resource
from orgs.text import fold
from orgs.visibility.parts import contact_points
from orgs.visibility.records import organisations, resources
from orgs.visibility.shown import Shown, ShownResource

BATCH = 200
"""Items read at a time for files: five queries a batch at most, some 5 MB held."""


@dataclass(frozen=True)
class ShownItem(ShownResource):
    """An item of the library with what it is about, and the document we found it in. Of
    organisations only those that visitors may find, by name; `submitted_by` is one of those too.
    """

    organisations: list[Shown]
    submitted_by: Shown | None
    countries: list[Country]
    focus_areas: list[FocusArea]
    source_title: str
    source_url: str

    @classmethod
    def of(cls, item: Resource):
        plain = ShownResource.of(item)
        by = item.submitted_by
        return cls(
            **{name: getattr(plain, name) for name in ShownResource.__dataclass_fields__},
            organisations=_in_name_order(item.organisations.all()),
            submitted_by=Shown(by) if by else None,
            countries=list(item.countries.all()),
            focus_areas=list(item.focus_areas.all()),
            source_title=item.source_title,
            source_url=item.source_url,
        )


def item_at(slug: str) -> ShownItem | None:
    """The item a visitor finds at an address; five queries."""
    return next(iter(show_items(resources().filter(slug=slug))), None)


def whole_library() -> list[ShownItem]:
    """Every item, newest first; five queries, however many there are."""
    return show_items(resources().newest_first())


def items_by(relation: str) -> dict[int | str, BitMap]:
    """The keys of the items that concern each of the `countries` or `focus_areas` there are items
    on; one query.
    """
    keys: dict[int | str, BitMap] = defaultdict(BitMap)
    for one, item in resources().order_by().values_list(relation, "pk"):
        if one is not None:
            keys[one].add(item)
    return keys


def show_items(items: QuerySet[Resource]) -> list[ShownItem]:
    """Of a queryset that began with `resources()`; five queries."""
    seen = organisations().only("public_id", "slug", "name", "name_language").order_by()
    items = items.prefetch_related(
        Prefetch("organisations", seen),
        Prefetch("submitted_by", seen),
        Prefetch("countries", Country.objects.order_by("code")),
        Prefetch("focus_areas", FocusArea.objects.in_list_order().without_introductions()),
    )
    return [ShownItem.of(item) for item in items.defer("search_text")]


def item_batches(keys: Iterable[int]) -> Iterator[list[ShownItem]]:
    """The items with these keys, in the order given, `BATCH` at a time; five queries each. Of those
    only what visitors may read when its batch is read: what is unpublished or hidden while a slow
    reader takes his time is left out.

    The keys are read to the end first, eight bytes each, so that no cursor stays open meanwhile
    (see `orgs.exports.csv`).
    """
    keys = iter(array("q", keys))
    while batch := list(islice(keys, BATCH)):
        found = {one.key: one for one in show_items(resources().filter(pk__in=batch))}
        yield [found[pk] for pk in batch if pk in found]


def library_version() -> tuple[int, datetime | None]:
    """Changes whenever an item comes, goes or is saved; one query. What an organisation does to
    the library changes the version of the search.
    """
    told = resources().aggregate(number=Count("pk"), latest=Max("updated_at"))
    return told["number"], told["latest"]


def item_addresses(start: int, stop: int) -> list[tuple[str, datetime]]:
    """The last part of the address, and when it was changed, of so many items, as they were
    entered; one query.
    """
    found = resources().order_by("pk").values_list("slug", "updated_at")
    return list(found[start:stop])


def names_of(ids: Iterable[int]) -> dict[int, Shown]:
    """Those of some organisations that a visitor may find, by key, with their names and addresses
    only; one query, none without ids.
    """
    if not (wanted := list(dict.fromkeys(ids))):
        return {}
    found = organisations().only("public_id", "slug", "name", "name_language")
    return {one.pk: Shown(one) for one in found.filter(pk__in=wanted).order_by("pk")}


def reachable(shown: Iterable[Shown]) -> list[Shown]:
    """Organisations that the gate let through, each with the ways to reach it; one query."""
    kept = [one._organisation for one in shown]
    points: dict[int, list] = {one.pk: [] for one in kept}
    for point in contact_points(points):
        points[point.organisation_id].append(point)
    return [Shown(one, contact_points=points[one.pk]) for one in kept]


def _in_name_order(found: Iterable[Organisation]) -> list[Shown]:
    """Sorted here, since each database has an order of its own."""
    return sorted(map(Shown, found), key=lambda one: (fold(one.name), one.public_id))
