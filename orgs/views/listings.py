"""The list of organisations as other pages use it: its counts, and its first results.

Pages about a country or a focus area ask the list itself, so that what they say agrees with what
a reader finds behind their links.
"""

from collections.abc import Mapping

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orgs.filters import Option, OrganisationListing
from orgs.listing import Listing
from orgs.templatetags.display import comma
from orgs.views.alternates import ORGANISATIONS, Alternate

FIRST = 10
"""Organisations that the page of a country or a focus area shows itself."""


def public_listing(query: Mapping | None = None, **options) -> OrganisationListing:
    """In the language of the page."""
    return OrganisationListing(query or QueryDict(), language=get_language(), **options)


def counts(facet_name: str) -> dict[str, int]:
    """How many organisations each value of a facet has, over all of them; one query."""
    return public_listing().value_counts(facet_name)


def title_of(listing: OrganisationListing) -> str:
    """A list in words: Organisations: “rescue”, Greece, Not: Network."""
    asked = asked_for(listing)
    return _("Organisations: %(asked)s") % {"asked": asked} if asked else _("Organisations")


def asked_for(listing: Listing) -> str:
    """The search and the filters of a list in words; empty where there are none."""
    asked = [f"“{listing.q}”"] if listing.q else []
    return comma().join([*asked, *(chip.label for chip in listing.chips)])


class Profile:
    """The organisations of one filter: how many, which first, and what they are like."""

    def __init__(self, query: QueryDict):
        self.query = query
        self.listing = public_listing(query, per_page=FIRST)

    @property
    def count(self) -> int:
        return self.listing.count

    @property
    def hits(self) -> list:
        """The first few, in the order of the list."""
        return self.listing.page(1).hits

    @property
    def url(self) -> str:
        return f"{reverse('organisations')}?{self.query.urlencode()}"

    @property
    def alternates(self) -> list[Alternate]:
        """All of them as a file, in each form."""
        return ORGANISATIONS.alternates(self.query)

    @property
    def atom_url(self) -> str:
        """The feed of all that is new here; every page that has a profile has one."""
        ((name, value),) = self.query.items()
        route = {"country": "country_atom", "focus": "focus_area_atom"}[name]
        return reverse(route, args=[value.lower()])

    def by(self, facet_name: str) -> list[tuple[object, str]]:
        """(option, address of the list narrowed to it), the most frequent first; for a facet that
        is not the profile's own.
        """
        counts = self.listing.value_counts(facet_name)
        choices = self.listing.choices[facet_name].values()
        used = [
            Option(choice, counts[choice.value]) for choice in choices if counts.get(choice.value)
        ]
        used.sort(key=lambda option: -option.count)
        url = self.url
        return [(option, f"{url}&{facet_name}={option.value}") for option in used]

    def by_focus(self):
        return self.by("focus")[:12]

    def by_kind(self):
        return self.by("kind")
