"""Slow clients of the real gunicorn, with its real settings but for more haste: one process with
two threads, and two seconds of patience.
"""

import os
import re
import socket
import subprocess
import sys
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MANY = 6  # clients; three for each thread
PATIENCE = 2  # seconds; a busy machine stands still for one now and then
SOON = 4  # seconds: less than three clients would hold a thread, and ample for an answer
LARGE = 8 * 1024 * 1024  # bytes; more than the system keeps for a client
ROOM = 100  # connections at most
SETTINGS = f"""
from pathlib import Path
exec(Path("{ROOT}/gunicorn.conf.py").read_text())
import directory.server
directory.server.PATIENCE = {PATIENCE}
workers, threads, worker_connections = 1, 2, {ROOM}
"""
APPLICATION = f"""
def application(environ, start_response):
    size = len(environ["wsgi.input"].read())
    start_response("200 OK", [("Content-Type", "text/plain")])
    if environ["PATH_INFO"] == "/large":
        return (bytes(65536) for _ in range({LARGE} // 65536))
    return [f"{{size}} bytes".encode()]
"""
pytestmark = pytest.mark.once


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    folder = tmp_path_factory.mktemp("server")
    (folder / "conf.py").write_text(SETTINGS)
    (folder / "application.py").write_text(APPLICATION)
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    process = subprocess.Popen(
        [sys.executable, "-m", "gunicorn", "-c", "conf.py", "application"],
        cwd=folder,
        env=os.environ | {"PYTHONPATH": str(ROOT), "HOST": "127.0.0.1", "PORT": str(port)},
        stderr=subprocess.DEVNULL,
    )
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        try:
            socket.create_connection(("127.0.0.1", port)).close()
            break
        except OSError:
            time.sleep(0.1)
    yield port
    process.terminate()
    process.wait(10)


@pytest.fixture
def connect(server):
    """`connect("GET / …")`: a connection over which this has been sent."""
    with ExitStack() as stack:

        def opened(text=""):
            client = stack.enter_context(socket.socket())
            client.settimeout(10)
            client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 64 * 1024)
            client.connect(("127.0.0.1", server))
            client.sendall(text.encode())
            return client

        yield opened


def request(path="/", *headers, method="GET"):
    return "\r\n".join([f"{method} {path} HTTP/1.1", "Host: localhost", *headers, "", ""])


def answer(client) -> bytes:
    """One whole answer, and what comes after it."""
    data = b""
    while b"bytes" not in data.partition(b"\r\n\r\n")[2]:
        more = client.recv(65536)
        assert more, data
        data += more
    return data


def seconds_until_served(connect) -> float:
    began = time.monotonic()
    assert answer(connect(request())).startswith(b"HTTP/1.1 200")
    return time.monotonic() - began


def takes(client, data) -> bool:
    """Whether the server is still there to send to."""
    try:
        return client.send(data) > 0
    except OSError:
        return False


def is_given_up(client) -> bool:
    """Whether the server hangs up by itself."""
    try:
        return client.recv(1) == b""
    except ConnectionResetError:
        return True


@pytest.mark.parametrize("begun", ["", "GET / HTTP/1.1\r\nHost: local"], ids=["nothing", "half"])
def test_who_sends_no_whole_head_holds_up_nobody_and_is_given_up(connect, begun):
    clients = [connect(begun) for _ in range(MANY)]

    assert seconds_until_served(connect) < SOON
    assert all(is_given_up(client) for client in clients)


def test_who_sends_a_head_byte_by_byte_holds_up_nobody_and_is_given_up(connect):
    clients, began = [connect("GET /") for _ in range(MANY)], time.monotonic()
    while clients and time.monotonic() < began + PATIENCE * 5:
        assert seconds_until_served(connect) < SOON
        clients = [client for client in clients if takes(client, b"/")]

    assert clients == []


def test_who_keeps_connections_open_keeps_nobody_out(connect):
    kept = [connect(request()) for _ in range(ROOM // 2)]
    for client in kept:
        answer(client)
    waiting = [connect("GET /") for _ in range(ROOM // 4)]

    for _ in range(ROOM):
        assert seconds_until_served(connect) < SOON
    assert all(takes(client, b"/") for client in waiting)


def test_who_sends_no_head_keeps_nobody_out(connect):
    for _ in range(ROOM * 2):
        connect("GET /")

    assert seconds_until_served(connect) < SOON


def test_who_does_not_hang_up_holds_up_nobody(connect):
    clients = [connect(request("/", "Connection: close")) for _ in range(MANY)]
    for client in clients:
        answer(client)

    assert seconds_until_served(connect) < SOON


@pytest.mark.parametrize(
    "begun",
    [request("/", "Content-Length: 9", method="POST") + "half", request("/large")],
    ids=["stops sending", "reads nothing"],
)
def test_who_stops_half_way_is_given_up_soon(connect, begun):
    for _ in range(2):
        connect(begun)
    time.sleep(0.2)

    assert seconds_until_served(connect) < PATIENCE * 3


def test_a_slow_download_that_goes_on_is_not_cut(connect):
    client, received, began = connect(request("/large", "Connection: close")), 0, time.monotonic()
    while data := client.recv(32 * 1024):
        received += len(data)
        time.sleep(PATIENCE / 64)

    assert received > LARGE
    assert time.monotonic() - began > PATIENCE * 3


def test_a_slow_upload_that_goes_on_is_not_cut(connect):
    client = connect(request("/", "Content-Length: 20000", method="POST"))
    for _ in range(20):
        client.sendall(bytes(1000))
        time.sleep(PATIENCE / 8)

    assert b"20000 bytes" in answer(client)


def test_a_connection_kept_open_serves_one_request_after_the_other(connect):
    client = connect(request())
    answer(client)
    time.sleep(PATIENCE * 1.5)
    client.sendall(request(method="POST").encode()[:20])
    time.sleep(0.1)
    client.sendall(request(method="POST").encode()[20:])

    assert b"0 bytes" in answer(client)


def test_requests_sent_at_once_are_answered_in_their_order(connect):
    first = request("/", "Content-Length: 3", method="POST") + "abc"
    client = connect(first + request() + request("/", "Connection: close"))
    data = b""
    while more := client.recv(65536):
        data += more

    assert re.findall(rb"(\d) bytes", data) == [b"3", b"0", b"0"]


def test_a_head_longer_than_the_loop_gathers_is_read_to_its_end(connect):
    long = [f"X-{number}: {'a' * 8000}" for number in range(4)]

    assert answer(connect(request("/", *long))).startswith(b"HTTP/1.1 200")
