"""Files as the programmes read them for which they are made."""

import csv
import io
import json
import zipfile

import openpyxl


def content(response) -> bytes:
    """All of an answer, streamed or not."""
    return b"".join(response)


def csv_rows(data: bytes) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(data.decode(), newline="")))


def sheet(data: bytes) -> openpyxl.worksheet.worksheet.Worksheet:
    return openpyxl.load_workbook(io.BytesIO(data)).active


def sheet_rows(data: bytes) -> list[dict[str, object]]:
    names, *rows = sheet(data).iter_rows(values_only=True)
    return [dict(zip(names, row, strict=True)) for row in rows]


def ids(suffix: str, data: bytes) -> list[str]:
    """The permanent ids in a file of organisations, in its order."""
    if suffix == "csv":
        return [row["public_id"] for row in csv_rows(data)]
    if suffix == "zip":
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return ids("csv", archive.read("organisations.csv"))
    if suffix == "xlsx":
        return [row["public_id"] for row in sheet_rows(data)]
    found = json.loads(data)
    if suffix == "geojson":
        return [one["id"] for one in found["features"]]
    return [one["public_id"] for one in found["organisations"]]
