"""Focus areas: all of them by scheme, and the page of one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from django.http import QueryDict
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from orgs.choices import FocusScheme
from orgs.models import FocusArea
from orgs.views.alternates import FOCUS_AREAS, linked
from orgs.views.entries import entries
from orgs.views.listings import Profile, counts
from orgs.visibility import library


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


@require_safe
def focus_area(request, slug):
    """One focus area: what it is, its parts, who works on it and where, what was written."""
    area = get_object_or_404(FocusArea.objects.select_related("parent"), slug=slug)
    profile = Profile(QueryDict(f"focus={area.slug}"))
    trail = [(_("Focus areas"), reverse("focus_areas"))]
    if area.parent:
        trail.append((area.parent.name, area.parent.get_absolute_url()))
    context = {
        "area": area,
        "parts": area.children.in_list_order(),
        "profile": profile,
        "entries": entries(profile.hits, profile.listing.choices),
        "resources": library(area),
        "trail": trail,
    }
    return render(request, "orgs/focus_area_detail.html", context)
