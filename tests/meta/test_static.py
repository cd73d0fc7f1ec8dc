"""Style sheets work in both directions and ask nobody else; pages stay light on slow links."""

import gzip
import re
from pathlib import Path

import pytest
from django.core.files.storage import FileSystemStorage

from directory.staticfiles import bundle

STATIC = Path(__file__).resolve().parents[2] / "static"
SHEETS = sorted((STATIC / "css").rglob("*.css"))
PANEL = sorted((STATIC / "css").glob("admin*.css"))
CSS_BUDGET = 15 * 1024  # bytes, gzip, as served: one sheet, and the one of a draft's preview
PANEL_BUDGET = 3 * 1024
JS_BUDGET = 5 * 1024
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
PHYSICAL = re.compile(
    r"(?:^|[;{\s])(?:"
    r"(?:margin|padding|border|scroll-margin|scroll-padding)-(?:left|right)(?:-\w+)*\s*:"
    r"|border-(?:top|bottom)-(?:left|right)-radius\s*:"
    r"|(?:left|right)\s*:"
    r"|(?:float|clear|text-align)\s*:\s*(?:left|right)\b"
    r")"
)
ADDRESS = re.compile(r"(?:url\(|@import\s+)\s*[\"']?((?:https?:)?//[^\"')]*|data:[^\"')]*)")


def weight(text):
    return len(gzip.compress(text, 9))


def compressed(paths):
    return sum(weight(path.read_bytes()) for path in paths)


def the_one_sheet():
    """What a visitor gets: `collectstatic` puts the parts into one file, then compresses it."""
    here = FileSystemStorage(STATIC)
    names = [path.relative_to(STATIC).as_posix() for path in SHEETS]
    return bundle({name: (here, name) for name in names})


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_knows_no_left_or_right(sheet):
    assert PHYSICAL.findall(COMMENT.sub("", sheet.read_text(encoding="utf-8"))) == []


@pytest.mark.parametrize("sheet", SHEETS, ids=lambda path: path.name)
def test_a_sheet_asks_nobody_else(sheet):
    assert ADDRESS.findall(COMMENT.sub("", sheet.read_text(encoding="utf-8"))) == []


def test_style_sheets_are_small():
    assert weight(the_one_sheet()) + compressed([STATIC / "css" / "preview.css"]) <= CSS_BUDGET
    assert compressed(PANEL) <= PANEL_BUDGET


def test_all_scripts_together_are_small():
    assert compressed((STATIC / "js").rglob("*.js")) <= JS_BUDGET


@pytest.mark.parametrize(
    "rule",
    ["a{margin-left:1px}", "a { left: 0 }", "a{text-align:right}", "a{border-top-left-radius:1px}"],
)
def test_the_search_for_directions_finds_them(rule):
    assert PHYSICAL.search(rule)


@pytest.mark.parametrize(
    "rule", ["a{margin-inline-start:1px}", ".left:hover{}", "a{text-align:start}"]
)
def test_the_search_for_directions_finds_nothing_else(rule):
    assert not PHYSICAL.search(rule)
