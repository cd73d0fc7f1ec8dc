"""Rules of a single value, as Django validators: they raise ValidationError in plain words."""

import calendar
import re
from urllib.parse import urlsplit

from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

PARTIAL_DATE = re.compile(r"^(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?$")


def validate_partial_date(value: str) -> None:
    """``2017``, ``2017-05`` or ``2017-05-31`` (Popolo's partial dates), years 1000 to 2999."""
    match = PARTIAL_DATE.match(value)
    if match:
        year, month, day = int(match[1]), int(match[2] or 1), int(match[3] or 1)
        if 1000 <= year <= 2999 and 1 <= month <= 12:
            _first_weekday, length = calendar.monthrange(year, month)
            if 1 <= day <= length:
                return
    raise ValidationError(
        _("Write a year, a month or a day: 2017, 2017-05 or 2017-05-31."), code="partial_date"
    )


def validate_not_future(value: str) -> None:
    """A partial date that has begun: what is recorded has happened."""
    if value > timezone.localdate().isoformat():
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
    if any(ord(character) < 32 or ord(character) == 127 for character in value):
        raise ValidationError(_("Write this on one line."), code="single_line")
