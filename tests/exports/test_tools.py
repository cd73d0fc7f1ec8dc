"""What other people's programmes make of our files and pages: they know nothing of our code.

The HXL row is read by libhxl in `test_hxl.py`, workbooks by openpyxl in `test_xlsx.py`, feeds by
feedparser in `tests/feeds`.
"""

import csv
import io
import json
import subprocess
import zipfile
from datetime import datetime

import extruct
import openpyxl
import pytest
from csvw import CSVW
from frictionless import Package

from orgs import snapshots
from orgs.cells import GUARD, unguard
from orgs.columns import COLUMNS, Holds
from orgs.tables import TABLES
from tests.exports.forms import content
from tests.exports.snapshots import publish
from tests.factories import (
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    ResourceFactory,
)

pytestmark = [pytest.mark.django_db, pytest.mark.once]
FORMULA = '=HYPERLINK("https://example.org/","x")'
ARABIC = "مركز الإغاثة «نور»"


@pytest.fixture
def organisation():
    """With what files get wrong: formulas, quotes, line ends, commas, other scripts, bars."""
    one = OrganisationFactory(
        name=ARABIC,
        summary=FORMULA,
        description='A line, "quoted"\n\n- and\tanother; £€\U0001f600',
        headquarters_id="GR",
        countries=["GR", "IT"],
        focus=["legal-aid", "gcm-13"],
        languages=["ar", "el"],
        founded="2017-05",
        verified_on="2026-01-31",
    )
    NameFactory(organisation=one, text="@Harbour, Aid", language="en", kind="alias")
    NameFactory(organisation=one, text="+Aid", kind="acronym")
    ContactPointFactory(organisation=one, value="https://example.org/a?b=1&c=%7C")
    OfficeFactory(organisation=one, city="Αθήνα", country_id="GR")
    ResourceFactory(title="-1+1").organisations.set([one])
    OrganisationFactory(name="Plain Aid", headquarters_id=None)
    return one


@pytest.fixture(params=["/organisations.zip", "/fr/organisations.zip", "snapshot"])
def package(request, client, organisation, settings, tmp_path):
    """A folder with everything that is in a package, of each sort."""
    settings.SNAPSHOT_ROOT = tmp_path / "snapshots"
    if request.param == "snapshot":
        publish()
        data = snapshots.kept()[0].path.read_bytes()
    else:
        data = content(client.get(request.param))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        archive.extractall(tmp_path / "package")
    return tmp_path / "package"


def complaints(folder) -> list:
    """Those of frictionless: types, keys, references between tables, sizes and hashes."""
    report = Package(str(folder / "datapackage.json")).validate()
    return report.flatten(["type", "note", "message"])


def test_frictionless_has_no_complaint(package):
    assert complaints(package) == []


@pytest.mark.parametrize("package", ["snapshot"], indirect=True)
def test_frictionless_would_have_noticed(package):
    file = package / "names.csv"
    file.write_bytes(file.read_bytes().replace(b"CSD-", b"CSE-"))
    assert {kind for kind, _note, _message in complaints(package)} == {"hash-count", "foreign-key"}


def test_csv_on_the_web_readers_find_the_values_of_each_column(package):
    described = sorted(package.glob("*-metadata.json"))
    assert described
    for metadata in described:
        found = CSVW(str(metadata), validate=True)
        assert found.is_valid, (metadata.name, found.warnings)
        [table] = found.tables
        with (package / table.url.string).open(encoding="utf-8", newline="") as file:
            assert len(list(table)) == len(list(csv.reader(file))) - 1


def test_csv_on_the_web_has_typed_values(client, organisation, tmp_path):
    with zipfile.ZipFile(io.BytesIO(content(client.get("/organisations.zip")))) as archive:
        archive.extractall(tmp_path)
    [table] = CSVW(str(tmp_path / "organisations.csv-metadata.json")).tables
    records = json.loads(content(client.get("/organisations.json")))["organisations"]
    for row, record in zip(table, records, strict=True):
        for column in COLUMNS:
            value, known = row[column.name], record[column.name]
            if column.several:
                assert [one.removeprefix(GUARD) for one in value or []] == known
            elif column.holds == Holds.DATE:
                assert value == (datetime.fromisoformat(known) if known else None)
            else:
                assert str(value).removeprefix(GUARD) == str(known)


def test_search_engines_find_who_it_is(client, organisation, settings):
    page = client.get(organisation.get_absolute_url()).content.decode()
    address = settings.SITE_URL + organisation.get_absolute_url()
    found = extruct.extract(
        page, base_url=address, syntaxes=["json-ld", "opengraph"], uniform=True, errors="strict"
    )
    [known], [shared] = found["json-ld"], found["opengraph"]
    assert known["@type"] == "NGO"
    assert known["@context"] == "https://schema.org"
    assert known["name"] == shared["og:title"] == ARABIC
    assert known["description"] == shared["og:description"] == FORMULA
    assert known["alternateName"] == ["+Aid", "@Harbour, Aid"]
    assert known["identifier"]["value"] == organisation.public_id
    assert known["mainEntityOfPage"] == shared["og:url"] == address
    assert not any("image" in name for name in shared)


# A real spreadsheet


def opened(file, folder):
    """The cells of a file as LibreOffice has them: formulas would be worked out."""
    options = "44,34,76,1,,0,false,true,false,false,false,-1"  # CSV of each sheet, values as shown
    read = ["--infilter=CSV:44,34,76"] if file.suffix == ".csv" else []
    profile = f"-env:UserInstallation={(folder / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", *read, "--convert-to", f"csv:Text - txt - csv "
         f"(StarCalc):{options}", "--outdir", str(folder / "out"), str(file)],
        check=True, capture_output=True, timeout=120,
    )  # fmt: skip
    [made] = (folder / "out").glob(f"{file.stem}*.csv")
    with made.open(encoding="utf-8", newline="") as opened_file:
        return list(csv.reader(opened_file))


@pytest.mark.once
def test_libreoffice_shows_every_cell_and_runs_none(client, organisation, tmp_path):
    data = content(client.get("/organisations.csv")).decode()
    rows = list(csv.reader(io.StringIO(data, newline="")))
    assert {ARABIC, GUARD + FORMULA} < {cell for row in rows for cell in row}
    for suffix in ("csv", "xlsx"):
        file = tmp_path / f"{suffix}.{suffix}"
        file.write_bytes(content(client.get(f"/organisations.{suffix}")))
        shown = opened(file, tmp_path)
        read = unguard if suffix == "xlsx" else str  # in a workbook a cell says that it is text
        assert shown == [[read(cell) for cell in row] for row in rows]


def test_a_workbook_of_each_list_opens(client, organisation):
    for table in TABLES:
        path = {"focus_areas": "focus"}.get(table.name, table.name)
        book = openpyxl.load_workbook(io.BytesIO(content(client.get(f"/{path}.xlsx"))))
        rows = list(book.active.iter_rows())
        assert [cell.value for cell in rows[0]] == [column.name for column in table.columns]
        assert not any(cell.data_type == "f" for row in rows for cell in row)
