"""How the filters of a list are drawn.

A list offers some five hundred values, of which only the numbers differ from one list to the next.
What `components/facet_option.html` makes of a value is therefore kept with its `Choice`, in pieces
between which the number and the address are put.
"""

from typing import NamedTuple
from urllib.parse import quote_plus

from django import template
from django.conf import settings
from django.template.loader import render_to_string
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from orgs.filters import Option
from orgs.listing import Listing
from orgs.search.facets import Choice
from orgs.templatetags.display import number

register = template.Library()

SHORT_FACET = 8
"""Values a filter shows before the rest folds away; chosen ones always stand first."""

_NUMBER, _ADDRESS = "\ue000number\ue000", "\ue000address\ue000"
"""Stand where the two belong until they are known; in characters that no text has."""


@register.simple_tag
def focus_tag(area: Choice) -> SafeString:
    """A focus area as a link, kept with its choice as well."""
    if "tag" not in area.drawn or settings.DEBUG:
        html = render_to_string("components/focus_tag.html", {"area": area})
        area.drawn["tag"] = mark_safe(html.strip())  # noqa: S308 - a template
    return area.drawn["tag"]


class FacetParts(NamedTuple):
    first: list
    rest: list
    chosen: int


@register.filter
def split_options(options: list) -> FacetParts:
    """The options that stand open and those folded away.

    A tree stays in its order, so its parents and whatever is chosen stand open; a flat list
    that is long shows what is chosen, then its most frequent values.
    """
    chosen = [option for option in options if option.selected or option.excluded]
    if len(options) <= SHORT_FACET + 2:
        return FacetParts(options, [], len(chosen))
    kept = {option.value for option in chosen}
    tops = [option for option in options if not option.depth]
    if len(tops) == len(options):
        others = [option for option in options if option.value not in kept]
        others.sort(key=lambda option: -option.count)
        tops = others[: max(SHORT_FACET - len(kept), 0)]
    kept.update(option.value for option in tops)
    first: list[Option] = []
    rest: list[Option] = []
    for option in options:
        (first if option.value in kept else rest).append(option)
    return FacetParts(first, rest, len(chosen))


@register.simple_tag
def facet_options(
    listing: Listing,
    name: str,
    options: list[Option],
    form_id: str,
    *,
    leave_out: bool,
) -> SafeString:
    """The values of a filter. To `leave_out` each is offered only for those that stand open: the
    rest would double a long page and the stops of the Tab key.
    """
    before, after = map(escape, listing.address_around(name)) if leave_out else ("", "")
    drawn = []
    for option in options:
        html, addressed, rest = _pieces(name, option, form_id, leave_out)
        drawn += (html, number(option.count), addressed)
        if rest:
            drawn += (before, quote_plus(option.value), after, rest)
    return mark_safe("".join(drawn))  # noqa: S308 - drawn by a template and escaped there


def _pieces(name: str, option: Option, form_id: str, leave_out: bool) -> tuple[str, str, str]:
    """The HTML before the number, after it, and after the address, which is empty without one."""
    state = (name, form_id, leave_out, option.selected, option.excluded)
    kept = option.choice.drawn
    if state not in kept or settings.DEBUG:  # whoever is working on a template sees it at once
        offered = leave_out and not option.selected and not option.excluded
        context = {
            "name": name,
            "choice": option.choice,
            "form_id": form_id,
            "number": _NUMBER,
            "selected": option.selected,
            "excluded": option.excluded,
            "address": _ADDRESS if offered else "",
        }
        html = render_to_string("components/facet_option.html", context).strip()
        first, rest = html.split(_NUMBER)
        kept[state] = (first, *rest.split(_ADDRESS)) if offered else (first, rest, "")
    return kept[state]
