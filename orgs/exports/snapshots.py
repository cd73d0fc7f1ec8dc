"""Dated snapshots: the whole public directory as one Data Package, and whether one may still be
handed out (docs/adr/0022-snapshots.md).

A snapshot is a public copy, so it ends when something in it does. It stands while nobody in it is
hidden or gone, nothing that it says of anybody was taken back, nobody was erased, and every item of
the library is as it was. It is handed out whole or not at all.
"""

import errno
import hashlib
from collections.abc import Callable, Iterable, Iterator
from datetime import date, timedelta

from django.conf import settings
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from pyroaring import BitMap

from orgs import snapshots
from orgs.cells import csv_cells
from orgs.exports.archive import Part, write_archive
from orgs.exports.csv import BATCH, keyed_batches
from orgs.exports.json import meta_of
from orgs.exports.package import (
    ORGANISATIONS,
    Passing,
    Sheet,
    described,
    description,
    licence,
    readme,
)
from orgs.search import withdrawal
from orgs.snapshots import Rows, Snapshot
from orgs.tables import CHANGES, COUNTRIES, FOCUS_AREAS, LIBRARY, NAMES, RATINGS, Table
from orgs.visibility import all_findable, other_names, whole_library

NAME = "directory"

_PIECE = 1 << 20  # bytes read between two looks at whether it still stands
_KEYS = {
    COUNTRIES.name: ["code"],
    RATINGS.name: [],
    FOCUS_AREAS.name: ["code"],
    LIBRARY.name: ["item"],
}
_NAMES = Sheet(NAMES.name, NAMES.columns, of=ORGANISATIONS.name)
_CHANGES = Sheet(CHANGES.name, CHANGES.columns, ["public_id"], of=ORGANISATIONS.name)
_NEWS_ABOUT_ITEMS = "updated_on"

Tables = Callable[[], Iterable[tuple[Table, Iterable]]]
"""The lists beside that of organisations, with their rows, read when it is called."""


class Withdrawn(ConnectionResetError):
    """Something in a snapshot ceased to be public while it was being read. What the reader has is
    not whole, and the connection ends there, so that no programme takes it for the file.
    """

    def __init__(self):
        super().__init__(errno.ECONNRESET, "a snapshot was withdrawn")


class Present:
    """What is public now, to hold snapshots against; some eight queries, and a second for a million
    organisations.
    """

    def __init__(self):
        self.withdrawal = withdrawal()
        self.organisations = BitMap(all_findable())
        self.library = set(_items())

    def allows(self, one: Snapshot, rows: Rows) -> bool:
        return (
            one.withdrawal == self.withdrawal
            and BitMap(rows.keys) <= self.organisations
            and self.library.issuperset(one.library)
        )


def standing() -> list[Snapshot]:
    """The snapshots that may be handed out, newest first."""
    first = timezone.localdate() - timedelta(days=snapshots.DAYS)
    kept = [one for one in snapshots.kept() if one.day > first]
    if not kept:
        return []
    present = Present()
    return [one for one in kept if present.allows(one, one.rows())]


def pieces(one: Snapshot) -> Iterator[bytes]:
    """The package. Raises Withdrawn when it ceases to stand on the way; a query each megabyte."""
    with one.path.open("rb") as file:
        while piece := file.read(_PIECE):
            yield piece
            if withdrawal() != one.withdrawal:
                raise Withdrawn


def make(tables: Tables, *, day: date) -> Snapshot | None:
    """Writes the snapshot of a day and gives it its name, instead of one of the same day. None if
    something ceased to be public meanwhile: then it would not stand. For whoever holds
    `snapshots.alone`.

    In the language of the site. Some two queries for each thousand organisations and as many for
    their names; 24 bytes an organisation are held.
    """
    writing = _Writing(day)
    with translation.override(settings.LANGUAGE_CODE):
        made = writing.write(tables)
    if not Present().allows(made, writing.rows):
        return None
    writing.rows.save(snapshots.unfinished("rows"))
    snapshots.keep(made)
    snapshots.forget_rows(before=made.since or day)
    return made


class _Writing:
    """A snapshot while it is being written, with what is found out on the way."""

    def __init__(self, day: date):
        self.day = day
        self.withdrawal = withdrawal()  # first: what is taken back from now on, ends it
        self.library = _items()
        self.since, self.before = snapshots.newest_rows(before=day) or (None, Rows())
        self.rows = Rows()
        self.changes: list[str] = []
        self.passed: list[Passing] = []

    def write(self, tables: Tables) -> Snapshot:
        size, digest = 0, hashlib.sha256()
        with snapshots.unfinished("zip").open("wb") as file:
            for piece in write_archive(self._parts(tables), is_large=True):
                size += file.write(piece)
                digest.update(piece)
        return Snapshot(
            day=self.day,
            size=size,
            sha256=digest.hexdigest(),
            counts=self._counts(),
            since=self.since,
            withdrawal=self.withdrawal,
            library=self.library,
        )

    def _counts(self) -> dict[str, int]:
        return {one.sheet.name: one.rows for one in self.passed}

    def _parts(self, tables: Tables) -> Iterator[Part]:
        """What explains the files, the files, and what the package is."""
        meta = meta_of(
            page=reverse("snapshots"),
            columns="columns",
            language=settings.LANGUAGE_CODE,
            version=self.day.isoformat(),
        )
        self.passed = [Passing(ORGANISATIONS, self._lines()), Passing(_NAMES, self._names())]
        for table, rows in tables():
            lines = [csv_cells(table.cells(row)) for row in rows]
            sheet = Sheet(table.name, table.columns, _KEYS[table.name])
            self.passed.append(Passing(sheet, [lines]))
        self.passed.append(Passing(_CHANGES, self._changes()))
        known = {**meta(0), "as_of": self.day.isoformat()}
        yield "README.md", [self._readme(known).encode()]
        yield licence(known)
        for one in self.passed:
            yield described(one.sheet, known)
        for one in self.passed:
            yield one.sheet.file, one
        known["count"] = self.passed[0].rows
        yield description(NAME, [one.resource() for one in self.passed], known)

    def _lines(self) -> Iterator[list[str]]:
        """Those of the organisations, by key, each held against the snapshot before."""
        place, before = 0, self.before
        for keys, lines in keyed_batches(all_findable(), language=settings.LANGUAGE_CODE):
            for key, line in zip(keys, lines, strict=True):
                of_row = _hashed(line)
                self.rows.add(key, of_row)
                while place < len(before.keys) and before.keys[place] < key:
                    place += 1
                if place == len(before.keys) or before.keys[place] != key:
                    self._note(line, "added")
                elif before.hashes[place] != of_row:
                    self._note(line, "changed")
            yield lines

    def _note(self, line: str, change: str) -> None:
        if self.since:
            public_id, _comma, _rest = line.partition(",")
            self.changes.append(csv_cells([public_id, change]))

    def _names(self) -> Iterator[list[str]]:
        keys = self.rows.keys
        for start in range(0, len(keys), BATCH):
            yield [csv_cells(NAMES.cells(row)) for row in other_names(keys[start : start + BATCH])]

    def _changes(self) -> Iterator[list[str]]:
        yield self.changes

    def _readme(self, known: dict) -> str:
        whole = _(
            "The whole public directory as it was on %(day)s: organisations, their other names, "
            "countries, ratings, focus areas and the library, a file each."
        )
        if self.since:
            changes = _(
                "%(file)s has the organisations that were added or have changed since the snapshot "
                "of %(day)s."
            )
        else:
            changes = _("%(file)s is empty, since there was no snapshot before this one.")
        named = {"file": _CHANGES.file, "day": self.since and self.since.isoformat()}
        end = [
            _(
                "Replace your copy by each new snapshot, and delete the one before. Who is no "
                "longer in it may be in danger, and should not be found in your copy either."
            ),
            _("datapackage.json has the size and the SHA-256 of each file."),
        ]
        return readme(known, [whole % {"day": known["as_of"]}, changes % named], end)


def _items() -> list[str]:
    """A hash of each item of the library, whenever it was last looked at."""
    columns = [column for column in LIBRARY.columns if column.name != _NEWS_ABOUT_ITEMS]
    cells = ([column.cell(item) for column in columns] for item in whole_library())
    return [f"{_hashed(csv_cells(one)):016x}" for one in cells]


def _hashed(line: str) -> int:
    """64 bits; keyed, so that nobody can try out of whom a hash is that was left behind."""
    key = settings.SECRET_KEY.encode()[:64]
    made = hashlib.blake2b(line.encode(errors="replace"), digest_size=8, key=key)
    return int.from_bytes(made.digest(), "little")
