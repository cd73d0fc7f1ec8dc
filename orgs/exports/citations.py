"""How a page or a list is cited: in three styles to copy, and as files for reference managers.

The author is the directory itself, but for what others published: items of the library are cited
as they stand there. Entries of a page carry the day they were last changed, lists the day they were
made; all say when they were read, since both change.
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
    """What is cited. `key` is ASCII without spaces; `number` the permanent id, if it has one. What
    others published has its `author` and the partial date on which it was `published`, or "".
    """

    title: str
    url: str
    key: str
    changed: date
    read: date
    number: str = ""
    author: str = ""
    published: str = ""

    @property
    def signed(self) -> str:
        return self.author or settings.SITE_NAME

    @property
    def dated(self) -> str:
        """A partial date; empty where what others published says none."""
        return self.published if self.author else self.changed.isoformat()

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
        "site": format_html("<bdi>{}</bdi>", work.signed),
        "title": format_html("<bdi>{}</bdi>", work.title),
        "year": work.dated[:4] or _undated(),
        "url": format_html('<bdi dir="ltr">{}</bdi>', work.url),
    }
    return [
        Style("APA", format_html(
            _("{site}. ({changed}). <cite>{title}</cite>. Retrieved {read}, from {url}"),
            changed=_for_apa(work.dated),
            read=_day(work.read, _month_first()),
            **words,
        )),
        Style("Chicago", format_html(
            _("{site}. “{title}.” {changed}. Accessed {read}. {url}.")
            if work.author
            else _("{site}. “{title}.” Last modified {changed}. Accessed {read}. {url}."),
            changed=_partial(work.dated, _month_first()),
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


def _for_apa(day: str) -> str:
    return _partial(day, pgettext("date format: APA", "Y, F j"))


def _undated() -> str:
    return pgettext("citation without a date", "n.d.")


def _partial(day: str, pattern: str) -> str:
    """A day in a pattern; a year or a month as everywhere."""
    if len(day) <= len("2026"):
        return day or _undated()
    if len(day) == len("2026-01"):
        pattern, day = pgettext("date format: month and year", "F Y"), f"{day}-01"
    return _day(date.fromisoformat(day), pattern)


def _day(day: date, pattern: str) -> str:
    return formats.date_format(day, pattern)


def bibtex(work: Work) -> str:
    """An entry that BibTeX and BibLaTeX both read, in UTF-8."""
    fields = {
        "author": f"{{{_latex(work.signed)}}}",  # braces of its own: not a person's name
        "title": f"{{{_latex(work.title)}}}",
        "year": work.dated[:4],
        "url": work.url.translate(_IN_AN_ADDRESS),
        "urldate": work.read.isoformat(),
        "note": _latex(work.number),
    }
    lines = [f"  {name} = {{{value}}},\n" for name, value in fields.items() if value]
    month = f"  month = {_MONTHS[int(work.dated[5:7]) - 1]},\n" if work.dated[5:] else ""
    return f"@misc{{{work.key},\n{''.join(lines)}{month}}}\n"


def ris(work: Work) -> str:
    """A record of the Research Information Systems format: one tag a line, CRLF."""
    tags = [
        ("TY", "ELEC"),
        ("TI", work.title),
        ("AU", work.signed),
        ("PB", work.signed),
        ("PY", work.dated[:4]),
        ("DA", _as_ris(work.dated)),
        ("Y2", work.read.strftime("%Y/%m/%d/")),
        ("UR", work.url),
        ("ID", work.key),
        ("ER", ""),
    ]
    undated = () if work.dated else ("PY", "DA")
    said = [(tag, value) for tag, value in tags if tag not in undated]
    return "".join(f"{tag}  - {one_line(value)}\r\n" for tag, value in said)


def _as_ris(day: str) -> str:
    """Year, month and day, each with its slash, as far as they are known."""
    pieces = [*day.split("-"), "", ""][:3]
    return f"{'/'.join(pieces)}/" if day else ""


def _latex(text: str) -> str:
    return one_line(text).translate(_LATEX)
