"""Which database a request reads; the servers themselves are in tests/scaling."""

from contextlib import nullcontext
from types import SimpleNamespace

import pytest
from django.db import OperationalError
from django.http import HttpResponse, StreamingHttpResponse

from directory import replicas
from directory.breaker import Breaker
from orgs.models import Organisation, SearchChange, SearchVersion

ORDINARY = Organisation


class Server:
    """A connection that answers with these rows, one after the other; an error is raised."""

    def __init__(self, *rows):
        self.rows, self.in_atomic_block, self.errors_occurred = list(rows), False, False

    def cursor(self):
        return nullcontext(self)

    def execute(self, sql, parameters=()):
        self.asked = parameters

    def fetchone(self):
        row = self.rows.pop(0)
        if isinstance(row, Exception):
            raise row
        return row


@pytest.fixture
def servers(monkeypatch):
    """A primary, and two replicas that are up to date until told otherwise."""
    servers = {
        "default": Server(*[("history", "0/1")] * 9),
        "replica1": Server(*[(True, True)] * 9),
        "replica2": Server(*[(True, True)] * 9),
    }
    monkeypatch.setattr(replicas, "connections", servers)
    found = {name: Breaker(name, 60) for name in ("replica1", "replica2")}
    monkeypatch.setattr(replicas, "breakers", found)
    monkeypatch.setattr(replicas, "CATCH_UP", 0)
    yield servers
    replicas.reading.end()


@pytest.fixture
def visitor(servers):
    replicas.reading.begin()


def read(model=ORDINARY):
    return replicas.Router().db_for_read(model)


def test_whatever_is_no_visitors_request_reads_the_primary(servers):
    assert read() == "default"


def test_a_visitor_reads_one_replica_all_through(visitor):
    assert read().startswith("replica")
    assert len({read() for _ in range(20)}) == 1


def test_visitors_are_spread_over_the_replicas(servers):
    found = set()
    for _ in range(200):
        for server in servers.values():
            server.rows = [("history", "0/1")] if server is servers["default"] else [(True, True)]
        replicas.reading.begin()
        found.add(read())

    assert found == {"replica1", "replica2"}


@pytest.mark.parametrize("model", [SearchVersion, SearchChange])
def test_versions_are_the_primarys_and_what_is_read_next_is_no_older(visitor, servers, model):
    replica = read()
    asked = len(servers[replica].rows)

    assert read(model) == "default"
    assert read() == replica
    assert len(servers[replica].rows) == asked - 1


def test_a_transaction_reads_the_primary(visitor, servers):
    servers["default"].in_atomic_block = True

    assert read() == "default"


def test_after_a_write_a_request_reads_the_primary(visitor):
    assert replicas.Router().db_for_write(ORDINARY) == "default"
    assert read() == "default"


def test_a_long_answer_asks_again(visitor, servers, monkeypatch):
    monkeypatch.setattr(replicas, "HOLDS", 0)
    replica = read()
    asked = len(servers[replica].rows)
    read()

    assert len(servers[replica].rows) == asked - 1


def test_a_replica_gets_a_moment_to_catch_up(visitor, servers):
    for name in ("replica1", "replica2"):
        servers[name].rows = [(True, False), (True, True)]

    assert read().startswith("replica")


@pytest.mark.parametrize(
    "rows", [[(True, False)] * 2, [(False, True)], [OperationalError("gone")]],
    ids=["behind", "of another history", "away"],
)  # fmt: skip
def test_one_that_may_not_answer_is_left_out_and_the_other_is_read(servers, rows):
    servers["replica1"].rows = list(rows)
    found = []
    for _ in range(8):
        replicas.reading.begin()
        found.append(read())
        servers["default"].rows.append(("history", "0/1"))
        servers["replica2"].rows.append((True, True))

    assert found == ["replica2"] * 8


def test_when_none_may_answer_the_request_reads_the_primary_without_asking_again(visitor, servers):
    for name in ("replica1", "replica2"):
        servers[name].rows = [OperationalError("gone")]

    assert [read(), read()] == ["default"] * 2
    replicas.reading.begin()
    assert read() == "default"
    assert len(servers["default"].rows) == 8


def test_replicas_are_not_migrated_and_rows_of_all_servers_belong_together():
    router = replicas.Router()

    assert router.allow_migrate("default", "orgs")
    assert not router.allow_migrate("replica1", "orgs")
    assert router.allow_relation(1, 2)


# The middleware


def request(method="GET", **cookies):
    return SimpleNamespace(method=method, COOKIES=cookies)


def view(request):
    return HttpResponse(read())


view.__module__ = "orgs.views.organisations"


def answered(request, view):
    """As Django has it: when the middleware has no answer the view is asked."""
    middleware = replicas.ReadFromReplicas(view)
    response = middleware.process_view(request, view, [], {})
    return middleware(request) if response is None else response


def test_a_public_page_is_read_from_a_replica_and_nothing_after_it(servers):
    assert answered(request("HEAD"), view).content.startswith(b"replica")
    assert read() == "default"


@pytest.mark.parametrize("asked", [request("POST"), request(sessionid="a" * 32)])
def test_writes_and_people_with_a_session_are_the_primarys(servers, asked):
    assert answered(asked, view).content == b"default"


def test_views_that_are_not_ours_are_the_primarys(servers):
    def login(request):
        return view(request)

    assert answered(request(), login).content == b"default"


def test_when_a_replica_goes_away_meanwhile_the_page_is_made_on_the_primary(servers):
    def failing(request):
        used = read()
        if used != "default":
            servers[used].errors_occurred = True
            raise OperationalError("gone")
        return HttpResponse(used)

    failing.__module__ = view.__module__

    assert answered(request(), failing).content == b"default"
    assert [replicas.breakers[name].allows() for name in ("replica1", "replica2")].count(False) == 1


def test_when_the_primary_goes_away_the_page_is_not_made_twice(servers):
    def failing(request):
        read()
        raise OperationalError("gone")

    failing.__module__ = view.__module__

    with pytest.raises(OperationalError):
        answered(request(), failing)


def test_a_file_is_read_from_a_replica_until_it_has_been_sent(servers):
    def stream(request):
        return StreamingHttpResponse(read() for _ in range(2))

    stream.__module__ = view.__module__
    response = answered(request(), stream)

    assert b"".join(response).startswith(b"replica")
    replicas.when_finished()
    assert read() == "default"
