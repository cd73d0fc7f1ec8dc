"""Making a proposal true: of a new organisation, or of changes to one."""

from django.core.exceptions import NON_FIELD_ERRORS
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, locked, require, save, sign
from orgs.actions.numbers import check_number
from orgs.choices import OrganisationKind, Origin
from orgs.models import (
    ContactPoint,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Source,
)
from orgs.proposals import (
    FIELDS,
    Changes,
    Reference,
    Values,
    combined,
    conflicts,
    parts,
    placed,
    present,
)
from orgs.proposals.present import NAME_FIELDS, REACH_FIELDS
from orgs.search.index import index_later


@transaction.atomic
def create_organisation(
    *,
    values: Values,
    by,
    reason="",
    origin=Origin.EDITOR,
    source: tuple[str, str] = ("", ""),
    reference: Reference | None = None,
):
    """A draft with these values (cleaned), and where they came from as (title, address). Who makes
    many reads the `reference` once.

    Raises ValidationError by field, NotAllowed when it is not in the part of the directory for
    which `by` has a role.
    """
    require(permissions.can_add_record(by))
    reference = reference or Reference.read()
    organisation = Organisation(origin=origin, **placed(values))
    organisation.kind = organisation.kind or OrganisationKind.NGO
    with index_later():
        save(organisation, by=by, reason=reason)
        _set_places(organisation, values, reference, by=by, reason=reason)
        _add_parts(organisation, values, reference, by=by, reason=reason)
        add_source(organisation, *source, by=by, reason=reason)
    require(permissions.can_add_record(by, organisation))
    return organisation


@transaction.atomic
def apply_changes(
    *,
    organisation,
    changes: Changes,
    by,
    reason="",
    anyway=False,
    reference: Reference | None = None,
):
    """Writes the changes, all of them or none, and says which fields there were to change.

    Raises ActionError by field when a value has changed since the proposal was made, unless it is
    to be written `anyway`; ValidationError by field when a value does not fit. Some fifteen
    queries, three of them for the `reference`, and six more for each part that comes.
    """
    organisation = locked(organisation)
    require(permissions.can_change_record(by, organisation))
    reference = reference or Reference.read()
    now = present(Organisation.objects.all(), [organisation.pk], reference.areas)[organisation.pk]
    if (moved := conflicts(now, changes)) and not anyway:
        raise ActionError(
            {NON_FIELD_ERRORS: [_changed_since(name, now[name]) for name in moved]},
            code="changed_since",
        )
    after = {name: combined(now[name], change) for name, change in changes.items()}
    after = {name: value for name, value in after.items() if value != now[name]}
    with index_later():
        _write(organisation, now, after, reference, by=by, reason=reason)
    return list(after)


def _changed_since(name, value) -> str:
    shown = ", ".join(value) if isinstance(value, list) else value
    return _("“%(field)s” has been changed since; it is now: %(value)s") % {
        "field": FIELDS[name].label,
        "value": shown or "–",
    }


def add_source(organisation, title: str, url: str, *, by, reason="") -> None:
    """Where the facts came from, unless the record says so already."""
    title = title or url
    if title and not organisation.sources.filter(title=title, url=url).exists():
        save(Source(organisation=organisation, title=title, url=url), by=by, reason=reason)


def _write(organisation, now: Values, after: Values, reference: Reference, *, by, reason) -> None:
    own = placed(after)
    for column, value in own.items():
        setattr(organisation, column, value)
    if after:
        changed = [organisation._meta.get_field(column).name for column in own]
        save(organisation, [*changed, "updated_at"], by=by, reason=reason)
    _set_places(organisation, after, reference, by=by, reason=reason)
    for name, value in after.items():
        if _has_rows(name):
            gone = [one for one in now[name] if one not in value]
            for row in _rows_of(organisation, name):
                if as_text(row) in gone:
                    sign(row, by=by, reason=reason)
                    row.delete()
            come = {name: [one for one in value if one not in now[name]]}
            _add_parts(organisation, come, reference, by=by, reason=reason)


def _add_parts(organisation, values: Values, reference: Reference, *, by, reason) -> None:
    for model, columns in parts(values, reference):
        part = save(model(organisation=organisation, **columns), by=by, reason=reason)
        if isinstance(part, Identifier):
            check_number(part, by=by)


def _has_rows(name: str) -> bool:
    return name in NAME_FIELDS or name in REACH_FIELDS or name in {"identifiers", "offices"}


def _rows_of(organisation, name: str):
    if name in NAME_FIELDS:
        return OrganisationName.objects.filter(
            organisation=organisation, kind__in=NAME_FIELDS[name]
        )
    if name in REACH_FIELDS:
        return ContactPoint.objects.filter(organisation=organisation, kind=REACH_FIELDS[name])
    model = Identifier if name == "identifiers" else Office
    return model.objects.filter(organisation=organisation)


def as_text(row) -> str:
    """A part as `orgs.proposals` writes it."""
    if isinstance(row, OrganisationName):
        return f"{row.text}@{row.language}" if row.language else row.text
    if isinstance(row, ContactPoint):
        return row.value
    if isinstance(row, Office):
        return " ".join(filter(None, (row.city, row.country_id)))
    return str(row)


def _set_places(organisation, values: Values, reference: Reference, *, by, reason) -> None:
    """Countries and focus areas; the history takes note of each list that changes."""
    if "country_codes" in values:
        sign(organisation, by=by, reason=reason)
        organisation.countries.set(values["country_codes"])
    if "focus_area_codes" in values:
        sign(organisation, by=by, reason=reason)
        organisation.focus_areas.set([reference.areas[one] for one in values["focus_area_codes"]])
