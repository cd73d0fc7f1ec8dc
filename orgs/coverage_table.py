"""Coverage as a file: a line for each cell of its page, in the page's order, the totals first."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from orgs.columns import Column, Holds
from orgs.table import Table, area_code, number

COVERAGE = Table(
    "coverage",
    _("Coverage"),
    [
        Column(
            "scheme",
            "#sector+code+vocabulary",
            _("The list that the focus area belongs to: gcm, sdg or theme."),
            lambda cell: cell.scheme,
        ),
        Column(
            "focus_area_code",
            "#sector+code",
            _("scheme:code, such as gcm:13; empty for any of them."),
            lambda cell: area_code(cell.row.record) if cell.row.record else "",
        ),
        Column(
            "focus_area",
            "#sector+name",
            _("Name of the focus area in the language of the file; empty for any of them."),
            lambda cell: cell.row.record.name if cell.row.record else "",
        ),
        Column(
            "place_code",
            "#geo+code",
            _("M49 code of the region or ISO 3166-1 alpha-2 code of the country; empty for all."),
            lambda cell: cell.column.value,
        ),
        Column(
            "place",
            "#geo+name",
            _("Name of the place in the language of the file; empty for all."),
            lambda cell: cell.column.record.name if cell.column.record else "",
        ),
        Column(
            "civic_space",
            "#status+civic_space+code+list",
            _("The ratings that were asked for; empty for all."),
            lambda cell: cell.ratings,
            several=True,
        ),
        Column(
            "organisations",
            "#org+num",
            _("How many organisations there are. Who works in several places counts in each."),
            lambda cell: number(cell.organisations),
            holds=Holds.NUMBER,
        ),
        Column(
            "items",
            "#meta+num",
            _("How many items of the library there are."),
            lambda cell: number(cell.items),
            holds=Holds.NUMBER,
        ),
        Column(
            "page",
            "#org+url",
            _("The address of the list of these organisations."),
            lambda cell: settings.SITE_URL + cell.url,
        ),
    ],
)
"""Of a cell, `orgs.coverage.Cell`."""
