"""Which organisations have a word in their texts, as bitmaps.

Three sources, the nearest first: what this process remembers; the stored postings of frequent
words, which a snapshot makes; the full-text index of the database. What has changed since is laid
over what is stored, so the answer is always that of the version asked for.
"""

from bisect import bisect_left
from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from threading import Lock

from pyroaring import BitMap

from orgs.models import SearchPosting, SearchText, SearchWord
from orgs.search.engine import engine
from orgs.search.terms import Term

REMEMBERED = 24 * 1024 * 1024
"""Bytes of bitmaps remembered in a process, as they would be stored."""

PREFIX_STORED = 3
"""Letters up to which stored postings know the rare words that begin so as well."""

_MOST_RARE = 200
_END = "\U0010ffff"

Text = tuple[str, str]
"""The folded names and the folded rest of an organisation's texts, padded by spaces."""


def stands_in(term: Term, text: Text, names_only: bool) -> bool:
    names, body = text
    return term.needle in names or (not names_only and term.needle in body)


def read_texts(positions: Mapping[int, int]) -> dict[int, Text]:
    """The texts at positions, by the organisation there; one query."""
    rows = SearchText.objects.filter(position__in=positions).values_list()
    return {positions[place]: (f" {names} ", f" {body} ") for place, names, body in rows}


@dataclass(frozen=True)
class Texts:
    """The texts of one version. `stored` are the terms with postings in the database, sorted;
    `touched` the organisations changed since those were made, with their texts now.
    """

    stored: list[str] = field(default_factory=list)
    touched: BitMap = field(default_factory=BitMap)
    overlay: dict[int, Text] = field(default_factory=dict)
    _remembered: OrderedDict = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def find(self, term: Term, *, names_only: bool = False) -> BitMap:
        """The organisations that have the term; not to be changed by the caller.

        No query for what is remembered; one for a word stored or rare; up to three for an
        unfinished word.
        """
        key = (term, names_only)
        with self._lock:
            if key in self._remembered:
                self._remembered.move_to_end(key)
                return self._remembered[key][0]
        found = self._look_up(term, names_only)
        self._remember(key, found)
        return found

    def changed(self, gone: BitMap, texts: dict[int, Text]) -> "Texts":
        """The texts after organisations have changed: `texts` has those that are still there."""
        new = Texts(self.stored, self.touched, self.overlay)
        if self.stored:
            new = Texts(
                self.stored,
                self.touched | gone,
                {pk: text for pk, text in self.overlay.items() if pk not in gone} | texts,
            )
        with self._lock:
            remembered = list(self._remembered.items())
        for (term, names_only), (found, size) in remembered:
            there = [pk for pk, text in texts.items() if stands_in(term, text, names_only)]
            if there or not found.isdisjoint(gone):
                found = (found - gone) | BitMap(there)
            new._remembered[term, names_only] = (found, size)
        return new

    def _remember(self, key: tuple[Term, bool], found: BitMap) -> None:
        with self._lock:
            self._remembered[key] = (found, len(found.serialize()) + 500)
            size = sum(size for _found, size in self._remembered.values())
            while size > REMEMBERED:
                _key, (_found, freed) = self._remembered.popitem(last=False)
                size -= freed

    def _look_up(self, term: Term, names_only: bool) -> BitMap:
        word = term.words[0]
        if term.is_phrase or not self.stored:
            return BitMap(engine().find(term, names_only=names_only))
        if not term.prefix:
            if self._is_stored(word):
                return self.from_stored([word], names_only)
            return BitMap(engine().find(term, names_only=names_only))
        if self._is_stored(f"{word}*"):
            return self.from_stored([f"{word}*"], names_only)
        frequent = self._stored_words(word)
        if not frequent:
            return BitMap(engine().find(term, names_only=names_only))
        return self._with_rare(term, frequent, names_only)

    def _with_rare(self, term: Term, frequent: list[str], names_only: bool) -> BitMap:
        """Frequent words from what is stored, the rare ones that begin so from the database."""
        word = term.words[0]
        rare = SearchWord.objects.filter(word__gte=word, word__lt=word + _END)
        rare = list(
            rare.exclude(word__in=frequent).values_list("word", flat=True)[: _MOST_RARE + 1]
        )
        if len(rare) > _MOST_RARE:
            return BitMap(engine().find(term, names_only=names_only))
        found = self.from_stored(frequent, names_only)
        if rare:
            found |= BitMap(engine().find_any(rare, names_only=names_only))
        return found

    def _is_stored(self, term: str) -> bool:
        place = bisect_left(self.stored, term)
        return place < len(self.stored) and self.stored[place] == term

    def _stored_words(self, prefix: str) -> list[str]:
        start, stop = bisect_left(self.stored, prefix), bisect_left(self.stored, prefix + _END)
        return [term for term in self.stored[start:stop] if not term.endswith("*")]

    def from_stored(self, terms: Iterable[str], names_only: bool) -> BitMap:
        column = "names" if names_only else "texts"
        terms = list(terms)
        blobs = SearchPosting.objects.filter(term__in=terms).values_list(column, flat=True)
        found = BitMap()
        for blob in blobs:
            found |= BitMap.deserialize(bytes(blob))
        found -= self.touched
        wanted = [Term((term.removesuffix("*"),), prefix=term.endswith("*")) for term in terms]
        found.update(
            pk
            for pk, text in self.overlay.items()
            if any(stands_in(term, text, names_only) for term in wanted)
        )
        return found
