"""Whatever is wrong, a programme is told in words, as RFC 9457 has it."""

from urllib.parse import quote

import pytest
from django.test import Client

from orgs.api.v1 import cursors, lists, views
from orgs.views.problems import Refused
from tests.api.v1.conftest import OPERATIONS, V1, problem_of
from tests.factories import OrganisationFactory
from tests.search.test_hostile import TEXTS
from tests.views.test_organisations import HOSTILE

pytestmark = pytest.mark.django_db

PATHS = {
    name: V1 + one.path.format(public_id="CSD-0000-0000-0", code="GR")
    for name, one in OPERATIONS.items()
}
EVERYWHERE = [V1, f"{V1}openapi.json", f"{V1}nothing", *PATHS.values()]


@pytest.mark.parametrize("path", EVERYWHERE)
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE", "TRACE"])
def test_nothing_can_be_sent(path, method):
    answer = Client(enforce_csrf_checks=True).generic(method, path)
    assert problem_of(answer, 405)["detail"] == "Ask with GET, HEAD, OPTIONS."
    assert answer["Allow"] == "GET, HEAD, OPTIONS"


@pytest.mark.parametrize("path", EVERYWHERE)
def test_any_site_may_ask_beforehand(client, path):
    answer = client.options(path)
    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == "*"
    assert not answer.cookies


@pytest.mark.parametrize("path", EVERYWHERE)
def test_head_says_the_same_without_the_content(client, path):
    asked, told = client.get(path), client.head(path)
    assert told.status_code == asked.status_code
    assert told.content == b""
    if asked.status_code == 200:
        assert told["ETag"] == asked["ETag"]


@pytest.mark.parametrize("accept", ["text/html", "application/xml", "text/csv, image/*"])
def test_who_wants_no_json_is_told_that_there_is_nothing_else(client, accept):
    problem_of(client.get(PATHS["organisations"], headers={"Accept": accept}), 406)


@pytest.mark.parametrize("accept", ["*/*", "application/*", "text/html, */*;q=0.1", "", ";;,"])
def test_who_takes_json_gets_it(client, accept):
    answer = client.get(PATHS["countries"], headers={"Accept": accept})
    assert answer.status_code in ({200, 406} if accept == ";;," else {200})


def test_an_address_that_is_none_says_where_to_begin(ask):
    assert "/api/v1/ says" in ask.refused("nothing", 404)
    assert "no slash" in ask.refused("organisations/", 404)


def test_the_first_address_has_a_slash(client):
    assert client.get("/api/v1")["Location"] == "/api/v1/"
    there = client.get(V1).json()["data"]
    assert {"organisations", "changes", "openapi", "page"} < there.keys()
    assert "organisation" not in there


def test_a_body_too_large_is_refused_before_it_is_read(client):
    answer = client.post(PATHS["organisations"], "x" * 300_000, content_type="text/plain")
    problem_of(answer, 413)


def test_a_nul_is_refused(client):
    problem_of(client.get(f"{V1}organisations?q=%00"), 400)
    problem_of(client.get(f"{V1}%00"), 400)


def test_a_fault_of_ours_is_a_problem_too(client, monkeypatch):
    def fails(sort):
        raise ZeroDivisionError

    monkeypatch.setattr(lists, "country_rows", fails)
    client.raise_request_exception = False
    answer = client.get(PATHS["countries"])
    assert problem_of(answer, 500)["detail"].startswith("The fault is ours")
    assert "no-store" in answer["Cache-Control"]


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("colour=red", "There is no parameter “colour” here. There are: q, exact"),
        ("q=", "q: write a value, or leave the parameter out."),
        ("q=a&q=b", "q: write it once."),
        ("fields=name,colour", "fields: there is no field “colour”. There are: public_id"),
        ("fields=%2C", "fields: there is no field “”"),
        ("lang=xx", "lang: one of en, fr"),
        ("limit=0", "limit: write a whole number from 1 to 100."),
        ("limit=101", "limit:"),
        ("limit=٣", "limit:"),
        ("limit=1.5", "limit:"),
        ("limit=" + "9" * 5000, "limit:"),
        ("cursor=x", "cursor: take it as it stands"),
        ("cursor=eyJ9:x", "cursor: take it as it stands"),
        ("country=QQ&kind=x", "country: “QQ” is not one of its values. kind: “x”"),
    ],
)
def test_what_makes_no_sense_is_refused_with_where_and_why(client, query, said):
    detail = problem_of(client.get(f"{V1}organisations?{query}"), 400)["detail"]
    assert said in detail


def test_a_cursor_is_good_for_its_own_question(ask, client):
    for number in range(3):
        OrganisationFactory(name=f"Aid {number}")
    following = ask.get("organisations", q="aid", limit=1)["next"]
    path = following.partition("/api")[2]
    assert client.get(f"/api{path}".replace("limit=1", "limit=2")).status_code == 200
    for before, after in [("q=aid", "q=aide"), ("q=aid&", ""), ("organisations?", "names?")]:
        answer = client.get(f"/api{path}".replace(before, after))
        assert "another question" in problem_of(answer, 400)["detail"]


def test_a_cursor_that_was_changed_is_refused():
    written = cursors.written("question", {"after": "x"})
    assert cursors.read(written, "question") == {"after": "x"}
    with pytest.raises(Refused):
        cursors.read(written[:-1] + ("A" if written[-1] != "A" else "B"), "question")


def test_what_is_held_is_not_sent_again(client):
    one = OrganisationFactory()
    for path in (*PATHS.values(), V1, f"{V1}openapi.json"):
        if path == PATHS["organisation"]:
            path = f"{V1}organisations/{one.public_id}"
        answer = client.get(path)
        again = client.get(path, headers={"If-None-Match": answer["ETag"]})
        assert (again.status_code, again.content) == (304, b""), path
        assert again["Access-Control-Allow-Origin"] == "*"
    etag = client.get(PATHS["organisations"])["ETag"]
    one.risk = "hidden"
    one.save()
    held = client.get(PATHS["organisations"], headers={"If-None-Match": etag})
    assert held.status_code == 200


def test_no_cookie_is_set_and_none_is_looked_at(client):
    client.cookies["sessionid"] = "x" * 32
    for path in EVERYWHERE:
        answer = client.get(path)
        assert not answer.cookies
        assert "Cookie" not in answer.get("Vary", "")


@pytest.mark.parametrize("query", HOSTILE)
@pytest.mark.parametrize("name", OPERATIONS)
def test_a_hostile_address_is_answered_or_refused(client, name, query):
    OrganisationFactory()
    answer = client.get(f"{PATHS[name]}?{query}")
    if answer.status_code != 200:
        problem_of(answer, 404 if answer.status_code == 404 else 400)


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_in_any_parameter_is_answered_or_refused(client, text):
    sent = text.encode("utf-8", "replace")
    for name, operation in OPERATIONS.items():
        for parameter in operation.all_parameters:
            answer = client.get(PATHS[name], {parameter.name: sent})
            assert answer.status_code in {200, 400, 404}
    for path in ("organisations/", "countries/", "nothing/"):
        answer = client.get(V1 + path + quote(sent))
        assert answer.status_code in {400, 404}


def test_every_operation_has_its_address():
    assert {path.name for path in views.addresses} >= {f"api_{name}" for name in OPERATIONS}
