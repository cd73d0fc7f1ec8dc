"""A real server on the loopback, and a client that keeps its connection open."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from socket import create_server
from statistics import quantiles

from bench.django import ROOT

_PATIENCE = 120
_CHUNK = 1 << 16


class Server:
    """gunicorn as `gunicorn.conf.py` has it, with as many workers as asked; a context manager."""

    def __init__(self, workers: int, application: str = "directory.wsgi"):
        with create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        changed = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_CONCURRENCY": str(workers)}
        self.process = subprocess.Popen(
            [sys.executable, "-m", "gunicorn", application],
            cwd=ROOT,
            env={**os.environ, **changed},
            stderr=subprocess.DEVNULL,
        )

    def __enter__(self) -> "Server":
        client = Client(self)
        for _ in range(_PATIENCE * 10):
            with suppress(OSError, HTTPException):
                client.get("/healthz")
                return self
            time.sleep(0.1)
        raise RuntimeError("The server does not answer.")

    def __exit__(self, *error) -> None:
        self.process.terminate()
        self.process.wait()

    def memory(self) -> int:
        """Bytes of memory of all workers, what they share counted for each."""
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
        return sum(memory(int(child)) for child in children)


def memory(pid: int | str = "self", field: str = "VmRSS") -> int:
    """Bytes of memory of a process, now; `VmHWM` is the most it ever had."""
    for line in Path(f"/proc/{pid}/status").read_text(encoding="ascii").splitlines():
        if line.startswith(f"{field}:"):
            return int(line.split()[1]) * 1024
    return 0


class Client:
    """One visitor's connection."""

    def __init__(self, server: Server):
        self.connection = HTTPConnection("127.0.0.1", server.port, timeout=600)

    def get(self, path: str) -> bytes:
        """A page, which must be there. A connection the server closed meanwhile is made anew."""
        try:
            status, body = self._get(path)
        except (ConnectionError, HTTPException):
            self.connection.close()
            status, body = self._get(path)
        if status != 200:
            raise RuntimeError(f"{path} answered {status}.")
        return body

    def _get(self, path: str) -> tuple[int, bytes]:
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        return response.status, response.read()

    def timed(self, path: str) -> float:
        """Milliseconds from the request to the last byte of the page."""
        began = time.perf_counter()
        self.get(path)
        return (time.perf_counter() - began) * 1000

    def parts(self, path: str) -> Iterator[bytes]:
        """A long answer as it arrives."""
        self.connection.request("GET", path)
        response = self.connection.getresponse()
        while part := response.read1(_CHUNK):
            yield part


def figures(times: list[float]) -> dict[str, float]:
    """Median, 95th percentile and most, in the unit of the times."""
    cuts = quantiles(times, n=100, method="inclusive") if len(times) > 1 else times * 99
    found = {"p50": cuts[49], "p95": cuts[94], "p99": cuts[98], "max": max(times)}
    return {name: round(value, 3) for name, value in found.items()} | {"n": len(times)}


def interleaved(cases: dict, rounds: int, warm: int = 3) -> dict:
    """Asks each case in turn, again and again, so that whatever else the machine does meets all
    alike. `cases` has (client, path) by name; the first rounds do not count.
    """
    times = {name: [] for name in cases}
    for number in range(warm + rounds):
        for name, (client, path) in cases.items():
            took = client.timed(path)
            if number >= warm:
                times[name].append(took)
    return {name: figures(found) for name, found in times.items()}
