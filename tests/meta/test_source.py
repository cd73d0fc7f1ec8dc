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


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_can_be_read_in_one_sitting(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_a_module_says_what_it_is_for(path):
    source = path.read_text(encoding="utf-8")

    assert not source.strip() or ast.get_docstring(ast.parse(source))


@pytest.mark.parametrize("path", [path for path in SOURCES if path != Path(__file__)], ids=name)
def test_nothing_is_left_unfinished(path):
    assert UNFINISHED.search(path.read_text(encoding="utf-8")) is None


@pytest.mark.parametrize("path", OURS, ids=name)
def test_what_people_read_can_be_translated(path):
    if "commands" in path.parts:
        return  # the command line speaks English
    plain = [
        f"line {keyword.value.lineno}: {keyword.arg}"
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call)
        for keyword in node.keywords
        if keyword.arg in SHOWN
        and isinstance(keyword.value, ast.Constant)
        and isinstance(keyword.value.value, str)
        and keyword.value.value
    ]

    assert plain == []


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
