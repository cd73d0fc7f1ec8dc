"""What an organisation is known by, and the keys that two records of it would share. No database.

A key is a number: a hash of what it stands for whose last three bits say what sort it is. So the
table holds no name of a hidden organisation and is searched by numbers only.
"""

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from hashlib import blake2b

from django.utils.functional import cached_property

from orgs.matching.latin import bones, skeleton, telling_words
from orgs.search.readings import site_names
from orgs.text import squash

_SHARED_HOSTS = (
    "facebook.com fb.com m.facebook.com instagram.com twitter.com x.com linkedin.com youtube.com"
    " t.me telegram.me vk.com medium.com tumblr.com flickr.com tiktok.com threads.net"
    " linktr.ee sites.google.com docs.google.com drive.google.com google.com bit.ly github.com"
    " wordpress.com blogspot.com wixsite.com weebly.com squarespace.com tripod.com jimdo.com"
    " gofundme.com patreon.com justgiving.com globalgiving.org ngo-monitor.org guidestar.org"
    " charitynavigator.org candid.org opencorporates.com wikipedia.org en.wikipedia.org"
    " web.archive.org"
)
SHARED_HOSTS = frozenset(_SHARED_HOSTS.split())
"""Hosts at which many organisations have a page: there the page counts, never the host."""

_ACRONYM = re.compile(r"[^\W\d_a-z]{2,8}\d?")
_MOST_WORDS = 8
_SHORTEST = 3
"""Signs from which on a key tells anything."""

_SIXTY_BITS = (1 << 60) - 1


class Sort(IntEnum):
    """What a key stands for: the last three bits."""

    IDENTIFIER = 0
    NAME = 1
    WORDS = 2
    STARTS = 3
    ACRONYM = 4
    WEBSITE = 5


_PERSONS = {sort: bytes([sort]) for sort in Sort}
"""What keeps the hashes of two sorts apart."""


@dataclass(frozen=True)
class Key:
    """What a record is known by. Countries as their codes, identifiers as (register, value) with
    the register's code in org-id.guide, websites as they are written.

    `other_names` are all but the name, acronyms and former names.
    """

    name: str
    other_names: Sequence[str] = ()
    former_names: Sequence[str] = ()
    acronyms: Sequence[str] = ()
    countries: Sequence[str] = ()
    websites: Sequence[str] = ()
    identifiers: Sequence[tuple[str, str]] = ()

    @cached_property
    def spellings(self) -> dict[str, bool]:
        """Each name as its telling words in Latin letters, and whether it is a former one."""
        found = {" ".join(telling_words(one)): True for one in self.former_names}
        found |= {" ".join(telling_words(one)): False for one in (self.name, *self.other_names)}
        found.pop("", None)
        return found

    @cached_property
    def whole_names(self) -> dict[str, bool]:
        """`spellings` without their spaces."""
        return {spelling.replace(" ", ""): former for spelling, former in self.spellings.items()}

    @cached_property
    def short_names(self) -> set[str]:
        """Acronyms, said to be one or looking like one, squashed."""
        said = [*self.acronyms, *filter(_ACRONYM.fullmatch, (self.name, *self.other_names))]
        return {one for one in map(squash, said) if len(one) >= 2}

    @cached_property
    def initials(self) -> set[str]:
        """What its names of three words and more would be abbreviated to."""
        long = [spelling.split() for spelling in self.spellings]
        return {"".join(word[0] for word in words) for words in long if len(words) >= 3}

    @cached_property
    def sites(self) -> dict[str, str]:
        """Each website's host, or its page where many share the host, with the path on it."""
        return dict(filter(None, map(_site, self.websites)))

    @cached_property
    def numbers(self) -> set[tuple[str, str]]:
        """Identifiers as they can be compared."""
        return {(scheme.upper(), squash(value)) for scheme, value in self.identifiers if value}

    @cached_property
    def kept_under(self) -> frozenset[int]:
        """See `keys`."""
        found = {number(Sort.WEBSITE, site) for site in self.sites}
        found.update(number(Sort.ACRONYM, short) for short in self.short_names)
        found.update(number(Sort.IDENTIFIER, " ".join(one)) for one in self.numbers)
        for spelling in self.spellings:
            found.update(_of_name(spelling.split()))
        return frozenset(found)

    @cached_property
    def also_asked(self) -> frozenset[int]:
        """See `asked`."""
        return frozenset(number(Sort.ACRONYM, one) for one in self.initials)

    @cached_property
    def places(self) -> frozenset[str]:
        return frozenset(filter(None, self.countries))


def _site(address: str) -> tuple[str, str] | None:
    names = site_names(address.casefold())
    if not names:
        return None
    host, path = names[-1], names[0][len(names[-1]) + 1 :].split("?")[0].strip("/")
    if host in SHARED_HOSTS:
        page = path.split("/")[0]
        return (f"{host}/{page}", "") if page else None
    return host, path


def keys(record: Key) -> frozenset[int]:
    """The keys a record is kept under: some eight, a few more for each further name."""
    return record.kept_under


def asked(record: Key) -> frozenset[int]:
    """The keys a record is looked for by: those, and what its long names abbreviate to."""
    return record.kept_under | record.also_asked


def number(sort: Sort, text: str) -> int:
    """63 bits, so that it fits a signed column. Two texts hardly ever share one."""
    digest = blake2b(text.encode("utf-8", "replace"), digest_size=8, person=_PERSONS[sort]).digest()
    return (int.from_bytes(digest, "big") >> 1) & ~7 | sort


def sort_of(key: int) -> Sort:
    return Sort(key & 7)


def of_sorts(found: Iterable[int], sorts: Collection[Sort]) -> list[int]:
    """Those of some keys that stand for one of these."""
    return [key for key in found if key & 7 in sorts]


def _of_name(words: list[str]) -> Iterator[int]:
    """A name without vowels; how its words begin, for errors towards their ends; and its words in
    any order, once all of them and once without each, for an error anywhere and for a word only
    one record has.
    """
    together = "".join(words)
    whole = bones(together)
    yield number(Sort.NAME, whole if len(whole) > _SHORTEST else together)
    words = words[:_MOST_WORDS]
    if len(words) < 2:
        return
    yield _of_several(Sort.STARTS, sum([_share(word[:4]) for word in words]))
    shares = [_share(skeleton(word)) for word in words]
    total = sum(shares)
    yield _of_several(Sort.WORDS, total)
    if len(words) > 2:
        for share in shares:
            yield _of_several(Sort.WORDS, total - share)


@lru_cache(maxsize=32_768)
def _share(word: str) -> int:
    """What a word adds to the key of several, whose order does not matter then."""
    return number(Sort.WORDS, word) >> 3


def _of_several(sort: Sort, shares: int) -> int:
    return (shares & _SIXTY_BITS) << 3 | sort
