"""Several servers on one database: what an editor has done is true in the next answer of each.

Real gunicorn, real processes, both databases. What a list should have is found by a loop over the
records, in the editor's own process.
"""

import csv
import io
import os
import re
import time
from random import Random
from urllib.parse import urlencode

import pytest

from tests.workers.site import Site

QUESTIONS = [
    {"kind": ["ngo"], "sort": "name"},
    {"kind": ["union"], "sort": "updated", "rating": ["-closed"]},
    {"kind": ["ngo", "union"], "sort": "founded", "region": ["150"]},
    {"kind": ["ngo"], "sort": "verified", "country": ["GR", "-NO"]},
    {"kind": ["ngo", "union"], "sort": "name", "q": ["okapi"], "rating": ["open", "not_rated"]},
    {"kind": ["union"], "sort": "founded", "founded_from": "1988", "scope": ["local"]},
]


@pytest.fixture(scope="module")
def blank(tmp_path_factory):
    made = Site(tmp_path_factory.mktemp("blank"), os.environ["DATABASE_URL"])
    yield made
    made.close()


@pytest.fixture
def site(blank, tmp_path):
    made = Site(tmp_path, os.environ["DATABASE_URL"], like=blank)
    yield made
    made.close()


def on_page(server, question):
    """What a server says: permanent ids in order, from the file, and the counts on the page."""
    query = urlencode(question, doseq=True)
    rows = csv.DictReader(io.StringIO(server.get(f"/organisations.csv?{query}"), newline=""))
    html = server.get(f"/organisations/?{query}")
    counts = {
        facet: {
            value: int(number.replace(",", ""))
            for value, number in re.findall(
                rf'name="{facet}" value="-?(\w+)".*?facet__count">([\d,]+)<', html, re.DOTALL
            )
            if number != "0"
        }
        for facet in ("country", "rating")
    }
    return {"ids": [row["public_id"] for row in rows], "counts": counts}


def agree(editor, servers, question, after=""):
    expected = editor.do("ask", question=question)
    for server in servers:
        assert on_page(server, question) == expected, (question, after)


@pytest.mark.timeout(240)
def test_what_an_editor_does_is_true_in_the_next_answer_everywhere(site):
    editor, colleague = site.editor(), site.editor()
    editor.do("make", seed=1, count=120)
    servers = [site.serve(1), site.serve(1), site.serve(2)]
    random = Random(1)
    colleague.begin("churn", seed=2, seconds=8)
    for number in range(20):
        done = editor.do("edit", seed=number)
        agree(editor, servers, random.choice(QUESTIONS), done)
    assert colleague.done() > 10
    editor.do("rebuild")
    for question in QUESTIONS:
        agree(editor, servers, question, "rebuild")


@pytest.mark.timeout(240)
def test_workers_killed_while_they_load_leave_nothing_false_behind(site):
    editor, colleague = site.editor(), site.editor()
    editor.do("make", seed=3, count=120)
    server = site.serve(2)
    colleague.begin("churn", seed=4, seconds=6)
    random = Random(5)
    for number in range(6):
        server.kill_a_worker(number % 2)
        time.sleep(random.random() / 4)
        server.kill_a_worker(0)
        done = editor.do("edit", seed=number)
        agree(editor, [server], random.choice(QUESTIONS), done)
    colleague.done()
    for question in QUESTIONS:
        agree(editor, [server, server], question)


@pytest.mark.timeout(240)
def test_an_import_killed_in_the_middle_is_whole_up_to_where_it_came(site):
    editor, importer = site.editor(), site.editor()
    editor.do("make", seed=6, count=40)
    server = site.serve(2)
    importer.begin("generate", seed=7, count=20_000)
    before = editor.do("total")
    while editor.do("total") < before + 300:
        time.sleep(0.05)
    importer.kill()
    site.opened.remove(importer)
    for reader in (server, site.serve(1)):  # one that was there, and one started afterwards
        rows = reader.get("/organisations.csv").count("\r\n") - 1
        assert rows == editor.do("total") < before + 20_000
    agree(editor, [server], {"kind": ["ngo"], "sort": "updated"})
    editor.do("rebuild")
    assert server.get("/organisations.csv").count("\r\n") - 1 == editor.do("total")


def test_a_list_killed_in_the_middle_has_changed_nothing_and_can_be_imported_again(site):
    editor, importer = site.editor(), site.editor()
    number = editor.do("bring", count=4000)
    importer.begin("apply_list", number=number)
    while editor.do("applied", number=number)[1] < 1000:
        time.sleep(0.02)
    importer.kill()
    site.opened.remove(importer)
    state, _done, there = editor.do("applied", number=number)
    assert (state, there) == ("importing", 0)
    assert editor.do("apply_list", number=number) == "imported"
    assert editor.do("applied", number=number)[2] == 4000
