"""How a page or a list is cited: in three styles to copy, and as files for reference managers.

The author is the directory itself. Entries of a page carry the day they were last changed, lists
the day they were made; all say when they were read, since both change.
"""

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from django.conf import settings
from django.utils import formats
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from orgs.columns import permalink
from orgs.text import one_line
from orgs.visibility import Shown

BIBTEX = "application/x-bibtex; charset=utf-8"
RIS = "application/x-research-info-systems; charset=utf-8"

_MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
"""BibTeX's own, which a bibliography writes in its language."""

_LATEX = str.maketrans(
    {
        # Braces count even behind a backslash, so they are spelled out.
        "{": r"\textbraceleft{}",
        "}": r"\textbraceright{}",
        "\\": r"\textbackslash{}",
        "~": r"\textasciitilde{}",
        "^": r"\textasciicircum{}",
        **{sign: f"\\{sign}" for sign in "&%$#_"},
    }
)
_IN_AN_ADDRESS = str.maketrans({"{": "%7B", "}": "%7D", "\\": "%5C", " ": "%20"})


@dataclass(frozen=True)
class Work:
    """What is cited. `key` is ASCII without spaces; `number` the permanent id, if it has one."""

    title: str
    url: str
    key: str
    changed: date
    read: date
    number: str = ""

    @classmethod
    def of(cls, shown: Shown, today: date) -> "Work":
        """The page of an organisation, at the address that stays."""
        number = shown.public_id
        changed = shown.updated_at.date()
        return cls(one_line(shown.name), permalink(number), number, changed, today, number)


class Style(NamedTuple):
    name: str
    text: SafeString


def styles(work: Work) -> list[Style]:
    """APA (7th edition), Chicago (17th, bibliography) and Harvard (Cite Them Right)."""
    words = {
        "site": settings.SITE_NAME,
        "title": format_html("<bdi>{}</bdi>", work.title),
        "year": work.changed.year,
        "url": format_html('<bdi dir="ltr">{}</bdi>', work.url),
    }
    return [
        Style("APA", format_html(
            _("{site}. ({changed}). <cite>{title}</cite>. Retrieved {read}, from {url}"),
            changed=_day(work.changed, pgettext("date format: APA", "Y, F j")),
            read=_day(work.read, _month_first()),
            **words,
        )),
        Style("Chicago", format_html(
            _("{site}. “{title}.” Last modified {changed}. Accessed {read}. {url}."),
            changed=_day(work.changed, _month_first()),
            read=_day(work.read, _month_first()),
            **words,
        )),
        Style("Harvard", format_html(
            _("{site} ({year}) <cite>{title}</cite>. Available at: {url} (Accessed: {read})."),
            read=_day(work.read, pgettext("date format: day, month and year", "j F Y")),
            **words,
        )),
    ]  # fmt: skip


def _month_first() -> str:
    return pgettext("date format: month first", "F j, Y")


def _day(day: date, pattern: str) -> str:
    return formats.date_format(day, pattern)


def bibtex(work: Work) -> str:
    """An entry that BibTeX and BibLaTeX both read, in UTF-8."""
    fields = {
        "author": f"{{{_latex(settings.SITE_NAME)}}}",  # braces of its own: not a person's name
        "title": f"{{{_latex(work.title)}}}",
        "year": str(work.changed.year),
        "url": work.url.translate(_IN_AN_ADDRESS),
        "urldate": work.read.isoformat(),
        "note": _latex(work.number),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    month = f"  month = {_MONTHS[work.changed.month - 1]},\n"
    return f"@misc{{{work.key},\n{''.join(lines)}{month}}}\n"


def ris(work: Work) -> str:
    """A record of the Research Information Systems format: one tag a line, CRLF."""
    tags = [
        ("TY", "ELEC"),
        ("TI", work.title),
        ("AU", settings.SITE_NAME),
        ("PB", settings.SITE_NAME),
        ("PY", str(work.changed.year)),
        ("DA", work.changed.strftime("%Y/%m/%d/")),
        ("Y2", work.read.strftime("%Y/%m/%d/")),
        ("UR", work.url),
        ("ID", work.key),
        ("ER", ""),
    ]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in tags)


def _latex(text: str) -> str:
    return one_line(text).translate(_LATEX)
