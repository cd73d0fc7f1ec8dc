"""The Data Package of a list: what is in it, and that what it says of itself is so."""

import hashlib
import io
import json
import re
import zipfile

import pytest

from orgs.columns import COLUMNS
from orgs.exports.csv import batches, write_csv
from orgs.exports.json import meta_of
from orgs.exports.package import write_package
from orgs.models import Organisation
from tests.exports.forms import csv_rows
from tests.factories import NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
TYPES = {"string", "number", "date"}


def pieces(*organisations):
    meta = meta_of(page="/organisations/", columns="columns", language="en", version="abc")
    return write_package(batches([one.pk for one in organisations], language="en"), meta)


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@pytest.fixture
def parts():
    organisation = OrganisationFactory(name="Harbour | Aid")
    NameFactory(organisation=organisation, text="a|b", kind="acronym")
    return unpacked(b"".join(pieces(organisation, OrganisationFactory())))


def test_a_package_has_the_file_and_what_explains_it(parts):
    assert list(parts) == [
        "README.md",
        "LICENCE.txt",
        "organisations.csv-metadata.json",
        "organisations.csv",
        "datapackage.json",
    ]


def test_the_file_is_the_csv_of_the_same_list(parts):
    keys = Organisation.objects.order_by("pk").values_list("pk", flat=True)
    assert parts["organisations.csv"] == b"".join(write_csv(keys, language="en"))


def test_count_size_and_hash_are_those_of_the_file(parts):
    package = json.loads(parts["datapackage.json"])
    [resource] = package["resources"]
    file = parts[resource["path"]]
    assert package["count"] == len(csv_rows(file)) == 2
    assert resource["bytes"] == len(file)
    assert resource["hash"] == f"sha256:{hashlib.sha256(file).hexdigest()}"


def test_the_package_is_described_as_frictionless_asks(parts, settings):
    package = json.loads(parts["datapackage.json"])
    [resource] = package["resources"]
    assert package["profile"] == "tabular-data-package"
    assert resource["profile"] == "tabular-data-resource"
    assert all(re.fullmatch("[a-z0-9._-]+", one["name"]) for one in (package, resource))
    assert package["licenses"] == [
        {"title": settings.CONTENT_LICENCE, "path": settings.CONTENT_LICENCE_URL}
    ]
    fields = resource["schema"]["fields"]
    header = parts["organisations.csv"].decode().split("\r\n")[0].split(",")
    assert [field["name"] for field in fields] == header
    assert {field["type"] for field in fields} <= TYPES
    assert resource["schema"]["primaryKey"] == ["public_id"]


def test_the_columns_are_described_as_csvw_asks(parts):
    found = json.loads(parts["organisations.csv-metadata.json"])
    assert found["@context"][0] == "http://www.w3.org/ns/csvw"
    assert found["url"] == "organisations.csv"
    columns = found["tableSchema"]["columns"]
    assert [one["titles"] for one in columns] == [column.name for column in COLUMNS]
    assert [one["name"] for one in columns if "separator" in one] == [
        column.name for column in COLUMNS if column.several
    ]


def test_readme_and_licence_are_for_people(parts, settings):
    assert settings.CONTENT_LICENCE_URL in parts["LICENCE.txt"].decode()
    readme = parts["README.md"].decode()
    assert f"{settings.SITE_URL}/data/columns/#columns" in readme
    assert "CIVICUS Monitor" in readme


def test_who_is_hidden_while_it_is_written_is_neither_in_it_nor_counted(monkeypatch):
    monkeypatch.setattr("orgs.exports.csv.BATCH", 1)
    first, second = OrganisationFactory(name="First"), OrganisationFactory(name="Second")
    found = pieces(first, second)
    start = next(found)
    Organisation.objects.filter(pk=second.pk).update(risk="hidden")
    parts = unpacked(start + b"".join(found))
    assert [row["name"] for row in csv_rows(parts["organisations.csv"])] == ["First"]
    assert json.loads(parts["datapackage.json"])["count"] == 1


def test_an_empty_list_is_a_package_all_the_same():
    package = json.loads(unpacked(b"".join(pieces()))["datapackage.json"])
    assert package["count"] == 0
