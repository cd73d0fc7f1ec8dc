"""What can be followed by e-mail: whatever has a feed.

A list is named by its address, of the page or of the feed, in any language. It is kept as one text
that is the same for all of them: an English path, with the parameters in order.
"""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import QueryDict
from django.urls import Resolver404, resolve, reverse
from django.utils.datastructures import MultiValueDict
from django.utils.translation import get_language, override
from django.utils.translation import gettext as _

from orgs.feeds.atom import Entry
from orgs.feeds.entries import of_change, of_item
from orgs.following.news import NOTHING, News, Period, of_listing, together
from orgs.library import LibraryListing
from orgs.models import Country, FocusArea
from orgs.rating_changes import RatingChanges, query_string
from orgs.views.civic_space import CHANGES
from orgs.views.listings import asked_for, public_listing, title_of
from orgs.views.ratings import title_of_changes
from orgs.visibility import ShownResource, latest_library, rating_history

LONGEST = 5000
"""Characters of an address: a list of one's own of two hundred organisations has them."""

MOST_ITEMS = 1000
"""Of the library, in one letter's time; what is beyond is not even counted."""

_NOT_OF_A_LIST = {"page", "view", "pick", "sort"}
"""Parameters that say how a list is looked at, not what is on it."""


_TYPED = ("q", "publisher", "language", "year", "organisation")
"""Parameters of the library that may say whatever somebody types, or spells with several of them:
there is no list of their values.
"""


class NotFollowable(Exception):
    """There is no such list, or no longer; `problems` are sentences about its parameters."""

    def __init__(self, problems=()):
        super().__init__()
        self.problems = list(problems)


class Followed(ABC):
    """A list, in the language that is active when it is asked. Making one raises NotFollowable
    when there is none of that address.
    """

    @property
    def address(self) -> str:
        """As it is kept."""
        with override(settings.LANGUAGE_CODE):
            return self.path

    @property
    @abstractmethod
    def title(self) -> str:
        """In words."""

    @property
    def title_of_ours(self) -> str:
        """Without what anybody typed, for a letter to somebody who may not have asked for it: else
        it could be used to write to others.
        """
        return self.title

    @property
    @abstractmethod
    def path(self) -> str:
        """Of its page."""

    @abstractmethod
    def news(self, period: Period) -> News:
        """As the gate has it now."""


class OfOrganisations(Followed):
    """Any search with any filters."""

    def __init__(self, query: str):
        self.listing = public_listing(QueryDict(query))
        if self.listing.errors:
            raise NotFollowable(self.listing.problems)

    @property
    def title(self):
        return title_of(self.listing)

    @property
    def title_of_ours(self):
        return title_of(public_listing(QueryDict(self.listing.query_string(q=None))))

    @property
    def path(self):
        return _of_params(reverse("organisations"), self.listing.params)

    def news(self, period):
        return of_listing(self.listing, period)


class OfRecord(Followed):
    """All that is new about a country or a focus area: organisations, ratings, the library."""

    def __init__(self, record: Country | FocusArea | None):
        if record is None:
            raise NotFollowable
        self.record = record

    @property
    def title(self):
        return str(self.record)

    @property
    def path(self):
        return self.record.get_absolute_url()

    def _organisations(self, name: str, value: str, period: Period) -> News:
        return of_listing(public_listing(QueryDict(f"{name}={value}")), period)

    def _items(self, period: Period):
        return _new_items(latest_library(MOST_ITEMS, self.record), period)


class OfCountry(OfRecord):
    def __init__(self, query: str, code: str):
        super().__init__(Country.objects.filter(pk=code.upper()).first())

    def news(self, period):
        changes = []
        for one in rating_history(self.record):
            if one.direction in CHANGES and one.created_at in period:
                one.country = self.record
                changes.append(of_change(one))
        found = self._organisations("country", self.record.pk, period)
        return together(found, [*changes, *self._items(period)])


class OfFocusArea(OfRecord):
    def __init__(self, query: str, slug: str):
        areas = FocusArea.objects.without_introductions()
        super().__init__(areas.filter(slug=slug).first())

    @property
    def title(self):
        return self.record.label

    def news(self, period):
        return together(self._organisations("focus", self.record.slug, period), self._items(period))


class OfRatingChanges(Followed):
    """With any of their filters."""

    def __init__(self, query: str):
        self.params = QueryDict(query)
        self.changes = RatingChanges(self.params)
        if self.changes.problems:
            raise NotFollowable(self.changes.problems)

    @property
    def title(self):
        return title_of_changes(self.changes)

    @property
    def path(self):
        return _of_params(reverse("rating_changes"), QueryDict(query_string(self.params)))

    def news(self, period):
        changes = [one for one in self.changes.rows if one.created_at in period]
        return together(NOTHING, map(of_change, changes))


class OfLibrary(Followed):
    """With any of its filters."""

    def __init__(self, query: str):
        asked = QueryDict(f"{query}&sort=updated")
        self.listing = LibraryListing(asked, language=get_language(), per_page=MOST_ITEMS)
        if self.listing.errors:
            raise NotFollowable(self.listing.problems)

    @property
    def title(self):
        return _title_of_library(self.listing)

    @property
    def title_of_ours(self):
        ours = self.listing.query_string(**dict.fromkeys(_TYPED))
        return _title_of_library(LibraryListing(QueryDict(ours), language=get_language()))

    @property
    def path(self):
        return _of_params(reverse("library"), self.listing.params)

    def news(self, period):
        return together(NOTHING, _new_items(self.listing.page(1).hits, period))


def _title_of_library(listing: LibraryListing) -> str:
    asked = asked_for(listing)
    return _("Library: %(asked)s") % {"asked": asked} if asked else _("Library")


def _new_items(items: Iterable[ShownResource], period: Period) -> list[Entry]:
    return [of_item(item) for item in items if item.updated_at in period]


def _of_params(path: str, params: MultiValueDict) -> str:
    """In one form, whatever the order in which they were chosen."""
    names = sorted(params.keys() - _NOT_OF_A_LIST)
    query = urlencode([(name, one) for name in names for one in sorted(params.getlist(name))])
    return f"{path}?{query}" if query else path


KINDS: dict[str, type[Followed]] = {
    "organisations": OfOrganisations,
    "organisations_atom": OfOrganisations,
    "country": OfCountry,
    "country_atom": OfCountry,
    "focus_area": OfFocusArea,
    "focus_area_atom": OfFocusArea,
    "rating_changes": OfRatingChanges,
    "rating_changes_atom": OfRatingChanges,
    "library": OfLibrary,
    "library_atom": OfLibrary,
}
"""By the name of the address. A kind is made with the query and the parts of the path."""


def followed(address: str) -> Followed:
    """The list of an address on this site, a path with or without a query. Raises NotFollowable
    for all else. A query for a country or a focus area, and that of `current` for a list.
    """
    if len(address) > LONGEST:
        raise NotFollowable([_("The address of this list is too long to be followed.")])
    try:
        parts = urlsplit(address)
        with override(settings.LANGUAGE_CODE):
            match = resolve(_without_language(parts.path))
    except (ValueError, Resolver404):
        raise NotFollowable from None
    kind = KINDS.get(match.url_name or "")
    if kind is None or parts.scheme or parts.netloc:
        raise NotFollowable
    return kind(parts.query, **match.captured_kwargs)


def _without_language(path: str) -> str:
    for code, _name in settings.LANGUAGES:
        if path.startswith(f"/{code}/"):
            return path.removeprefix(f"/{code}")
    return path
