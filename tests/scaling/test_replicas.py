"""Pages read from a replica are never old, whatever becomes of the replica.

A real primary with real streaming replicas, and the site served by gunicorn. What PostgreSQL was
asked stands in its log.
"""

import signal
import threading
import time

import pytest

from tests.scaling.machines import Site, until

LIST = "/organisations/"
HIDE = "one.risk = 'hidden'; one.save()"


@pytest.fixture
def paused(replica, is_read):
    """The replica no longer follows."""
    replica.sql("SELECT pg_wal_replay_pause()")
    until(lambda: replica.sql("SELECT pg_get_wal_replay_pause_state()") == "paused")
    yield
    replica.sql("SELECT pg_wal_replay_resume()")


def test_a_visitors_pages_are_read_from_the_replica(is_read):
    assert is_read()


def test_what_is_in_a_list_is_read_from_the_replica_and_its_version_from_the_primary(
    site, primary, replica, is_read
):
    asked = [server.count("orgs_searchversion") for server in (primary, replica)]
    assert "Alder" in site.get(LIST)[1]

    assert primary.count("orgs_searchversion") > asked[0]
    assert replica.count("orgs_searchversion") == asked[1]


def test_a_file_is_read_from_the_replica(site, replica, is_read):
    def file_is_read():
        before = replica.count("FROM orgs_searchrow")
        assert "Alder" in site.get("/organisations.csv")[1]
        return replica.count("FROM orgs_searchrow") > before

    until(file_is_read)


def test_who_has_a_session_reads_the_primary(site, replica, is_read, one):
    before = replica.count("SELECT")
    assert site.get(one, Cookie=f"sessionid={'a' * 32}")[0] == 200

    assert replica.count("SELECT") == before


def test_what_is_hidden_is_gone_at_once_although_the_replica_is_behind(site, office, paused, one):
    office.does(HIDE)

    assert site.get(one)[0] == 404
    assert "Alder" not in site.get(LIST)[1]
    assert "Alder" not in site.get("/organisations.csv")[1]


def test_a_person_who_withdraws_is_gone_at_once_although_the_replica_is_behind(
    site, office, replica, is_read, one
):
    office.does("consent = ConsentFactory(contact__organisation=one, contact__name='Invented Ivy')")
    assert "Invented Ivy" in site.get(one)[1]
    replica.sql("SELECT pg_wal_replay_pause()")
    until(lambda: replica.sql("SELECT pg_get_wal_replay_pause_state()") == "paused")
    office.does("consent.delete()")

    page = site.get(one)[1]
    replica.sql("SELECT pg_wal_replay_resume()")
    assert "Invented Ivy" not in page


def test_a_replica_that_has_caught_up_is_read_again(replica, office, paused, is_read, one):
    office.does("one.save()")
    assert not is_read()
    replica.sql("SELECT pg_wal_replay_resume()")

    until(is_read)


def test_every_request_sees_the_last_write_while_the_replica_comes_and_goes(
    site, replica, office, is_read, one
):
    done, seen = threading.Event(), []

    def come_and_go():
        while not done.is_set():
            for what in ("pause", "resume"):
                replica.sql(f"SELECT pg_wal_replay_{what}()")
                time.sleep(0.1)

    def edit_and_look():
        number = len(seen)
        office.does(f"one.summary = 'Edit {number}.'; one.save()")
        seen.append(f"Edit {number}." in site.get(one if number % 2 else LIST)[1])

    def edits_were_read_from_the_replica():
        """When it happens to be tried while it follows: how soon is left to chance."""
        before = replica.count('FROM "orgs_organisation"')
        edit_and_look()
        return replica.count('FROM "orgs_organisation"') > before

    disturber = threading.Thread(target=come_and_go)
    disturber.start()
    try:
        for _ in range(16):
            edit_and_look()
        until(edits_were_read_from_the_replica)
    finally:
        done.set()
        disturber.join()

    assert all(seen)


def test_a_write_that_did_not_wait_for_the_disk_is_seen_as_well(
    site, primary, office, is_read, one
):
    """As in bulk loading: visible before it is in the log that replicas get."""
    primary.sql("ALTER SYSTEM SET wal_writer_delay = '10s'")
    primary.sql("SELECT pg_reload_conf()")
    time.sleep(0.3)
    office.does("connection.cursor().execute('SET synchronous_commit TO off')")
    seen = []
    for number in range(5):
        office.does(f"one.summary = 'Edit {number}.'; one.save()")
        seen.append(f"Edit {number}." in site.get(one)[1])
    office.does("connection.cursor().execute('RESET synchronous_commit')")
    primary.sql("ALTER SYSTEM RESET wal_writer_delay")
    primary.sql("SELECT pg_reload_conf()")

    assert all(seen)


def test_a_replica_killed_under_load_costs_no_visitor_a_page_and_is_used_again(
    site, replica, is_read, one
):
    statuses, done = [], threading.Event()

    def visit():
        while not done.is_set():
            statuses.append(site.get(one)[0])

    visitors = [threading.Thread(target=visit) for _ in range(4)]
    for visitor in visitors:
        visitor.start()
    time.sleep(0.5)
    replica.kill()
    time.sleep(1)
    done.set()
    for visitor in visitors:
        visitor.join()
    assert not is_read()
    replica.start()

    until(is_read)
    assert set(statuses) == {200}
    assert "replica1 is used again" in site.log.read_text()


def test_a_replica_that_falls_silent_holds_up_a_visitor_once(site, replica, is_read, one):
    replica.signal(signal.SIGSTOP)
    try:
        began = time.monotonic()
        assert site.get(one)[0] == 200
        first = time.monotonic() - began
        began = time.monotonic()
        assert site.get(one)[0] == 200
        second = time.monotonic() - began
    finally:
        replica.signal(signal.SIGCONT)

    assert first < 4
    assert second < 1


def test_a_replica_of_another_history_is_not_read(folder, primary, one):
    """When one of two replicas takes the place of a lost primary, the other, which had got further,
    lacks what the new primary has since.
    """
    lost = primary.replica("lost")
    lost.promote()
    new, other = lost.replica("new"), lost.replica("other")
    new.kill()
    lost.sql("CREATE TABLE filler AS SELECT generate_series(1, 100000)")
    until(lambda: reached(other, lost.sql("SELECT pg_current_wal_lsn()")))
    lost.kill()
    new.start()
    new.promote()
    slug = one.split("/")[2]
    hide = f"UPDATE orgs_organisation SET risk = 'hidden' WHERE slug = '{slug}'"
    new.sql(hide, "site")
    site = Site(folder, new, DATABASE_REPLICA_URLS=other.url).ready()
    status, _body = site.get(one)
    site.stop()
    is_further = reached(other, new.sql("SELECT pg_current_wal_lsn()"))
    new.kill()
    other.kill()

    assert is_further
    assert status == 404
    assert "replica1 is left out: it does not follow this primary" in site.log.read_text()


def reached(replica, position) -> bool:
    return replica.sql(f"SELECT pg_last_wal_replay_lsn() >= '{position}'") == "t"
