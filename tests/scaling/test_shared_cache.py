"""A page is drawn once for all machines, is never old, and is there without the cache as well."""

import gzip
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.scaling.machines import until

LIST = "/organisations/"
ROWS = 'FROM "orgs_organisation"'


@pytest.fixture
def sites(two_sites, valkey, one):
    """Both machines, sharing a cache that works."""
    until(lambda: is_kept_for_all(two_sites, valkey))
    return two_sites


@pytest.fixture
def drawings(primary, replica):
    """`drawings()`: how often rows of organisations were read so far, wherever."""
    return lambda: primary.count(ROWS) + replica.count(ROWS)


def is_kept_for_all(sites, valkey) -> bool:
    for site in sites:
        valkey.ask("FLUSHALL")
        site.get(LIST)
        if valkey.ask("DBSIZE") != b":1":
            return False
    return True


def fresh(office):
    """Another version, so that every page has to be drawn."""
    office.does("one.save()")


def test_a_page_drawn_on_one_machine_is_not_drawn_on_the_other(sites, office, drawings):
    fresh(office)
    _status, headers, page = sites[0].ask(LIST, Accept_Encoding="gzip")
    before = drawings()
    _status, kept_headers, kept = sites[1].ask(LIST, Accept_Encoding="gzip")

    assert gzip.decompress(kept) == gzip.decompress(page)
    assert drawings() == before
    for changing in ("Date", "Content-Length"):
        del headers[changing], kept_headers[changing]
    assert kept_headers == headers


def test_who_takes_no_compressed_page_gets_it_plain(sites):
    assert "Alder" in sites[0].get(LIST)[1]
    assert sites[1].get(LIST) == sites[0].get(LIST)


def test_what_is_hidden_is_gone_at_once_on_both(sites, office):
    assert all("Alder" in site.get(LIST)[1] for site in sites)
    office.does("one.risk = 'hidden'; one.save()")

    assert not any("Alder" in site.get(LIST)[1] for site in sites)


def test_each_language_and_each_query_has_a_page_of_its_own(sites):
    paths = (LIST, f"/fr{LIST}", f"/ar{LIST}", f"{LIST}?q=alder", f"{LIST}?view=table")
    first = [sites[0].get(path)[1] for path in paths]

    assert len(set(first)) == len(paths)
    assert [sites[1].get(path)[1] for path in paths] == first


def test_a_crowd_costs_one_drawing(sites, office, drawings):
    fresh(office)
    before = drawings()
    sites[0].get(LIST)
    once = drawings() - before
    fresh(office)
    before = drawings()
    with ThreadPoolExecutor(12) as crowd:
        pages = [crowd.submit(sites[number % 2].get, LIST) for number in range(12)]

    assert {page.result() for page in pages} == {sites[0].get(LIST)}
    assert drawings() - before == once


def test_pages_are_kept_for_ten_minutes_at_most_and_nothing_else_is(sites, valkey):
    valkey.ask("FLUSHALL")
    sites[0].get(LIST)
    sites[0].get(f"{LIST}?q=alder", Cookie=f"sessionid={'a' * 32}")
    sites[0].get(f"{LIST}?view=nonsense")
    sites[0].get("/accounts/login/")
    (key,) = [line for line in valkey.lines("KEYS *") if line.startswith(b"directory:")]

    assert 0 < int(valkey.ask(f"TTL '{key.decode()}'").lstrip(b":")) <= 600


def test_when_the_cache_dies_pages_are_drawn_and_when_it_is_back_it_is_used(sites, valkey):
    page = sites[0].get(LIST)
    valkey.kill()
    statuses = [site.get(LIST) for site in sites for _ in range(3)]
    valkey.start()

    assert set(statuses) == {page}
    until(lambda: is_kept_for_all(sites, valkey))
    log = sites[0].log.read_text()
    assert log.count("the shared cache is left out") == log.count("the shared cache is used again")


def test_a_cache_that_falls_silent_holds_up_a_visitor_once(sites, valkey):
    page, quick = sites[0].get(LIST), took(sites[0])
    valkey.signal(signal.SIGSTOP)
    try:
        first, second = took(sites[0]), took(sites[0])
        assert sites[0].get(LIST) == page
    finally:
        valkey.signal(signal.SIGCONT)

    assert quick < first < 2
    assert second < first


def took(site) -> float:
    began = time.monotonic()
    assert site.get(LIST)[0] == 200
    return time.monotonic() - began
