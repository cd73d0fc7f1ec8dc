"""Asks one web server one question: to a checked address, within a time, for a few bytes.

Neither cookies nor credentials are sent, redirects are not followed, and nothing of an answer is
kept but its status, where it leads and, when asked for, the beginning of its text.
"""

import io
import socket
import ssl
from collections.abc import Callable, Collection
from dataclasses import dataclass
from http.client import HTTPConnection, HTTPException
from time import monotonic
from urllib.parse import quote, urlsplit

from django.conf import settings

from orgs.choices import LinkOutcome
from orgs.links.addresses import Address, FetchFailure, is_public, look_up

PRODUCT = "CivilSocietyDirectory"
"""What a site's robots.txt calls us."""

WEB_PORTS = frozenset({80, 443})
SECONDS = 15
"""For one answer, from the connection to the last byte read."""

MOST_ADDRESSES = 4
"""Of one name that are tried; a machine without IPv6 needs the next one."""

_PORTS = {"http": 80, "https": 443}
_SAFE = "/%:@!$&'()*+,;=~-._"


@dataclass(frozen=True)
class Target:
    """A web address, taken apart: what to connect to and what to ask for there."""

    scheme: str
    host: str
    port: int
    path: str

    @classmethod
    def read(cls, url: str, ports: Collection[int] = WEB_PORTS) -> "Target":
        """Raises FetchFailure for anything but a page of the web on a port of the web, and for an
        address with a name and password in it.
        """
        try:
            parts = urlsplit(url)
            host = (parts.hostname or "").rstrip(".").encode("idna").decode()
            usual = _PORTS[parts.scheme]
            port = parts.port or usual
        except (ValueError, KeyError):
            raise FetchFailure(LinkOutcome.NOT_PUBLIC) from None
        if not host or "@" in parts.netloc or port not in ports:
            raise FetchFailure(LinkOutcome.NOT_PUBLIC)
        path = quote(parts.path or "/", safe=_SAFE)
        query = f"?{quote(parts.query, safe=_SAFE + '?')}" if parts.query else ""
        return cls(parts.scheme, host, port, path + query)

    @property
    def site(self) -> str:
        """What a robots.txt speaks for."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        port = "" if self.port == _PORTS[self.scheme] else f":{self.port}"
        return f"{self.scheme}://{host}{port}"

    @property
    def url(self) -> str:
        return self.site + self.path


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    location: str
    text: str


class Fetcher:
    """`allowed` decides which machines may be asked, `ports` where. Both are arguments for tests,
    which ask a server on the same machine; no setting reaches them.
    """

    def __init__(
        self,
        allowed: Callable[[Address], bool] = is_public,
        ports: Collection[int] = WEB_PORTS,
        seconds: float = SECONDS,
    ):
        self.allowed, self.ports, self.seconds = allowed, ports, seconds
        self.agent = f"{PRODUCT}/1.0 (+{settings.SITE_URL})"
        self.tls = ssl.create_default_context()

    def ask(self, url: str, method: str = "HEAD", most: int = 0) -> Answer:
        """The answer, with at most so many bytes of its text. Raises FetchFailure."""
        target = Target.read(url, self.ports)
        until = monotonic() + self.seconds
        failure = LinkOutcome.UNREACHABLE
        for address in look_up(target.host, target.port, self.allowed)[:MOST_ADDRESSES]:
            try:
                return self._ask(target, address, until, method, most)
            except TimeoutError:
                failure = LinkOutcome.SLOW
            except ssl.SSLCertVerificationError:
                failure = LinkOutcome.CERTIFICATE
            except (HTTPException, UnicodeError, ValueError):
                failure = LinkOutcome.UNREADABLE
            except OSError:
                failure = LinkOutcome.UNREACHABLE
        raise FetchFailure(failure)

    def _ask(self, target: Target, address: str, until: float, method: str, most: int) -> Answer:
        with self._connected(target, address, until) as sock:
            connection = HTTPConnection(target.host, target.port)
            connection.sock = Timed(sock, until)
            connection.putrequest(method, target.path, skip_host=True, skip_accept_encoding=True)
            for name, value in self._headers(target).items():
                connection.putheader(name, value)
            connection.endheaders()
            with connection.getresponse() as response:
                text = response.read(most).decode("utf-8", "replace") if most else ""
                location = response.headers.get("Location", "")
                # Headers are read as Latin-1; an address in other letters is sent as UTF-8.
                location = location.encode("latin-1", "replace").decode("utf-8", "replace")
                return Answer(response.status, location, text)

    def _headers(self, target: Target) -> dict[str, str]:
        return {
            "Host": target.site.partition("://")[2],
            "Accept": "text/html, text/plain, */*;q=0.5",
            "Accept-Encoding": "identity",
            "Connection": "close",
            "User-Agent": self.agent,
        }

    def _connected(self, target: Target, address: str, until: float) -> socket.socket:
        """A connection to that address and no other; TLS checks the name all the same."""
        sock = socket.create_connection((address, target.port), timeout=_left(until))
        if target.scheme == "http":
            return sock
        try:
            sock.settimeout(_left(until))
            return self.tls.wrap_socket(sock, server_hostname=target.host)
        except BaseException:
            sock.close()
            raise


class Timed(io.RawIOBase):
    """A connection that ends at a moment, however little at a time the other side sends. As much
    of a socket as `HTTPConnection` uses; whoever opened the socket closes it.
    """

    def __init__(self, sock: socket.socket, until: float):
        self._sock, self._until = sock, until

    def sendall(self, data) -> None:
        self._sock.settimeout(_left(self._until))
        self._sock.sendall(data)

    def makefile(self, mode) -> io.BufferedReader:
        return io.BufferedReader(Timed(self._sock, self._until))

    def readable(self) -> bool:
        return True

    def readinto(self, buffer) -> int:
        self._sock.settimeout(_left(self._until))
        return self._sock.recv_into(buffer)


def _left(until: float) -> float:
    """Seconds; raises TimeoutError when there are none."""
    if (left := until - monotonic()) <= 0:
        raise TimeoutError
    return left
