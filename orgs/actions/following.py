"""Following a list by e-mail: asked for, confirmed from the mailbox, left with one press.

Whether somebody follows a list already shows in no answer and in no letter: asking again sends the
same letter, and its link sets what was asked for. Only who has the letter can use it.
"""

from datetime import datetime
from typing import NamedTuple
from urllib.parse import unquote_plus

from django.core.signing import BadSignature, Signer, TimestampSigner
from django.db import transaction
from django.db.models import F
from django.utils import timezone

from orgs.actions.mentions import Person
from orgs.choices import Rhythm
from orgs.models import Follower
from orgs.models.follower import Following, time_to_confirm
from orgs.sealed import Unreadable

MOST_FAILURES = 14
"""Letters in a row that a mail server refuses before the address is given up."""


class Wish(NamedTuple):
    """What the link of a letter would set."""

    follower: Follower
    following: Following
    rhythm: Rhythm

    @property
    def is_fulfilled(self) -> bool:
        now = self.follower
        same = (now.rhythm, now.following.language) == (self.rhythm, self.following.language)
        return now.is_confirmed and same


@transaction.atomic
def ask_to_follow(*, following: Following, rhythm: Rhythm) -> str:
    """Notes the wish; gives what stands in the link that confirms it. One query, the same whether
    or not the list is followed already, so that the time it takes does not tell either; one more
    while there are earlier keys. Of somebody who follows it nothing changes yet.
    """
    _newest, *earlier = following.digests
    row = Follower(rhythm=rhythm)
    row.following = following
    if earlier and (known := Follower.objects.filter(digest__in=earlier).first()):
        row.digest = known.digest
    Follower.objects.bulk_create(
        [row], update_conflicts=True, unique_fields=["digest"], update_fields=["asked_at"]
    )
    return _confirming().sign_object([row.pk, rhythm, following.language])


def wish_of(token: str) -> Wish | None:
    """What a confirming link is about; None when it is forged or too old, or what it was about
    has lapsed or was left. One query.
    """
    try:
        key, rhythm, language = _confirming().unsign_object(token, max_age=time_to_confirm())
    except BadSignature:
        return None
    follower = Follower.objects.filter(pk=key).first()
    following = follower and following_of(follower)
    if following is None:
        return None
    return Wish(follower, following._replace(language=language), Rhythm(rhythm))


@transaction.atomic
def confirm_following(*, wish: Wish) -> None:
    """Letters come from now on, or as is asked now. Doing it twice is doing it once."""
    now, rows = timezone.now(), Follower.objects.filter(pk=wish.follower.pk)
    rows.filter(confirmed_at=None).update(confirmed_at=now, since=now)
    rows.update(rhythm=wish.rhythm, failures=0, **_sealed(wish.following))


def leaving_token(follower: Follower) -> str:
    """What stands in the link with which somebody leaves: it works for as long as they follow."""
    return _leaving().sign_object([follower.pk])


def follower_who_leaves(token: str) -> tuple[bool, Follower | None]:
    """Whether a link is one of ours, and who follows by it, if still so; at most one query."""
    try:
        (key,) = _leaving().unsign_object(token)
    except BadSignature:
        return False, None
    return True, Follower.objects.filter(pk=key).first()


def stop_following(*, follower: Follower) -> None:
    """Nothing of it is kept. Doing it twice is doing it once."""
    Follower.objects.filter(pk=follower.pk).delete()


def _sealed(following: Following) -> dict:
    """The columns of a row, under the newest key."""
    row = Follower()
    row.following = following
    return {"sealed": row.sealed, "digest": row.digest}


def following_of(follower: Follower) -> Following | None:
    """None when no key opens it: SECRET_KEY was changed and the earlier one thrown away."""
    try:
        return follower.following
    except Unreadable:
        return None


# Letters


def claim(*, follower: Follower, following: Following, until: datetime) -> bool:
    """Says that its next letter, of what is new up to `until`, is about to be sent; False when
    another run has it. One query, and whoever is killed after it has lost that letter. What was
    sealed under an earlier key is sealed under the newest, so that the earlier one can go.
    """
    mine = Follower.objects.confirmed().filter(pk=follower.pk, since=follower.since)
    is_newest = follower.digest == following.digests[0]
    return bool(mine.update(since=until, **({} if is_newest else _sealed(following))))


def release(*, follower: Follower, until: datetime, refused: bool) -> None:
    """Takes `claim` back: the letter could not be sent. One that the mail server refused too often
    in a row was the last.
    """
    mine = Follower.objects.filter(pk=follower.pk, since=until)
    mine.update(since=follower.since, failures=F("failures") + int(refused))
    Follower.objects.filter(pk=follower.pk, failures__gte=MOST_FAILURES).delete()


def arrived(*, follower: Follower) -> None:
    """The mail server took a letter: the count of those it refused begins anew."""
    if follower.failures:
        Follower.objects.filter(pk=follower.pk).update(failures=0)


# Erasure


def forget_followers(person: Person) -> int:
    """Takes away who follows with an address of the person, and lists in whose address the person
    is; reads every row, one query. What no key opens is read by nobody.
    """
    gone = [
        one.pk
        for one in Follower.objects.iterator(chunk_size=2000)
        if (known := following_of(one))
        and (person.is_in(known.email) or person.is_in(unquote_plus(known.about)))
    ]
    return Follower.objects.filter(pk__in=gone).delete()[0]


def _confirming() -> TimestampSigner:
    """A dot rather than a colon, which mail programmes take for the end of an address."""
    return TimestampSigner(salt="orgs.following.confirm", sep=".")


def _leaving() -> Signer:
    return Signer(salt="orgs.following.leave", sep=".")
