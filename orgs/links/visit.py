"""Visits a website as a polite guest: asks first whether it may, one question at a time, with a
pause between two.
"""

from threading import Lock
from time import monotonic, sleep
from urllib.parse import urljoin

from orgs.choices import LinkOutcome
from orgs.links.addresses import FetchFailure
from orgs.links.fetch import PRODUCT, Answer, Fetcher, Target
from orgs.links.robots import MOST_BYTES, Robots

PAUSE = 2.0
"""Seconds between two questions to the same host."""

MOST_REDIRECTS = 5
LONGEST = 60
"""Seconds after which a visit asks nothing more."""

_MOVED = frozenset({301, 302, 303, 307, 308})


class Visitor:
    """Goes to websites; several threads may share one, and take turns at each host."""

    def __init__(self, fetcher: Fetcher | None = None, pause: float = PAUSE):
        self.fetcher, self.pause = fetcher or Fetcher(), pause
        self._turns: dict[str, Lock] = {}
        self._asked: dict[str, float] = {}
        self._robots: dict[str, Robots] = {}

    def visit(self, url: str) -> LinkOutcome:
        """What came of it. Every redirect is looked at like the first address."""
        until = monotonic() + LONGEST
        try:
            for _hop in range(MOST_REDIRECTS + 1):
                target = Target.read(url, self.fetcher.ports)
                if not self._robots_of(target, until).allows(target.path):
                    return LinkOutcome.ROBOTS
                answer = self._page(target, until)
                if answer.status not in _MOVED or not answer.location:
                    return outcome_of(answer.status)
                url = urljoin(target.url, answer.location)
        except FetchFailure as failure:
            return failure.outcome
        except ValueError:  # a redirect to what is no address
            return LinkOutcome.UNREADABLE
        return LinkOutcome.REDIRECTS

    def _page(self, target: Target, until: float) -> Answer:
        """Some servers know no HEAD, or answer it wrongly: an error is asked for once more."""
        answer = self._ask(target, until)
        return answer if answer.status < 400 else self._ask(target, until, "GET")

    def _robots_of(self, target: Target, until: float) -> Robots:
        """Asked once for a site. One that has none allows everything; one that cannot say does not
        answer our question either.
        """
        if target.site in self._robots:
            return self._robots[target.site]
        url = f"{target.site}/robots.txt"
        for _hop in range(MOST_REDIRECTS + 1):
            there = Target.read(url, self.fetcher.ports)
            answer = self._ask(there, until, "GET", MOST_BYTES)
            if answer.status not in _MOVED or not answer.location:
                break
            url = urljoin(there.url, answer.location)
        if answer.status >= 500:
            raise FetchFailure(LinkOutcome.ERROR)
        robots = Robots.read(answer.text if answer.status == 200 else "", PRODUCT)
        self._robots[target.site] = robots
        return robots

    def _ask(self, target: Target, until: float, method: str = "HEAD", most: int = 0) -> Answer:
        """In its turn at the host, and no sooner than it is polite."""
        with self._turns.setdefault(target.host, Lock()):
            sleep(max(0.0, self._asked.get(target.host, 0.0) + self.pause - monotonic()))
            if monotonic() > until:
                raise FetchFailure(LinkOutcome.SLOW)
            try:
                return self.fetcher.ask(target.url, method, most)
            finally:
                self._asked[target.host] = monotonic()


def outcome_of(status: int) -> LinkOutcome:
    """What an answer means for somebody with a browser. Many sites turn programmes away."""
    if status in {404, 410}:
        return LinkOutcome.GONE
    if status >= 500:
        return LinkOutcome.ERROR
    return LinkOutcome.REFUSED if status >= 400 else LinkOutcome.OK
