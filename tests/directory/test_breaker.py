"""What does not answer is left out for a while, and said to be once."""

import logging

import pytest

from directory import breaker


@pytest.fixture
def clock(monkeypatch):
    now = [100.0]
    monkeypatch.setattr(breaker, "monotonic", lambda: now[0])
    return now


def test_what_failed_is_left_out_for_its_time_and_then_tried_by_one(clock):
    one = breaker.Breaker("it", 3)
    one.failed("gone")
    assert not one.allows()
    clock[0] += 3

    assert [one.allows(), one.allows()] == [True, False]


def test_what_works_is_always_asked(clock):
    one = breaker.Breaker("it", 3)
    one.failed("gone")
    one.works()

    assert [one.allows(), one.allows()] == [True, True]


def test_each_change_is_said_once(clock, caplog):
    one = breaker.Breaker("it", 3)
    with caplog.at_level(logging.INFO):
        for act in (one.works, lambda: one.failed("gone"), lambda: one.failed("gone"), one.works):
            act()

    assert caplog.messages == ["it is left out: gone", "it is used again"]


def test_what_rests_is_left_out_without_a_word(clock, caplog):
    one = breaker.Breaker("it", 3)
    one.rests(1)
    assert not one.allows()
    clock[0] += 1

    assert one.allows()
    assert caplog.messages == []
