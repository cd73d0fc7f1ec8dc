"""Lines to copy from the data page into the programs that people use.

They are the same in every language, and `tests/views/test_examples.py` runs each of them as it is
printed. A spreadsheet's sign against formulas is taken off (`orgs.cells`), and NA is Namibia.
"""

from typing import NamedTuple

from django.conf import settings
from django.urls import reverse

QUERY = "?country=KE"
"""A list that every directory can answer: its countries are those of ISO 3166."""


class Examples(NamedTuple):
    """Code by program; addresses are whole and of the language being read."""

    curl: str
    pandas: str
    r: str
    excel: str
    openrefine: str


def examples() -> Examples:
    def file(form: str) -> str:
        return settings.SITE_URL + reverse(f"organisations_{form}") + QUERY

    csv = file("csv")
    return Examples(
        curl=f"curl --fail --output kenya.csv '{csv}'",
        pandas=f"""\
import pandas

kenya = pandas.read_csv("{csv}", dtype=str, keep_default_na=False)
kenya = kenya.replace("^'", "", regex=True)
print(kenya["focus_areas"].str.split("|").explode().value_counts())""",
        r=f"""\
kenya <- read.csv("{csv}", colClasses = "character", na.strings = "", encoding = "UTF-8")
kenya[] <- lapply(kenya, sub, pattern = "^'", replacement = "")
print(table(unlist(strsplit(kenya$focus_areas, "|", fixed = TRUE))))""",
        excel=file("xlsx"),
        openrefine=settings.SITE_URL + reverse("reconcile"),
    )


def credit() -> str:
    """Where the content is from and what may be done with it, as its licence wants it said."""
    site, licence = settings.SITE_NAME, settings.CONTENT_LICENCE
    return (
        f"{site}, {settings.SITE_URL}, {licence}."
        " Civic-space ratings: CIVICUS Monitor, https://monitor.civicus.org."
    )
