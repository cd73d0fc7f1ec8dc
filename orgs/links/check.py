"""Which websites are due, visiting a few at once, and writing down what came of it."""

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, ThreadPoolExecutor, wait
from datetime import timedelta
from itertools import islice
from urllib.parse import urlsplit

from django.db import transaction
from django.db.models import Exists, F, OuterRef, Q
from django.utils import timezone

from orgs.choices import LINK_FAILURES, ContactPointKind, LinkOutcome, Origin
from orgs.links.visit import Visitor
from orgs.models import ContactPoint, LinkCheck
from orgs.search.version import touch
from orgs.visibility import organisations

AT_ONCE = 4
"""Hosts that are visited at the same time."""

EVERY = timedelta(days=30)
"""How long what answered is left in peace; what failed is visited again the next day."""

WITNESSES = 5
"""Websites that answered last time and are asked when nobody else does."""

_NO_NETWORK = {LinkOutcome.NO_HOST, LinkOutcome.UNREACHABLE, LinkOutcome.SLOW}


class NoNetworkError(Exception):
    """Nobody answers, not even who did last time: the fault is on our side."""


def websites():
    """Websites of public organisations. Those of hidden ones are not visited: whoever sees our
    requests would learn that they are here.
    """
    public = organisations().exclude(origin=Origin.SYNTHETIC)
    return ContactPoint.objects.filter(
        Exists(public.filter(pk=OuterRef("organisation"))), kind=ContactPointKind.WEBSITE
    )


def due():
    """Websites never visited as they are written now, that failed before today, or that were left
    in peace for long enough; the longest unvisited first. One query.
    """
    now = timezone.now()
    midnight = timezone.localtime(now).replace(hour=0, minute=0, second=0, microsecond=0)
    known = Q(link_check__url=F("value"))
    failed = known & Q(link_check__failures__gt=0, link_check__checked_at__lt=midnight)
    old = known & Q(link_check__checked_at__lt=now - EVERY)
    new = Q(link_check=None) | ~known
    oldest = F("link_check__checked_at").asc(nulls_first=True)
    return websites().filter(new | failed | old).order_by(oldest, "pk")


def check(
    points: Iterable[ContactPoint],
    visitor: Visitor,
    reached: Callable[[int], None] = lambda n: None,
) -> dict[LinkOutcome, int]:
    """Visits them and writes down what came of each as soon as anybody has answered; counts by
    outcome. Raises NoNetworkError, and nothing is written, when nobody answers at all.

    A few queries for each website; the visits themselves hold no transaction.
    """
    counts: dict[LinkOutcome, int] = defaultdict(int)
    held, is_connected = [], False
    for point, outcome in _visited(points, visitor):
        is_connected = is_connected or outcome not in _NO_NETWORK
        held.append((point, outcome))
        counts[outcome] += 1
        if is_connected:
            held = _written(held)
        reached(sum(counts.values()))
    if held and _nobody_answers(visitor):
        raise NoNetworkError
    _written(held)
    return counts


def _visited(
    points: Iterable[ContactPoint], visitor: Visitor
) -> Iterator[tuple[ContactPoint, LinkOutcome]]:
    """In the order they come back. All of a host are one task: hosts do not wait for each other.
    One query for each host, just before it is visited: what was hidden meanwhile is left out.
    """
    hosts: dict[str, list[ContactPoint]] = defaultdict(list)
    for point in points:
        hosts[_host(point.value)].append(point)
    ahead, running = iter(hosts.values()), set()
    pool = ThreadPoolExecutor(AT_ONCE)
    try:
        while True:
            for group in islice(ahead, AT_ONCE - len(running)):
                running.add(pool.submit(_visit_all, _still_public(group), visitor))
            if not running:
                return
            done, running = wait(running, return_when=FIRST_COMPLETED)
            for task in done:
                yield from task.result()
    finally:
        pool.shutdown(cancel_futures=True)


def _visit_all(group: list[ContactPoint], visitor: Visitor) -> list:
    return [(one, visitor.visit(one.value)) for one in group]


def _still_public(group: list[ContactPoint]) -> list[ContactPoint]:
    keys = websites().filter(pk__in=[one.pk for one in group]).values_list("pk", flat=True)
    known = set(keys)
    return [one for one in group if one.pk in known]


def _host(url: str) -> str:
    try:
        return urlsplit(url).hostname or ""
    except ValueError:
        return ""


def _written(held: list) -> list:
    for point, outcome in held:
        record(point, outcome)
    return []


def _nobody_answers(visitor: Visitor) -> bool:
    """Whether none of some websites that answered last time does; False without any such."""
    answered = websites().filter(link_check__outcome=LinkOutcome.OK, link_check__url=F("value"))
    witnesses = answered.order_by("-link_check__checked_at")[:WITNESSES]
    outcomes = [outcome for _point, outcome in _visited(witnesses, visitor)]
    return bool(outcomes) and _NO_NETWORK.issuperset(outcomes)


@transaction.atomic
def record(point: ContactPoint, outcome: LinkOutcome) -> None:
    """Writes down a visit. A website fails once a day at most, however often it is visited; one
    that becomes dead, or is not any more, is news to whoever counts them. Four queries.
    """
    if not ContactPoint.objects.select_for_update().filter(pk=point.pk).exists():
        return  # deleted while it was visited
    today = timezone.localdate()
    last = LinkCheck.objects.filter(contact_point=point).first()
    before = last if last and last.url == point.value else LinkCheck()
    failures, since = 0, None
    if outcome in LINK_FAILURES:
        counted = before.failures and timezone.localdate(before.checked_at) == today
        failures = before.failures + (0 if counted else 1)
        since = before.failing_since or today
    facts = {
        "url": point.value,
        "checked_at": timezone.now(),
        "outcome": outcome,
        "failures": failures,
        "failing_since": since,
    }
    written, _created = LinkCheck.objects.update_or_create(contact_point=point, defaults=facts)
    if (last or before).is_dead != written.is_dead:
        touch()
