"""What to try besides what was asked, in the words of the page and with exact numbers."""

from dataclasses import dataclass

from orgs.filters import OrganisationListing
from orgs.search.hints import countries_named


@dataclass(frozen=True)
class Hint:
    """A filter to add, or a filter or word to leave out, the address of that list, and how many
    are on it.
    """

    label: str
    count: int
    url_query: str


def only_in(listing: OrganisationListing) -> Hint | None:
    """The country that the words of the search name, offered as a filter for the rest of them.

    No query when they name none or nothing else; otherwise those of a search for the rest.
    """
    if listing.selected["country"]:
        return None
    for code, rest in countries_named(listing.searched, listing.places):
        if count := listing.count_of(rest, country=code):
            url = listing.query_string(q=rest or None, country=code, exact=None, page=None)
            return Hint(listing.choices["country"][code].label, count, f"?{url}")
    return None
