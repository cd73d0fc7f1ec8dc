"""Rules of a single value, as Django validators: they raise ValidationError in plain words."""

import calendar
import re
from datetime import date
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs.text import is_slug

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")
PARTIAL_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")


def validate_partial_date(value: str) -> None:
    """``2017``, ``2017-05`` or ``2017-05-31`` (Popolo's partial dates), years 1000 to 2999."""
    match = PARTIAL_DATE.fullmatch(value)
    if match:
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        if 1000 <= year <= 2999 and 1 <= month <= 12:
            _first_weekday, length = calendar.monthrange(year, month)
            if 1 <= day <= length:
                return
    raise ValidationError(
        _("Write a year, a month or a day: 2017, 2017-05 or 2017-05-31."), code="partial_date"
    )


def validate_not_future(value: str | date) -> None:
    """A day, or a partial date that has begun: what is recorded has happened."""
    if str(value) > timezone.localdate().isoformat():
        raise ValidationError(_("This date is in the future."), code="future")


def validate_web_address(value: str) -> None:
    """An http or https address with a host and no user name or password in it."""
    try:
        parts = urlsplit(value)
        fine = parts.scheme in {"http", "https"} and parts.hostname and "@" not in parts.netloc
    except ValueError:
        fine = False
    if not fine:
        raise ValidationError(_("Write a full web address: https://…"), code="web_address")


def validate_single_line(value: str) -> None:
    """Text of one line, without control characters (bidi marks are text and may stay)."""
    if _CONTROL.search(value):
        raise ValidationError(_("Write this on one line."), code="single_line")


def validate_slug(value: str) -> None:
    """The last part of a page's address: anything else has no page, or somebody else's."""
    if not is_slug(value):
        raise ValidationError(
            _("Write letters and digits, with single hyphens between the words."), code="slug"
        )


def validate_pattern(value: str) -> None:
    """A regular expression, as Python reads them."""
    try:
        re.compile(value)
    except (re.error, OverflowError, RecursionError) as error:
        raise ValidationError(
            _("This is not a regular expression: %(problem)s."),
            code="pattern",
            params={"problem": error},
        ) from error


def validate_country_code(value: str) -> None:
    """Two capitals, as ISO 3166-1 alpha-2 has them: addresses of pages are made from them."""
    if not re.fullmatch("[A-Z]{2}", value):
        raise ValidationError(_("Write two capital letters."), code="country_code")
