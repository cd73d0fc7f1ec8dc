"""What is new somewhere between two moments, as entries of the feed of the same place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from orgs.feeds.atom import Entry
from orgs.feeds.entries import of_organisation
from orgs.filters import OrganisationListing
from orgs.visibility import organisations, show_listed

MOST = 30
"""Entries that a letter names; of the others it tells the number."""


@dataclass(frozen=True)
class Period:
    """After `since`, up to `until`: each moment is in one letter."""

    since: datetime
    until: datetime

    def __contains__(self, moment: datetime) -> bool:
        return self.since < moment <= self.until


@dataclass(frozen=True)
class News:
    """The newest entries, and how many there are in all."""

    entries: list[Entry]
    count: int

    @property
    def more(self) -> int:
        return self.count - len(self.entries)


NOTHING = News([], 0)


def together(news: News, others: Iterable[Entry]) -> News:
    """The newest of both."""
    entries = [*news.entries, *others]
    count = news.count + len(entries) - len(news.entries)
    return News(sorted(entries, key=lambda one: one.updated, reverse=True)[:MOST], count)


def of_listing(listing: OrganisationListing, period: Period) -> News:
    """Those of a list that were changed in a period, as the gate has it now; six queries and
    those of the list's search.
    """
    changed = organisations().filter(updated_at__gt=period.since, updated_at__lte=period.until)
    keys = changed.order_by("-updated_at", "-pk").values_list("pk", flat=True)
    selected = listing.selection()
    found = [pk for pk in keys if pk in selected]
    records = listing.places.records
    shown = show_listed(found[:MOST], records.countries, records.areas)
    return News([of_organisation(shown[pk]) for pk in found[:MOST] if pk in shown], len(found))
