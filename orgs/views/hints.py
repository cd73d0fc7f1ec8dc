"""What to try besides what was asked, in the words of the page and with exact numbers."""

from dataclasses import dataclass

from orgs.filters import OrganisationListing
from orgs.search.hints import countries_named, without_each

MOST_FILTERS = 5
MOST_WORDS = 3


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


class Without:
    """For a list that found nothing: the same without one of its filters or words, each with how
    many that finds, the most first. What would find nothing either is left out.
    """

    def __init__(self, listing: OrganisationListing):
        self._listing = listing

    @property
    def filters(self) -> list[Hint]:
        """One for each filter in force, all its values together; no query but for limits."""
        listing = self._listing
        found = [
            Hint(
                listing.filter_label(name),
                count,
                f"?{listing.query_string(**{name: None}, page=None)}",
            )
            for name in listing.filters_in_force
            if (count := len(listing.selection(without=name)))
        ]
        return _best(found, MOST_FILTERS)

    @property
    def words(self) -> list[Hint]:
        """One for each word or phrase; the queries of a search for each, of at most eight."""
        listing = self._listing
        found = [
            Hint(part, count, f"?{listing.query_string(q=rest, exact=None, page=None)}")
            for part, rest in without_each(listing.searched)
            if (count := listing.count_of(rest))
        ]
        return _best(found, MOST_WORDS)


def _best(found: list[Hint], most: int) -> list[Hint]:
    return sorted(found, key=lambda hint: -hint.count)[:most]
