"""Two runs that really go at the same time, each with a connection of its own."""

from threading import Barrier, Thread

import pytest
from django.db import connection

from orgs.following import sending
from tests.factories import FollowerFactory
from tests.following.letters import new

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.postgresql]


def test_two_runs_that_begin_together_write_to_everybody_once(mail_server):
    new()
    for _number in range(30):
        FollowerFactory()
    together, runs = Barrier(2), [sending.Run(), sending.Run()]

    def go(run):
        together.wait()
        try:
            run.go()
        finally:
            connection.close()

    threads = [Thread(target=go, args=[run]) for run in runs]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert len(mail_server.letters) == len(set(mail_server.recipients)) == 30
    assert sum(run.counts["sent"] for run in runs) == 30
