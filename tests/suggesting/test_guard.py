"""What keeps machines from the public forms."""

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import RequestFactory

from orgs.suggesting import guard
from orgs.suggesting.guard import Ticket, client_address, may_send


def asked(address="203.0.113.9", **headers):
    return RequestFactory().get("/", REMOTE_ADDR=address, headers=headers)


@pytest.mark.parametrize(
    ("address", "counted"),
    [
        ("203.0.113.9", "203.0.113.9"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("", ""),
        ("unix:", ""),
    ],
)
def test_people_are_told_apart_by_address_or_network(address, counted):
    assert client_address(asked(address)) == counted


@pytest.mark.parametrize(
    ("proxies", "passed", "counted"),
    [
        (0, "198.51.100.1", "203.0.113.9"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),
        (2, "198.51.100.1, 10.0.0.1", "198.51.100.1"),
        (2, "198.51.100.1", "203.0.113.9"),
        (1, "", "203.0.113.9"),
    ],
)
def test_only_our_own_proxies_are_believed(settings, proxies, passed, counted):
    settings.TRUSTED_PROXIES = proxies

    assert client_address(asked(**{"X-Forwarded-For": passed})) == counted


@pytest.mark.django_db
def test_a_place_is_given_once(monkeypatch):
    monkeypatch.setattr(guard, "SENDINGS", ((2, 3600), (3, 86400)))

    assert [may_send(asked()) for _ in range(3)] == [True, True, False]
    assert may_send(asked("203.0.113.10"))


@pytest.mark.django_db
def test_no_address_is_stored():
    may_send(asked())
    with connection.cursor() as cursor:
        cursor.execute("SELECT * FROM cache")
        rows = str(cursor.fetchall())

    assert rows != "[]"
    assert "203.0.113" not in rows


@pytest.mark.django_db
def test_the_counts_of_a_day_mean_nothing_once_its_salt_is_gone():
    first = guard._hashed("203.0.113.9")
    assert guard._hashed("203.0.113.9") == first
    cache.clear()

    assert guard._hashed("203.0.113.9") != first


def test_a_ticket_keeps_what_its_form_showed():
    ticket = Ticket("correct 1", {"name": "Ναῦς", "acronyms": ["N"]})

    assert Ticket.read("correct 1", str(ticket)) == ticket
    assert Ticket.read("correct 2", str(ticket)) is None


def test_the_link_to_follow_depends_on_the_form_and_what_is_in_it():
    ticket = Ticket("new")
    links = {
        ticket.follow_token({"name": "A"}),
        ticket.follow_token({"name": "A"}),
        ticket.follow_token({"name": "B"}),
        ticket.again().follow_token({"name": "A"}),
    }

    assert len(links) == 3
