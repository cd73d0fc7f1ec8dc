"""Snapshots in tests: made by the command, read as whoever downloads one reads it."""

import io
import zipfile
from datetime import date

from django.conf import settings
from django.core.management import call_command
from django.utils import timezone

from orgs import snapshots
from tests.exports.forms import csv_rows


def publish(on: date | None = None) -> str:
    """What the command says. `on`: the earlier day that the snapshot is moved to."""
    said = io.StringIO()
    call_command("publish_snapshot", stdout=said)
    if on:
        for path in settings.SNAPSHOT_ROOT.glob(f"{timezone.localdate()}.*"):
            path.rename(path.with_name(f"{on}{path.suffix}"))
    return said.getvalue()


def files() -> dict[str, bytes]:
    """Of the newest snapshot."""
    with zipfile.ZipFile(snapshots.kept()[0].path) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


def rows(name: str) -> list[dict[str, str]]:
    return csv_rows(files()[f"{name}.csv"])
