"""A visit to a website: politely, to where it was allowed and no further."""

import ssl
import threading

import pytest

from orgs.choices import LinkOutcome
from orgs.links import fetch
from orgs.links.fetch import Fetcher
from orgs.links.robots import MOST_BYTES
from orgs.links.visit import MOST_REDIRECTS, Visitor, outcome_of
from tests.links.server import AnyPort, Page, closed_port, is_this_machine

pytestmark = pytest.mark.once


def to(location, status=302):
    return Page(status, {"Location": location})


def test_a_page_that_is_there_answers(site, visitor):
    site.pages["/"] = Page()

    assert visitor.visit(site.url) == LinkOutcome.OK
    assert site.asked() == ["GET /robots.txt", "HEAD /"]


def test_the_visitor_says_who_it_is_and_carries_nothing(site, visitor, settings):
    site.pages["/"] = Page(headers={"Set-Cookie": "a=b"})
    visitor.visit(site.url)
    visitor.visit(site.url)
    headers = site.seen[-1][2]

    assert headers["User-Agent"] == f"CivilSocietyDirectory/1.0 (+{settings.SITE_URL})"
    assert headers["Host"] == f"127.0.0.1:{site.port}"
    assert {"Cookie", "Authorization", "Referer"}.isdisjoint(headers)


def test_who_knows_no_head_is_asked_for_the_page(site, visitor):
    site.pages["/"] = Page(only="GET", body=b"x" * 100_000)

    assert visitor.visit(site.url) == LinkOutcome.OK
    assert site.asked()[1:] == ["HEAD /", "GET /"]


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (200, "ok"),
        (204, "ok"),
        (304, "ok"),
        (401, "refused"),
        (403, "refused"),
        (404, "gone"),
        (410, "gone"),
        (429, "refused"),
        (500, "error"),
        (503, "error"),
    ],
)
def test_a_status_is_what_somebody_with_a_browser_would_see(status, outcome):
    assert outcome_of(status) == outcome


# Robots


def test_who_asks_programmes_to_stay_away_is_left_alone(site, visitor):
    site.pages["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /")
    site.pages["/"] = Page()

    assert visitor.visit(site.url) == LinkOutcome.ROBOTS
    assert site.asked() == ["GET /robots.txt"]


def test_a_site_is_asked_for_its_rules_once(site, visitor):
    site.pages |= {"/": Page(), "/b": Page()}
    visitor.visit(site.url)
    visitor.visit(f"{site.url}/b")

    assert site.asked().count("GET /robots.txt") == 1


def test_a_server_that_cannot_say_its_rules_is_not_asked_for_more(site, visitor):
    site.pages |= {"/robots.txt": Page(500), "/": Page()}

    assert visitor.visit(site.url) == LinkOutcome.ERROR
    assert site.asked() == ["GET /robots.txt"]


def test_rules_may_have_moved(site, visitor):
    site.pages["/robots.txt"] = to("/rules.txt", 301)
    site.pages["/rules.txt"] = Page(body=b"User-agent: *\nDisallow: /")

    assert visitor.visit(site.url) == LinkOutcome.ROBOTS


def test_rules_without_end_are_read_as_far_as_the_standard_says(site, visitor):
    rule = b"User-agent: *\nDisallow: /\n"
    site.pages["/robots.txt"] = Page(body=b"#" * MOST_BYTES + b"\n" + rule)
    site.pages["/"] = Page()

    assert visitor.visit(site.url) == LinkOutcome.OK


# Redirects


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_followed(site, visitor, status):
    site.pages |= {"/": to("/new/%C3%A9?a=b#c", status), "/new/%C3%A9?a=b": Page()}

    assert visitor.visit(site.url) == LinkOutcome.OK


def test_a_redirect_in_letters_that_are_not_latin_is_followed(site, visitor):
    site.pages |= {"/": to("/أمل".encode().decode("latin-1")), "/%D8%A3%D9%85%D9%84": Page()}

    assert visitor.visit(site.url) == LinkOutcome.OK


@pytest.mark.parametrize(
    "location",
    [
        "http://127.0.0.2/",
        "http://169.254.169.254/latest/meta-data/",
        "http://[::1]/",
        "//10.0.0.1/",
        "file:///etc/passwd",
        "ftp://127.0.0.1/",
        "http://user:secret@127.0.0.1/",
    ],
)
def test_a_redirect_to_where_we_may_not_go_is_not_followed(site, visitor, location):
    site.pages["/"] = to(location)

    assert visitor.visit(site.url) == LinkOutcome.NOT_PUBLIC


def test_rules_that_moved_inside_are_not_followed(site, visitor):
    site.pages |= {"/": Page(), "/robots.txt": to("http://127.0.0.2/robots.txt")}

    assert visitor.visit(site.url) == LinkOutcome.NOT_PUBLIC


def test_without_an_exception_for_tests_this_machine_is_not_visited(site):
    site.pages["/"] = Page()

    assert Visitor(pause=0).visit(site.url) == LinkOutcome.NOT_PUBLIC
    assert Visitor(Fetcher(ports=AnyPort()), pause=0).visit(site.url) == LinkOutcome.NOT_PUBLIC
    assert site.seen == []


def test_a_redirect_asks_for_the_rules_of_where_it_leads(site, visitor):
    site.pages["/robots.txt"] = Page(body=b"User-agent: *\nDisallow: /private")
    site.pages |= {"/": to("/private"), "/private": Page()}

    assert visitor.visit(site.url) == LinkOutcome.ROBOTS


def test_redirects_in_a_circle_come_to_an_end(site, visitor):
    site.pages["/"] = to("/")

    assert visitor.visit(site.url) == LinkOutcome.REDIRECTS
    assert len(site.seen) == MOST_REDIRECTS + 2


def test_a_redirect_to_nonsense_cannot_be_read(site, visitor):
    site.pages["/"] = to("http://[nonsense/")

    assert visitor.visit(site.url) in {LinkOutcome.UNREADABLE, LinkOutcome.NOT_PUBLIC}


# Trouble


def test_a_name_that_nobody_has_is_no_host(visitor, monkeypatch):
    def unknown(*args, **kwargs):
        raise fetch.socket.gaierror

    monkeypatch.setattr(fetch.socket, "getaddrinfo", unknown)

    assert visitor.visit("https://nobody.example/") == LinkOutcome.NO_HOST


def test_a_closed_door_is_unreachable(visitor):
    assert visitor.visit(f"http://127.0.0.1:{closed_port()}/") == LinkOutcome.UNREACHABLE


def test_an_answer_that_comes_byte_by_byte_is_too_slow(site):
    site.pages["/"] = Page(drip=True)
    visitor = Visitor(Fetcher(is_this_machine, AnyPort(), seconds=0.2), pause=0)

    assert visitor.visit(site.url) == LinkOutcome.SLOW


def test_a_visit_as_a_whole_comes_to_an_end(site, visitor, monkeypatch):
    monkeypatch.setattr("orgs.links.visit.LONGEST", -1)

    assert visitor.visit(site.url) == LinkOutcome.SLOW
    assert site.seen == []


def test_an_answer_that_is_no_http_cannot_be_read(visitor):
    with fetch.socket.create_server(("127.0.0.1", 0)) as server:

        def answer():
            client, _address = server.accept()
            with client:
                client.recv(1000)
                client.sendall(b"SSH-2.0-OpenSSH\r\n")

        thread = threading.Thread(target=answer)
        thread.start()
        found = visitor.visit(f"http://127.0.0.1:{server.getsockname()[1]}/")
        thread.join()

    assert found == LinkOutcome.UNREADABLE


@pytest.mark.parametrize(
    ("error", "outcome"),
    [
        (ssl.SSLCertVerificationError, LinkOutcome.CERTIFICATE),
        (ssl.SSLError, LinkOutcome.UNREACHABLE),
        (TimeoutError, LinkOutcome.SLOW),
    ],
)
def test_what_tls_complains_of_is_told_apart(site, fetcher, monkeypatch, error, outcome):
    def complain(sock, server_hostname):
        assert server_hostname == "127.0.0.1"
        raise error

    monkeypatch.setattr(fetcher.tls, "wrap_socket", complain, raising=False)
    address = site.url.replace("http:", "https:")

    assert Visitor(fetcher, pause=0).visit(address) == outcome


def test_the_name_in_a_certificate_is_checked():
    tls = Fetcher().tls

    assert (tls.check_hostname, tls.verify_mode) == (True, ssl.CERT_REQUIRED)


# Manners


def test_one_host_is_asked_one_question_at_a_time_with_a_pause(site, fetcher, monkeypatch):
    pauses = []
    monkeypatch.setattr("orgs.links.visit.sleep", pauses.append)
    visitor = Visitor(fetcher, pause=2)
    site.pages["/"] = Page()
    threads = [threading.Thread(target=visitor.visit, args=[site.url]) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert site.most_at_once == 1
    assert sum(1.5 < pause <= 2 for pause in pauses) == len(site.seen) - 1
