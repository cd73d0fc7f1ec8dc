"""Work shared with a second process, which nobody depends on."""

import multiprocessing
import os
import pickle
from concurrent.futures import BrokenExecutor

import pytest

from orgs.imports import sharing
from orgs.imports.sharing import in_order

PIECES = [[number, -number] for number in range(12)]


class Future:
    """Of a piece given to `Second`: not done before somebody waits for it."""

    def __init__(self, second, given, is_begun):
        self.second, self.given, self.is_begun, self.is_done = second, given, is_begun, False

    def done(self):
        return self.is_done

    def cancel(self):
        return not self.is_begun

    def result(self):
        self.is_done = True
        return self.second.answer(self.given)


class Second:
    """Stands for the second process: begins every other piece it is given."""

    def __init__(self, begin, *told):
        self.work, self.given, self.is_closed = pickle.loads(told[0]), [], False

    def submit(self, do, given):
        self.given.append(given)
        future = Future(self, given, is_begun=len(self.given) % 2)
        future.is_done = not given  # the first one, which only asks whether it is there
        return future

    def answer(self, given):
        return self.work(given)

    def shutdown(self, *, cancel_futures):
        self.is_closed = True


@pytest.fixture
def second(monkeypatch):
    """`second(a_class)`: those begun as the second process, one after the other."""

    def stand_in(by=Second, processors=2):
        begun = []
        monkeypatch.setattr(sharing, "processors", lambda: processors)
        monkeypatch.setattr(
            sharing, "second_process", lambda *told: begun.append(by(*told)) or begun[-1]
        )
        return begun

    return stand_in


def all_of(pieces, work=sorted):
    return [made for _piece, made in in_order(work, pieces)]


def test_what_is_shared_comes_out_in_its_order(second):
    begun = second()
    assert all_of(PIECES) == [sorted(piece) for piece in PIECES]
    assert begun[0].given[1:] == PIECES[sharing.ALONE :]
    assert begun[0].is_closed


def test_a_short_list_asks_for_no_second_process(second):
    begun = second()
    assert len(all_of(PIECES[: sharing.ALONE])) == sharing.ALONE
    assert not begun


def test_one_processor_does_it_alone(second):
    begun = second(processors=1)
    assert all_of(PIECES) == [sorted(piece) for piece in PIECES]
    assert not begun


def test_until_it_is_there_nothing_waits_for_it(second):
    class Late(Second):
        def submit(self, do, given):
            self.given.append(given)
            return Future(self, given, is_begun=True)

    begun = second(Late)
    assert all_of(PIECES) == [sorted(piece) for piece in PIECES]
    assert begun[0].given == [[]]


def test_where_it_cannot_be_had_it_is_not_missed(second):
    def refuse(*told):
        raise OSError("no more processes")

    second(refuse)
    assert all_of(PIECES) == [sorted(piece) for piece in PIECES]


def test_what_it_leaves_undone_is_done_here(second):
    class Killed(Second):
        def answer(self, given):
            raise BrokenExecutor

    second(Killed)
    assert all_of(PIECES) == [sorted(piece) for piece in PIECES]


def test_a_mistake_in_the_work_is_not_hidden(second):
    class Wrong(Second):
        def answer(self, given):
            return 1 / 0

    second(Wrong)
    with pytest.raises(ZeroDivisionError):
        all_of(PIECES)


def test_who_stops_half_way_ends_it(second):
    begun = second()
    pieces = in_order(sorted, PIECES)
    for _number in range(sharing.ALONE + 1):
        next(pieces)
    pieces.close()
    assert begun[0].is_closed


def test_it_begins_with_the_work_and_the_language(monkeypatch):
    spoken = []
    monkeypatch.setattr(sharing, "_work", list)
    monkeypatch.setattr(sharing, "activate", spoken.append)
    monkeypatch.setattr(sharing.gc, "set_threshold", lambda *numbers: None)
    sharing._begin(pickle.dumps(sorted), "fr")
    assert sharing._done([2, 1]) == [1, 2]
    assert spoken == ["fr"]


def test_where_the_system_does_not_say_all_processors_count(monkeypatch):
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    assert sharing.processors() == os.cpu_count()


def whose(given):
    return [os.getpid()]


@pytest.mark.once
def test_a_real_one_takes_part_and_leaves(monkeypatch):
    monkeypatch.setattr(sharing, "processors", lambda: 2)
    seen = set()

    def pieces():
        while len(seen) < 2:
            yield [1]

    for _piece, made in in_order(whose, pieces()):
        seen.update(made)
    assert os.getpid() in seen
    assert not multiprocessing.active_children()
