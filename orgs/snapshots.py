"""The folder of dated snapshots: which there are, and their end. Who makes them and whether they
may still be handed out is in `orgs.exports.snapshots`.

Of each day there are three files: `.zip`, the package; `.json`, what is known of it; `.rows`, by
which the next one tells what has changed. The package gets its name last, so that there either is
a snapshot or none, whenever the machine stops.
"""

import fcntl
import json
import os
from array import array
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from django.conf import settings

DAYS = 30
"""For how long a snapshot is kept at most."""

_SUFFIXES = ("zip", "json", "rows")  # what ends comes first: without its package nothing is public


@dataclass
class Rows:
    """Organisations by key, ascending, and beside each a hash of its row."""

    keys: array = field(default_factory=lambda: array("I"))
    hashes: array = field(default_factory=lambda: array("Q"))

    def add(self, key: int, of_row: int) -> None:
        self.keys.append(key)
        self.hashes.append(of_row)

    def save(self, path: Path) -> None:
        path.write_bytes(self.keys.tobytes() + self.hashes.tobytes())

    @classmethod
    def read(cls, path: Path) -> "Rows":
        data, rows = path.read_bytes(), cls()
        size = len(data) // (rows.keys.itemsize + rows.hashes.itemsize) * rows.keys.itemsize
        rows.keys.frombytes(data[:size])
        rows.hashes.frombytes(data[size:])
        return rows


@dataclass(frozen=True)
class Snapshot:
    """A package that was published. `counts` are rows by table; `since` is the day of the snapshot
    its changes are counted from, if there was one; `withdrawal` and `library` tell whether all that
    is in it is still public.
    """

    day: date
    size: int
    sha256: str
    counts: Mapping[str, int]
    since: date | None
    withdrawal: int
    library: list[str]

    @property
    def file_name(self) -> str:
        """As people save it."""
        return f"directory-{self.iso_day}.zip"

    @property
    def iso_day(self) -> str:
        return self.day.isoformat()

    @property
    def path(self) -> Path:
        return _path(self.day, "zip")

    def rows(self) -> Rows:
        return Rows.read(_path(self.day, "rows"))


def kept() -> list[Snapshot]:
    """Those that are whole, newest first."""
    return [_read(day) for day in _days("json") if _path(day, "zip").exists()]


def newest_rows(*, before: date) -> tuple[date, Rows] | None:
    """Of the last snapshot of an earlier day, even if its package is gone since."""
    for day in _days("rows"):
        if day < before:
            return day, Rows.read(_path(day, "rows"))
    return None


@contextmanager
def alone() -> Iterator[bool]:
    """Whether nobody else is making a snapshot; as long as the block lasts, nobody begins."""
    root = settings.SNAPSHOT_ROOT
    root.mkdir(parents=True, exist_ok=True)
    with (root / ".lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            is_alone = False
        else:
            is_alone = True
        yield is_alone


def unfinished(suffix: str) -> Path:
    """Where a file is written before it has a name; one that was left half way is written over."""
    return settings.SNAPSHOT_ROOT / f".unfinished.{suffix}"


def keep(made: Snapshot) -> None:
    """Gives the unfinished files their names, instead of those of the same day."""
    about = {**vars(made), "day": str(made.day), "since": made.since and str(made.since)}
    unfinished("json").write_text(json.dumps(about), encoding="ascii")
    for suffix in _SUFFIXES:
        with unfinished(suffix).open("rb") as file:
            os.fsync(file.fileno())
    discard([made.day])
    for suffix in reversed(_SUFFIXES):
        unfinished(suffix).rename(_path(made.day, suffix))


def discard(days: Iterable[date]) -> None:
    """Takes snapshots away, but not by what the next one is compared."""
    for day in days:
        for suffix in ("zip", "json"):
            _path(day, suffix).unlink(missing_ok=True)


def forget_rows(*, before: date) -> None:
    """Takes away what no snapshot is compared with any more, or is asked about."""
    for day in _days("rows"):
        if day < before and not _path(day, "zip").exists():
            _path(day, "rows").unlink()


def discard_all() -> None:
    """What is written at this moment as well."""
    discard(_days("json"))
    for suffix in _SUFFIXES:
        unfinished(suffix).unlink(missing_ok=True)


def _read(day: date) -> Snapshot:
    about = json.loads(_path(day, "json").read_bytes())
    since = about["since"] and date.fromisoformat(about["since"])
    return Snapshot(**{**about, "day": day, "since": since})


def _days(suffix: str) -> list[date]:
    """Newest first."""
    names = [path.stem for path in settings.SNAPSHOT_ROOT.glob(f"[0-9]*.{suffix}")]
    return sorted(map(date.fromisoformat, names), reverse=True)


def _path(day: date, suffix: str) -> Path:
    return settings.SNAPSHOT_ROOT / f"{day.isoformat()}.{suffix}"
