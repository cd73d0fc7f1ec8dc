"""A cache that does not answer is an empty one; the server itself is in tests/scaling."""

import pytest

from directory import shared_cache
from directory.breaker import Breaker


@pytest.fixture
def dead(tmp_path, monkeypatch):
    monkeypatch.setattr(shared_cache, "breaker", Breaker("the shared cache", 60))
    return shared_cache.SharedCache([f"unix://{tmp_path}/none"], {})


def test_a_dead_cache_is_an_empty_one(dead, caplog):
    for _ in range(2):
        assert dead.get("page", "none") == "none"
        assert dead.add("turn", b"", 2)
        assert dead.set("page", b"x") is None
        assert not dead.delete("turn")

    assert caplog.messages == ["the shared cache is left out: ConnectionError"]


def test_a_cache_that_answers_is_used(dead, monkeypatch):
    monkeypatch.setattr(shared_cache.RedisCache, "get", lambda self, *arguments: b"page")

    assert dead.get("page") == b"page"


def test_values_are_kept_as_they_are():
    assert shared_cache.Bytes().loads(shared_cache.Bytes().dumps(b"x")) == b"x"
