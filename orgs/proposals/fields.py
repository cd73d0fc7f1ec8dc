"""The facts that can be proposed, how each is checked, and the places their values may name."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db.models import Model
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from orgs.models import (
    ContactPoint,
    Country,
    FocusArea,
    Identifier,
    IdentifierScheme,
    Office,
    Organisation,
    OrganisationName,
)
from orgs.models.parts import validate_language
from orgs.text import one_line
from orgs.validators import validate_web_address

Value = str | list[str]
Values = dict[str, Value]
"""By the name of the field. A field that is not there is not spoken of."""

_TAGGED = re.compile(r"(?s)(.+)@([a-z]{2,3}(?:-[A-Za-z0-9]{2,8})*)")
_PLACED = re.compile(r"(?s)(?:(.+) )?([A-Z]{2})")


@dataclass(frozen=True)
class Reference:
    """What values may name: country codes, focus areas (``scheme:code`` → key) and registers."""

    countries: frozenset[str]
    areas: Mapping[str, int]
    schemes: Mapping[str, IdentifierScheme]

    @classmethod
    def read(cls) -> "Reference":
        """Three queries."""
        return cls(
            frozenset(Country.objects.values_list("pk", flat=True)),
            known_areas(),
            IdentifierScheme.objects.in_bulk(),
        )


def known_areas() -> dict[str, int]:
    """``scheme:code`` → key; one query."""
    areas = FocusArea.objects.values_list("scheme", "code", "pk")
    return {f"{scheme}:{code}": pk for scheme, code, pk in areas}


Check = Callable[[str, Reference], str]
"""Gives a value as it is kept, or raises ValidationError in plain words."""


@dataclass(frozen=True)
class Field:
    """A fact: what it is called, how a value (each, where there can be `several`) is checked.
    `long` texts may have several lines.
    """

    name: str
    label: str | Promise
    check: Check
    several: bool = False
    long: bool = False
    required: bool = False
    same: Callable[[str], str] = str
    """What makes two values of a list the same."""

    def clean(self, value: Value, reference: Reference) -> Value:
        """The value as it is kept, without doubles. Raises ValidationError for the first that
        does not fit.
        """
        if self.several:
            found = [self.check(one, reference) for one in map(one_line, value) if one]
            return list({self.same(one): one for one in reversed(found)}.values())[::-1]
        text = value.replace("\r\n", "\n").strip() if self.long else one_line(value)
        if not text:
            if self.required:
                raise ValidationError(_("An organisation needs a name."), code="required")
            return ""
        return self.check(text, reference)


def like(name: str, model: type[Model] = Organisation) -> Check:
    """As the model's own field checks it."""
    column = model._meta.get_field(name)

    def check(text: str, reference: Reference) -> str:
        return column.clean(text, None)

    return check


def one_of_few(name: str) -> Check:
    """As `like`, for a fact that has few values: each is checked once. What does not lie in the
    future never will again.
    """
    column = Organisation._meta.get_field(name)

    @lru_cache(maxsize=4096)
    def known(text: str) -> str:
        return column.clean(text, None)

    return lambda text, reference: known(text)


_CHECKED = {
    (model, name): model._meta.get_field(name)
    for model, name in (
        (OrganisationName, "text"),
        (ContactPoint, "value"),
        (Identifier, "value"),
        (Office, "city"),
    )
}


def _name(text: str, reference: Reference) -> str:
    plain, _language = tagged(text)
    _CHECKED[OrganisationName, "text"].clean(plain, None)
    return text


def tagged(text: str) -> tuple[str, str]:
    """A name and its language, from ``text@language``."""
    match = "@" in text and _TAGGED.fullmatch(text)
    return (match[1], match[2]) if match else (text, "")


def _untagged(text: str) -> str:
    """A name is kept once, whatever its language is said to be."""
    return tagged(text)[0]


def _language(text: str, reference: Reference) -> str:
    validate_language(text)
    return text


def country(text: str, reference: Reference) -> str:
    if text not in reference.countries:
        raise ValidationError(
            _("“%(value)s” is no country code."), code="country", params={"value": text}
        )
    return text


def area(text: str, reference: Reference) -> str:
    if text not in reference.areas:
        raise ValidationError(
            _("“%(value)s” is no focus area."), code="focus_area", params={"value": text}
        )
    return text


def _identifier(text: str, reference: Reference) -> str:
    scheme, value = identified(text, reference)
    if scheme is None:
        raise ValidationError(
            _("“%(value)s” does not begin with the code of a register, such as GB-CHC."),
            code="scheme",
            params={"value": text},
        )
    value = scheme.normalise(value)
    _CHECKED[Identifier, "value"].clean(value, None)
    scheme.check_value(value)
    return f"{scheme.code}-{value}"


def identified(text: str, reference: Reference) -> tuple[IdentifierScheme | None, str]:
    """The register and the number in ``GB-CHC-1122285`` (or with a colon before the number)."""
    for end in range(len(text), 0, -1):
        if text[end - 1] in "-:" and (scheme := reference.schemes.get(text[: end - 1])):
            return scheme, text[end:]
    return None, text


def _office(text: str, reference: Reference) -> str:
    city, code = placed_at(text)
    if code not in reference.countries:
        raise ValidationError(
            _("Write an office as its city and the country’s code: Athens GR."), code="office"
        )
    if city:
        _CHECKED[Office, "city"].clean(city, None)
    return text


def placed_at(text: str) -> tuple[str, str]:
    """The city and the country of an office, from ``Athens GR``."""
    match = _PLACED.fullmatch(text)
    return (match[1] or "", match[2]) if match else (text, "")


def _address(text: str, reference: Reference) -> str:
    _CHECKED[ContactPoint, "value"].clean(text, None)
    validate_web_address(text)
    return text


def _email(text: str, reference: Reference) -> str:
    _CHECKED[ContactPoint, "value"].clean(text, None)
    validate_email(text)
    return text


def _number(text: str, reference: Reference) -> str:
    return _CHECKED[ContactPoint, "value"].clean(text, None)


FIELDS = {
    field.name: field
    for field in (
        Field("name", _("name"), like("name"), required=True),
        Field("acronyms", _("acronyms"), _name, several=True, same=_untagged),
        Field("former_names", _("former names"), _name, several=True, same=_untagged),
        Field("other_names", _("other names"), _name, several=True, same=_untagged),
        Field("kind", _("kind"), one_of_few("kind")),
        Field("scope", _("scope"), one_of_few("scope")),
        Field("legal_status", _("legal status"), one_of_few("legal_status")),
        Field("founded", _("founded"), one_of_few("founded")),
        Field("closed", _("closed"), one_of_few("closed")),
        Field("summary", _("summary"), like("summary")),
        Field("description", _("description"), like("description"), long=True),
        Field("headquarters_code", _("headquarters country"), country),
        Field("country_codes", _("works in"), country, several=True),
        Field("focus_area_codes", _("focus areas"), area, several=True),
        Field("languages", _("languages"), _language, several=True),
        Field("staff", _("paid staff"), one_of_few("staff")),
        Field("websites", _("websites"), _address, several=True),
        Field("emails", _("e-mail addresses"), _email, several=True),
        Field("phones", _("telephone numbers"), _number, several=True),
        Field("social_accounts", _("social accounts"), _address, several=True),
        Field("identifiers", _("identifiers"), _identifier, several=True),
        Field("offices", _("offices"), _office, several=True),
    )
}
"""Named and ordered as the columns of the CSV file, in which they can be taken away and brought
back; places by code only.
"""


def cleaned(
    values: Values, reference: Reference, fields: Mapping[str, Field] = FIELDS
) -> tuple[Values, dict[str, ValidationError]]:
    """The values as they are kept, and what is wrong with the others, by field. No query."""
    fine: Values = {}
    wrong: dict[str, ValidationError] = {}
    for name, value in values.items():
        try:
            fine[name] = fields[name].clean(value, reference)
        except ValidationError as error:
            wrong[name] = error
    founded, closed = fine.get("founded"), fine.get("closed")
    if founded and closed and closed < founded[: len(closed)]:
        wrong["closed"] = ValidationError(_("It cannot have closed before it was founded."))
        del fine["closed"]
    return fine, wrong
