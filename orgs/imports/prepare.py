"""A file on its first visit: what we think it is, to be looked at and changed."""

from dataclasses import asdict

from orgs import permissions
from orgs.actions.base import require
from orgs.imports import files
from orgs.imports.headings import Columns, is_ours, understood
from orgs.imports.records import Opened, Reading
from orgs.models import IdentifierScheme, Import, ImportMapping


def prepare(
    opened: Opened, *, name: str, by, reading: Reading | None = None, mapping=None
) -> Import:
    """An import, unsaved, with what we think of the file. Raises Unreadable."""
    require(permissions.can_import(by))
    of_import = Import(name=name[-200:], started_by=by)
    read_as(of_import, opened, reading or files.look(opened), mapping=mapping)
    return of_import


def read_as(
    of_import: Import, opened: Opened, reading: Reading, *, mapping: ImportMapping | None = None
) -> Columns:
    """Reads the headings in this way, and says what the columns are thought to be; two queries."""
    table = files.table(opened, reading)
    of_import.reading, of_import.headings = asdict(reading), table.headings
    if reading.format in (files.ROR, files.IATI):
        found = Columns(list(table.headings))
    else:
        schemes = frozenset(IdentifierScheme.objects.values_list("pk", flat=True))
        saved = mapping.columns if mapping else None
        found = understood(table.headings, saved=saved, schemes=schemes)
    of_import.columns = found.targets
    if mapping:
        of_import.decisions = mapping.decisions
    return found


def is_exact(of_import: Import) -> bool:
    """Whether nobody has to say what the columns are."""
    return is_ours(of_import.headings) or of_import.reading["format"] in (files.ROR, files.IATI)
