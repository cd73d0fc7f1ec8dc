"""Focus areas: all of them by scheme, and the page of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.choices import FocusScheme, ResourceKind
from orgs.coverage import ROWS
from orgs.library import parameter_of
from orgs.models import FocusArea
from orgs.views.alternates import FOCUS_AREAS, linked
from orgs.views.entries import entries
from orgs.views.listings import FIRST, Profile, counts
from orgs.views.presence_map import presence_map
from orgs.visibility import Shown, ShownResource, area_at, library_of_area

STORIES = (ResourceKind.INTERVIEW, ResourceKind.PRACTICE)
"""What people tell of their work, apart from what was published about it."""

COUNTRIES = 12
"""Countries that stand in the table; the rest is on the map and among the filters of the list. With
all of them the page would be too heavy for a slow line.
"""

NEWEST = 6


@dataclass
class Node:
    """A focus area with the one it is part of, its own parts, and how many organisations work on
    it.
    """

    area: FocusArea
    count: int
    above: "Node | None" = None
    parts: list["Node"] = field(default_factory=list)


def focus_tree() -> dict[str, list[Node]]:
    """The top-level nodes of each scheme, in its order; one query and those of the counts."""
    count = counts("focus")
    areas = FocusArea.objects.in_list_order()
    nodes = {area.pk: Node(area, count.get(area.slug, 0)) for area in areas}
    tree: dict[str, list[Node]] = {scheme: [] for scheme in FocusScheme.values}
    for node in nodes.values():
        node.above = nodes.get(node.area.parent_id)
        (node.above.parts if node.above else tree[node.area.scheme]).append(node)
    return tree


def flattened(tree: Mapping[str, list[Node]]) -> Iterator[Node]:
    """Every node in the order of the page, each followed by its parts."""
    waiting = [node for nodes in tree.values() for node in nodes][::-1]
    while waiting:
        node = waiting.pop()
        yield node
        waiting += node.parts[::-1]


@require_safe
@linked(FOCUS_AREAS)
def focus_area_list(request):
    """Every scheme with its areas."""
    tree = focus_tree()
    schemes = [(FocusScheme(scheme), nodes) for scheme, nodes in tree.items() if nodes]
    context = {"schemes": schemes, "alternates": FOCUS_AREAS.alternates()}
    return render(request, "orgs/focus_area_list.html", context)


@dataclass(frozen=True)
class News:
    """What came to a focus area or changed there last."""

    title: str
    language: str
    url: str
    kind: str
    updated_at: datetime


@require_safe
def focus_area(request, slug):
    """One focus area: what it is, its place among others, who works on it and where, what was
    written, and what is new.
    """
    area = area_at(slug)
    if area is None:
        raise Http404
    profile = Profile(QueryDict(f"focus={area.slug}"))
    above, beside, parts = _place(area, profile)
    trail = [(_("Focus areas"), reverse("focus_areas"))]
    countries = profile.by("country")
    items, latest = library_of_area(area)
    first, newest = profile.listing.first_in(relevance=FIRST, updated=NEWEST)
    context = {
        "area": area,
        "above": above,
        "beside": beside,
        "parts": parts,
        "profile": profile,
        "entries": entries(first, profile.listing.choices),
        "world": presence_map(countries),
        "countries": countries[:COUNTRIES],
        "more_countries": max(len(countries) - COUNTRIES, 0),
        "stories": [item for item in latest if item.kind in STORIES][:NEWEST],
        "library": items,
        "library_filter": parameter_of(area),
        "news": _news([hit.organisation for hit in newest], latest),
        "coverage": next((name for name, scheme in ROWS.items() if scheme == area.scheme), ""),
        "trail": trail + [(one.name, one.get_absolute_url()) for one in above],
    }
    return render(request, "orgs/focus_area_detail.html", context)


def _place(area: FocusArea, profile: Profile) -> tuple[list[FocusArea], list[Node], list[Node]]:
    """What an area is part of, from the top; what stands beside it; its own parts. No query."""
    areas = profile.listing.places.records.areas
    count = profile.listing.counts_of_all("focus")
    above, parent = [], areas.get(area.parent_id)
    while parent:
        above.insert(0, parent)
        parent = areas.get(parent.parent_id)

    def nodes(parent_id: int | None) -> list[Node]:
        return [
            Node(one, count.get(one.slug, 0))
            for one in areas.values()
            if (one.scheme, one.parent_id) == (area.scheme, parent_id) and one.pk != area.pk
        ]

    return above, nodes(area.parent_id), nodes(area.pk)


def _news(newest: list[Shown], items: list[ShownResource]) -> list[News]:
    """The newest organisations and library items, as the feed has them."""
    found = [
        News(
            one.name,
            one.name_language,
            one.get_absolute_url(),
            one.get_kind_display(),
            one.updated_at,
        )
        for one in newest
    ]
    found += [
        News(one.title, one.language, one.get_absolute_url(), one.kind_label, one.updated_at)
        for one in items[:NEWEST]
    ]
    return sorted(found, key=lambda news: news.updated_at, reverse=True)[:NEWEST]
