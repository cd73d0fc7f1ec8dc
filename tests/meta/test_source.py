"""House rules of the Python source that the linter does not know."""

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SOURCES = sorted(
    path
    for folder in ("bench", "directory", "orgs", "tests")
    for path in (ROOT / folder).rglob("*.py")
    if not {"migrations", "node_modules"} & set(path.parts)
)
OURS = [path for path in SOURCES if path.relative_to(ROOT).parts[0] in {"directory", "orgs"}]
MAX_LINES = 420
SHOWN = {"verbose_name", "verbose_name_plural", "help_text", "label", "description"}
UNFINISHED = re.compile(r"\b(TODO|FIXME|XXX)\b|NotImplemented|mark\.(?:skip|xfail)|pytest\.skip")
# What a deployer can set: the readers of settings.py and gunicorn's.
READER = re.compile(r"\b(?:text|flag|number|words|address|origin|folder)\(\s*\"([A-Z_]+)\"")
ENVIRON = re.compile(r"os\.environ\.get\(\"([A-Z_]+)\"\)")


def name(path):
    return str(path.relative_to(ROOT))


def text_of(path):
    return path.read_text(encoding="utf-8")


def said_in_english_only(path):
    """Words for people that nobody can translate, each as `file:line: argument`."""
    return [
        f"{name(path)}:{keyword.value.lineno}: {keyword.arg}"
        for node in ast.walk(ast.parse(text_of(path)))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in SHOWN
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and keyword.value.value
    ]


def test_a_module_can_be_read_in_one_sitting():
    lines = {name(path): len(text_of(path).splitlines()) for path in SOURCES}

    assert {path: count for path, count in lines.items() if count > MAX_LINES} == {}


def test_a_module_says_what_it_is_for():
    silent = [
        name(path)
        for path in SOURCES
        if text_of(path).strip() and not ast.get_docstring(ast.parse(text_of(path)))
    ]

    assert silent == []


def test_nothing_is_left_unfinished():
    others = [path for path in SOURCES if path != Path(__file__)]
    found = {name(path): UNFINISHED.search(text_of(path)) for path in others}

    assert {path: match[0] for path, match in found.items() if match} == {}


def test_what_people_read_can_be_translated():
    # The command line speaks English.
    shown = [path for path in OURS if "commands" not in path.parts]

    assert [place for path in shown for place in said_in_english_only(path)] == []


def settable():
    settings = (ROOT / "directory" / "settings.py").read_text(encoding="utf-8")
    gunicorn = (ROOT / "gunicorn.conf.py").read_text(encoding="utf-8")
    return sorted({*READER.findall(settings), *ENVIRON.findall(gunicorn)})


@pytest.mark.parametrize("variable", settable())
def test_every_setting_is_explained_to_deployers(variable):
    assert f"`{variable}`" in (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("path", sorted((ROOT / "orgs" / "migrations").glob("0*.py")), ids=name)
def test_a_migration_does_the_same_whatever_the_program_becomes(path):
    """It may name the fields and validators of its tables, and runs nothing else of ours."""
    ours = re.findall(r"^(?:import|from) (orgs\S*)", path.read_text(encoding="utf-8"), re.MULTILINE)

    assert {module.split(".")[1] for module in ours} <= {"models", "validators"}
