"""Erasing a person: everything that is known of them goes, and only a keyed hash stays behind, so
that nobody brings them back by mistake.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field

from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.db import connection, transaction
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from orgs import permissions, snapshots
from orgs.actions import traces
from orgs.actions.base import REASON_LENGTH, ActionError, locked, require
from orgs.actions.following import forget_followers
from orgs.actions.mentions import Person
from orgs.actions.traces import Trace
from orgs.models import Consent, Contact, ErasedPerson, Import, ImportRow, User
from orgs.models.erasure import Identity
from orgs.search.index import index_later, settle
from orgs.search.version import touch
from orgs.text import one_line

AFTERWARDS = {"sqlite": ["PRAGMA wal_checkpoint(TRUNCATE)"]}
"""What empties a database's log of changes. On PostgreSQL vacuuming is its operator's."""


@dataclass
class Extent:
    """What erasing somebody means: entries of the person, other records as they stand, rows of
    histories and of the log, and accounts, which stay until an administrator closes them.
    """

    person: Person
    contacts: list[Contact]
    mentions: list[Trace] = field(default_factory=list)
    past: list[Trace] = field(default_factory=list)
    accounts: list[User] = field(default_factory=list)


def extent(*, contact, also: Iterable[str] = (), by) -> Extent:
    """What is known of a person, for whoever is about to erase them: reads the whole database.

    `also` are names, addresses and numbers the person had besides those of the entry.
    """
    _require(by)
    person = Person.known_as(contact.name, contact.email, contact.phone, *also)
    found = Extent(person, [contact])
    for trace in traces.find(person):
        if trace.model is User:
            found.accounts.append(User(pk=trace.pk, username=trace.values["username"]))
        elif trace.is_past:
            found.past.append(trace)
        else:
            _sort(trace, found)
    theirs = set(Consent.objects.filter(contact__in=found.contacts).values_list("pk", flat=True))
    going = {(Consent, pk) for pk in theirs}
    found.mentions = [trace for trace in found.mentions if trace.record not in going]
    return found


def _sort(trace: Trace, found: Extent) -> None:
    if trace.model is not Contact:
        found.mentions.append(trace)
    elif trace.pk != found.contacts[0].pk:
        other = Contact.objects.select_related("organisation").get(pk=trace.pk)
        if traces.is_same_person(other, found.person):
            found.contacts.append(other)
        else:
            found.mentions.append(trace)


@transaction.atomic
def erase_person(*, contact, reason: str, also: Iterable[str] = (), keep=(), by) -> Extent:
    """Removes a person and every trace, in one transaction; returns what went.

    Their entries at every organisation go, with consents and histories; every other text loses
    what names them. `keep` names records (`Trace.key`) that mean somebody else and stay as they
    are, with their history. `by` is None on the command line. Raises ActionError without a reason,
    or with one that names the person.
    """
    contact, also = locked(contact), list(also)
    found = extent(contact=contact, also=also, by=by)
    reason = _checked(reason, found.person)
    found.contacts = [found.contacts[0], *(o for o in found.contacts[1:] if key_of(o) not in keep)]
    found.mentions = [trace for trace in found.mentions if trace.key not in keep]
    with index_later():
        for one in found.contacts:
            _remember(one, also)
            _remove(one)
        for trace in found.mentions:
            traces.redact(trace, found.person, by=by)
        _clean_the_past(found.person, keep)
        forget_followers(found.person)  # sealed, and so found by nobody else
        # packed, so nobody can be found in them: whoever is importing uploads the file again
        Import.objects.exclude(content=None).update(content=None)
        ImportRow.objects.exclude(match_keys=[]).update(match_keys=[])  # worked out from names
    touch(something_withdrawn=True)  # of which snapshots may tell
    traces.forget_sessions(found.person)
    if by is not None:
        LogEntry.objects.create(
            user=by,
            content_type=ContentType.objects.get_for_model(ErasedPerson),
            object_repr=str(ErasedPerson()),
            action_flag=CHANGE,
            change_message=reason,
        )
    transaction.on_commit(lambda: _leave_nothing_behind(bool(found.mentions or found.past)))
    return found


def key_of(contact) -> str:
    """How a form names another entry of the person; as `Trace.key`."""
    return f"contact:{contact.pk}"


def _require(by) -> None:
    """Whoever is at the machine's command line has everything already."""
    if by is not None:
        require(permissions.can_erase_people(by))


def _checked(reason: str, person: Person) -> str:
    reason = one_line(reason)
    if not reason:
        raise ActionError({"reason": _("Say why, such as: asked for by the person.")})
    if len(reason) > REASON_LENGTH:
        raise ActionError({"reason": _("Say why in at most 100 characters.")})
    if person.is_in(reason):
        raise ActionError({"reason": _("Do not name the person in the reason: it is kept.")})
    return reason


def _remember(contact, also) -> None:
    ErasedPerson.objects.remember(contact.identity)
    known = Person.known_as(*also)
    at = contact.organisation.public_id
    for kind, texts in (("name", known.names), ("email", known.emails), ("phone", known.phones)):
        for text in texts:
            ErasedPerson.objects.remember(Identity(at, **{kind: text}))


def _remove(contact) -> None:
    """The entry, its consents, their histories, and what the panel's log says of them."""
    consents = set(Consent.history.filter(contact_id=contact.pk).values_list("id", flat=True))
    kinds = ContentType.objects.get_for_models(Contact, Consent)
    of_person = Q(content_type=kinds[Contact], object_id=str(contact.pk))
    of_consent = Q(content_type=kinds[Consent], object_id__in=[str(pk) for pk in consents])
    LogEntry.objects.filter(of_person | of_consent).delete()
    contact_pk = contact.pk
    contact.delete()
    Contact.history.filter(id=contact_pk).delete()
    Consent.history.filter(contact_id=contact_pk).delete()


def _clean_the_past(person: Person, keep) -> None:
    """Histories and the log, as they are after the records were written: each of those writes
    has left an entry too.
    """
    for trace in traces.find(person, past_only=True):
        if trace.key not in keep:
            traces.redact(trace, person, by=None)


def _leave_nothing_behind(was_in_a_text: bool) -> None:
    """Once it is certain: snapshots are deleted, search forgets words nobody uses any more, and
    SQLite's log of changes, which holds old pages, is emptied.

    Full-text indexes keep the words of a text for a while after it has changed: whom an editor
    took out of one before may still be there.
    """
    snapshots.discard_all()
    if was_in_a_text:
        settle()
    for statement in AFTERWARDS.get(connection.vendor, ()):
        with connection.cursor() as cursor:
            cursor.execute(statement)


# Who must not come back


def was_erased(*, organisation, name: str = "", email: str = "", phone: str = "") -> bool:
    """Whether somebody with this e-mail address or number, or of this name at this organisation,
    was erased; one query.
    """
    identity = Identity(organisation.public_id, name, email, phone)
    return ErasedPerson.objects.matching(identity).exists()


def which_were_erased(identities: Iterable[Identity]) -> list[bool]:
    """The same for many rows of a file, in their order; one query for all of them."""
    return ErasedPerson.objects.among(list(identities))


@transaction.atomic
def readmit(*, contact, reason: str, by) -> None:
    """Somebody who was erased has given a new consent: what recognised them goes, and `contact`,
    which is not saved yet, can be. Raises ActionError without a reason.
    """
    require(permissions.can_change_people(by, contact))
    if not reason.strip():
        raise ActionError({"reason": _("Say how the person gave the new consent.")})
    ErasedPerson.objects.forget(contact.identity)
    contact.has_new_consent = True
