"""Whom the records of a file are about: organisations that are here, or earlier records."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from orgs.imports.cells import Understood
from orgs.matching import CERTAIN, LIKELY, Candidate, Key, Reason, candidates, compare
from orgs.matching.keys import Sort, keys, of_sorts
from orgs.proposals import Reference, Values
from orgs.proposals.fields import identified, tagged

_WITHIN_A_FILE = {Sort.IDENTIFIER, Sort.NAME, Sort.WORDS, Sort.WEBSITE}
HELD = 5000
"""Earlier records kept to be compared, some 3 KB each."""


@dataclass
class Match:
    """Whom a record is about. `sure`: by its permanent id, by a number in a register, or by name,
    website and country together. Otherwise a person decides, if there is anybody.
    """

    organisation_id: int | None = None
    sure: bool = False
    by_id: bool = False
    reasons: list[Reason] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def known_by(values: Values, reference: Reference) -> Key:
    """What a record is known by. No query."""
    numbers = (identified(one, reference) for one in values.get("identifiers", ()))
    countries = [values.get("headquarters_code", "")]
    return Key(
        values["name"],
        other_names=[tagged(one)[0] for one in values.get("other_names", ())],
        former_names=[tagged(one)[0] for one in values.get("former_names", ())],
        acronyms=[tagged(one)[0] for one in values.get("acronyms", ())],
        countries=countries if countries[0] else values.get("country_codes", ()),
        websites=values.get("websites", ()),
        identifiers=[(scheme.code, value) for scheme, value in numbers if scheme],
    )


def matches(records: Sequence[Understood], known: Sequence[Key], *, within) -> list[Match]:
    """Whom each record is about, of the organisations `within` a queryset. Nine queries for each
    thousand records.
    """
    ids = {one.public_id for one in records if one.public_id}
    by_id = _by_public_id(ids, within) if ids else {}
    found = candidates(known, within=within)
    return [_match(record, by_id, found.get(place, [])) for place, record in enumerate(records)]


def _by_public_id(ids: set[str], within) -> dict[str, int]:
    """The keys of organisations by their permanent ids; that of a merged one leads to the record
    that took its place. Two queries, one more for each further step.
    """
    found = dict(within.filter(public_id__in=ids).values_list("public_id", "pk"))
    merged = within.exclude(merged_into=None)
    while on := dict(merged.filter(pk__in=found.values()).values_list("pk", "merged_into")):
        found = {public_id: on.get(pk, pk) for public_id, pk in found.items()}
    return found


def _match(record: Understood, by_id: dict[str, int], near: list[Candidate]) -> Match:
    if record.public_id in by_id:
        return Match(by_id[record.public_id], sure=True, by_id=True)
    notes = []
    if record.public_id:
        notes.append(_("There is no organisation %(id)s here.") % {"id": record.public_id})
    numbered = [one for one in near if Reason.IDENTIFIER in one.reasons]
    if len(numbered) > 1:
        notes.append(_("Its identifiers belong to different organisations here."))
        return Match(numbered[0].organisation_id, reasons=numbered[0].reasons, notes=notes)
    likely = [one for one in near if one.score >= LIKELY]
    if not likely:
        if near:
            notes.append(_("Something here is a little like it; see “Possible duplicates” later."))
        return Match(notes=notes)
    best = (numbered or likely)[0]
    sure = best.score >= CERTAIN and (bool(numbered) or len(likely) == 1)
    return Match(best.organisation_id, sure=sure, reasons=best.reasons, notes=notes)


class Twins:
    """Earlier records of the same file that a record may repeat. Memory: some twelve numbers a
    record, and the `HELD` earlier ones that were asked for last.
    """

    def __init__(self, read_again: Callable[[set[int]], dict[int, Key]]):
        """`read_again` gives the `Key` of earlier records by their numbers."""
        self.places: dict[int, int] = {}
        self.held: OrderedDict[int, Key] = OrderedDict()
        self.read_again = read_again

    def of(self, records: dict[int, Key]) -> dict[int, tuple[int, list[Reason]]]:
        """By the number of a record, that of the earlier one it most likely repeats, and why. They
        are remembered for those that follow.
        """
        near = {number: self._earlier(number, record) for number, record in records.items()}
        known = records | self._known(set().union(*near.values()) - records.keys())
        found = {}
        for number, places in near.items():
            compared = [
                (*compare(records[number], known[place]), place) for place in sorted(places)
            ]
            score, reasons, place = max(compared, key=lambda one: one[0], default=(0, [], 0))
            if score >= LIKELY:
                found[number] = place, reasons
        return found

    def _earlier(self, number: int, record: Key) -> set[int]:
        mine = of_sorts(keys(record), _WITHIN_A_FILE)
        earlier = {self.places[key] for key in mine if key in self.places}
        for key in mine:
            self.places.setdefault(key, number)
        return earlier

    def _known(self, numbers: set[int]) -> dict[int, Key]:
        """Some come again and again, since many names differ in a word."""
        if unknown := numbers - self.held.keys():
            self.held |= self.read_again(unknown)
        for number in numbers:
            self.held.move_to_end(number)
        found = {number: self.held[number] for number in numbers}
        while len(self.held) > HELD:
            self.held.popitem(last=False)
        return found
