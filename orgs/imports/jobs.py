"""Trying and importing a file: at once when it is short, beside the server when it is long.

A long one runs in a process of its own, so that it outlives the request and a restart of the
server. How far it is stands in a small file in VAR_DIR/imports, since nobody can write to SQLite
beside a long transaction; to stop it, another file is put there.
"""

import json
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from orgs.choices import ImportState
from orgs.imports.apply import Cancelled, apply_import
from orgs.imports.trial import try_rows
from orgs.models import Import

AT_ONCE = 1024**2
"""Bytes of a file up to which it is done within the request: some 3,000 rows, a few seconds."""

SILENT = 90
"""Seconds without a sign of life after which a job is taken for dead; a batch takes one or two, a
crowded database a minute."""

TRY, APPLY = "try", "apply"
_RUNNING = {TRY: ImportState.TRYING, APPLY: ImportState.IMPORTING}
_BEFORE = {TRY: ImportState.UPLOADED, APPLY: ImportState.TRIED}


@dataclass(frozen=True)
class Standing:
    """How far a job is: rows done, and whether it has stopped giving signs of life."""

    done: int
    is_dead: bool


def _file(of_import: Import, kind: str) -> Path:
    folder = Path(settings.VAR_DIR) / "imports"
    folder.mkdir(parents=True, exist_ok=True)
    return folder / f"{of_import.pk}.{kind}"


def begin(of_import: Import, step: str, *, by) -> bool:
    """Starts a step, unless it runs already: pressed twice, it is done once. What goes wrong is
    kept with the import.
    """
    before = [_BEFORE[step], ImportState.TRIED] if step == TRY else [_BEFORE[step]]
    if standing(of_import).is_dead:
        before.append(_RUNNING[step])
    claimed = Import.objects.filter(pk=of_import.pk, state__in=before)
    if not claimed.update(state=_RUNNING[step], problem=""):
        return False
    _file(of_import, "stop").unlink(missing_ok=True)
    _tell(of_import, 0)
    of_import.refresh_from_db(fields=["state", "problem"])
    if of_import.size <= AT_ONCE:
        run(of_import, step, by=by)
    else:
        _spawn(of_import, step, by)
    return True


def _spawn(of_import: Import, step: str, by) -> None:
    command = ["run_import", str(of_import.pk), step, "--by", str(by.pk)]
    language = ["--language", get_language() or settings.LANGUAGE_CODE]
    subprocess.Popen(  # noqa: S603 - ourselves, with nothing that anybody typed
        [sys.executable, str(Path(settings.BASE_DIR) / "manage.py"), *command, *language],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )


def run(of_import: Import, step: str, *, by) -> None:
    """Does the step in this process. Never raises for what is wrong with the file."""
    progress, cancelled = _teller(of_import), _file(of_import, "stop").exists
    try:
        if step == TRY:
            try_rows(of_import, by=by, progress=progress, cancelled=cancelled)
        else:
            apply_import(of_import, by=by, progress=progress, cancelled=cancelled)
    except (ValidationError, Cancelled) as error:
        _fail(of_import, step, _reason(error))
    except Exception:
        _fail(of_import, step, _("Something went wrong on our side. Nothing was changed."))
        raise
    finally:
        _file(of_import, "progress").unlink(missing_ok=True)
        _file(of_import, "stop").unlink(missing_ok=True)


def _reason(error: Exception) -> str:
    if isinstance(error, Cancelled):
        return _("Stopped. Nothing was changed.")
    return " ".join(error.messages) if isinstance(error, ValidationError) else str(error)


def _fail(of_import: Import, step: str, problem: str) -> None:
    Import.objects.filter(pk=of_import.pk).update(state=_BEFORE[step], problem=problem)
    of_import.refresh_from_db(fields=["state", "problem"])


def _teller(of_import: Import) -> Callable[[int], None]:
    return lambda done: _tell(of_import, done)


def _tell(of_import: Import, done: int) -> None:
    written = _file(of_import, "new")
    written.write_text(json.dumps({"done": done, "at": time.time()}), encoding="ascii")
    written.replace(_file(of_import, "progress"))


def standing(of_import: Import) -> Standing:
    """No query. A job that another machine runs tells nothing here."""
    try:
        told = json.loads(_file(of_import, "progress").read_text(encoding="ascii"))
    except (FileNotFoundError, ValueError):
        return Standing(0, is_dead=True)
    return Standing(told["done"], is_dead=time.time() - told["at"] > SILENT)


def stop(of_import: Import) -> None:
    """Asks a running job to stop after its batch."""
    _file(of_import, "stop").touch()
