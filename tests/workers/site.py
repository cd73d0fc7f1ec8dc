"""A whole site for a test: a database of its own, real servers, and editors beside them."""

import json
import os
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import time
from contextlib import closing, suppress
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from urllib.parse import urlsplit

import psycopg

ROOT = Path(__file__).resolve().parents[2]
LARGE, OLD = 40, 25
"""As in `orgs.search.snapshot`, but soon reached."""

CONFIGURATION = f"""
from pathlib import Path
exec(Path("{ROOT}/gunicorn.conf.py").read_text())

def post_worker_init(worker):
    from orgs.search import snapshot
    snapshot.LARGE, snapshot.OLD = {LARGE}, {OLD}
"""
PATIENCE = 60  # seconds


class Site:
    """A database, new or a copy of another site's, and all that works with it; `close` ends
    everything.
    """

    def __init__(self, folder: Path, address: str, like: "Site | None" = None):
        self.folder = folder
        self.opened = []
        self.url = self._database(address, like)
        self.environment = os.environ | {
            "DATABASE_URL": self.url,
            "DJANGO_SETTINGS_MODULE": "directory.settings",
            "PYTHONPATH": str(ROOT),
            "SITE_URL": "http://127.0.0.1",
            "STATIC_ROOT": str((like or self).folder / "static"),
            "VAR_DIR": str(folder),
        }
        if like is None:
            self.manage("migrate", "--verbosity", "0")
            self.manage("collectstatic", "--no-input", "--verbosity", "0")

    def _database(self, address: str, like: "Site | None") -> str:
        if address.startswith("sqlite"):
            if like:
                shutil.copy(like.folder / "site.sqlite3", self.folder)
            return f"sqlite:///{self.folder / 'site.sqlite3'}"
        self.server, self.name = address, f"site_{secrets.token_hex(4)}"
        template = f" TEMPLATE {like.name}" if like else ""
        self._run_on_server(f"CREATE DATABASE {self.name}{template}")
        return urlsplit(address)._replace(path=f"/{self.name}").geturl()

    def _run_on_server(self, statement: str) -> None:
        with psycopg.connect(self.server, autocommit=True) as connection:
            connection.execute(statement)

    def manage(self, *arguments: str) -> None:
        command = [sys.executable, "manage.py", *arguments]
        subprocess.run(command, cwd=ROOT, env=self.environment, check=True)

    def serve(self, workers: int) -> "Server":
        return self._open(Server(self, workers))

    def editor(self) -> "Editor":
        return self._open(Editor(self))

    def _open(self, one):
        self.opened.append(one)
        return one

    def stop(self) -> None:
        """Ends servers and editors; the database stays."""
        while self.opened:
            self.opened.pop().stop()

    def close(self) -> None:
        self.stop()
        if not self.url.startswith("sqlite"):
            self._run_on_server(f"DROP DATABASE {self.name} WITH (FORCE)")


class Server:
    """A real gunicorn with its real settings, but for the size of what it calls large."""

    def __init__(self, site: Site, workers: int):
        configuration = site.folder / "conf.py"
        configuration.write_text(CONFIGURATION)
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        where = {"HOST": "127.0.0.1", "PORT": str(self.port), "WEB_CONCURRENCY": str(workers)}
        command = [sys.executable, "-m", "gunicorn", "-c", configuration, "directory.wsgi"]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=site.environment | where, stderr=subprocess.DEVNULL
        )
        self.get("/healthz")

    def get(self, path: str) -> str:
        """A page over a connection of its own, asked for until it comes whole."""
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
            with closing(connection), suppress(OSError, HTTPException):
                connection.request("GET", path)
                response = connection.getresponse()
                text = response.read().decode()
                assert response.status == 200, (path, response.status, text[:500])
                return text
            time.sleep(0.05)
        raise AssertionError(f"{path} was not answered.")

    def worker_ids(self) -> list[int]:
        pid = self.process.pid
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text(encoding="ascii")
        return [int(child) for child in children.split()]

    def kill_a_worker(self, number: int) -> None:
        """Gunicorn starts another in its place."""
        with suppress(ProcessLookupError, IndexError):
            os.kill(self.worker_ids()[number], signal.SIGKILL)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(PATIENCE)


class Editor:
    """A process that edits when it is told to; see `tests.workers.editor`."""

    def __init__(self, site: Site):
        self.process = subprocess.Popen(
            [sys.executable, "-m", "tests.workers.editor"],
            cwd=ROOT,
            env=site.environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def begin(self, do: str, **how) -> None:
        """Tells it what to do, and does not wait."""
        self.process.stdin.write(json.dumps({"do": do, **how}) + "\n")
        self.process.stdin.flush()

    def done(self):
        """Waits for what was begun, and gives its result."""
        line = self.process.stdout.readline()
        assert line, "The editor's process has ended."
        return json.loads(line)

    def do(self, do: str, **how):
        self.begin(do, **how)
        return self.done()

    def kill(self) -> None:
        self.process.kill()
        self.stop()

    def stop(self) -> None:
        self.process.stdin.close()
        self.process.stdout.close()
        self.process.wait(PATIENCE)
