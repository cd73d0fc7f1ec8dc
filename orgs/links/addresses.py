"""Which machines the programme may visit: those of the public internet, and no others.

A web address is written by anybody and may lead to the database beside us, the cloud's own service
for secrets or a printer in the office. So a name is looked up once, every address it has must be
public, and the connection goes to that address, not to the name, which may mean another one the
next time it is asked.
"""

import socket
from collections.abc import Callable
from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

from orgs.choices import LinkOutcome

Address = IPv4Address | IPv6Address
NAT64 = IPv6Network("64:ff9b::/96")
"""How a network without IPv4 reaches the rest: the last 32 bits are the address meant."""

_NEVER = tuple(
    ip_network(one)
    for one in (
        *("192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15"),
        *("64:ff9b:1::/48", "2001::/23", "2002::/16", "3fff::/20", "5f00::/16"),
    )
)
"""Of IANA's registries of special addresses, those that some releases of Python take for public."""


class FetchFailure(Exception):
    """What ends a visit before there is an answer, with the outcome it is remembered as."""

    def __init__(self, outcome: LinkOutcome):
        super().__init__(outcome.value)
        self.outcome = outcome


def is_public(address: Address) -> bool:
    """Whether an address belongs to the public internet, whatever it is wrapped in."""
    if isinstance(address, IPv6Address):
        if address in NAT64:
            return is_public(IPv4Address(int(address) & 0xFFFFFFFF))
        if address.ipv4_mapped:
            return is_public(address.ipv4_mapped)
        if address.is_site_local:
            return False
    if any(address in network for network in _NEVER if network.version == address.version):
        return False
    return address.is_global and not (address.is_multicast or address.is_reserved)


def look_up(host: str, port: int, allowed: Callable[[Address], bool]) -> list[str]:
    """The addresses of a host, all of them allowed. Raises FetchFailure when there are none, or
    when any is not: a name with a public and a private address is up to something.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError):
        raise FetchFailure(LinkOutcome.NO_HOST) from None
    addresses = list(dict.fromkeys(entry[4][0] for entry in found))
    if not all(allowed(ip_address(one)) for one in addresses):
        raise FetchFailure(LinkOutcome.NOT_PUBLIC)
    return addresses
