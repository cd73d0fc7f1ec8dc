"""What the document about the five sources promises is there, with the demonstration data."""

import re
from pathlib import Path

import pytest

DOCUMENT = Path(__file__).resolve().parents[2] / "docs" / "sources.md"
PROMISED = sorted(set(re.findall(r"`(/[^`]*)`", DOCUMENT.read_text(encoding="utf-8"))))
LISTS = [one for one in PROMISED if "?" in one]


@pytest.mark.parametrize("address", PROMISED)
def test_an_address_of_the_document_is_there(client, loaded, address):
    assert client.get(address).status_code == 200


@pytest.mark.parametrize("address", LISTS)
def test_a_list_of_the_document_has_something_on_it(client, loaded, address):
    page = client.get(address).content.decode()
    assert re.search(r"<h1>[1-9]", page) or '<section class="section year"' in page


def test_an_interview_tells_the_rating_of_its_day_and_whom_to_ask(client, loaded):
    address = next(one for one in PROMISED if one.startswith("/library/greece"))
    page = client.get(address).content.decode()

    assert "Civic space then and now" in page
    assert "at the time" in page
    assert "x.com/rights360" in page


def test_a_press_release_links_whom_it_involves_and_what_it_supports(client, loaded):
    address = next(one for one in PROMISED if one.startswith("/library/lessons"))
    page = client.get(address).content.decode()

    assert 'href="/focus/gcm-' in page
    assert page.count('href="/organisations/') >= 3
