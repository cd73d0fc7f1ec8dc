"""An import made true in one transaction, and taken back."""

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from orgs import permissions
from orgs.actions import ActionError, apply_changes, which_were_erased
from orgs.actions.base import locked, require, sign
from orgs.actions.mentions import ERASED
from orgs.actions.numbers import taken
from orgs.choices import (
    ImportState,
    OrganisationKind,
    Origin,
    RowChoice,
    RowOutcome,
    SuggestionKind,
    SuggestionOrigin,
    SuggestionState,
)
from orgs.imports.bulk import Writer, identities
from orgs.imports.matches import known_by
from orgs.imports.sharing import seldom_collected
from orgs.matching import store
from orgs.matching.keys import keys
from orgs.models import (
    Consent,
    Contact,
    Identifier,
    Import,
    Organisation,
    Reminder,
    Resource,
    Source,
    Suggestion,
)
from orgs.models.erasure import Identity
from orgs.proposals import Changes, Reference, Values, inverse, parts, placed
from orgs.search.engine import engine
from orgs.search.index import index_later

BATCH = 1000
_READ = ("pk", "number", "organisation_id", "values", "changes", "people", "source", "match_keys")
_WITH_HISTORY = (
    *("names", "identifiers", "offices", "contact_points", "sources", "contacts", "overrides"),
    *("relations_out", "relations_in"),
)
"""What belongs to an organisation and has a history, by the name it has there."""


class Cancelled(Exception):
    """Somebody has stopped it; nothing has been changed."""


def to_create() -> Q:
    """The rows of an import that become new organisations."""
    return Q(choice=RowChoice.CREATE) | Q(choice="", outcome=RowOutcome.CREATE)


def to_propose() -> Q:
    """The rows that become proposals to change what is there."""
    return Q(organisation__isnull=False) & (
        Q(choice=RowChoice.UPDATE) | Q(choice="", outcome=RowOutcome.UPDATE)
    )


def apply_import(
    of_import: Import,
    *,
    by,
    progress: Callable[[int], None] = lambda done: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> None:
    """New organisations as drafts, changes as proposals for review; all of it or nothing. Raises
    ActionError when it is not tried, or when somebody has meanwhile taken an identifier of it;
    Cancelled when `cancelled` says so between two batches.
    """
    require(permissions.can_import(by))
    try:
        with engine().roomy(), transaction.atomic():
            of_import = locked(of_import)
            if of_import.state not in (ImportState.TRIED, ImportState.IMPORTING):
                raise ActionError(_("This import is not ready: try it first."))
            _Application(of_import, by).run(progress, cancelled)
            of_import.state = ImportState.IMPORTED
            of_import.content, of_import.applied_at = None, timezone.now()
            of_import.save(update_fields=["state", "content", "applied_at"])
    except IntegrityError as error:
        raise _added_meanwhile() from error


def _added_meanwhile() -> ActionError:
    return ActionError(
        _("Somebody has added one of these organisations meanwhile. Try the file again.")
    )


@dataclass
class _Row:
    """What is needed of a row, in the order of `_READ`; and what becomes of it."""

    pk: int
    number: int
    organisation_id: int | None
    values: Values
    changes: Changes
    people: list
    source: list[str]
    match_keys: list[int]
    created: bool = False


class _Application:
    """New organisations are drafts, which visitors may not find: of what `reindex` does after a
    write, only the keys for likely twins are left, and those are known from the rows.
    """

    def __init__(self, of_import: Import, by):
        self.of_import = of_import
        self.writer = Writer(by, reason_of(of_import), timezone.now())
        self.reference = Reference.read()
        self.done = 0

    def run(self, progress, cancelled) -> None:
        with seldom_collected():
            for rows, write in self._batches():
                if cancelled():
                    raise Cancelled
                write(rows)
                self.done += len(rows)
                progress(self.done)
        self.of_import.rows.exclude(match_keys=[]).update(match_keys=[])

    def _batches(self) -> Iterator[tuple[list[_Row], Callable]]:
        """Rows, and what writes them."""
        for wanted, write in ((to_create(), self.create), (to_propose(), self.propose)):
            for rows in self._rows(wanted):
                yield rows, write

    def _keys(self, row: _Row) -> Collection[int]:
        """As they were worked out when it was tried; erasing somebody forgets them."""
        return row.match_keys or keys(known_by(row.values, self.reference))

    def _rows(self, wanted: Q) -> Iterator[list[_Row]]:
        there = self.of_import.rows.filter(wanted).order_by("number").values_list(*_READ)
        last = 0
        while rows := [_Row(*one) for one in there.filter(number__gt=last)[:BATCH]]:
            yield rows
            last = rows[-1].number

    def create(self, rows: list[_Row]) -> None:
        """Some thirty statements for a thousand."""
        named = identities([row.values["name"] for row in rows])
        made = [
            {
                "kind": OrganisationKind.NGO.value,
                **placed(row.values),
                "public_id": public_id,
                "slug": slug,
                "origin": Origin.IMPORT.value,
            }
            for row, (public_id, slug) in zip(rows, named, strict=True)
        ]
        ids = self.writer.insert(Organisation, made)
        self._link({pk: row.values for pk, row in zip(ids, rows, strict=True)})
        by_model: defaultdict[type, list[dict]] = defaultdict(list)
        for pk, row in zip(ids, rows, strict=True):
            row.organisation_id, row.created = pk, True
            owner = {"organisation_id": pk}
            for model, columns in parts(row.values, self.reference):
                by_model[model].append(owner | columns)
            by_model[Source].append(owner | self._source(row))
        if taken((one["scheme_id"], one["value"]) for one in by_model[Identifier]):
            raise _added_meanwhile()
        for model, its in by_model.items():
            self.writer.insert(model, its)
        store.keep({pk: self._keys(row) for pk, row in zip(ids, rows, strict=True)})
        self._add_people(rows)
        self._note(rows)

    def _link(self, values: dict) -> None:
        areas = self.reference.areas
        countries = {pk: one.get("country_codes", ()) for pk, one in values.items()}
        focus = {
            pk: [areas[code] for code in one.get("focus_area_codes", ())]
            for pk, one in values.items()
        }
        self.writer.link("countries", countries)
        self.writer.link("focus_areas", focus)

    def _source(self, row: _Row) -> dict:
        title, url = row.source or ("", "")
        if not (title or url):
            title, url = self.of_import.source_title, self.of_import.source_url
        return {"title": (title or url or self.of_import.name)[:300], "url": url}

    def _add_people(self, rows: list[_Row]) -> None:
        """They are in the directory then and nowhere else: the rows keep their keys. Who was erased
        since the file was tried stays away.
        """
        pairs = [(row, person) for row in rows for person in row.people]
        if not pairs:
            return
        require(permissions.can_change_people(self.writer.by))
        known = Organisation.objects.filter(pk__in={row.organisation_id for row, _person in pairs})
        public_ids = dict(known.values_list("pk", "public_id"))
        who = [(public_ids[row.organisation_id], person) for row, person in pairs]
        gone = were_erased(who)
        there = [pair for pair, is_gone in zip(pairs, gone, strict=True) if not is_gone]
        keys = self.writer.insert(
            Contact, [{"organisation_id": row.organisation_id} | person for row, person in there]
        )
        for row in rows:
            row.people = []
        for (row, _person), key in zip(there, keys, strict=True):
            row.people.append(key)

    def _note(self, rows: list[_Row]) -> None:
        """What became of the rows."""
        with connection.cursor() as cursor:
            cursor.executemany(
                "UPDATE orgs_importrow SET organisation_id = %s, created = %s, people = %s,"
                " match_keys = '[]' WHERE id = %s",
                [
                    (row.organisation_id, row.created, json.dumps(row.people), row.pk)
                    for row in rows
                ],
            )

    def propose(self, rows: list[_Row]) -> None:
        Suggestion.objects.bulk_create(
            Suggestion(
                kind=SuggestionKind.CORRECTION,
                organisation_id=row.organisation_id,
                of_import=self.of_import,
                origin=SuggestionOrigin.IMPORT,
                proposal=row.changes,
            )
            for row in rows
            if row.changes
        )
        self._add_people(rows)
        self._note(rows)


def were_erased(people: list[tuple[str, dict[str, str]]]) -> list[bool]:
    """Whether people, each with the permanent id of the organisation, asked to be erased, or were
    while they waited in a row; one query.
    """
    facts = ("name", "email", "phone")
    known = which_were_erased(
        Identity(public_id, *(one[fact] for fact in facts)) for public_id, one in people
    )
    return [
        erased or any(ERASED in text for text in one.values())
        for erased, (_public_id, one) in zip(known, people, strict=True)
    ]


def reason_of(of_import: Import) -> str:
    """What the history says of what an import wrote."""
    return _("Import %(number)s") % {"number": of_import.pk}


def undo_import(of_import: Import, *, by) -> list[str]:
    """Takes an import back: its drafts are deleted, its proposals withdrawn, and what was accepted
    of them is set back. What somebody has changed or published since stays; gives its names.
    """
    require(permissions.can_import(by))
    with index_later():
        of_import = locked(of_import)
        if of_import.state == ImportState.UNDONE:
            return []
        if of_import.state != ImportState.IMPORTED:
            raise ActionError(_("There is nothing to undo: it has not been imported."))
        kept = _remove_drafts(of_import, by) + _set_back(of_import, by)
        kept += _remove_people(of_import, by)
        of_import.state = ImportState.UNDONE
        of_import.save(update_fields=["state"])
    return kept


def _remove_drafts(of_import: Import, by) -> list[str]:
    kept: list[str] = []
    rows = of_import.rows.filter(created=True, organisation__isnull=False).order_by("number")
    last = 0
    while batch := list(rows.filter(number__gt=last).values_list("number", "organisation")[:BATCH]):
        last = batch[-1][0]
        ids = [pk for _number, pk in batch]
        touched = changed_since(ids, of_import.applied_at)
        going = Organisation.objects.filter(pk__in=set(ids) - touched)
        kept += Organisation.objects.filter(pk__in=touched).values_list("name", flat=True)
        for one in going:
            one._history_user, one._change_reason = by, reason_of(of_import)
            one.delete()
    return kept


def changed_since(ids: list[int], moment: datetime) -> set[int]:
    """Those of the organisations that were written in any way after a moment, or that something
    which is not of the import points to by now. A query for each kind of record.
    """
    later = {"history_date__gt": moment}
    found = set(Organisation.history.filter(id__in=ids, **later).values_list("id", flat=True))
    for name in _WITH_HISTORY:
        history = Organisation._meta.get_field(name).related_model.history
        column = Organisation._meta.get_field(name).field.attname
        rows = history.filter(**{f"{column}__in": ids}, **later)
        found |= set(rows.values_list(column, flat=True))
    consents = Consent.objects.filter(contact__organisation__in=ids)
    found |= set(consents.values_list("contact__organisation", flat=True))
    library = Resource.organisations.through.objects.filter(organisation__in=ids)
    found |= set(library.values_list("organisation", flat=True))
    for rows in (
        Suggestion.objects.filter(organisation__in=ids),
        Reminder.objects.filter(organisation__in=ids),
    ):
        found |= set(rows.values_list("organisation", flat=True))
    return found


def _remove_people(of_import: Import, by) -> list[str]:
    """People it added to organisations that were here, but for those somebody has touched since;
    gives the names of those organisations.
    """
    rows = of_import.rows.filter(created=False).exclude(people=[])
    keys = [key for people in rows.values_list("people", flat=True) for key in people]
    later = Contact.history.filter(id__in=keys, history_date__gt=of_import.applied_at)
    touched = set(later.values_list("id", flat=True))
    touched |= set(Consent.objects.filter(contact__in=keys).values_list("contact", flat=True))
    kept = Contact.objects.filter(pk__in=touched).values_list("organisation__name", flat=True)
    for one in Contact.objects.filter(pk__in=set(keys) - touched):
        sign(one, by=by, reason=reason_of(of_import))
        one.delete()
    return list(kept)


def _set_back(of_import: Import, by) -> list[str]:
    kept: list[str] = []
    proposals = Suggestion.objects.filter(of_import=of_import).select_related("organisation")
    taken = proposals.filter(state__in=[SuggestionState.ACCEPTED, SuggestionState.PARTLY])
    for one in taken.iterator(chunk_size=BATCH):
        accepted = {name: change for name, change in one.decisions.items() if change}
        try:
            with transaction.atomic():
                apply_changes(
                    organisation=one.organisation,
                    changes=inverse(accepted),
                    by=by,
                    reason=reason_of(of_import),
                )
        except ActionError:
            kept.append(one.organisation.name)
    proposals.filter(state=SuggestionState.WAITING).delete()
    return kept
