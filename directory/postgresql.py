"""A PostgreSQL connection that notices in time when nobody answers."""

import psycopg


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
