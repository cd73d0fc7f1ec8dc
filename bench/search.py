"""How fast lists and pages are, at several sizes and on both databases.

    script/bench search [--count 10000,100000,1000000] [--database sqlite|postgresql|both]

Directories are made with generate_organisations and kept in var/bench. Writes search.json
there and prints the tables of docs/performance.md.
"""

import argparse
import json
import os
import platform
import subprocess
import sys
import time
from pathlib import Path

from bench.django import ROOT, environment
from bench.report import tables

FOLDER = ROOT / "var" / "bench"
SEED = 1


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench search", description=__doc__)
    parser.add_argument("--count", default="10000,100000,1000000")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--seconds", type=float, default=60, help="of mixed traffic")
    parser.add_argument("--rounds", type=int, default=30, help="requests for each page")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="for what is kept")
    options = parser.parse_args()
    options.folder.mkdir(parents=True, exist_ok=True)
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    report = {"machine": machine(), "commit": commit(), "directories": []}
    for kind in kinds:
        for count in sorted(map(int, options.count.split(","))):
            found = measure(
                kind,
                count,
                options.folder,
                ["--seconds", options.seconds, "--rounds", options.rounds],
            )
            report["directories"].append(found)
            (options.folder / "search.json").write_text(
                json.dumps(report, indent=1), encoding="utf-8"
            )
    sys.stdout.write(tables(report))


def measure(kind: str, count: int, folder: Path, arguments: list) -> dict:
    env = os.environ | environment(database_address(kind, count, folder), folder)
    loading = directory(kind, count, folder, env)
    sys.stderr.write(f"Measuring {count:,} on {kind}\n")
    done = subprocess.run(
        [sys.executable, "-m", "bench.run", *map(str, arguments)],
        cwd=ROOT,
        env=env,
        stdout=subprocess.PIPE,
        check=True,
    )
    return {"database": kind, "asked": count, "loading": loading, **json.loads(done.stdout)}


def directory(kind: str, count: int, folder: Path, env: dict[str, str]) -> dict:
    """Makes the directory, or brings the one made before up to date; gives the seconds it took
    to make. `migrate` indexes it anew if the index is made otherwise now.
    """
    note = folder / f"{kind}-{count}.json"
    _manage(env, "migrate", "--verbosity", "0")
    _manage(env, "collectstatic", "--no-input", "--verbosity", "0")
    if not note.exists():
        _manage(env, "remove_synthetic")
        began = time.monotonic()
        _manage(env, "generate_organisations", "--count", str(count), "--seed", str(SEED))
        made = {"seconds": time.monotonic() - began, "load": os.getloadavg()[0]}
        note.write_text(json.dumps(made), encoding="utf-8")
    return json.loads(note.read_text(encoding="utf-8"))


def database_address(kind: str, count: int, folder: Path) -> str:
    if kind == "sqlite":
        return f"sqlite:///{folder / f'sqlite-{count}.sqlite3'}"
    url, name = os.environ["BENCH_POSTGRESQL_URL"], f"directory_{count}"
    import psycopg

    with psycopg.connect(url, autocommit=True) as connection:
        if not connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [name]
        ).fetchone():
            (folder / f"{kind}-{count}.json").unlink(missing_ok=True)
            connection.execute(f"CREATE DATABASE {name}")
    return url.replace("/postgres?", f"/{name}?")


def _manage(env: dict[str, str], *arguments: str) -> None:
    subprocess.run([sys.executable, "manage.py", *arguments], cwd=ROOT, env=env, check=True)


def machine() -> str:
    memory = Path("/proc/meminfo").read_text(encoding="ascii").split()[1]
    return (
        f"{os.cpu_count()} processors, {int(memory) // 1024**2} GB, "
        f"{platform.system()} {platform.machine()}, Python {platform.python_version()}"
    )


def commit() -> str:
    git = ["git", "describe", "--always", "--dirty"]
    return subprocess.run(git, cwd=ROOT, capture_output=True, text=True).stdout.strip()


if __name__ == "__main__":
    main()
