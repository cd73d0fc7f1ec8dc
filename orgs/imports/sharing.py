"""Pieces of work, shared with a second process where there is a processor for it.

The second process understands cells and works out keys while this one reads and writes: it never
touches the database. What it has not begun, or where it cannot be had, this one does.
"""

import gc
import os
import pickle
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future, ProcessPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import dataclass, field

import django
from django.conf import settings
from django.utils.translation import activate, get_language

from orgs.processes import second_process

ALONE = 4
"""Pieces that are done before a second process is begun: most lists are shorter than it takes."""

AHEAD = 4
"""Pieces in the line: two are with the second process, the others this one may do itself."""

_UNAVAILABLE = (OSError, ImportError, RuntimeError)
"""No second process: too many of them, too little memory, no semaphores; or it was killed."""

_SELDOM = 50_000
"""New objects after which Python looks for garbage; see `seldom_collected`."""

Work = Callable[[list], list]


def in_order(work: Work, pieces: Iterable[list]) -> Iterator[tuple[list, list]]:
    """Each piece with what `work` makes of it, in the order of the pieces. `work` and the pieces
    are pickled; `work` asks the database for nothing.

    Use it in `contextlib.closing`, which ends the second process when an error ends the loop.
    """
    with closing(_Second(work)) as second, seldom_collected():
        line: deque[_Piece] = deque()
        for number, piece in enumerate(pieces):
            line.append(_Piece(piece))
            if number < ALONE:
                yield _first(line, work)
                continue
            second.take(line)
            if len(line) > AHEAD:
                yield _first(line, work)
        while line:
            second.take(line)
            yield _first(line, work)


@dataclass
class _Piece:
    """A piece of work, and what was made of it: here, or there some day."""

    given: list
    there: Future | None = None
    made: list = field(default_factory=list)

    def is_busy(self) -> bool:
        """Whether it is with the second process, and not yet done."""
        return self.there is not None and not self.there.done()

    def is_taken_back(self) -> bool:
        """Takes it from the second process, unless that has begun."""
        if self.there is None or not self.there.cancel():
            return False
        self.there = None
        return True

    def result(self, work: Work) -> list:
        if self.there is not None:
            try:
                return self.there.result()
            except _UNAVAILABLE:
                self.there = None
        return self.made or work(self.given)


def _first(line: deque[_Piece], work: Work) -> tuple[list, list]:
    """The first of the line, done. As long as the second process is at it, this one does others."""
    first = line[0]
    while first.is_busy() and (free := next((one for one in line if one.is_taken_back()), None)):
        free.made = work(free.given)
    line.popleft()
    return first.given, first.result(work)


class _Second:
    """The second process, if there is one."""

    def __init__(self, work: Work):
        self.work = work
        self.pool: ProcessPoolExecutor | None = None
        self.ready: Future | None = None
        self.is_unavailable = processors() < 2

    def take(self, line: Iterable[_Piece]) -> None:
        """Takes what nobody does yet. It needs a second or two to begin, and takes nothing
        before.
        """
        try:
            if not self.is_unavailable and self._is_ready():
                for one in line:
                    if one.there is None and not one.made:
                        one.there = self.pool.submit(_done, one.given)
        except _UNAVAILABLE:
            self.is_unavailable = True

    def _is_ready(self) -> bool:
        if self.pool is None:
            language = get_language() or settings.LANGUAGE_CODE
            self.pool = second_process(_begin, pickle.dumps(self.work), language)
            self.ready = self.pool.submit(_done, [])
        return self.ready.done()

    def close(self) -> None:
        if self.pool is not None:
            self.pool.shutdown(cancel_futures=True)


@contextmanager
def seldom_collected() -> Iterator[None]:
    """Python looks for circles of objects that nothing else holds after every few hundred new
    ones. Thousands of rows make millions and next to no circles: a tenth of the time.
    """
    before = gc.get_threshold()
    gc.set_threshold(_SELDOM, *before[1:])
    try:
        yield
    finally:
        gc.set_threshold(*before)


def processors() -> int:
    """Those this process may use, as far as the system tells."""
    return len(getattr(os, "sched_getaffinity", _all)(0))


def _all(_process) -> range:
    return range(os.cpu_count() or 1)


# In the second process

_work: Work = list


def _begin(packed: bytes, language: str) -> None:
    django.setup()
    activate(language)
    gc.set_threshold(_SELDOM, *gc.get_threshold()[1:])
    global _work
    _work = pickle.loads(packed)  # noqa: S301 - from ourselves


def _done(given: list) -> list:
    return _work(given)
