"""Ready-made answers for frequent words: the organisations in whose texts each stands.

A common word matches a quarter of a large directory. Asked of a full-text index, that many ids
take hundreds of milliseconds to arrive; stored as a bitmap they take one.
"""

from array import array
from collections import defaultdict
from collections.abc import Iterator

from pyroaring import BitMap

from orgs.models import SearchPosting, SearchWord
from orgs.search.build import rows
from orgs.search.engine import engine
from orgs.search.position import ID_MASK
from orgs.search.texts import PREFIX_STORED, Texts

FREQUENT = 4000
"""Texts from which on a word, or all words with one beginning, is worth storing."""

_GATHERED = 1 << 15


Members = dict[str, BitMap]
"""Organisations by a word, or by ``abc*`` for all rare words that begin so."""

Gathered = tuple[set[str], Members, Members]
"""The frequent words, and who has what in names and in any text."""


def write(gathered: Gathered) -> None:
    """Stores the postings of every frequent word, and of beginnings of up to three letters, in the
    place of those there are; one row is in memory at a time.
    """
    SearchPosting.objects.all().delete()
    engine().insert(SearchPosting._meta.db_table, ("term", "names", "texts"), _rows(*gathered))


def _rows(frequent: set[str], names: Members, texts: Members) -> Iterator[tuple[str, bytes, bytes]]:
    for word in sorted(frequent):
        yield word, _packed(names.get(word)), _packed(texts.get(word))
    for beginning, terms in _beginnings(texts).items():
        if sum(len(texts[term]) for term in terms) < FREQUENT:
            continue
        members = _union(texts, terms)
        if len(members) >= FREQUENT:
            yield f"{beginning}*", _packed(_union(names, terms)), _packed(members)


def _beginnings(texts: Members) -> dict[str, list[str]]:
    """The terms under each of their first one, two and three letters."""
    found: dict[str, list[str]] = defaultdict(list)
    for term in texts:
        word = term.removesuffix("*")
        for length in range(1, min(len(word), PREFIX_STORED) + 1):
            found[word[:length]].append(term)
    return found


def _union(members: Members, terms: list[str]) -> BitMap:
    return BitMap.union(BitMap(), *(members[term] for term in terms if term in members))


class _Lists(dict):
    """For each word the list its organisations are added to: its own when it is frequent, else
    that of all rare words with the same first letters, named ``abc*``.
    """

    def __init__(self, frequent: set[str]):
        self._frequent = frequent
        self._lists: dict[str, array] = defaultdict(lambda: array("I"))
        self.packed: Members = defaultdict(BitMap)

    def __missing__(self, word: str) -> array:
        term = word if word in self._frequent else f"{word[:PREFIX_STORED]}*"
        self[word] = self._lists[term]
        return self[word]

    def pack(self) -> None:
        for term, ids in self._lists.items():
            self.packed[term].update(ids)
        self._lists.clear()
        self.clear()


def gather() -> Gathered:
    """Who has each frequent word, and each beginning of rare words; two queries, one of them a pass
    over all texts.
    """
    often = SearchWord.objects.filter(frequency__gte=FREQUENT)
    frequent = set(often.values_list("word", flat=True))
    names, texts = _Lists(frequent), _Lists(frequent)
    stored = rows("SELECT position, names, body FROM orgs_searchtext")
    for number, (place, in_names, body) in enumerate(stored, start=1):
        pk = place & ID_MASK
        for word in in_names.split():
            names[word].append(pk)
            texts[word].append(pk)
        for word in body.split():
            texts[word].append(pk)
        if number % _GATHERED == 0:
            names.pack()
            texts.pack()
    names.pack()
    texts.pack()
    return frequent, names.packed, texts.packed


def merge(texts: Texts) -> None:
    """What has changed since the postings were made, put into them; memory holds some at a time."""
    for start in range(0, len(texts.stored), 100):
        terms = texts.stored[start : start + 100]
        SearchPosting.objects.bulk_update(
            [
                _posting(term, texts.from_stored([term], True), texts.from_stored([term], False))
                for term in terms
            ],
            ["names", "texts"],
            batch_size=50,
        )


def _posting(term: str, names: BitMap, texts: BitMap) -> SearchPosting:
    return SearchPosting(
        term=term,
        names=_packed(names),
        texts=_packed(texts),
    )


def _packed(members: BitMap | None) -> bytes:
    return (members or BitMap()).serialize()
