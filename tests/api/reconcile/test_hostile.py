"""Whatever is sent, the service answers, or says in words what was wrong."""

import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.api.reconcile import limits
from tests.api.reconcile.conftest import V0, V1, held_to, name
from tests.factories import OrganisationFactory
from tests.search.test_hostile import TEXTS

pytestmark = pytest.mark.django_db

JSON = "application/json"


def refused(answer, status=400) -> str:
    assert answer.status_code == status, answer.content
    assert answer["Content-Type"] == "application/problem+json"
    assert answer["Access-Control-Allow-Origin"] == "*"
    return held_to(V0, "problem", answer.json())["detail"]


def query(**fields) -> str:
    return json.dumps({"q0": fields})


DEEP = "[" * 100_000
NOT_JSON = ["", "x", "{", DEEP, '{"a":NaN}', "1" * 5000, '"\\ud800', "\x00", "{'a': 1}"]
BAD_BATCHES = [
    *("[]", "1", "null", '"text"', '{"q0": []}', '{"q0": null}', '{"q0": {}}'),
    query(query=[]),
    query(query={}),
    query(query="a" * (limits.TEXT + 1)),
    query(query="ﷺ" * (limits.TEXT // 10)),
    query(properties=[]),
    query(properties="x"),
    query(properties=["x"]),
    query(properties=[{}]),
    query(properties=[{"pid": "name"}]),
    query(properties=[{"pid": 1, "v": "x"}]),
    query(properties=[{"pid": "nothing", "v": "x"}]),
    query(properties=[{"pid": "name", "v": {}}]),
    query(properties=[{"pid": "name", "v": [[]]}]),
    query(properties=[{"pid": "name", "v": ["x"] * (limits.VALUES + 1)}]),
    query(properties=[{"pid": "name", "v": "x"}] * (limits.CONDITIONS + 1)),
    query(query="a", type="nothing"),
    query(query="a", type=[[]]),
    query(query="a", type=5),
    query(query="a", type_strict="never"),
    query(query="a", type_strict=[]),
    *(query(query="a", limit=limit) for limit in (0, -1, 1.5, True, "3", None, [])),
    '{"q0": {"query": "a", "limit": 1e999}}',
]
BAD_MATCHES = [
    *([], {}, {"queries": {}}, {"queries": [1]}, {"queries": [{}]}),
    *({"queries": [{"conditions": bad}]} for bad in ([], {}, ["x"], [{}], "x")),
    {"queries": [{"conditions": [{"matchType": "name"}]}]},
    {"queries": [{"conditions": [{"propertyValue": "x"}]}]},
    {"queries": [{"conditions": [{"matchType": "property", "propertyValue": "x"}]}]},
    *(
        {"queries": [{"conditions": [name("x", **bad)]}]}
        for bad in (
            {"matchType": "other"},
            {"matchQuantifier": "some"},
            {"matchQuantifier": []},
            {"required": "yes"},
            {"matchQualifier": "exact"},
        )
    ),
    {"queries": [{"conditions": [name("x")], "type": ["ngo"]}]},
    {"queries": [{"conditions": [name("x")], "limit": 0}]},
    {"queries": [{"conditions": [name("x")] * (limits.CONDITIONS + 1)}]},
]
BAD_EXTENSIONS = [
    *([], {}, {"ids": []}, {"ids": "x", "properties": []}, {"ids": [1], "properties": []}),
    {"ids": ["x"] * (limits.IDS + 1), "properties": []},
    {"ids": [], "properties": [{"id": "name"}] * (limits.PROPERTIES + 1)},
    *(
        {"ids": [], "properties": [bad]}
        for bad in (
            "name",
            {},
            {"id": 1},
            {"id": "nothing"},
            {"id": "name", "settings": []} | {"settings": [1]},
            {"id": "name", "settings": {"language": "xx"}},
            {"id": "name", "settings": {"language": []} | {"language": [1]}},
            {"id": "name", "settings": {"limit": -1}},
            {"id": "name", "settings": {"limit": "1" * 40}},
            {"id": "name", "settings": {"limit": True}},
        )
    ),
]


@pytest.mark.parametrize("field", ["queries", "extend"])
@pytest.mark.parametrize("text", NOT_JSON, ids=range(len(NOT_JSON)))
def test_what_is_not_json_is_refused(client, field, text):
    assert "JSON" in refused(client.post(V0, {field: text}))


@pytest.mark.parametrize("path", ["match", "extend"])
@pytest.mark.parametrize("text", [*NOT_JSON, b"\xff\xfe"], ids=range(len(NOT_JSON) + 1))
def test_what_is_not_json_is_refused_by_the_draft(client, path, text):
    assert "JSON" in refused(client.post(V1 + path, text, content_type=JSON))


@pytest.mark.parametrize("batch", BAD_BATCHES, ids=range(len(BAD_BATCHES)))
def test_a_batch_that_makes_no_sense_is_refused_in_words(client, batch):
    refused(client.post(V0, {"queries": batch}))
    refused(client.get(V0, {"queries": batch}))


@pytest.mark.parametrize("body", BAD_MATCHES, ids=range(len(BAD_MATCHES)))
def test_a_match_that_makes_no_sense_is_refused_in_words(ask, body):
    refused(ask.send("match", body))


@pytest.mark.parametrize("body", BAD_EXTENSIONS, ids=range(len(BAD_EXTENSIONS)))
def test_an_extension_that_makes_no_sense_is_refused_in_words(client, ask, body):
    refused(ask.send("extend", body))
    refused(client.post(V0, {"extend": json.dumps(body)}))


def test_the_sentence_says_where(client, ask):
    bad = {"q7": {"properties": [{"pid": "colour", "v": "red"}]}}
    detail = refused(client.post(V0, {"queries": json.dumps(bad)}))
    assert detail == (
        "queries.q7.properties[0]: there is no property 'colour'. "
        "Ask suggest/property for all of them."
    )
    bad = {"queries": [{"conditions": [name("x")]}, {"conditions": [name("x")], "limit": 0}]}
    assert refused(ask.send("match", bad)) == "queries[1].limit: a whole number from 1 up."


def test_more_queries_than_the_manifest_says_are_413(client, ask):
    batch = {f"q{n}": {"query": "a"} for n in range(limits.BATCH + 1)}
    assert "50" in refused(client.post(V0, {"queries": json.dumps(batch)}), 413)
    body = {"queries": [{"conditions": [name("a")]}] * (limits.BATCH + 1)}
    assert "50" in refused(ask.send("match", body), 413)


def test_more_values_than_can_be_compared_in_time_are_refused(client, ask):
    values = ["x"] * limits.VALUES
    batch = {f"q{n}": {"properties": [{"pid": "name", "v": values}] * 3} for n in range(40)}
    assert "2000 values" in refused(client.post(V0, {"queries": json.dumps(batch)}))
    body = {"queries": [{"conditions": [name(*values)] * 3}] * 40}
    assert "2000 values" in refused(ask.send("match", body))


def test_a_body_too_large_is_refused_before_it_is_read(client):
    assert client.post(V0, {"queries": "x" * 300_000}).status_code == 413


@pytest.mark.parametrize("body", ["", "a=b", "queries"])
def test_a_form_without_a_question_is_refused(client, body):
    form = "application/x-www-form-urlencoded"
    refused(client.post(V0, body, content_type=form))


@pytest.mark.parametrize(
    "kind", ["text/plain", JSON, "application/x-www-form-urlencoded; charset=latin-1"]
)
def test_another_content_type_is_no_form(client, kind):
    refused(client.post(V0, b'{"queries": {}}', content_type=kind))


def test_a_broken_multipart_form_is_refused(client):
    refused(client.post(V0, b"x", content_type="multipart/form-data; boundary=%"))
    refused(client.post(V0, b"x", content_type="multipart/form-data"))


def test_a_single_query_of_old_is_told_what_to_send(client):
    assert "queries" in refused(client.get(V0, {"query": "Harbour"}))


@pytest.mark.parametrize("base", [V0, V1])
@pytest.mark.parametrize(
    ("path", "asked"),
    [
        ("suggest/entity", {"prefix": "a" * 201}),
        *(
            (f"suggest/{what}", {field: value})
            for what in ("entity", "property", "type")
            for field, value in {
                "cursor": "-1",
                "offset": "x",
                "limit": "0",
            }.items()
        ),
        ("suggest/entity", {"cursor": "1001"}),
        ("suggest/entity", {"cursor": "9" * 5000}),
        ("suggest/entity", {"limit": "51"}),
        ("extend/propose", {"type": "nothing"}),
        ("extend/propose", {"limit": "0"}),
        ("preview", {}),
    ],
)
def test_an_address_that_makes_no_sense_is_refused_in_words(client, base, path, asked):
    refused(client.get(base + path, asked))


@pytest.mark.parametrize("text", TEXTS, ids=range(len(TEXTS)))
def test_any_text_anywhere_is_answered(client, ask, text):
    OrganisationFactory(name="Aid 人人 -x", countries=["GR"])
    batch = {text: {"query": text, "properties": []}}
    pids = ("name", "countries", "websites", "identifiers", "public_id", "kind", "summary")
    for pid in (*pids, "offices", "focus_areas", "languages"):
        batch[pid] = {"properties": [{"pid": pid, "v": text}]}
    batch["both"] = {"query": "Aid", "properties": [{"pid": pid, "v": text} for pid in pids]}
    assert client.post(V0, {"queries": json.dumps(batch)}).status_code in {200, 400, 413}
    extension = {"ids": [text], "properties": [{"id": "name"}]}
    assert ask.send("extend", extension).status_code == 200
    for base in (V0, V1):
        for path in ("suggest/entity", "suggest/property", "suggest/type"):
            sent = {"prefix": text.encode("utf-8", "replace")}
            assert client.get(base + path, sent).status_code in {200, 400}
        sent = {"id": text.encode("utf-8", "replace")}
        assert client.get(f"{base}preview", sent).status_code in {400, 404}


anything = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["query", "properties", "pid", "v", "type", "limit", "id", "conditions"]
            )
            | st.sampled_from(["matchType", "propertyValue", "queries", "ids", "settings"]),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=40, suppress_health_check=list(HealthCheck))
@given(anything)
def test_any_json_is_answered(client, body):
    text = json.dumps(body)
    for field in ("queries", "extend"):
        for sent in (text, json.dumps({"q0": body})):
            assert client.post(V0, {field: sent}).status_code in {200, 400}
    for path in ("match", "extend"):
        for sent in (text, json.dumps({"queries": [body]})):
            answer = client.post(V1 + path, sent, content_type=JSON)
            assert answer.status_code in {200, 400}
