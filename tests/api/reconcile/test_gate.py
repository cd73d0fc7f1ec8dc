"""Who is not public is in no answer and changes none; who was merged is who took its place."""

import json

import pytest
from django.db.models import QuerySet

from orgs import actions
from orgs.ids import format_public_id
from orgs.matching.lookup import MOST_OF_A_KEY
from orgs.models import Organisation
from orgs.search.current import current
from tests.api.reconcile.conftest import V0, V1, name
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory, UserFactory

pytestmark = pytest.mark.django_db
NOT_PUBLIC = [{"risk": "hidden"}, {"state": "draft"}, {"state": "archived"}]
NOBODY = format_public_id(1)


def secret(**kept):
    one = OrganisationFactory(name="Zzcanary Refuge", kind="union", summary="zzcanary", **kept)
    NameFactory(organisation=one, text="ZZC", kind="acronym")
    ContactPointFactory(organisation=one, value="https://zzcanary.example.org/")
    one.identifiers.create(scheme_id="GB-CHC", value="7654321")
    return one


def everything(client, one) -> list[str]:
    """All that can be asked about an organisation; what was asked is not in the answers."""
    asked = ["Zzcanary Refuge", "Zzcanry Refuge", "zzcanary", "ZZC", "GB-CHC-7654321", "7654321"]
    asked += ["zzcanary.example.org", one.public_id]
    batch = {f"q{place}": {"query": text} for place, text in enumerate(asked)}
    batch["kind"] = {"properties": [{"pid": "kind", "v": "union"}]}
    batch["site"] = {"properties": [{"pid": "websites", "v": "zzcanary.example.org"}]}
    batch["id"] = {"properties": [{"pid": "public_id", "v": one.public_id}]}
    extend = {"ids": [one.public_id], "properties": [{"id": "name"}, {"id": "public_id"}]}
    conditions = [{"conditions": [name(text)]} for text in asked]
    answers = [
        client.post(V0, {"queries": json.dumps(batch)}),
        client.post(V0, {"extend": json.dumps(extend)}),
        client.post(f"{V1}match", {"queries": conditions}, content_type="application/json"),
        client.post(f"{V1}extend", extend, content_type="application/json"),
    ]
    for base in (V0, V1):
        answers.append(client.get(f"{base}preview", {"id": one.public_id}))
        typed = ["", *asked[:1], *asked[2:]]  # a slip is not forgiven while somebody types
        answers += [client.get(f"{base}suggest/entity", {"prefix": text}) for text in typed]
    return [answer.content.decode().replace(one.public_id, "THE ID") for answer in answers]


@pytest.mark.parametrize("kept", NOT_PUBLIC)
def test_who_is_not_public_is_nobody_in_every_answer(client, kept):
    OrganisationFactory(name="Open House")
    one = secret(**kept)
    with_it = everything(client, one)
    Organisation.objects.filter(pk=one.pk).delete()
    assert with_it == everything(client, one)
    assert not any("zzcanary" in answer.lower() for answer in with_it)


def test_who_is_public_is_in_all_of_them(client):
    one = secret()
    assert all("Zzcanary Refuge" in answer for answer in everything(client, one))


def test_the_gate_is_asked_even_when_the_index_is_wrong(client):
    one = secret()
    QuerySet(Organisation).update(risk="hidden")  # past everything that listens
    assert one.pk in current().everything
    assert not any("zzcanary" in answer.lower() for answer in everything(client, one))


def test_who_is_hidden_just_now_is_gone_in_the_next_answer(ask):
    one = secret()
    assert len(ask.query("Zzcanary Refuge")) == 1
    one.risk = "hidden"
    one.save()
    assert ask.query("Zzcanary Refuge") == []


def test_hidden_namesakes_make_no_match_doubtful_and_no_name_too_common(ask, monkeypatch):
    monkeypatch.setattr("orgs.matching.lookup.MOST_OF_A_KEY", 3)
    assert MOST_OF_A_KEY > 3
    one = OrganisationFactory(name="Coastal Refuge House")
    OrganisationFactory.create_batch(4, name="Coastal Refuge House", risk="hidden")
    (exact,) = ask.query("Coastal Refuge House")
    assert (exact["id"], exact["match"]) == (one.public_id, True)
    (near,) = ask.query("Refuge Coastal Huose")
    assert near["id"] == one.public_id


# Merged


@pytest.fixture
def merged():
    """(what the old ids were, the record that stays), over two merges."""
    by = UserFactory(group="publisher")
    first, second = OrganisationFactory(name="First"), OrganisationFactory(name="Second")
    stays = OrganisationFactory(name="Harbour Aid Collective")
    actions.merge(keep=second, lose=first, by=by)
    actions.merge(keep=stays, lose=second, by=by)
    return [first.public_id, second.public_id], stays


def test_an_old_id_is_matched_as_the_one_that_stays(ask, merged):
    for old in merged[0]:
        for found in (
            ask.query(old),
            ask.query(None, {"id": old}),
            ask.query("Harbour Aid Collective", {"permalink": f"http://testserver/o/{old}"}),
            ask.match(name(old)),
        ):
            assert [(one["id"], one["match"]) for one in found] == [(merged[1].public_id, True)]


def test_an_old_id_fetches_the_values_of_the_one_that_stays(ask, merged):
    rows = ask.extend([*merged[0], merged[1].public_id], "name", "public_id")["rows"]
    assert set(rows) == {*merged[0], merged[1].public_id}
    for row in rows.values():
        assert row["name"] == [{"str": "Harbour Aid Collective"}]
        assert row["public_id"] == [{"str": merged[1].public_id}]


@pytest.mark.parametrize("base", [V0, V1])
def test_an_old_id_is_suggested_previewed_and_viewed_as_the_one_that_stays(
    client, ask, merged, base
):
    old, stays = merged
    assert [one["id"] for one in ask.suggest("entity", base, prefix=old[0])] == [stays.public_id]
    page = client.get(f"{base}preview", {"id": old[0]})
    assert page.status_code == 200
    assert stays.public_id in page.content.decode()
    view = client.get(V0).json()["view"]["url"].replace("{{id}}", old[0])
    assert client.get(view.removeprefix("http://127.0.0.1:8000")).url == f"/o/{stays.public_id}"


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "archived"}])
def test_old_ids_lead_nowhere_when_the_one_that_stays_is_not_public(ask, merged, kept):
    for field, value in kept.items():
        setattr(merged[1], field, value)
    merged[1].save()
    assert ask.query(merged[0][0]) == []
    rows = ask.extend([merged[0][0], NOBODY], "name")["rows"]
    assert rows == {merged[0][0]: {"name": []}, NOBODY: {"name": []}}
