"""The image's recipe, replayed step by step in an empty directory: there is no Docker engine in a
test. `/app` and `/data` become directories of their own; what only root may do is left out.
"""

import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import pip
import pytest

ROOT = Path(__file__).resolve().parents[2]
pytestmark = pytest.mark.once
# Stands for the base image's python; Debian's cannot give a new environment its pip.
PYTHON = f"""#!/bin/sh
set -e
[ "$1 $2" = "-m venv" ] || exec "{sys.executable}" "$@"
"{sys.executable}" -m venv --without-pip "$3"
cp -r "{Path(pip.__file__).parent}" "$3"/lib/python*/site-packages/
"""


def instructions():
    """Pairs like ("COPY", "orgs orgs"), with continued lines joined."""
    text = re.sub(r"^\s*#.*\n", "", (ROOT / "Dockerfile").read_text(), flags=re.MULTILINE)
    for line in text.replace("\\\n", " ").splitlines():
        if line.strip():
            name, _, rest = line.partition(" ")
            yield name, rest.strip()


def context_files():
    """What .dockerignore sends to the builder."""
    lines = (ROOT / ".dockerignore").read_text().splitlines()
    return {line.removeprefix("!") for line in lines if line.startswith("!")}


class Image:
    """Replays instructions. One stage follows the other in the same directory."""

    def __init__(self, folder):
        self.folder = folder
        self.environment = {}
        self.account = self.command = self.health = None
        tools = folder / "tools"
        tools.mkdir(parents=True)
        for name, script in {
            "python": PYTHON,
            "useradd": "#!/bin/sh\n",
            "install": "#!/bin/sh\n",
        }.items():
            (tools / name).write_text(script)
            (tools / name).chmod(0o755)
        for name in ("app", "data", "home"):
            (folder / name).mkdir()
        self.outside = {
            "PATH": f"{tools}:{os.environ['PATH']}",
            "HOME": str(folder / "home"),
            **{k: v for k, v in os.environ.items() if k.startswith(("PIP_", "SSL_", "REQUESTS_"))},
            **{k: v for k, v in os.environ.items() if k.lower().endswith("_proxy")},
        }

    def here(self, text):
        return re.sub(r"(?<![\w.])/(app|data)\b", rf"{self.folder}/\1", text)

    def build(self):
        for name, rest in instructions():
            getattr(self, name.lower(), lambda rest: None)(self.here(rest))

    def env(self, rest):
        self.environment |= dict(word.split("=", 1) for word in shlex.split(rest))

    def copy(self, rest):
        *sources, target = shlex.split(rest)
        if sources[0].startswith("--from"):
            return
        for source in sources:
            assert source in context_files(), f"{source} is not sent to the builder"
            into = self.folder / "app" / target
            if (ROOT / source).is_dir():
                shutil.copytree(ROOT / source, into, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy(ROOT / source, into / source if target in {".", "./"} else into)

    def run(self, rest):
        self.execute(["sh", "-ec", rest], check=True)

    def user(self, rest):
        self.account = rest

    def cmd(self, rest):
        self.command = json.loads(rest)

    def healthcheck(self, rest):
        self.health = json.loads(rest.partition("CMD ")[2])

    def execute(self, command, **options):
        return subprocess.run(
            command,
            cwd=self.folder / "app",
            env=self.outside | self.environment,
            capture_output=True,
            text=True,
            timeout=300,
            **options,
        )

    def start(self):
        return subprocess.Popen(
            self.command,
            cwd=self.folder / "app",
            env=self.outside | self.environment,
            stderr=subprocess.PIPE,
            text=True,
        )

    def files(self):
        found = (path for name in ("app", "home") for path in (self.folder / name).rglob("*"))
        return {path: path.lstat().st_mtime_ns for path in found if not path.is_dir()}


@pytest.fixture(scope="module")
def image(tmp_path_factory):
    image = Image(tmp_path_factory.mktemp("image"))
    image.build()
    image.environment |= {"HOST": "127.0.0.1", "SECRET_KEY": "k" * 60}
    migrated = image.execute([".venv/bin/python", "manage.py", "migrate", "--no-input"])
    assert migrated.returncode == 0, migrated.stderr
    return image


@pytest.fixture
def server(image):
    """The image's command, started, until its own health check is content."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        image.environment["PORT"] = str(listener.getsockname()[1])
    with image.start() as server:
        deadline = time.monotonic() + 30
        while image.execute(image.health).returncode and time.monotonic() < deadline:
            time.sleep(0.2)
        yield server
        server.kill()


def get(image, path):
    address = f"http://127.0.0.1:{image.environment['PORT']}{path}"
    with urllib.request.urlopen(address, timeout=10) as response:
        return response.status, response.read()


def test_it_does_not_run_as_root(image):
    assert int(image.account.split(":")[0]) > 0


def test_only_what_running_needs_is_inside(image):
    inside = {path.name for path in (image.folder / "app").iterdir()}

    assert inside == context_files() - {"**/__pycache__"} | {".venv", "staticfiles"}


def test_migrating_is_all_its_database_needs(image):
    found = image.execute([".venv/bin/python", "manage.py", "createcachetable", "--dry-run"])

    assert "already exists" in found.stdout


def test_it_serves_pages_and_their_files(image, server):
    status, page = get(image, "/about/")
    style = re.search(rb'href="(/static/css/main\.[^"]+)"', page).group(1).decode()

    assert status == 200
    assert get(image, style)[0] == 200


def test_it_writes_nowhere_but_in_its_data(image, server):
    before = image.files()
    get(image, "/about/")

    assert image.files() == before


def test_it_stops_cleanly_when_told_and_logs_in_json(image, server):
    server.send_signal(signal.SIGTERM)
    log = server.communicate(timeout=20)[1].splitlines()

    assert server.returncode == 0
    assert all(json.loads(line)["time"] for line in log)
