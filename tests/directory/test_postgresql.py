"""The connection that gives up on the pool's question, and on nothing else."""

import psycopg
import pytest

from directory.postgresql import WatchedConnection


@pytest.fixture
def waits(monkeypatch):
    """The time limits with which the driver was told to wait; nothing is connected."""
    limits = []
    monkeypatch.setattr(
        psycopg.Connection, "wait", lambda self, gen, timeout=None: limits.append(timeout)
    )
    monkeypatch.setattr(psycopg.Connection, "execute", lambda self, query: self.wait(query))
    return limits


def test_the_pools_question_is_limited(waits):
    object.__new__(WatchedConnection).execute("")

    assert waits == [WatchedConnection.limit]


def test_what_a_page_or_an_export_asks_is_not(waits):
    connection = object.__new__(WatchedConnection)
    connection.execute("")

    connection.wait("a cursor's query")

    assert waits[-1] is None
