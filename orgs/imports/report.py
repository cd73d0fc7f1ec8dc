"""What would become of every row, or has, as a file to work through."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from orgs.cells import csv_cells, guard
from orgs.choices import RowChoice, RowOutcome
from orgs.models import Import, ImportRow
from orgs.proposals import FIELDS, Changes, items
from orgs.proposals.fields import Value, Values

_BATCH = 1000


def report(of_import: Import) -> Iterator[str]:
    """Lines of CSV, for spreadsheets in every language. Nothing of people is in it. One query for
    each thousand rows.
    """
    yield "\ufeff" + _line(
        [_("line"), _("name"), _("outcome"), _("organisation"), _("why"), _("differences")]
    )
    rows = of_import.rows.select_related("organisation").defer("values", "people")
    for row in rows.order_by("number").iterator(chunk_size=_BATCH):
        yield _line(
            [
                str(row.line),
                row.name,
                str(outcome_of(row)),
                row.organisation.public_id if row.organisation else "",
                " ".join([row.refusal, *row.notes]).strip(),
                "; ".join(
                    f"{label}: {before or '–'} → {after or '–'}"
                    for label, before, after in differences(row.changes)
                ),
            ]
        )


def outcome_of(row: ImportRow) -> str:
    """In words: what was decided, else what came out."""
    return RowChoice(row.choice).label if row.choice else RowOutcome(row.outcome).label


def differences(changes: Changes) -> list[tuple[str, str, str]]:
    """(label, before, after) for each field, in the order of the fields."""
    return [
        (str(FIELDS[name].label), *map(_in_words, items(name, changes[name])))
        for name in FIELDS
        if name in changes
    ]


def in_short(values: Values) -> str:
    """What a row was understood to say, but for its name."""
    said = ((name, _in_words(values[name])) for name in FIELDS if name in values and name != "name")
    return " · ".join(f"{FIELDS[name].label}: {words}" for name, words in said if words)


def _in_words(value: Value) -> str:
    return ", ".join(value) if isinstance(value, list) else value


def _line(cells: list[str]) -> str:
    return csv_cells([guard(str(cell)) for cell in cells]) + "\r\n"
