"""What a list that comes as a file is: its columns. The lists themselves are in `orgs.tables`."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.conf import settings

from orgs.columns import Column


@dataclass(frozen=True)
class Table:
    """A list with its columns. `name` is that of its records in JSON, and of its files."""

    name: str
    title: str
    columns: Sequence[Column]

    def cells(self, about) -> list[str]:
        """A row, as text files have it; no query."""
        return [column.cell(about) for column in self.columns]


def page(of: Callable) -> Callable[..., str]:
    """The address of the page of what `of` picks out of a row."""
    return lambda row: settings.SITE_URL + of(row).get_absolute_url()


def number(value: float | None) -> str:
    return "" if value is None else str(value)


def area_code(area) -> str:
    """Of a focus area, as organisations have it: ``gcm:13``."""
    return f"{area.scheme}:{area.code}"
