"""Files of every kind: what we think they are, and how they read."""

import csv
import json

import pytest

from orgs.imports import files
from orgs.imports.limits import Unreadable
from orgs.imports.records import Reading
from tests.imports.workbooks import SHEET, archive, sheet, workbook

HEAD = "name;country;website\n"


def look(content):
    return files.look(files.opener(content))


def table(content, **changes):
    opened = files.opener(content)
    reading = files.look(opened)
    for name, value in changes.items():
        setattr(reading, name, value)
    return files.table(opened, reading)


def rows(content, **changes):
    return [(one.line, one.cells) for one in table(content, **changes).records()]


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8", "Ελληνικό Συμβούλιο;GR;\n"),
        ("utf-8-sig", "Pró-Carnívoros;BR;\n"),
        ("utf-16", "جمعية حقوق الإنسان;EG;\n"),
        ("cp1252", "Associação de Avaliação;BR;\nFédération générale – « Été »;FR;\n"),
        ("cp1250", "Stowarzyszenie Pomocy Społecznej w Łodzi;PL;\nŽenský spolek přátel;CZ;\n"),
        ("cp1251", "Фонд помощи детям;RU;\nОбщество защиты прав человека;RU;\n"),
        ("cp1256", "جمعية حقوق الإنسان;EG;\nمؤسسة التضامن الاجتماعي;EG;\n"),
    ],
)
def test_letters_arrive_as_they_were_written(encoding, text):
    read = table((HEAD + text).encode(encoding))
    assert read.headings == ["name", "country", "website"]
    assert [one.cells[0] for one in read.records()] == [
        line.split(";")[0] for line in text.splitlines()
    ]


def test_utf_16_without_a_mark_is_recognised():
    assert look("name,x\nA,b\n".encode("utf-16-le")).encoding == "utf-16-le"
    assert look("name,x\nA,b\n".encode("utf-16-be")).encoding == "utf-16-be"


@pytest.mark.parametrize("separator", [",", ";", "\t", "|"])
def test_the_separator_is_told_by_the_lines(separator):
    text = separator.join(["name", "note"]) + "\n" + separator.join(["A", '"b, c; d"']) + "\n"
    assert look(text.encode()).separator == separator


def test_a_spreadsheet_may_say_its_separator():
    reading = look(b"sep=;\nname;country\nA, B and C;GR\n")
    assert (reading.separator, reading.header) == (";", 2)


def test_a_preamble_and_comments_are_not_the_headings():
    content = b"# exported today\n\nMembers 2025,,\nName,Country,Website\nA,GR,\n"
    assert look(content).header == 4
    assert rows(content) == [(5, ["A", "GR", ""])]


@pytest.mark.parametrize("hashtags", ["#org+name;#country +code", "#org;#country+v_iso2"])
def test_a_row_of_hashtags_below_the_headings_is_no_record(hashtags):
    read = table(f"Name;Land\n{hashtags}\nLeague;GR\n".encode())

    assert read.hashtags
    assert [(one.number, one.line, one.cells[0]) for one in read.records()] == [(1, 3, "League")]


@pytest.mark.parametrize("row", ["#MeToo;", "#MeToo;Paris", "# 1;# 2", ";", "League;#country"])
def test_names_that_look_like_hashtags_stay(row):
    assert not table(f"Name;Land\n{row}\nLeague;GR\n".encode()).hashtags


def test_a_first_row_that_cannot_be_read_is_said_when_the_rows_are():
    reading = Reading("csv", encoding="utf-8", separator=";")
    read = files.table(files.opener(b"Name;Land\nA\0;GR\n"), reading)

    with pytest.raises(Unreadable):
        list(read.records())


def test_a_workbook_may_have_hashtags_too():
    rows = [["Name", "Land"], ["#org+name", "#country+code"], ["League", "GR"]]
    read = table(workbook({"A": rows}))

    assert (read.hashtags, read.total) == (True, 1)
    assert [(one.number, one.line) for one in read.records()] == [(1, 3)]


def test_a_cell_may_have_several_lines_and_errors_name_the_physical_one():
    content = b'name,description\nA,"one\r\ntwo, ""three"""\nB,x\n'
    assert rows(content) == [(2, ["A", 'one\ntwo, "three"']), (4, ["B", "x"])]


def test_an_unclosed_quotation_mark_does_not_swallow_what_follows():
    content = b'name,country\n"A,GR\nB,IT\n"C ""D""",FR\nE,ES\n'
    records = list(table(content).records())
    assert [(one.line, bool(one.problem)) for one in records] == [
        (2, True),
        (3, False),
        (4, False),
        (5, False),
    ]
    assert records[2].cells == ['C "D"', "FR"]


def test_a_file_of_unclosed_quotation_marks_is_refused():
    content = b"name,country\n" + b'"A,GR\n' * 300
    with pytest.raises(Unreadable, match="do not pair up"):
        list(table(content).records())


def test_blank_lines_are_no_records():
    assert [cells for _line, cells in rows(b"name,country\n\n,,\nA,GR\n")] == [["A", "GR"]]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b" \r\n", "empty"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel"),
        (b"<!DOCTYPE html><table><tr><td>A</td></tr></table>", "web page"),
        (b"%PDF-1.7 ...", "not text"),
        (b"name\0,x\nA\0,b\n\0\0", "not text"),
        (b"<?xml version='1.0'?><other/>", "not an IATI"),
        (b"PK\x03\x04 nothing of the kind", "damaged"),
    ],
)
def test_what_is_no_table_is_refused_in_plain_words(content, why):
    with pytest.raises(Unreadable, match=why):
        look(content)


def test_a_line_of_a_hundred_megabytes_is_refused():
    with pytest.raises(Unreadable, match="million characters"):
        look(b"name,x\n" + b"x" * 2_000_000)


def test_a_wrong_encoding_is_said():
    with pytest.raises(Unreadable, match="another encoding"):
        list(table("name\nAé\n".encode("cp1252"), encoding="utf-8").records())


def test_too_many_rows_are_refused(monkeypatch):
    monkeypatch.setattr("orgs.imports.text.MOST_ROWS", 2)
    with pytest.raises(Unreadable, match="more than"):
        rows(b"name,country\nA,GR\nB,GR\nC,GR\n")


def test_too_many_columns_are_refused():
    content = ",".join(f"c{number}" for number in range(300)).encode() + b"\n"
    with pytest.raises(Unreadable, match="columns"):
        table(content)


def test_a_cell_too_long_for_any_field_is_named():
    csv.field_size_limit(10_000_000)  # as another library may do
    records = list(table(b"name,country\n" + b"x" * 200_000 + b",GR\nB,GR\n").records())
    assert "longer than" in records[0].problem
    assert records[1].cells == ["B", "GR"]


# Workbooks


def test_the_sheet_with_the_list_is_chosen_and_its_headings_are_found():
    content = workbook(
        {
            "READ ME": [["Hello"]],
            "Hidden": [["name", "country"], ["X", "GR"], ["Y", "GR"]],
            "List": [["Members 2025"], [], ["Name", "Country", "Founded"], ["A", "GR", 1998.0]],
        },
        Hidden="hidden",
    )
    reading = look(content)
    assert (reading.format, reading.sheet, reading.header) == ("xlsx", "List", 3)
    assert reading.sheets == ["List", "READ ME"]
    assert rows(content) == [(4, ["A", "GR", "1998"])]


def test_a_workbook_that_unpacks_to_far_too_much_is_refused():
    with pytest.raises(Unreadable, match="far more"):
        look(workbook({"Bomb": sheet([["x"]]) + " " * 20_000_000}))


@pytest.mark.parametrize("cell", ["XFD1048576", "GS1"])
def test_a_cell_far_out_is_refused(cell):
    content = workbook({"List": SHEET.format(f'<row r="1"><c r="{cell}"><v>1</v></c></row>')})
    with pytest.raises(Unreadable, match="columns"):
        look(content)


@pytest.mark.parametrize(
    "written",
    [
        "<row r='1048576'><c r='XFD1048576'><v>1</v></c></row>",
        '<row\tr="1"><c\nr="ZZ1"><v>1</v></c></row>',
        '<x:row xmlns:x="urn:x" r="1"><x:c r="ZZ1"/></x:row>',
        "<row>" + "<c/>" * 300 + "</row>",
    ],
)
def test_a_cell_far_out_is_refused_however_it_is_written(written):
    with pytest.raises(Unreadable, match=r"columns|rows"):
        look(workbook({"List": SHEET.format(written)}))


def test_a_sheet_is_looked_at_wherever_it_stands():
    parts = {"xl/workbook.xml": "<workbook/>", "elsewhere.xml": SHEET.format("<c r='ZZ1'/>")}
    with pytest.raises(Unreadable, match="columns"):
        look(archive(parts))


def test_many_rows_may_not_be_wide_as_well():
    cells = "<row r='20001'><c r='AZ20001'/></row>"
    with pytest.raises(Unreadable, match="rows"):
        look(workbook({"List": SHEET.format(cells)}))


def test_a_workbook_of_two_kinds_is_refused():
    with pytest.raises(Unreadable, match="not an Excel"):
        look(archive({"xl/workbook.xml": "<workbook/>", "xl/workbook.bin": ""}))


def test_a_part_that_is_no_xml_is_refused():
    with pytest.raises(Unreadable, match="damaged"):
        look(archive({"xl/workbook.xml": "<workbook"}))


def test_a_cell_far_down_is_refused():
    content = workbook(
        {"List": SHEET.format('<row r="1048576"><c r="A1048576"><v>1</v></c></row>')}
    )
    with pytest.raises(Unreadable, match="rows"):
        look(content)


def test_entities_in_a_workbook_are_refused():
    with pytest.raises(Unreadable, match="damaged"):
        look(workbook({"List": '<!DOCTYPE x [<!ENTITY a "b">]>' + sheet([["&a;"]])}))


def test_an_archive_of_something_else_is_no_workbook():
    with pytest.raises(Unreadable, match="not an Excel"):
        look(archive({"word/document.xml": "<x/>"}))


def test_a_workbook_without_a_visible_sheet_is_refused():
    with pytest.raises(Unreadable, match="no visible"):
        look(workbook({"Only": [["name"]]}, Only="hidden"))


# Registers' own files

ROR = [
    {
        "id": "https://ror.org/00v7rks23",
        "status": "active",
        "established": 2004,
        "types": ["funder", "nonprofit"],
        "names": [
            {"value": "Fondazione IOM", "types": ["ror_display", "label"], "lang": "it"},
            {"value": "IOM", "types": ["acronym"], "lang": None},
            {"value": "IOM Foundation | Catania", "types": ["alias"], "lang": "en"},
        ],
        "locations": [{"geonames_details": {"country_code": "IT", "name": "Catania"}}],
        "links": [{"type": "website", "value": "https://iom.example.org"}],
    },
    {"id": "https://ror.org/x", "status": "withdrawn", "names": []},
    {
        "id": "https://ror.org/02",
        "status": "inactive",
        "names": [{"value": "B", "types": ["ror_display"]}],
    },
]


def test_a_ror_dump_reads_as_our_own_file():
    content = json.dumps(ROR, indent=1).encode()
    assert look(content).format == "ror"
    read = table(content)
    first, second = [dict(zip(read.headings, one.cells, strict=True)) for one in read.records()]
    assert first["name"] == "Fondazione IOM"
    assert first["acronyms"] == "IOM"
    assert first["other_names"] == r"IOM Foundation \| Catania@en"
    assert first["kind"] == "foundation"
    assert first["identifiers"] == "XI-ROR-00v7rks23"
    assert first["offices"] == "Catania IT"
    assert (second["name"], second["legal_status"]) == ("B", "closed")


def test_a_zipped_ror_dump_is_read_in_its_newest_schema():
    content = archive({"v1-dump.json": "[]", "v2-dump.json": json.dumps(ROR)})
    assert look(content) == Reading("ror")
    assert len(rows(content)) == 2


@pytest.mark.parametrize("content", [b'[{"id": 1', b"[ 1, 2 ]", b'[{"a": "\xff"}]'])
def test_what_is_no_dump_is_said(content):
    with pytest.raises(Unreadable, match="not a dump"):
        list(table(content).records())


IATI = """<?xml version="1.0"?><iati-organisations version="2.03">
<iati-organisation><organisation-identifier>GB-CHC-202918</organisation-identifier>
<name><narrative xml:lang="en">Oxfam GB</narrative><narrative xml:lang="fr">Oxfam</narrative></name>
<reporting-org type="21" ref="GB-CHC-202918"/></iati-organisation>
<iati-organisation><name>Plain</name></iati-organisation></iati-organisations>"""


def test_an_iati_file_reads_as_our_own():
    read = table(IATI.encode())
    first, second = [dict(zip(read.headings, one.cells, strict=True)) for one in read.records()]
    assert (first["name"], first["other_names"]) == ("Oxfam GB", "Oxfam@fr")
    assert (first["identifiers"], first["kind"]) == ("GB-CHC-202918", "ngo")
    assert second["name"] == "Plain"


@pytest.mark.parametrize(
    "content",
    [
        b'[{"id": "x", "name": "Old", "links": ["https://x.example"]}]',
        b'[{"names": [{"value": "x"}]}]',
        IATI.replace("?>", " encoding='gb2312'?>", 1).encode(),
        IATI.replace("?>", " encoding='nonsense'?>", 1).encode(),
    ],
)
def test_entries_of_another_kind_are_said(content):
    with pytest.raises(Unreadable):
        list(table(content).records())


def test_entities_in_an_iati_file_are_refused():
    content = IATI.replace("?>", '?><!DOCTYPE x [<!ENTITY a "b">]>', 1)
    with pytest.raises(Unreadable, match="entities"):
        list(table(content.encode()).records())


def test_broken_xml_is_said():
    with pytest.raises(Unreadable, match="well-formed"):
        list(table(IATI[:-30].encode()).records())
