"""Organisations by the API: the same as on the pages, one part after the other."""

import csv
import io
import json

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pyroaring import BitMap

from orgs import actions
from orgs.api.v1 import organisations
from orgs.ids import format_public_id
from orgs.models import Organisation
from orgs.search.current import current
from tests.exports.forms import content, ids
from tests.exports.test_agreement import filled, parameters
from tests.factories import NameFactory, OrganisationFactory, UserFactory

__all__ = ["filled"]

pytestmark = pytest.mark.django_db


def public_ids(records) -> list[str]:
    return [one["public_id"] for one in records]


def queries(asking) -> int:
    current()
    with CaptureQueriesContext(connection) as captured:
        asking()
    return len(captured)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=parameters, limit=st.integers(1, 100))
def test_the_list_has_whom_the_page_and_its_files_have(client, ask, filled, query, limit):
    there = ids("csv", content(client.get("/organisations.csv", query)))
    query.pop("sort", None)
    query = {name: value for name, value in query.items() if value}
    found = list(ask.pages("organisations", limit=limit, fields="public_id", **query))
    records = [one for page in found for one in page["data"]]
    assert public_ids(records) == sorted(there)
    assert {page["meta"]["count"] for page in found} == {len(there)}
    assert public_ids(ask.all("names", limit=limit, **query)) == sorted(there)


def test_a_record_is_that_of_the_files(client, ask, filled):
    files = client.get("/organisations.json")
    records = {one["public_id"]: one for one in json.loads(content(files))["organisations"]}
    assert {one["public_id"]: one for one in ask.all("organisations")} == records


def test_nobody_is_left_out_and_nobody_comes_twice_while_the_list_changes(ask):
    there = [OrganisationFactory(name=f"Aid {n}") for n in range(9)]
    first, second, *rest = sorted(there, key=lambda one: one.public_id)
    editor = UserFactory(group="publisher")
    seen = []
    for number, page in enumerate(ask.pages("organisations", limit=2, q="aid")):
        seen += public_ids(page["data"])
        OrganisationFactory(name=f"Aid new {number}")
        if number == 0:
            actions.archive(record=rest[0], by=editor)
            Organisation.objects.get(pk=rest[1].pk).save()
            second.name = "Aid, renamed"
            second.save()
    kept = {one.public_id for one in there} - {rest[0].public_id}
    assert kept <= set(seen)
    assert len(seen) == len(set(seen))
    assert first.public_id == seen[0]


def test_a_page_costs_as_many_queries_whatever_is_on_it(ask):
    for number in range(12):
        OrganisationFactory(name=f"Aid {number}", countries=["GR", "IT"], focus=["legal-aid"])
    some = queries(lambda: ask.get("organisations", limit=2))
    assert some == 6
    assert queries(lambda: ask.get("organisations", limit=12)) == some
    few = queries(lambda: ask.get("names", limit=2))
    assert queries(lambda: ask.get("names", limit=12)) == few == 8
    one = Organisation.objects.first().public_id
    assert queries(lambda: ask.get("organisation", f"organisations/{one}")) == 5


def test_many_are_walked_in_the_same_order(monkeypatch):
    keys = [OrganisationFactory().pk for _ in range(12)]
    selected = BitMap(keys[::5])
    sorted_by_database = organisations.in_id_order(selected, "", 9)
    monkeypatch.setattr(organisations, "FEW", 0)
    monkeypatch.setattr(organisations, "_FIRST_STRETCH", 2)
    monkeypatch.setattr(organisations, "_LONGEST_STRETCH", 4)
    assert organisations.in_id_order(selected, "", 9) == sorted_by_database
    assert organisations.in_id_order(selected, sorted_by_database[0][0], 1) == [
        sorted_by_database[1]
    ]
    assert organisations.in_id_order(BitMap(keys), "", 12) == organisations.in_id_order(
        BitMap(keys), "", 99
    )


def test_only_the_fields_asked_for_come(ask):
    one = OrganisationFactory(name="Harbour Aid")
    found = ask.get("organisations", fields="name, public_id")
    assert found["data"] == [{"public_id": one.public_id, "name": "Harbour Aid"}]
    path = f"organisations/{one.public_id}"
    assert ask.get("organisation", path, fields="name")["data"] == {"name": "Harbour Aid"}


def test_a_search_says_what_it_searched_for(ask):
    OrganisationFactory(name="Harbour Rescue")
    assert ask.get("organisations", q="reskue")["meta"]["searched_for"] == "rescue"
    assert ask.get("organisations", q="reskue", exact=1)["data"] == []
    assert ask.get("organisations")["meta"]["searched_for"] is None


def test_places_are_named_in_the_language_asked_for(ask, client):
    OrganisationFactory(headquarters_id="GR")
    found = ask.get("organisations", lang="fr", fields="headquarters")
    assert found["data"] == [{"headquarters": "Grèce"}]
    assert found["meta"]["language"] == "fr"
    assert client.get("/api/v1/organisations?lang=ar")["Content-Language"] == "ar"


def test_names_of_every_kind_come_with_their_language(ask):
    one = OrganisationFactory(name="Harbour Aid", name_language="en")
    NameFactory(organisation=one, text="HA", kind="acronym", language="")
    NameFactory(organisation=one, text="Βοήθεια", kind="official", language="el")
    assert ask.get("names", id=one.public_id)["data"] == [
        {
            "public_id": one.public_id,
            "names": [
                {"text": "Harbour Aid", "language": "en", "kind": "name"},
                {"text": "HA", "language": None, "kind": "acronym"},
                {"text": "Βοήθεια", "language": "el", "kind": "official"},
            ],
        }
    ]


def test_an_id_is_read_as_people_write_it(ask):
    one = OrganisationFactory()
    typed = one.public_id.lower().replace("-", " ")
    assert ask.get("organisation", f"organisations/{typed}")["data"]["public_id"] == one.public_id


def test_the_id_of_a_merged_record_leads_on(ask, client):
    kept, lost = OrganisationFactory(), OrganisationFactory()
    actions.merge(keep=kept, lose=lost, by=UserFactory(group="publisher"))
    answer = client.get(f"/api/v1/organisations/{lost.public_id}?fields=name")
    assert answer.status_code == 301
    assert answer["Location"] == f"/api/v1/organisations/{kept.public_id}?fields=name"
    assert public_ids(ask.get("organisations", id=lost.public_id)["data"]) == [kept.public_id]


def test_a_mistyped_id_is_told_what_may_have_been_meant(ask, client):
    one = OrganisationFactory(name="Harbour Aid")
    last = "0" if one.public_id[-1] != "0" else "1"
    answer = client.get(f"/api/v1/organisations/{one.public_id[:-1]}{last}")
    assert answer.status_code == 404
    offers = answer.json()["offers"]
    assert {"public_id": one.public_id, "name": "Harbour Aid"} in offers


def test_who_is_hidden_is_the_same_as_nobody(client):
    hidden = OrganisationFactory(risk="hidden")
    archived = OrganisationFactory(state="archived")
    nobody = format_public_id(1)
    answers = [
        client.get(f"/api/v1/organisations/{one}")
        for one in (hidden.public_id, archived.public_id, nobody)
    ]
    assert {answer.status_code for answer in answers} == {404}
    assert len({answer.content for answer in answers}) == 1


def test_who_is_hidden_while_the_answer_is_made_is_not_in_it(ask, monkeypatch):
    one = OrganisationFactory()
    monkeypatch.setattr(organisations, "organisation_records", lambda keys, **how: iter(()))
    assert "mistyped" in ask.refused(f"organisations/{one.public_id}", 404)
    assert ask.get("organisations")["data"] == []


def test_a_deleted_record_is_gone(ask):
    one = OrganisationFactory()
    one.delete()
    assert "no longer listed" in ask.refused(f"organisations/{one.public_id}", 410)


def test_an_order_that_cannot_go_on_is_refused_with_where_it_is(ask):
    assert "/organisations.json?sort=name" in ask.refused("organisations", sort="name")
    assert "“next”" in ask.refused("names", page="2")


def test_what_is_wrong_with_a_filter_is_said_as_on_the_page(ask):
    assert ask.refused("organisations", country="QQ") == ("country: “QQ” is not one of its values.")
    assert ask.refused("organisations", q="a" * 300).startswith("q: write at most")


def test_the_csv_has_the_same_columns(client, ask):
    OrganisationFactory()
    header = next(csv.reader(io.StringIO(content(client.get("/organisations.csv")).decode())))
    assert list(ask.get("organisations")["data"][0]) == header
