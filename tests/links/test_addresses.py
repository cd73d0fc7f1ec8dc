"""Which machines may be visited. What is not on the public internet is never connected to."""

import socket
from ipaddress import ip_address

import pytest

from orgs.choices import LinkOutcome
from orgs.links.addresses import FetchFailure, is_public, look_up
from orgs.links.fetch import Fetcher, Target

pytestmark = pytest.mark.once
PUBLIC = ["1.1.1.1", "93.184.216.34", "2606:4700::1111", "64:ff9b::101:101", "::ffff:1.1.1.1"]
PRIVATE = [
    "0.0.0.0",
    "10.0.0.5",
    "100.64.0.1",
    "127.0.0.1",
    "127.9.9.9",
    "169.254.169.254",
    "172.16.0.1",
    "192.0.0.8",
    "192.88.99.1",
    "192.0.2.1",
    "192.168.1.1",
    "198.18.0.1",
    "203.0.113.9",
    "224.0.0.1",
    "239.255.255.250",
    "240.0.0.1",
    "255.255.255.255",
    "::",
    "::1",
    "::127.0.0.1",
    "::ffff:127.0.0.1",
    "::ffff:10.0.0.5",
    "::ffff:169.254.169.254",
    "64:ff9b::7f00:1",
    "64:ff9b::a00:5",
    "64:ff9b:1::a00:5",
    "100::1",
    "2001:0:4136:e378:8000:63bf:3fff:fdd2",
    "2001:db8::1",
    "3fff::1",
    "5f00::1",
    "2002:7f00:1::",
    "2002:101:101::",
    "fc00::1",
    "fd12:3456::1",
    "fe80::1",
    "fe80::1%1",
    "fec0::1",
    "ff02::1",
    "ff0e::1",
]


@pytest.mark.parametrize("address", PUBLIC)
def test_the_public_internet_may_be_visited(address):
    assert is_public(ip_address(address))


@pytest.mark.parametrize("address", PRIVATE)
def test_nothing_else_may(address):
    assert not is_public(ip_address(address))


@pytest.fixture
def named(monkeypatch):
    """`named("1.1.1.1", …)`: every name has these addresses."""

    def name(*addresses):
        entries = [(0, 0, 0, "", (address, 443)) for address in addresses]
        monkeypatch.setattr(socket, "getaddrinfo", lambda *args, **kwargs: entries)

    return name


def test_a_name_with_a_public_and_a_private_address_is_refused(named):
    named("1.1.1.1", "127.0.0.1")

    with pytest.raises(FetchFailure, match="not_public"):
        look_up("example.org", 443, is_public)


def test_a_name_is_looked_up_once_and_that_address_is_connected_to(named, monkeypatch):
    asked, connected = [], []

    def change_its_mind(address, **kwargs):
        connected.append(address)
        named("127.0.0.1")
        raise ConnectionRefusedError

    named("1.1.1.1")
    first = socket.getaddrinfo
    monkeypatch.setattr(
        socket, "getaddrinfo", lambda *args, **kwargs: asked.append(args) or first()
    )
    monkeypatch.setattr(socket, "create_connection", change_its_mind)

    with pytest.raises(FetchFailure, match="unreachable"):
        Fetcher().ask("https://rebinding.example/")
    assert connected == [("1.1.1.1", 443)]
    assert len(asked) == 1


@pytest.mark.parametrize(
    "url",
    [
        "http://127.0.0.1/",
        "http://127.1/",
        "http://2130706433/",
        "http://0x7f000001/",
        "http://0177.0.0.1/",
        "http://localhost/",
        "http://[::1]/",
        "http://[::ffff:127.0.0.1]/",
        "https://10.0.0.1/",
        "http://169.254.169.254/latest/meta-data/",
    ],
)
def test_no_way_of_writing_an_address_leads_inside(url, monkeypatch):
    monkeypatch.setattr(socket, "create_connection", lambda *args, **kwargs: pytest.fail("inside"))

    with pytest.raises(FetchFailure) as caught:
        Fetcher().ask(url)
    assert caught.value.outcome in {LinkOutcome.NOT_PUBLIC, LinkOutcome.NO_HOST}


@pytest.mark.parametrize(
    "url",
    [
        "",
        "example.org",
        "ftp://example.org/",
        "ftp://example.org:80/",
        "file:///etc/passwd",
        "gopher://example.org:80/",
        "javascript:alert(1)",
        "http://example.org:22/",
        "http://example.org:8080/",
        "https://example.org:99999/",
        "https://user:secret@example.org/",
        "https://@example.org/",
        "https:///path",
        "http://[::1/",
        f"https://{'a' * 64}.example.org/",
    ],
)
def test_only_pages_on_ports_of_the_web_are_asked_for(url):
    with pytest.raises(FetchFailure, match="not_public"):
        Target.read(url)


@pytest.mark.parametrize(
    ("url", "asked"),
    [
        ("https://example.org", "https://example.org/"),
        ("HTTPS://Example.ORG.:443/A?b=c#d", "https://example.org/A?b=c"),
        ("http://example.org:443/", "http://example.org:443/"),
        ("https://münchen.example/über uns", "https://xn--mnchen-3ya.example/%C3%BCber%20uns"),
        ("https://example.org/a%20b?q=é\r\nX: y", "https://example.org/a%20b?q=%C3%A9X:%20y"),
        ("https://[2606:4700::1111]/", "https://[2606:4700::1111]/"),
    ],
)
def test_an_address_is_asked_for_as_the_web_writes_it(url, asked):
    assert Target.read(url).url == asked
