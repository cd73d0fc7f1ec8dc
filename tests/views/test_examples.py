"""What the data page offers to copy, run as it is printed."""

import json
import re
import shutil
import subprocess
import sys
from html import unescape
from io import BytesIO
from urllib.request import urlopen

import openpyxl
import pytest
from django.test import Client

from tests.factories import OrganisationFactory

# What runs are other programs: one database is enough.
pytestmark = [pytest.mark.once, pytest.mark.django_db(transaction=True)]

NAMES = ["=Sum of Kenya", "أصدقاء كينيا"]


@pytest.fixture
def lines(live_server, settings, tmp_path, monkeypatch):
    """Every example by its id, as a reader of the page would copy it."""
    for name in NAMES:
        OrganisationFactory(name=name, headquarters_id="KE", focus=["legal-aid"])
    OrganisationFactory(name="Elsewhere", headquarters_id="GR", focus=["legal-aid"])
    settings.SITE_URL = live_server.url
    monkeypatch.chdir(tmp_path)
    page = Client().get("/data/").content.decode()
    return {
        place: unescape(code)
        for place, code in re.findall(r'<code id="([a-z-]+)">(.*?)</code>', page, re.S)
    }


def run(*command: str) -> str:
    """What a program says; it must end well."""
    assert shutil.which(command[0]), f"{command[0]} is needed to run this example"
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_curl_saves_the_list(lines, tmp_path):
    run("sh", "-c", lines["lines-curl"])

    saved = (tmp_path / "kenya.csv").read_text(encoding="utf-8")
    assert "أصدقاء كينيا" in saved
    assert "Elsewhere" not in saved


def test_pandas_reads_the_list_and_counts(lines):
    code = lines["lines-pandas"] + "\nprint(sorted(kenya['name']))"

    said = run(sys.executable, "-c", code)

    assert re.search(r"^Legal aid\s+2$", said, re.MULTILINE)
    assert str(sorted(NAMES)) in said


def test_r_reads_the_list_and_counts(lines):
    code = lines["lines-r"] + '\nwriteLines(kenya$name, con <- file("names", encoding = "UTF-8"))'

    said = run("Rscript", "-e", code)

    assert re.search(r"Legal aid\s+2", said)


def test_the_address_for_excel_is_a_workbook_of_the_list(lines):
    with urlopen(lines["lines-excel"], timeout=30) as answer:  # of this machine
        sheet = openpyxl.load_workbook(BytesIO(answer.read())).worksheets[0]

    header, *rows = sheet.iter_rows(values_only=True)
    assert sorted(row[header.index("name")] for row in rows) == sorted(NAMES)


def test_the_address_for_openrefine_is_a_service_that_finds_them(lines):
    asked = json.dumps({"q0": {"query": "أصدقاء كينيا"}})
    said = run(
        "curl",
        "--fail",
        "--silent",
        lines["lines-openrefine"],
        "--data-urlencode",
        f"queries={asked}",
    )

    assert json.loads(said)["q0"]["result"][0]["name"] == "أصدقاء كينيا"


def test_the_line_of_credit_names_the_directory_its_licence_and_the_ratings(lines, settings):
    for part in (settings.SITE_NAME, settings.SITE_URL, settings.CONTENT_LICENCE, "CIVICUS"):
        assert part in lines["credit"]
