"""The stylesheet a visitor gets: in one piece, each part in its layer."""

import re
from pathlib import Path

import pytest
from django.conf import settings
from django.core.files.storage import FileSystemStorage

from directory.staticfiles import IMPORT, STYLESHEET, bundle

STATIC = Path(settings.BASE_DIR) / "static"
COMPONENTS = sorted((STATIC / "css" / "components").glob("*.css"))
PARTS = [name for name, _layer in IMPORT.findall((STATIC / STYLESHEET).read_text("utf-8"))]


def bundled(names):
    storage = FileSystemStorage(STATIC)
    return bundle({name: (storage, name) for name in names}).decode()


@pytest.fixture(scope="module")
def one_piece():
    return bundled([STYLESHEET, *(f"css/{name}" for name in PARTS)])


def test_nothing_is_left_to_import(one_piece):
    assert "@import" not in one_piece


def test_every_part_stands_in_its_layer(one_piece):
    assert len(re.findall(r"^@layer [a-z]+ \{$", one_piece, flags=re.MULTILINE)) == len(PARTS)


def test_every_component_is_imported_once():
    imported = sorted(name for name in PARTS if name.startswith("components/"))

    assert imported == [f"components/{sheet.name}" for sheet in COMPONENTS]


def test_a_missing_part_stops_the_start():
    with pytest.raises(KeyError):
        bundled([STYLESHEET])


@pytest.mark.parametrize("sheet", COMPONENTS, ids=lambda sheet: sheet.name)
def test_a_component_names_no_file(sheet):
    """Its paths would mean something else once it stands in main.css."""
    assert "url(" not in sheet.read_text("utf-8")


def test_the_letters_of_a_latin_page_stay_light():
    fonts = (STATIC / "fonts").glob("*.woff2")

    assert sum(font.stat().st_size for font in fonts) <= 30 * 1024
