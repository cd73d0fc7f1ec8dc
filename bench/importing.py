"""How fast a list comes in, and how quickly one that must not is refused.

    script/bench import [--count 1000,10000,100000]

Invented lists with names, other names, places, websites, focus areas and texts, imported by the
command into an empty SQLite directory: read, compared, tried, applied, indexed, with the history.
Prints the tables of docs/imports.md.
"""

import argparse
import csv
import io
import os
import resource
import subprocess
import sys
import tempfile
import time
import zipfile
from pathlib import Path

from bench.django import ROOT, temporary_database

SEED = 1
_HEADINGS = "Name,Other names,Country,City,Website,Founded,Type,Summary,Description,Focus areas"
_SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>'
    "{}</sheetData></worksheet>"
)


def main() -> None:
    parser = argparse.ArgumentParser(prog="script/bench import", description=__doc__)
    parser.add_argument("--count", default="1000,10000,100000")
    parser.add_argument("--one", type=int, help=argparse.SUPPRESS)
    options = parser.parse_args()
    out = sys.stdout.write
    if options.one:  # each in a process and a database of its own
        with temporary_database():
            out(_line(options.one, *measured(options.one)))
        return
    out("| rows | file | time | rows/s | processor | memory |\n")
    out("| ---: | ---: | ---: | ---: | ---: | ---: |\n")
    for count in options.count.split(","):
        sys.stdout.flush()
        subprocess.run([sys.executable, "-m", "bench.importing", "--one", count], check=True)
    out("\n| what is refused | after |\n| --- | ---: |\n")
    with temporary_database():
        for name, content in bombs():
            out(f"| {name} | {refused(content):.2f} s |\n")


def _line(count: int, size: int, seconds: float, processor: float, peak: int) -> str:
    return (
        f"| {count:,} | {size / 1024**2:.1f} MB | {seconds:.1f} s | {count / seconds:,.0f}"
        f" | {processor:.1f} s | {peak / 1024**2:.0f} MB |\n"
    )


def measured(count: int) -> tuple[int, float, float, int]:
    """Bytes of the list, seconds, seconds of processor, and bytes of memory at the peak."""
    from orgs.models import Organisation, User

    User.objects.create_superuser("bench")
    with tempfile.TemporaryDirectory(prefix="directory-bench-") as folder:
        file = Path(folder) / "list.csv"
        with file.open("w", encoding="utf-8", newline="") as written:
            write_list(written, count)
        began = time.monotonic()
        usage = _run("import_organisations", str(file), "--by", "bench", "--apply")
        seconds = time.monotonic() - began
        size = file.stat().st_size
    made = Organisation.objects.count()
    if made < count * 0.95:
        raise SystemExit(f"Only {made:,} of {count:,} rows were imported.")
    return size, seconds, usage.ru_utime + usage.ru_stime, usage.ru_maxrss * 1024


def _run(*arguments: str) -> resource.struct_rusage:
    """What a command of the directory has used; its output is not shown."""
    command = [sys.executable, "manage.py", *arguments]
    process = subprocess.Popen(
        command, cwd=ROOT, env=os.environ, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    _pid, status, usage = os.wait4(process.pid, 0)
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise SystemExit(f"{' '.join(arguments)} failed.")
    return usage


def write_list(file, count: int) -> None:
    """A list as people keep them, of organisations that nobody has founded."""
    from orgs.models import FocusArea
    from orgs.synthetic.records import Inventor

    areas = {one.pk: one.name_en for one in FocusArea.objects.all()}
    rows = csv.writer(file)
    rows.writerow(
        [
            "Name",
            "Other names",
            "Country",
            "City",
            "Website",
            "Founded",
            "Type",
            "Summary",
            "Description",
            "Focus areas",
        ]
    )
    inventor, written = Inventor(SEED), 0
    for number in range(count // 5000 + 1):
        records, _random = inventor.draft(number, min(5000, count - written))
        for record in records:
            written += 1
            rows.writerow(
                [
                    f"{record.name} {written:x}",
                    "|".join(f"{text} {written:x}" for text, _language, _kind in record.names),
                    record.headquarters or "",
                    record.city,
                    f"www.o{written:x}.example.org" if record.has_website else "",
                    record.founded,
                    record.kind,
                    record.summary,
                    record.description,
                    "; ".join(areas[one] for one in record.areas),
                ]
            )


def bombs():
    """Files that would take a machine down, by name."""
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "a workbook that unpacks to 157 MB", _workbook(_SHEET.format(" " * 157_000_000))
    yield "a cell at XFD1048576", _workbook(_SHEET.format(far))
    yield "entities in a workbook", _workbook('<!DOCTYPE x [<!ENTITY a "b">]>' + _SHEET.format(""))
    yield "a line of 100 MB", b"name,x\n" + b"x" * 100_000_000
    entities = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><iati-organisations/>'
    yield "entities in an IATI file", entities.encode() + b"<iati-organisation/>"


def _workbook(sheet: str) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("xl/workbook.xml", "<workbook/>")
        made.writestr("xl/worksheets/sheet1.xml", sheet)
    return kept.getvalue()


def refused(content: bytes) -> float:
    """Seconds until a file is refused, as an upload would be."""
    from orgs.imports import files
    from orgs.imports.limits import Unreadable

    opened = files.opener(content)
    began = time.monotonic()
    try:
        list(files.table(opened, files.look(opened)).records())
    except Unreadable:
        return time.monotonic() - began
    raise SystemExit("It was not refused.")


if __name__ == "__main__":
    main()
