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


def _some(value: str, column: str, *wanted: str) -> str:
    """Those of a group that are of some kinds, in one cell."""
    kinds = ", ".join(f"'{kind}'" for kind in wanted)
    return f"string_agg({value}, '|') FILTER (WHERE {column} IN ({kinds}))"


_NAME, _POINT = ("text || '@' || language", "kind"), ("value", "kind")
SAME = f"""
SELECT o.public_id, '/o/' || o.public_id, o.name, n.acronyms, n.former, n.others,
    o.kind, o.scope, o.legal_status, o.founded, o.closed, o.summary, o.description,
    o.headquarters_id, c.name_en, r.rating, r.effective_on,
    w.codes, w.names, f.codes, f.names, o.languages, o.staff,
    p.websites, p.emails, p.phones, p.accounts, i.numbers, b.towns,
    o.verified_on, o.updated_at::date
FROM orgs_organisation o
LEFT JOIN orgs_country c ON c.code = o.headquarters_id
LEFT JOIN (SELECT DISTINCT ON (country_id) country_id, rating, effective_on
    FROM orgs_civicspacerating ORDER BY country_id, effective_on DESC) r
    ON r.country_id = o.headquarters_id
LEFT JOIN (SELECT organisation_id, {_some(*_NAME, "acronym")} AS acronyms,
    {_some(*_NAME, "former")} AS former,
    {_some(*_NAME, "official", "alias", "translation", "transliteration")} AS others
    FROM orgs_organisationname GROUP BY 1) n ON n.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, string_agg(code, '|') AS codes, string_agg(name_en, '|') AS names
    FROM orgs_organisation_countries JOIN orgs_country ON code = country_id GROUP BY 1) w
    ON w.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, string_agg(a.scheme || ':' || a.code, '|') AS codes,
    string_agg(a.name_en, '|') AS names
    FROM orgs_organisation_focus_areas k JOIN orgs_focusarea a ON a.id = k.focusarea_id
    GROUP BY 1) f ON f.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, {_some(*_POINT, "website")} AS websites,
    {_some(*_POINT, "email")} AS emails, {_some(*_POINT, "phone")} AS phones,
    {_some(*_POINT, "social")} AS accounts
    FROM orgs_contactpoint GROUP BY 1) p ON p.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, string_agg(scheme_id || '-' || value, '|') AS numbers
    FROM orgs_identifier GROUP BY 1) i ON i.organisation_id = o.id
LEFT JOIN (SELECT organisation_id, string_agg(city || ' ' || country_id, '|') AS towns
    FROM orgs_office GROUP BY 1) b ON b.organisation_id = o.id
WHERE o.state = 'published' AND o.risk <> 'hidden'
"""
"""What a file has of an organisation, column for column, put together by PostgreSQL itself: each
table is read once.
"""


if __name__ == "__main__":
    main()
