"""Whose a host is."""

import pytest

from orgs.hosts import host_of, own_hosts


@pytest.mark.parametrize(
    ("address", "host"),
    [
        ("https://www.harbour.example.org/en/", "harbour.example.org"),
        ("office@Harbour.Example.org", "harbour.example.org"),
        ("https://harbour.example.org:8080", "harbour.example.org"),
        ("https://bücher.example/", "xn--bcher-kva.example"),
        ("office@bücher.example", "xn--bcher-kva.example"),
        ("https://localhost/", ""),
        ("office@", ""),
        ("https://[broken/", ""),
        ("x@" + "a" * 70 + ".org", ""),
        ("", ""),
    ],
)
def test_a_host_is_read_as_dns_writes_it(address, host):
    assert host_of(address) == host


@pytest.mark.parametrize(
    "address",
    [
        "harbour@gmail.com",
        "harbour@yahoo.com.ar",
        "harbour@hotmail.be",
        "harbour@outlook.sk",
        "harbour@tut.by",
        "harbour@rambler.ru",
        "harbour@bk.ru",
        "harbour@seznam.cz",
        "harbour@mail.ru",
        "harbour@yandex.by",
        "https://www.facebook.com/harbour",
        "https://harbour.wordpress.com/",
        "https://sites.google.com/view/harbour",
        "https://harbour.blogspot.com/",
    ],
)
def test_what_thousands_share_is_nobodys_own(address):
    assert own_hosts([address, "https://harbour.example.org/"]) == {"harbour.example.org"}


@pytest.mark.parametrize("host", ["mail.harbour.org.uk", "live.harbour.example", "hotmail-aid.org"])
def test_what_only_looks_like_it_is_its_own(host):
    assert own_hosts([f"https://{host}/"]) == {host}
