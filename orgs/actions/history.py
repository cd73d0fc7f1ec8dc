"""Taking one change back. What was changed is set to what it was before, as a change of its own
with who and why, so that this can be taken back as well.
"""

from dataclasses import dataclass, field

from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.addresses import own_address
from orgs.actions.base import ActionError, require, save, sign
from orgs.actions.entries import Edit, lists_of
from orgs.actions.mentions import ERASED
from orgs.actions.numbers import check_number
from orgs.choices import PublicationState
from orgs.models import (
    ContactPoint,
    Identifier,
    Office,
    Organisation,
    OrganisationName,
    Relation,
    Resource,
    Source,
)
from orgs.search.index import index_later

PARTS = (OrganisationName, Identifier, Office, ContactPoint, Source, Relation)
REVERTIBLE = (Organisation, Resource, *PARTS)
APART = {
    *("state", "risk", "verified_on", "verified_by", "confirmed_at", "consents_count_from"),
    *("origin", "public_id", "created_at", "updated_at", "logo", "merged_into"),
}
"""Moved by their own buttons and permissions, or by the directory itself. A logo that was replaced
is gone.
"""
EMPTY = (None, "", [])


@dataclass
class Step:
    """A field of the record: its value now, after the change, and before it."""

    field: models.Field
    now: object
    after: object
    then: object

    @property
    def is_changed_since(self) -> bool:
        return self.now != self.after


@dataclass
class ListStep:
    """A list of the record: the keys that leave it and that come back."""

    field: models.ManyToManyField
    out: set
    into: set


@dataclass
class Plan:
    """What taking a change back would do. `record` is saved for "~", removed for "+" and made
    anew for "-", each as in the change itself.
    """

    edit: Edit
    record: models.Model
    steps: list[Step] = field(default_factory=list)
    lists: list[ListStep] = field(default_factory=list)
    left: list[models.Field] = field(default_factory=list)

    @property
    def is_changed_since(self) -> bool:
        return any(step.is_changed_since for step in self.steps)


def plan_revert(*, edit: Edit, by) -> Plan:
    """A dry run: writes nothing. Raises ActionError in plain words when it cannot be done."""
    if edit.model not in REVERTIBLE:
        raise ActionError(_("Changes of this kind are not taken back: enter what is right now."))
    require(permissions.can_revert(by, _owner(edit, by)))
    plan = {"~": _plan_change, "+": _plan_removal, "-": _plan_return}[edit.kind](edit, by)
    if any(ERASED in str(step.then) for step in plan.steps):
        raise ActionError(_("It named a person who was erased, and cannot be brought back."))
    return plan


@transaction.atomic
def revert_change(*, edit: Edit, by, reason: str = "", anyway: bool = False) -> models.Model:
    """Takes one change back and returns the record. Raises ActionError when a later change touches
    the same field, unless `anyway`, or the database refuses what it was, and ValidationError when
    that no longer holds.
    """
    _lock(edit)
    plan = plan_revert(edit=edit, by=by)
    if plan.is_changed_since and not anyway:
        raise ActionError(_("It was changed again since. Look at what would be lost, and confirm."))
    why = _("Reverted: %(reason)s") % {"reason": reason} if reason else _("Reverted")
    take_back = {"~": _change, "+": _remove, "-": _bring_back}[edit.kind]
    try:
        with transaction.atomic(), index_later():
            take_back(plan, by, why)
            if edit.model is Identifier and edit.kind != "+":
                check_number(plan.record, by=by)
    except IntegrityError as error:
        raise ActionError(_("What it was before no longer fits what is there now.")) from error
    return plan.record


def _key(edit: Edit):
    return getattr(edit.after, edit.model._meta.pk.attname)


def _lock(edit: Edit) -> None:
    list(edit.model._default_manager.select_for_update().filter(pk=_key(edit)))


def _owner(edit: Edit, by):
    """The record that decides who may change it. Raises ActionError when it is gone, or names what
    `by` may not know.
    """
    known, named = permissions.organisations_for(by), permissions.known_organisations(by)
    if edit.model is Resource:
        owner = permissions.resources_for(by).filter(pk=_key(edit)).first()
    elif edit.model is Organisation:
        owner = known.filter(pk=_key(edit)).first()
    else:
        owner = known.filter(pk=_organisation_of(edit.after)).first()
    other = getattr(edit.after, "to_organisation_id", None)
    if owner is None or (other and not named.filter(pk=other).exists()):
        raise ActionError(_("The record it belongs to is gone."))
    return owner


def _organisation_of(entry):
    return getattr(entry, "organisation_id", None) or entry.from_organisation_id


def _fields(model):
    tracked = {one.name for one in model.history.model.tracked_fields}
    return [f for f in model._meta.concrete_fields if f.name in tracked and not f.primary_key]


def _current(edit: Edit):
    record = edit.model._default_manager.filter(pk=_key(edit)).first()
    if record is None:
        raise ActionError(_("It is gone already."))
    return record


def _plan_change(edit: Edit, by) -> Plan:
    if edit.before is None:
        raise ActionError(_("What it was before is not known."))
    plan = Plan(edit, _current(edit))
    for one in _fields(edit.model):
        now, after, then = (
            getattr(row, one.attname) for row in (plan.record, edit.after, edit.before)
        )
        if one.name in APART - {"updated_at"} and after != then:
            plan.left.append(one)
        elif one.name not in APART and then not in (after, now):
            plan.steps.append(Step(one, now, after, then))
    plan.lists = [step for step in _list_steps(plan, by) if step.out or step.into]
    if not plan.steps and not plan.lists:
        raise ActionError(
            _("Nothing of it can be taken back: what it changed has its own button.")
            if plan.left
            else _("Nothing of it is left to take back.")
        )
    return plan


def _list_steps(plan: Plan, by):
    edit = plan.edit
    kept = lists_of(edit.model, [edit])
    for many in getattr(edit.model.history.model, "_history_m2m_fields", ()):
        before, after = (
            kept.get((entry.history_id, many.name), set()) for entry in (edit.before, edit.after)
        )
        related = many.related_model
        known = permissions.known_organisations(by) if related is Organisation else related.objects
        now = set(getattr(plan.record, many.name).values_list("pk", flat=True))
        back = set(known.filter(pk__in=before - after - now).values_list("pk", flat=True))
        yield ListStep(many, (after - before) & now, back)


def _plan_removal(edit: Edit, by) -> Plan:
    """A part that was added goes again."""
    if edit.model not in PARTS:
        raise ActionError(_("A whole record is not taken back: archive it instead."))
    record = _current(edit)
    if isinstance(record, Source) and _is_last_source(record):
        raise ActionError(_("A published organisation keeps at least one source."))
    shown = [one for one in _fields(edit.model) if one.name not in APART]
    values = [
        (one, getattr(record, one.attname), getattr(edit.after, one.attname)) for one in shown
    ]
    steps = [Step(one, now, after, "") for one, now, after in values if now not in (None, "", [])]
    return Plan(edit, record, steps)


def _is_last_source(source) -> bool:
    others = source.organisation.sources.exclude(pk=source.pk)
    return source.organisation.state == PublicationState.PUBLISHED and not others.exists()


def _plan_return(edit: Edit, by) -> Plan:
    """A part that was removed comes back, under its old key, so that its history goes on. A whole
    record has no owner any more, which `_owner` has said already.
    """
    if edit.model._default_manager.filter(pk=_key(edit)).exists():
        raise ActionError(_("It is there again already."))
    values = {one.attname: getattr(edit.after, one.attname) for one in _fields(edit.model)}
    record = edit.model(pk=_key(edit), **values)
    if isinstance(record, Office):
        record.confirmed_at = None  # a publisher looks at its street again
    steps = [
        Step(one, "", "", values[one.attname])
        for one in _fields(edit.model)
        if one.name not in APART
    ]
    return Plan(edit, record, [step for step in steps if step.then not in EMPTY])


def _change(plan: Plan, by, why) -> None:
    record = plan.record
    for step in plan.steps:
        is_address = step.field.name == "slug"
        then = own_address(record, step.then, by=by) if is_address else step.then
        setattr(record, step.field.attname, then)
    names = [step.field.name for step in plan.steps]
    stamps = [one.name for one in _fields(plan.edit.model) if one.name == "updated_at"]
    save(record, [*names, *stamps], by=by, reason=why)
    for step in plan.lists:
        listed = getattr(record, step.field.name)
        listed.set(set(listed.values_list("pk", flat=True)) - step.out | step.into)


def _remove(plan: Plan, by, why) -> None:
    sign(plan.record, by=by, reason=why)
    plan.record.delete()


def _bring_back(plan: Plan, by, why) -> None:
    plan.record.full_clean()
    sign(plan.record, by=by, reason=why)
    plan.record.save(force_insert=True)
