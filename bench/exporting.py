"""How fast a whole directory is taken away in each form, and what of a worker that takes.

    script/bench export [--count 10000,100000] [--database sqlite|postgresql|both] [--forms csv]

The directories are those of `script/bench search`. Every form comes over HTTP from one worker; then
once more, while another visitor opens the first page again and again. Rows per second are compared
with what the database does by itself in one process: PostgreSQL's COPY of the same columns, on
SQLite Django's `values_list` of the plain ones. Prints a table.
"""

import argparse
import csv
import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path

from bench import search
from bench.cases import Content, address
from bench.django import ROOT, environment
from bench.web import Client, Server, figures

FORMS = ("csv", "json", "geojson", "xlsx", "zip")
_MEGABYTE = 1024 * 1024
_HEADINGS = ("organisations", "form", "rows/s", "of the database's own", "first byte", "size")
_HEADINGS += ("memory", "another visitor meanwhile")


class _Sink:
    """Takes lines and counts their bytes."""

    def __init__(self):
        self.bytes = 0

    def write(self, line: str) -> None:
        self.bytes += len(line)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench export", description=__doc__)
    parser.add_argument("--count", default="10000,100000")
    parser.add_argument("--database", choices=["sqlite", "postgresql", "both"], default="both")
    parser.add_argument("--forms", default=",".join(FORMS))
    parser.add_argument("--folder", type=Path, default=search.FOLDER, help="for what is kept")
    parser.add_argument("--here", action="store_true", help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.here:  # a process with the database of one directory
        sys.stdout.write(json.dumps(_measured(options.forms.split(","))))
        return
    out = sys.stdout.write
    out(f"{search.machine()}; commit {search.commit()}.\n\n")
    out(f"| {' | '.join(_HEADINGS)} |\n| --- | --- |{' ---: |' * (len(_HEADINGS) - 2)}\n")
    options.folder.mkdir(parents=True, exist_ok=True)
    kinds = ["sqlite", "postgresql"] if options.database == "both" else [options.database]
    for kind in kinds:
        for count in sorted(map(int, options.count.split(","))):
            out(_lines(kind, _of_directory(kind, count, options.folder, options.forms)))
            sys.stdout.flush()


def _of_directory(kind: str, count: int, folder: Path, forms: str) -> dict:
    url = search.database_address(kind, count, folder)
    env = os.environ | environment(url, folder)
    search.directory(kind, count, folder, env)
    command = [sys.executable, "-m", "bench.exporting", "--here", "--forms", forms]
    done = subprocess.run(command, cwd=ROOT, env=env, stdout=subprocess.PIPE, check=True)
    return json.loads(done.stdout)


def _measured(forms: list[str]) -> dict:
    import django

    django.setup()
    content = Content.read()
    return {"count": content.count, **export(content, forms)}


def _lines(kind: str, found: dict) -> str:
    base = found.get("copy") or found["values_list"]
    lines = []
    for form in FORMS:
        if form not in found:
            continue
        one, meanwhile = found[form], found[form]["meanwhile"]
        lines.append(
            f"| {found['count']:,}, {kind} | {form} | {one['rows/s']:,.0f}"
            f" | {one['rows/s'] / base['rows/s']:.2f} × | {one['first byte']:.1f} ms"
            f" | {one['bytes'] / _MEGABYTE:,.1f} MB | {one['growth'] / _MEGABYTE:+.1f} MB"
            f" | p50 {meanwhile['p50']:.0f} ms, most {meanwhile['max']:.0f} ms |\n"
        )
    return "".join(lines)


def export(content: Content, forms: list[str]) -> dict:
    """Everything in each form, and what the database and the framework need for the like. A
    workbook only where the directory is not too large for one.
    """
    from orgs.exports.xlsx import MOST_ROWS

    found = {
        form: _file(f"/organisations.{form}", content.count)
        for form in forms
        if form != "xlsx" or content.count <= MOST_ROWS
    }
    return {**found, **baselines(content)}


def _file(path: str, count: int) -> dict:
    """Rows per second, milliseconds to the first byte, bytes, and by how many more of memory the
    worker grew, which has answered before.
    """
    with Server(1) as server:
        client = Client(server)
        client.get(address())
        for _ in client.parts(f"{path}?q=nothing-is-called-so"):
            pass  # what a first file loads is not what a file takes
        before, most, size, first = server.memory(), 0, 0, 0.0
        began = time.perf_counter()
        for number, part in enumerate(client.parts(path)):
            first = first or (time.perf_counter() - began) * 1000
            size += len(part)
            if number % 64 == 0:
                most = max(most, server.memory())
        took = time.perf_counter() - began
        most = max(most, server.memory())
        meanwhile = _meanwhile(server, path)
    return {
        "rows/s": count / took,
        "first byte": first,
        "bytes": size,
        "growth": max(most - before, 0),
        "meanwhile": meanwhile,
    }


def _meanwhile(server: Server, path: str) -> dict:
    """Milliseconds that the first page takes while somebody reads the file."""
    reader, visitor, times = Client(server), Client(server), []
    done = threading.Event()

    def read():
        for _ in reader.parts(path):
            pass
        done.set()

    reading = threading.Thread(target=read)
    reading.start()
    while not done.is_set():
        times.append(visitor.timed(address()))
    reading.join()
    return figures(times)


_COLUMNS = (
    *("public_id", "name", "kind", "scope", "legal_status", "founded", "closed", "summary"),
    *("description", "headquarters", "languages", "staff", "verified_on", "updated_at"),
)


def baselines(content: Content) -> dict:
    from django.db import connection

    from orgs.visibility import Audience, organisations

    rows = organisations(Audience.PUBLIC).order_by("pk").values_list(*_COLUMNS)
    began, writer = time.perf_counter(), csv.writer(_Sink())
    for row in rows.iterator():
        writer.writerow(row)
    found = {"values_list": {"rows/s": content.count / (time.perf_counter() - began)}}
    if connection.vendor == "postgresql":
        began = time.perf_counter()
        with connection.cursor() as cursor, cursor.copy(f"COPY ({SAME}) TO STDOUT CSV") as copy:
            for _ in copy:
                pass
        found["copy"] = {"rows/s": content.count / (time.perf_counter() - began)}
    return found


def _several(value: str, rest: str) -> str:
    return f"(SELECT string_agg({value}, '|') FROM {rest} = o.id)"


def _names(*kinds: str) -> str:
    wanted = ", ".join(f"'{kind}'" for kind in kinds)
    table = f"orgs_organisationname n WHERE n.kind IN ({wanted}) AND n.organisation_id"
    return _several("n.text || '@' || n.language", table)


def _points(kind: str) -> str:
    rest = f"orgs_contactpoint p WHERE p.kind = '{kind}' AND p.organisation_id"
    return _several("p.value", rest)


def _rating(what: str) -> str:
    return (
        f"(SELECT r.{what} FROM orgs_civicspacerating r WHERE r.country_id = o.headquarters_id"
        " ORDER BY r.effective_on DESC LIMIT 1)"
    )


_WORKS_IN = (
    "orgs_organisation_countries k JOIN orgs_country w ON w.code = k.country_id"
    " WHERE k.organisation_id"
)
_WORKS_ON = (
    "orgs_organisation_focus_areas k JOIN orgs_focusarea f ON f.id = k.focusarea_id"
    " WHERE k.organisation_id"
)
SAME = f"""
SELECT o.public_id, '/o/' || o.public_id, o.name, {_names("acronym")}, {_names("former")},
    {_names("official", "alias", "translation", "transliteration")},
    o.kind, o.scope, o.legal_status, o.founded, o.closed, o.summary, o.description,
    o.headquarters_id, c.name_en, {_rating("rating")}, {_rating("effective_on")},
    {_several("w.code", _WORKS_IN)}, {_several("w.name_en", _WORKS_IN)},
    {_several("f.scheme || ':' || f.code", _WORKS_ON)}, {_several("f.name_en", _WORKS_ON)},
    o.languages, o.staff,
    {_points("website")}, {_points("email")}, {_points("phone")}, {_points("social")},
    {_several("i.scheme_id || '-' || i.value", "orgs_identifier i WHERE i.organisation_id")},
    {_several("w.city || ' ' || w.country_id", "orgs_office w WHERE w.organisation_id")},
    o.verified_on, o.updated_at::date
FROM orgs_organisation o LEFT JOIN orgs_country c ON c.code = o.headquarters_id
WHERE o.state = 'published' AND o.risk <> 'hidden'
"""
"""What a file has of an organisation, column for column, put together by PostgreSQL itself."""


if __name__ == "__main__":
    main()
