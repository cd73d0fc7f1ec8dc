"""Undoing a merge: both records are as they were, but for what was changed since."""

from datetime import datetime

from django.db import transaction
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from orgs import permissions
from orgs.actions.base import ActionError, require, save, sign
from orgs.actions.joining import KINDS, LISTS, move, swap_in_library
from orgs.choices import DuplicateState
from orgs.images import discard
from orgs.models import Merge, Organisation, OrganisationName, PossibleDuplicate, Resource
from orgs.search.index import index_later


@transaction.atomic
def undo_merge(*, merge, by, reason="", anyway=False) -> Merge:
    """Takes a merge back; done twice it is done once.

    What somebody changed since is not overwritten: ActionError says what, field by field, and
    nothing is done, unless `anyway`: then only that stays as it is now. A risk level or country
    that merging had raised comes back with the usual care: people wait to be confirmed.
    """
    with index_later():
        merge = Merge.objects.select_for_update().get(pk=merge.pk)
        if merge.undone_at:
            return merge
        keys = {merge.kept_id, merge.lost_id}
        rows = Organisation.objects.select_for_update().filter(pk__in=keys).order_by("pk")
        found = {row.pk: row for row in rows}
        kept, lost = found[merge.kept_id], found[merge.lost_id]
        require(permissions.can_merge(by, kept) and permissions.can_merge(by, lost))
        if kept.merged_into_id:
            raise ActionError(
                _("The record that was kept was merged into another since. Undo that first.")
            )
        undoing = _Undoing(merge, kept, lost, by, reason or _("Merge undone"))
        if undoing.conflicts() and not anyway:
            raise ActionError(undoing.conflicts(), code="conflict")
        undoing.run()
        return merge


class _Undoing:
    """One undoing, its records locked."""

    def __init__(self, merge: Merge, kept: Organisation, lost: Organisation, by, reason: str):
        self.merge, self.kept, self.lost = merge, kept, lost
        self.why = {"by": by, "reason": reason}
        entries = kept.history.in_bulk([merge.kept_before, merge.kept_after])
        self.before, self.after = entries[merge.kept_before], entries[merge.kept_after]
        self.rows = {kind.name: self._rows(kind) for kind in KINDS}
        made = OrganisationName.objects.filter(pk__in=merge.moved["made"], organisation=kept)
        unchosen = self.before.name if "name" in merge.fields else lost.name
        self.made = [name for name in made if name.text == unchosen]

    def _rows(self, kind) -> list:
        there = kind.model._default_manager.filter(pk__in=self.merge.moved[kind.name])
        return list(there.filter(**{kind.column: self.kept}).order_by("pk"))

    def _changed(self, name: str) -> bool:
        column = Organisation._meta.get_field(name).attname
        return str(getattr(self.kept, column)) != str(getattr(self.after, column))

    def conflicts(self) -> list[str]:
        """What was changed since, in words; empty when everything can go back."""
        said = [
            _("%(field)s was changed since. It would stay as it is now.")
            % {"field": capfirst(Organisation._meta.get_field(name).verbose_name)}
            for name in self.merge.fields
            if self._changed(name)
        ]
        for kind in KINDS:
            gone = len(self.merge.moved[kind.name]) - len(self.rows[kind.name])
            said += [_gone(kind.model, gone)] if gone else []
        if lost := len(self.merge.moved["made"]) - len(self.made):
            said.append(_gone(OrganisationName, lost))
        return said

    def run(self) -> None:
        moved, kept, lost = self.merge.moved, self.kept, self.lost
        for kind in KINDS:
            move(self.rows[kind.name], kind.column, lost, **self.why)
        for name in self.made:
            sign(name, **self.why)
            name.delete()
        self._library()
        for name in LISTS:
            getattr(kept, name).remove(*moved[name])
        self._fields()
        self._moment()
        lost.merged_into, lost.state = None, self.merge.lost_state
        save(lost, ["state", "merged_into", "updated_at"], **self.why)
        self.merge.undone_at, self.merge.undone_by = timezone.now(), self.why["by"]
        self.merge.save(update_fields=["undone_at", "undone_by"])
        pair = PossibleDuplicate.objects.filter(first__in=(kept, lost), second__in=(kept, lost))
        pair.filter(state=DuplicateState.MERGED).update(
            state=DuplicateState.OPEN, decided_by=None, decided_at=None, reason=""
        )

    def _library(self) -> None:
        """Back to the record they were about; to both, where they were about both."""
        moved = self.merge.moved
        items = Resource.objects.filter(pk__in=moved["resources"])
        new = [item for item in items if item.pk in moved["resources_new"]]
        swap_in_library(new, out=self.kept, into=self.lost, **self.why)
        for item in items.exclude(pk__in=moved["resources_new"]):
            sign(item, **self.why)
            item.organisations.add(self.lost)

    def _fields(self) -> None:
        back = [name for name in self.merge.fields if not self._changed(name)]
        for name in back:
            if name == "logo":
                discard(self.kept.logo)
            column = Organisation._meta.get_field(name).attname
            setattr(self.kept, column, getattr(self.before, column))
        save(self.kept, [*back, "updated_at"], **self.why)

    def _moment(self) -> None:
        """When merging itself moved it, and nothing since that concerns anybody's safety."""
        if not self.merge.moved["moment"]:
            return
        before, after = (text and datetime.fromisoformat(text)
                         for text in self.merge.moved["moment"])  # fmt: skip
        if self.kept.consents_count_from == after:
            Organisation._base_manager.filter(pk=self.kept.pk).update(consents_count_from=before)


def _gone(model, count: int) -> str:
    what = model._meta.verbose_name if count == 1 else model._meta.verbose_name_plural
    return _("Moved or deleted since, and would stay so: %(count)s %(what)s.") % {
        "count": count,
        "what": what,
    }
