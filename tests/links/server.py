"""A web server on this machine that does what a test tells it."""

import socket
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from ipaddress import ip_address


@dataclass
class Page:
    """What is answered: `drip` sends a byte of the head now and then and never comes to an end."""

    status: int = 200
    headers: dict = field(default_factory=dict)
    body: bytes = b""
    only: str = ""
    drip: bool = False


class Site:
    """`pages` by path; what is not among them is 404. `seen` holds what arrived, as (method, path,
    headers); `most_at_once` how many requests there were at the same time.
    """

    def __init__(self):
        self.pages, self.seen, self.most_at_once, self._now = {}, [], 0, 0
        self.closing, self._lock = threading.Event(), threading.Lock()
        site = self

        class Handler(BaseHTTPRequestHandler):
            def answer(self):
                with site._lock:
                    site._now += 1
                    site.most_at_once = max(site.most_at_once, site._now)
                    site.seen.append((self.command, self.path, dict(self.headers)))
                # Counted while it is thought about: whoever has the answer may ask again at once.
                site.closing.wait(0.005)
                with site._lock:
                    site._now -= 1
                site.serve(self)

            do_GET = do_HEAD = answer

            def log_message(self, *args):
                pass

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.port = self.server.server_port
        self.url = f"http://127.0.0.1:{self.port}"
        threading.Thread(target=self.server.serve_forever, args=[0.01], daemon=True).start()

    def serve(self, handler) -> None:
        page = self.pages.get(handler.path, Page(404))
        if page.only and handler.command != page.only:
            page = Page(405)
        while page.drip and not self.closing.wait(0.02):
            handler.wfile.write(b"x")
        if page.drip:
            return
        handler.send_response_only(page.status)
        for name, value in page.headers.items():
            handler.send_header(name, value)
        handler.end_headers()
        handler.wfile.write(page.body if handler.command == "GET" else b"")

    def asked(self) -> list[str]:
        return [f"{method} {path}" for method, path, _headers in self.seen]

    def close(self) -> None:
        self.closing.set()
        self.server.shutdown()
        self.server.server_close()


def is_this_machine(address) -> bool:
    """Allows the one address the server has, and none of the others that mean this machine."""
    return address == ip_address("127.0.0.1")


def closed_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]


class AnyPort:
    """In the place of the ports of the web."""

    def __contains__(self, port):
        return True
