"""Workbooks, read by another programme than the one that wrote them."""

import io
import zipfile
from datetime import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from orgs.columns import COLUMNS, Column, Holds
from orgs.exports.xlsx import LONGEST, text_of, write_xlsx
from tests.exports.forms import sheet


def column(name="some", **more) -> Column:
    return Column(name, "#meta+some", "Some.", lambda about: about, **more)


def book(*cells: str, **more):
    """The sheet of a workbook with one column."""
    rows = [[cell] for cell in cells]
    return sheet(b"".join(write_xlsx("Test", [column(**more)], [rows])))


def values(found) -> list:
    return [cell.value for cell in found["A"][1:]]


def test_the_names_of_the_columns_stay_in_sight():
    found = book("a")
    assert found["A1"].value == "some"
    assert found["A1"].font.bold
    assert found.freeze_panes == "A2"
    assert found.title == "Test"
    assert found.column_dimensions["A"].width == 24


def test_every_column_of_organisations_has_its_letters():
    names = [one.name for one in COLUMNS]
    found = sheet(b"".join(write_xlsx("Test", COLUMNS, [])))
    assert [cell.value for cell in found[1]] == names


@pytest.mark.parametrize(
    "name",
    [
        '=HYPERLINK("https://example.org")',
        "+1",
        "-1",
        "@SUM(A1)",
        "=cmd|' /C calc'!A0",
        "'quoted",
        "1234567890123456789",
        "TRUE",
        "2017-01",
        "#REF!",
    ],
)
def test_a_text_is_a_text_whatever_it_looks_like(name):
    [cell] = book(column().cell(name))["A"][1:]
    assert (cell.value, cell.data_type, cell.number_format) == (name, "s", "@")


def test_a_day_is_a_date_and_a_year_is_not():
    assert values(book("2026-11-22", "1900-03-01", holds=Holds.DATE)) == [
        datetime(2026, 11, 22),  # noqa: DTZ001
        datetime(1900, 3, 1),  # noqa: DTZ001
    ]
    assert values(book("2017", "2017-05", holds=Holds.PARTIAL_DATE)) == ["2017", "2017-05"]


def test_a_day_that_excel_counts_wrongly_is_a_text():
    assert values(book("1899-12-31", "1900-02-28", holds=Holds.DATE)) == [
        "1899-12-31",
        "1900-02-28",
    ]


def test_a_number_is_a_number():
    assert values(book("12", "-0.5", "", "1e-05", holds=Holds.NUMBER)) == [12, -0.5, None, 0.00001]


@pytest.mark.parametrize(
    "text", ["مركز الدعم", "支援センター", "  spaces  ", "a\nb", "<&>\"'", "😀"]
)
def test_a_text_comes_back_as_it_was(text):
    assert values(book(text)) == [text]


def test_a_long_name_is_whole():
    assert values(book("N" * 10_000)) == ["N" * 10_000]


def test_what_no_cell_holds_is_cut_between_letters():
    [found] = values(book("😀" * 20_000))
    assert found == "😀" * ((LONGEST - 1) // 2) + "…"
    [found] = values(book("x" * LONGEST))
    assert found == "x" * LONGEST


@given(st.text(st.characters(), max_size=30))
def test_no_text_breaks_a_workbook(text):
    [found] = values(book(column().cell(text))) or [None]
    assert (found or "").replace("_x005F_", "_") == text_of(text)


@pytest.mark.parametrize("sign", ["\x00", "\x08", "\x0b", "\x1f", "\ufffe", "\uffff", "\ud800"])
def test_a_sign_that_xml_has_not_is_replaced(sign):
    assert values(book(f"a{sign}b")) == ["a�b"]


def test_what_excel_would_take_for_an_escape_is_written_so_that_it_does_not():
    data = b"".join(write_xlsx("Test", [column()], [[["_x0041_"]]]))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert b">_x005F_x0041_<" in archive.read("xl/worksheets/sheet1.xml")


def test_rows_go_on_over_the_batches():
    data = b"".join(write_xlsx("Test", [column()], [[["a"], ["b"]], [], [["c"]]]))
    assert values(sheet(data)) == ["a", "b", "c"]


def test_the_first_piece_comes_before_a_row_is_asked_for_and_none_is_held():
    asked = []

    def batches():
        for number in range(30):
            asked.append(number)
            yield [[f"{number * row:x} some text that is not the same {row}"] for row in range(900)]

    pieces = write_xlsx("Test", [column()], batches())
    assert next(pieces).startswith(b"PK")
    assert asked == []
    sizes = [len(piece) for piece in pieces]
    assert len(sizes) > 1
    assert max(sizes) < 200_000


def test_the_same_rows_are_the_same_file():
    first, second = (b"".join(write_xlsx("Test", [column()], [[["a"]]])) for _ in range(2))
    assert first == second


def test_the_workbook_names_its_licence(settings):
    data = b"".join(write_xlsx("Test", [column()], []))
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert settings.CONTENT_LICENCE_URL.encode() in archive.read("docProps/core.xml")
