"""Real servers on this machine: PostgreSQL with replicas, Valkey or Redis, the site, an editor.

Each is reached through a socket in a private folder, or on the loopback, and writes nothing to
disk for good. PostgreSQL refuses to run as root, so root hands it to nobody.
"""

import json
import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import quote

ROOT = Path(__file__).resolve().parents[2]
PATIENCE = 30  # seconds
QUICK = {
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
    "shared_buffers": "16MB",
    "wal_receiver_status_interval": "1s",
    "log_statement": "all",
}


def until(holds, patience=PATIENCE):
    """Waits; fails when it does not come true."""
    deadline = time.monotonic() + patience
    while not holds():
        assert time.monotonic() < deadline, "That did not come true."
        time.sleep(0.02)


def postgresql_programs() -> Path:
    folders = [os.environ.get("PG_BIN"), *Path("/usr/lib/postgresql").glob("*/bin")]
    folders += [Path(found).parent for found in [shutil.which("initdb")] if found]
    folders = [Path(folder) for folder in folders if folder]
    found = next((folder for folder in folders if (folder / "initdb").exists()), None)
    assert found, "PostgreSQL 15 or newer is needed; PG_BIN may name its bin directory."
    return found


def family(pid: int) -> list[int]:
    """A process and what it started."""
    children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii").split()
    return [pid, *(int(child) for child in children)]


class PostgreSQL:
    """One server. `replica()` makes another that follows it."""

    def __init__(self, folder: Path, follows: "PostgreSQL | None" = None):
        self.folder, self.data, self.log = folder, folder / "data", folder / "log"
        folder.mkdir()
        if os.geteuid() == 0:
            shutil.chown(folder, "nobody")
        if follows:
            self._run("pg_basebackup", "-R", "-c", "fast", "--no-sync", "-U", "directory",
                      "-h", follows.folder)  # fmt: skip
        else:
            self._run("initdb", "-U", "directory", "-A", "trust", "-E", "UTF8", "--no-sync",
                      "--locale=C.UTF-8")  # fmt: skip
        self.start()

    def _run(self, program, *arguments):
        as_nobody = ["runuser", "-u", "nobody", "--"] if os.geteuid() == 0 else []
        command = [*as_nobody, postgresql_programs() / program, "-D", self.data, *arguments]
        subprocess.run(command, cwd=self.folder, check=True, stdout=subprocess.DEVNULL, timeout=60)

    def start(self):
        settings = QUICK | {"listen_addresses": "''", "unix_socket_directories": self.folder}
        options = " ".join(f"-c {name}={value}" for name, value in settings.items())
        self._run("pg_ctl", "start", "-s", "-w", "-l", self.log, "-o", options)

    def kill(self):
        if (self.data / "postmaster.pid").exists():
            self._run("pg_ctl", "stop", "-s", "-m", "immediate")

    def promote(self):
        self._run("pg_ctl", "promote", "-s", "-w")

    def replica(self, name: str) -> "PostgreSQL":
        return PostgreSQL(self.folder.with_name(name), follows=self)

    @property
    def pids(self) -> list[int]:
        lines = (self.data / "postmaster.pid").read_text(encoding="ascii").splitlines()
        return family(int(lines[0]))

    def signal(self, number: int):
        for pid in self.pids:
            os.kill(pid, number)

    def sql(self, statement: str, database: str = "postgres") -> str:
        command = [postgresql_programs() / "psql", "-h", self.folder, "-U", "directory", "-XAtqc"]
        done = subprocess.run(
            [*command, statement, database], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    @property
    def url(self) -> str:
        """For the program, which has no more rights than it needs."""
        return f"postgres://site@/site?host={quote(str(self.folder), safe='')}"

    def count(self, text: str) -> int:
        """How many statements so far had this in them."""
        return self.log.read_text(encoding="utf-8", errors="replace").count(text)


class Valkey:
    """Valkey, or Redis, whichever is installed."""

    def __init__(self, folder: Path):
        self.folder, self.socket, self.process = folder, folder / "socket", None
        folder.mkdir()
        self.start()

    def start(self):
        program = shutil.which("valkey-server") or shutil.which("redis-server")
        assert program, "Valkey or Redis is needed: install valkey-server or redis-server."
        self.process = subprocess.Popen(
            [program, "--port", "0", "--unixsocket", self.socket, "--save", "", "--dir",
             self.folder, "--daemonize", "no"],
            stdout=subprocess.DEVNULL,
        )  # fmt: skip
        until(self.answers)

    def answers(self) -> bool:
        with suppress(OSError):
            return self.ask("PING") == b"+PONG"
        return False

    def ask(self, command: str) -> bytes:
        """The first line of what it answers."""
        return self.lines(command)[0]

    def lines(self, command: str) -> list[bytes]:
        with socket.socket(socket.AF_UNIX) as client:
            client.settimeout(1)
            client.connect(str(self.socket))
            client.sendall(f"{command}\r\n".encode())
            return client.recv(1 << 16).split(b"\r\n")

    def kill(self):
        self.process.kill()
        self.process.wait()

    def signal(self, number: int):
        self.process.send_signal(number)

    @property
    def url(self) -> str:
        return f"unix://{self.socket}"


class Site:
    """One machine with the program: gunicorn as it is served, one worker with two threads."""

    def __init__(self, folder: Path, database: PostgreSQL, **settings):
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        changed = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_CONCURRENCY": "1",
                   "WEB_THREADS": "2"}  # fmt: skip
        self.log = folder / f"site-{self.port}.log"
        with self.log.open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "gunicorn", "directory.wsgi"],
                cwd=ROOT,
                env=environment(folder, database) | changed | settings,
                stderr=log,
            )

    def ready(self):
        def answers():
            with suppress(OSError):
                return self.get("/readyz")[0] == 200

        until(answers)
        return self

    def stop(self):
        for pid in family(self.process.pid):
            os.kill(pid, signal.SIGKILL)
        self.process.wait()

    def get(self, path: str, **headers) -> tuple[int, str]:
        """Status and body."""
        status, _headers, body = self.ask(path, **headers)
        return status, body.decode()

    def ask(self, path: str, **headers) -> tuple[int, dict, bytes]:
        connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        try:
            headers = {name.replace("_", "-"): value for name, value in headers.items()}
            connection.request("GET", path, headers=headers)
            response = connection.getresponse()
            return response.status, dict(response.headers), response.read()
        finally:
            connection.close()


class Office:
    """An editor's program on the primary: runs what it is told and says when that is committed."""

    LOOP = """
import json, sys
import django
django.setup()
from django.db import connection
from orgs.models import *
from tests.factories import *
for line in sys.stdin:
    exec(json.loads(line))
    print(json.dumps(str(globals().get("answer", ""))), flush=True)
"""

    def __init__(self, folder: Path, database: PostgreSQL):
        self.process = subprocess.Popen(
            [sys.executable, "-c", self.LOOP],
            cwd=ROOT,
            env=environment(folder, database),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def does(self, statements: str) -> str:
        self.process.stdin.write(json.dumps(statements) + "\n")
        self.process.stdin.flush()
        return json.loads(self.process.stdout.readline())

    def close(self):
        self.process.communicate()


def environment(folder: Path, database: PostgreSQL) -> dict[str, str]:
    inherited = {name: os.environ[name] for name in ("PATH", "SECRET_KEY")}
    return inherited | {
        "DJANGO_SETTINGS_MODULE": "directory.settings",
        "DATABASE_URL": database.url,
        "VAR_DIR": str(folder),
        "STATIC_ROOT": str(folder / "static"),
        "SITE_URL": "http://127.0.0.1",
    }


def manage(folder: Path, database: PostgreSQL, *commands: str):
    """Several commands at once."""
    running = [
        subprocess.Popen(
            [sys.executable, "manage.py", *command.split(), "--no-input", "--verbosity=0"],
            cwd=ROOT,
            env=environment(folder, database),
        )
        for command in commands
    ]
    assert [command.wait() for command in running] == [0] * len(running)
