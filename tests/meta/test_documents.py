"""What the documents point at is there."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
ELSEWHERE = re.compile(r"[a-z]+:|#")


def targets(text: str) -> list[str]:
    """Files that links and images of a document point at, without the places within them."""
    return [link.split("#")[0] for link in LINK.findall(text) if not ELSEWHERE.match(link)]


@pytest.mark.parametrize("path", DOCUMENTS, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_file_a_document_points_at_exists(path):
    found = targets(path.read_text(encoding="utf-8"))

    assert [target for target in found if not (path.parent / target).exists()] == []


def test_links_and_images_are_found_and_addresses_are_not():
    text = "![A page](docs/a.png) [rules](b.md#two) [web](https://example.org/) [here](#below)"

    assert targets(text) == ["docs/a.png", "b.md"]
