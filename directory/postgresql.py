"""PostgreSQL connections that notice in time when nobody answers, and are shared by threads."""

import psycopg
from psycopg.errors import _WaitTimeout

# Compiling a query takes PostgreSQL up to a second where running it takes a millisecond: it
# overrates what deciding about every office and person costs. And a prepared statement is planned
# once for a connection: left alone, PostgreSQL would plan it anew for the parameters of its first
# five uses, and the first visitors of every connection would wait for that.
_OPTIONS = "-c jit=off -c plan_cache_mode=force_generic_plan"


class WatchedConnection(psycopg.Connection):
    """Gives up on the pool's question whether the connection still lives.

    A stopped machine or a cut network leaves a connection open on which an answer never comes;
    the driver would wait for hours, and the visitor with it. Only the pool calls `execute` on the
    connection itself, with an empty statement before lending it (Django uses cursors), so only
    that question is limited: an export may take its time.
    """

    limit = 0.4  # seconds; leaves the pool time to try another before it gives up itself
    asking = False

    def execute(self, query, *args, **options):
        self.asking = True
        try:
            return super().execute(query, *args, **options)
        finally:
            self.asking = False

    def wait(self, gen, *args, **options):
        if self.asking:
            options.setdefault("timeout", self.limit)
        return super().wait(gen, *args, **options)


class ReplicaConnection(WatchedConnection):
    """Waits for no answer longer than a visitor would: the primary can give it as well."""

    patience = 3.0  # seconds

    def wait(self, gen, *args, **options):
        options.setdefault("timeout", self.limit if self.asking else self.patience)
        try:
            return super().wait(gen, *args, **options)
        except _WaitTimeout:
            # Whatever comes now would answer a question that nobody asks any more.
            self.pgconn.finish()
            raise


def of_primary(config: dict, connections: int) -> dict:
    """Django's configuration of the database, with so many connections a worker. Seconds a request
    waits for one: then the visitor gets a 503, which has to be there within 1.5 s.
    """
    return _pooled(config, connections, WatchedConnection, timeout=0.75)


def of_replica(config: dict, connections: int) -> dict:
    """The same for a replica. Nobody waits long, since the primary answers as well."""
    return _pooled(config, connections, ReplicaConnection, timeout=0.4)


def _pooled(config, connections, kind, timeout) -> dict:
    given = config.get("OPTIONS", {})
    options = {
        "options": f"{_OPTIONS} {given.get('options', '')}".strip(),
        # Statements whose parameters are sent beside them (`orgs.visibility.prepared`) are planned
        # the first time they are asked.
        "prepare_threshold": 0,
        "connect_timeout": 1,
        "tcp_user_timeout": 1000,  # milliseconds until a silent network counts as gone
        "pool": {
            "connection_class": kind,
            "min_size": 0,
            "max_size": connections,
            "timeout": timeout,
            # Give up retrying in the background soon: the next request asks afresh, so the
            # site is back the moment the database is.
            "reconnect_timeout": 2.0,
        },
    }
    return config | {"CONN_HEALTH_CHECKS": True, "OPTIONS": given | options}
