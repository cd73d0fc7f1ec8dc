"""How much of a file is read before we say no, and the error that says so."""

from django.core.exceptions import ValidationError

MOST_BYTES = 50 * 1024**2
"""Of an upload in the panel: some 150,000 rows as text."""

MOST_EXPANDED = 300 * 1024**2
"""Of what a workbook unpacks to."""

MOST_RATIO = 200
"""Between a part of a workbook unpacked and packed; real sheets have 5 to 30."""

RATIO_COUNTS_FROM = 10 * 1024**2
MOST_ROWS = 200_000
MOST_COLUMNS = 200
WIDE, MOST_ROWS_OF_WIDE = 40, 20_000
"""A sheet is unpacked as a whole, empty cells included: wide ones may not be long as well."""

LONGEST_LINE = 1_000_000
"""Characters of a line: twenty of the longest descriptions."""

LONGEST_CELL = 100_000
BROKEN_QUOTES = 100
"""Records with an unclosed quotation mark from which on the whole file is misunderstood."""


class Unreadable(ValidationError):
    """A file that cannot be read; the message says why, and what would help."""
