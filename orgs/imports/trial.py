"""What would become of every row of a file, without anything becoming of it yet."""

from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass, field

from django.db import transaction
from django.utils.translation import gettext as _

from orgs import permissions
from orgs.choices import ImportState, RowOutcome
from orgs.imports import files
from orgs.imports.apply import were_erased
from orgs.imports.bulk import insert_plain
from orgs.imports.cells import Reader, Understood
from orgs.imports.content import opened
from orgs.imports.headings import STREET, is_ours
from orgs.imports.limits import Unreadable
from orgs.imports.matches import Match, Twins, known_by, matches
from orgs.imports.records import Reading, Record
from orgs.imports.sharing import in_order
from orgs.imports.words import Words
from orgs.matching import Key
from orgs.matching.keys import asked, keys
from orgs.models import Import, ImportRow
from orgs.proposals import Changes, Values, difference, present
from orgs.search.readings import site_names
from orgs.text import one_line, squash

BATCH = 1000
_MOST_TOLD = 200
"""Words to decide on that are kept; a file with more has something else in that column."""


def try_rows(
    of_import: Import,
    *,
    by,
    opener=None,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """Reads the file and keeps what would become of each row. Raises Unreadable, after which
    nothing is kept. In batches of a thousand, some twenty queries each; nothing but the import's
    own rows is written. `opener` opens the file where it is not kept with the import.
    """
    trial = _Trial(of_import, by)
    ImportRow.objects.filter(of_import=of_import)._raw_delete(ImportRow.objects.db)
    done = 0
    try:
        with closing(trial.read(opener or opened(of_import))) as batches:
            for records, read in batches:
                if cancelled():
                    raise Unreadable(_("Stopped. Nothing was changed."))
                with transaction.atomic():
                    trial.take(records, read)
                done += len(records)
                progress(done)
        if not done:
            raise Unreadable(_("There are no rows below the headings. Nothing would change."))
    except Unreadable:
        ImportRow.objects.filter(of_import=of_import)._raw_delete(ImportRow.objects.db)
        raise
    of_import.counts = {outcome: trial.counts[outcome] for outcome in RowOutcome.values}
    of_import.open_words = dict(trial.open.most_common(_MOST_TOLD))
    of_import.state = ImportState.TRIED
    of_import.problem = ""
    of_import.save(update_fields=["counts", "open_words", "state", "problem"])


def _batches(records: Iterator[Record]) -> Iterator[list[Record]]:
    batch: list[Record] = []
    for record in records:
        batch.append(record)
        if len(batch) == BATCH:
            yield batch
            batch = []
    if batch:
        yield batch


Read = tuple[Understood, Key | None]
"""What a record says, and what it is known by unless it is refused."""


@dataclass(frozen=True)
class _Understanding:
    """Reads records, in whichever process; no query."""

    reader: Reader

    def __call__(self, records: list[Record]) -> list[Read]:
        return [self._read(self.reader.understood(record)) for record in records]

    def _read(self, one: Understood) -> Read:
        if one.refused:
            return one, None
        key = known_by(one.values, self.reader.words.reference)
        asked(key)  # worked out here, and kept with it
        return one, key


@dataclass
class _Row:
    """A row by its columns, as it will be kept."""

    of_import_id: int
    number: int
    line: int
    name: str
    outcome: str
    refusal: str
    values: Values
    people: list[dict[str, str]]
    source: list[str]
    notes: list[str]
    reasons: list[str] = field(default_factory=list)
    changes: Changes = field(default_factory=dict)
    organisation_id: int | None = None
    twin: int | None = None
    match_keys: list[int] = field(default_factory=list)


class _Trial:
    def __init__(self, of_import: Import, by):
        self.of_import, self.within = of_import, permissions.organisations_for(by)
        self.reading = Reading(**of_import.reading)
        self.words = Words.read()
        self.sees_people = permissions.can_change_people(by)
        ours = is_ours(of_import.headings)
        exact = self.reading.format in (files.ROR, files.IATI)
        self.reader = Reader(
            of_import.columns, self.words, ours=ours, exact=exact, decided=of_import.decisions
        )
        self.twins = Twins(self._read_again)
        self.batch: dict[int, _Row] = {}
        self.lines: dict[int, int] = {}
        self.matched: dict[int, int] = {}
        self.counts: Counter[str] = Counter()
        self.open: Counter[str] = Counter()

    def read(self, opener) -> Iterator[tuple[list[Record], list[Read]]]:
        """The records in batches, with what each says."""
        records = files.table(opener, self.reading).records()
        return in_order(_Understanding(self.reader), _batches(records))

    def take(self, records: list[Record], read: list[Read]) -> None:
        told = [(record, one, key) for record, (one, key) in zip(records, read, strict=True) if key]
        known = [key for _record, _one, key in told]
        found = matches([one for _record, one, _key in told], known, within=self.within)
        there = {match.organisation_id for match in found} - {None}
        now = present(self.within, there) if there else {}
        self.batch = {
            record.number: self._row(record, one)
            for record, (one, _key) in zip(records, read, strict=True)
        }
        public_ids = dict(self.within.filter(pk__in=there).values_list("pk", "public_id"))
        self._forget_the_erased(
            [
                (self.batch[record.number], public_ids.get(match.organisation_id, ""))
                for (record, _one, _key), match in zip(told, found, strict=True)
            ]
        )
        alone: dict[int, Key] = {}
        for (record, one, key), match in zip(told, found, strict=True):
            self.batch[record.number].match_keys = list(keys(key))
            if match.organisation_id is None:
                alone[record.number] = key
            self._settle(self.batch[record.number], one, match, now)
        self._look_for_twins(alone)
        for number, row in self.batch.items():
            self.counts[row.outcome] += 1
            self.lines[number] = row.line
        for one, _key in read:
            self.open.update(set(one.open))
        insert_plain(ImportRow, [vars(row) for row in self.batch.values()])

    def _called(self, record: Record) -> str:
        """What stands where the name should: other cells of a refused row may be about people."""
        columns = self.of_import.columns
        place = columns.index("name") if "name" in columns else len(record.cells)
        return one_line(record.cells[place]) if place < len(record.cells) else ""

    @staticmethod
    def _forget_the_erased(rows: list[tuple[_Row, str]]) -> None:
        """Who was erased does not come back with a list; one query. Rows with the permanent id of
        the organisation they are about, as far as there is one: a name counts there only.
        """
        there = [(row, public_id, one) for row, public_id in rows for one in row.people]
        erased = were_erased([(public_id, one) for _row, public_id, one in there])
        for (row, _public_id, one), is_erased in zip(there, erased, strict=True):
            if is_erased:
                row.people.remove(one)
                row.notes = [*row.notes, _("The person was left out: they asked to be erased.")]

    def _row(self, record: Record, one: Understood) -> _Row:
        if one.people and not self.sees_people:
            one.people = []
            one.notes.append(_("The person was left out: only publishers record people."))
        return _Row(
            of_import_id=self.of_import.pk,
            number=record.number,
            line=record.line,
            name=(one.values.get("name") or self._called(record))[:500],
            outcome=RowOutcome.REFUSED if one.refused else RowOutcome.CREATE,
            refusal=one.refused[:300],
            values=one.values,
            people=one.people,
            source=list(one.source),
            notes=one.notes,
        )

    def _settle(self, row: _Row, one: Understood, match: Match, now: dict[int, Values]) -> None:
        row.notes = [*row.notes, *match.notes]
        row.reasons = list(match.reasons)
        if match.organisation_id is None:
            return
        row.organisation_id = match.organisation_id
        if first := self.matched.get(match.organisation_id):
            row.outcome, row.twin = RowOutcome.DUPLICATE, first
            return
        self.matched[match.organisation_id] = row.line
        there, values = now[match.organisation_id], dict(one.values)
        if values.pop(STREET, ""):
            row.notes.append(_("Its street address is only taken for a new organisation."))
        after = values if match.by_id else spelt_alike(there, values)
        row.changes = self._difference(there, after)
        if not row.changes and not row.people:
            row.outcome = RowOutcome.UNCHANGED
        else:
            row.outcome = RowOutcome.UPDATE if match.sure else RowOutcome.DUPLICATE

    def _difference(self, there: Values, after: Values) -> Changes:
        return difference(there, after, only_add=not self.of_import.replace_lists)

    def _look_for_twins(self, alone: dict[int, Key]) -> None:
        for number, (earlier, reasons) in self.twins.of(alone).items():
            row = self.batch[number]
            row.outcome, row.reasons = RowOutcome.DUPLICATE, list(reasons)
            row.twin = self.batch[earlier].line if earlier in self.batch else self.lines[earlier]

    def _read_again(self, numbers: set[int]) -> dict[int, Key]:
        rows = ImportRow.objects.filter(of_import=self.of_import, number__in=numbers)
        return {
            number: known_by(values, self.words.reference)
            for number, values in rows.values_list("number", "values")
        }


def spelt_alike(there: Values, values: Values) -> Values:
    """The values without what is here already in another spelling: a name in capitals, a website
    with http instead of https. A really different name becomes one of the other names: a list
    should not rename what it does not own.
    """
    after = dict(values)
    names = [there["name"], *there["acronyms"], *there["former_names"], *there["other_names"]]
    called = {squash(one.partition("@")[0]) for one in names} | {squash(one) for one in names}
    for kind in ("acronyms", "former_names", "other_names"):
        if kind in after:
            after[kind] = [
                one
                for one in after[kind]
                if one in there[kind] or squash(one.partition("@")[0]) not in called
            ]
    if after.get("name") != there["name"]:
        name = after.pop("name")
        if squash(name) not in called:
            after["other_names"] = [*after.get("other_names", []), name]
    for kind in ("websites", "social_accounts"):
        if kind in after:
            sites = {_page(one) for one in there[kind]}
            after[kind] = [
                one for one in after[kind] if one in there[kind] or _page(one) not in sites
            ]
    return {name: value for name, value in after.items() if value != []}


def _page(address: str) -> str:
    """What an address has in common with its other spellings."""
    return next(iter(site_names(address)), address).rstrip("/").casefold()
