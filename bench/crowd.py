"""How many visitors this machine serves, with the database and the cache it is configured with:

    script/bench crowd [--seconds 10]

Answers a second to sixteen visitors at once, and milliseconds of one who is alone, with one worker
and with two: a list that is drawn, one that the browser has already (304), one that is kept in the
cache of CACHE_URL, and the page of an organisation. Only reads. The visitors take part of the same
processors, so a machine of its own would serve more.
"""

import argparse
import os
import re
import sys
import threading
import time
from collections.abc import Iterator
from http.client import HTTPConnection

from bench.web import Client, Server, figures

LIST = "/organisations/"
VISITORS = 16
ALONE = 60


class Visitor:
    """One browser: takes compressed pages, and has one already or not."""

    def __init__(self, server: Server, path: str, etag: str = ""):
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=60)
        self.path = path
        self.headers = {"Accept-Encoding": "gzip"} | ({"If-None-Match": etag} if etag else {})
        self.status = 304 if etag else 200

    def ask(self) -> str:
        """The page's ETag."""
        self.connection.request("GET", self.path, headers=self.headers)
        response = self.connection.getresponse()
        response.read()
        if response.status != self.status:
            raise RuntimeError(f"{self.path} answered {response.status}.")
        return response.headers.get("ETag", "")

    def timed(self) -> float:
        """Milliseconds."""
        began = time.perf_counter()
        self.ask()
        return (time.perf_counter() - began) * 1000


def crowd(server: Server, path: str, seconds: float, etag: str = "") -> dict:
    """Answers a second to all visitors at once, and milliseconds of one that is alone."""
    alone = Visitor(server, path, etag)
    for _ in range(5):
        alone.ask()
    took = figures([alone.timed() for _ in range(ALONE)])
    counts = []
    until = time.perf_counter() + seconds

    def visit() -> None:
        visitor, count = Visitor(server, path, etag), 0
        while time.perf_counter() < until:
            visitor.ask()
            count += 1
        counts.append(count)

    visitors = [threading.Thread(target=visit) for _ in range(VISITORS)]
    for visitor in visitors:
        visitor.start()
    for visitor in visitors:
        visitor.join()
    if len(counts) < VISITORS:
        raise RuntimeError("A visitor was not served.")
    return {"a second": round(sum(counts) / seconds), "alone": took}


def measured(seconds: float) -> Iterator[tuple[str, dict]]:
    kept = os.environ.pop("CACHE_URL", None)
    for workers in (1, 2):
        with Server(workers) as server:
            etag = Visitor(server, LIST).ask()
            yield f"{workers}: hello", crowd(server, "/healthz", seconds)
            yield f"{workers}: list, drawn", crowd(server, LIST, seconds)
            yield f"{workers}: list, not changed", crowd(server, LIST, seconds, etag)
            yield f"{workers}: organisation", crowd(server, some_organisation(server), seconds)
        if kept:
            os.environ["CACHE_URL"] = kept
            with Server(workers) as server:
                yield f"{workers}: list, kept", crowd(server, LIST, seconds)
            del os.environ["CACHE_URL"]


def some_organisation(server: Server) -> str:
    return re.search(r'href="(/organisations/[^"?]+/)"', Client(server).get(LIST).decode())[1]


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench crowd", description=__doc__)
    parser.add_argument("--seconds", type=float, default=10, help="for each figure")
    options = parser.parse_args()
    sys.stdout.write(f"load before: {os.getloadavg()[0]:.1f}\n")
    for name, found in measured(options.seconds):
        alone = found["alone"]
        sys.stdout.write(
            f"{name:24} {found['a second']:6} a second   alone {alone['p50']:7.1f} ms,"
            f" 95th percentile {alone['p95']:.1f}\n"
        )


if __name__ == "__main__":
    main()
