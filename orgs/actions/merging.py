"""Two records of one organisation become one.

The record that goes is archived and points to the one that stays: nothing of it is lost, its
history stays its own, and its permanent id and addresses lead on for ever. `orgs.actions.joining`
says what moves; `orgs.actions.unmerging` takes it back. See docs/adr/0016.
"""

import hashlib
import secrets
from dataclasses import dataclass, field

from django.core.files.base import ContentFile
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from orgs import permissions
from orgs.actions.base import ActionError, require, save, sign
from orgs.actions.joining import LISTS, Part, move, parts, swap_in_library
from orgs.choices import DuplicateState, NameKind, PublicationState, RiskLevel
from orgs.models import (
    Merge,
    Organisation,
    OrganisationName,
    PossibleDuplicate,
    ProtectionOverride,
    Resource,
)
from orgs.search.index import index_later
from orgs.text import squash

KEEP, LOSE = "keep", "lose"
FIELDS = (
    *("name", "kind", "scope", "legal_status", "founded", "closed", "staff"),
    *("summary", "description", "languages", "logo", "headquarters"),
)
"""What can be chosen of either record."""

OTHER_NAME = "other_name"
OTHER_NAMES = (NameKind.ALIAS, NameKind.FORMER)
"""What the name that is not chosen becomes."""


@dataclass(frozen=True)
class Choice:
    """A field of both records, and whose value the merged one has."""

    name: str
    keep: object
    lose: object
    chosen: str

    @property
    def differs(self) -> bool:
        return self.keep != self.lose


@dataclass
class Plan:
    """What merging would do. `added` is what the record that stays works in and on besides;
    `name_kept` the text that becomes another name, if it is not there yet.
    """

    keep: Organisation
    lose: Organisation
    choices: list[Choice]
    parts: list[Part]
    resources: list[Resource]
    added: dict[str, list]
    risk: str
    name_kept: str = ""
    name_kind: str = NameKind.ALIAS
    fingerprint: str = field(default="", repr=False)

    @property
    def taken(self) -> list[Choice]:
        return [one for one in self.choices if one.chosen == LOSE and one.differs]

    def moving(self, name: str) -> list:
        return next(part.moving for part in self.parts if part.kind.name == name)


def plan_merge(*, keep, lose, choices=None, by) -> Plan:
    """What `merge` would do with these choices (`keep` or `lose` by field, and what the other
    name becomes), without doing anything. Some thirty queries.

    Raises ActionError when it cannot be done, NotAllowed when `by` may not.
    """
    choices = choices or {}
    _check(keep, lose, by)
    own = set(keep.countries.all()), set(keep.focus_areas.all())
    plan = Plan(
        keep,
        lose,
        [_choice(name, keep, lose, choices.get(name)) for name in FIELDS],
        parts(keep, lose),
        list(lose.resources.order_by("pk")),
        {
            name: sorted(set(getattr(lose, name).all()) - there, key=str)
            for name, there in zip(LISTS, own, strict=True)
        },
        max(keep.risk, lose.risk, key=RiskLevel.values.index),
    )
    if plan.moving("contacts") and not permissions.can_see_people(by, lose):
        raise ActionError(
            _("The record that would go has people, whom you may not see. Ask a publisher.")
        )
    if choices.get(OTHER_NAME) in OTHER_NAMES:
        plan.name_kind = choices[OTHER_NAME]
    plan.name_kept = _name_kept(plan)
    plan.fingerprint = _fingerprint(plan)
    return plan


@transaction.atomic
def merge(*, keep, lose, choices=None, by, reason="", seen=None) -> Merge:
    """Merges `lose` into `keep`; done twice it is done once. `seen` is the fingerprint of the plan
    somebody looked at: when either record has changed since, nothing is done.

    The stricter of the two risk levels holds. Where what moves could be seen sooner than before,
    people and street addresses wait for a publisher to confirm them.
    """
    with index_later():
        rows = Organisation.objects.select_for_update().filter(pk__in={keep.pk, lose.pk})
        now = {row.pk: row for row in rows.order_by("pk")}
        if len(now) < 2:
            raise ActionError(_("It takes two records."))
        keep, lose = now[keep.pk], now[lose.pk]
        if lose.merged_into_id == keep.pk:
            return lose.merges_away.in_force().get()
        plan = plan_merge(keep=keep, lose=lose, choices=choices, by=by)
        if seen is not None and seen != plan.fingerprint:
            raise ActionError(
                _("One of the two was changed meanwhile. Look at both once more."), code="changed"
            )
        return _carry_out(plan, by, reason.strip()[:100])


def _check(keep, lose, by) -> None:
    require(permissions.can_merge(by, keep) and permissions.can_merge(by, lose))
    if keep.pk == lose.pk:
        raise ActionError(_("It takes two records."))
    for record in (keep, lose):
        if record.merged_into_id:
            raise ActionError(
                _("%(name)s is merged into another record already.") % {"name": record.name}
            )


def _choice(name: str, keep, lose, chosen) -> Choice:
    ours, theirs = getattr(keep, name), getattr(lose, name)
    if chosen not in (KEEP, LOSE):
        chosen = LOSE if theirs and not ours else KEEP
    return Choice(name, ours, theirs, chosen)


def _name_kept(plan: Plan) -> str:
    other, chosen = plan.lose.name, plan.keep.name
    if any(one.name == "name" for one in plan.taken):
        other, chosen = chosen, other
    names = [*plan.keep.names.all(), *plan.moving("names")]
    known = {squash(text) or text for text in (chosen, *(name.text for name in names))}
    return "" if (squash(other) or other) in known else other


def _fingerprint(plan: Plan) -> str:
    seen = [
        *((one.name, str(one.keep), str(one.lose)) for one in plan.choices),
        *((part.kind.name, [row.pk for row in part.moving]) for part in plan.parts),
        *([item.pk for item in items] for items in plan.added.values()),
        [item.pk for item in plan.resources],
        *((record.pk, str(record.risk), str(record.state)) for record in (plan.keep, plan.lose)),
    ]
    return hashlib.sha256(repr(seen).encode()).hexdigest()[:32]


def _carry_out(plan: Plan, by, reason: str) -> Merge:
    keep, lose = plan.keep, plan.lose
    ever = lose.state == PublicationState.PUBLISHED
    ever = ever or lose.history.filter(state=PublicationState.PUBLISHED).exists()
    done = Merge(
        kept=keep, lost=lose, lost_state=lose.state, was_public=ever, merged_by=by, reason=reason
    )
    why = {"by": by, "reason": reason or _("Merged with %(id)s") % {"id": lose.public_id}}
    done.kept_before = _entry(keep, **why)
    moment = _moment(plan)
    moved = {part.kind.name: move(part.moving, part.kind.column, keep, **why)
             for part in plan.parts}  # fmt: skip
    moved["resources"] = [item.pk for item in plan.resources]
    moved["resources_new"] = swap_in_library(plan.resources, out=lose, into=keep, **why)
    moved["made"] = _keep_name(plan, **why)
    done.fields = _take_fields(plan, **why)
    for name, items in plan.added.items():
        moved[name] = [item.pk for item in items]
        getattr(keep, name).add(*items)
    moved["moment"] = _set_moment(keep, moment)
    done.moved = moved
    done.kept_after = keep.history.latest("history_id").history_id
    lose.merged_into, lose.state = keep, PublicationState.ARCHIVED
    why["reason"] = reason or _("Merged into %(id)s") % {"id": keep.public_id}
    save(lose, ["state", "merged_into", "updated_at"], **why)
    done.save()
    _decide_pairs(done)
    return done


def _decide_pairs(done: Merge) -> None:
    """The two are merged, and what waits of the record that goes waits no longer."""
    both = (done.kept, done.lost)
    PossibleDuplicate.objects.filter(first__in=both, second__in=both).update(
        state=DuplicateState.MERGED,
        decided_by=done.merged_by,
        decided_at=timezone.now(),
        reason=done.reason,
    )
    others = PossibleDuplicate.objects.open()
    others.filter(Q(first=done.lost) | Q(second=done.lost)).delete()


def _entry(record, *, by, reason) -> int:
    """An entry in the history of the record as it is, which is where undoing looks for what was
    there; one loaded in bulk has none.
    """
    save(record, ["slug"], by=by, reason=reason)
    return record.history.latest("history_id").history_id


def _keep_name(plan: Plan, *, by, reason) -> list[int]:
    if not plan.name_kept:
        return []
    whose = plan.keep if plan.name_kept == plan.keep.name else plan.lose
    name = OrganisationName(
        organisation=plan.keep,
        text=plan.name_kept,
        kind=plan.name_kind,
        language=whose.name_language,
    )
    sign(name, by=by, reason=reason)
    name.save()
    return [name.pk]


def _take_fields(plan: Plan, *, by, reason) -> list[str]:
    """Writes what was chosen of the other record, and the stricter risk; the names of both. A
    logo is copied: each record has its own file.
    """
    keep, lose = plan.keep, plan.lose
    names = [one.name for one in plan.taken]
    for name in names:
        if name == "logo":
            with lose.logo.open("rb") as picture:
                copy = ContentFile(picture.read())
            keep.logo.save(f"{secrets.token_hex(12)}.webp", copy, save=False)
        else:
            setattr(keep, name, getattr(lose, name))
    if "name" in names:
        names.append("name_language")
        keep.name_language = lose.name_language
    if keep.risk != plan.risk:
        names.append("risk")
        keep.risk = plan.risk
    save(keep, [*names, "updated_at"], by=by, reason=reason)
    return names


def _moment(plan: Plan):
    """From when on consents count for the record that stays; None to leave it.

    Rows that move keep when they were confirmed. They stand as they stood only where both records
    are as safe; anywhere else everybody is asked for again.
    """
    keep, lose = plan.keep, plan.lose
    if not (plan.moving("contacts") or plan.moving("offices")):
        return None
    covered = ProtectionOverride.objects.in_force(timezone.localdate())
    alike = keep.headquarters_id and keep.headquarters_id == lose.headquarters_id
    if alike and keep.risk == lose.risk and not covered.filter(organisation=keep).exists():
        moments = [one.consents_count_from for one in (keep, lose) if one.consents_count_from]
        return max(moments, default=None)
    return timezone.now()


def _set_moment(keep, moment) -> list:
    """[before, after], as text, when it was moved forwards."""
    before = keep.consents_count_from
    if moment is None or (before and before >= moment):
        return []
    keep.consents_count_from = moment
    Organisation._base_manager.filter(pk=keep.pk).update(consents_count_from=moment)
    return [before and before.isoformat(), moment.isoformat()]
