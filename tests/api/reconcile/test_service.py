"""What the service says of itself, and what else it does: suggest, preview, extend."""

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.api.reconcile.properties import PROPERTIES
from orgs.choices import OrganisationKind
from orgs.columns import COLUMNS
from tests.api.reconcile.conftest import V0, V1, held_to
from tests.factories import ContactPointFactory, NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db
BOTH = pytest.mark.parametrize("version", [V0, V1])
SITE = "http://127.0.0.1:8000"


def path(address: str) -> str:
    assert address.startswith(SITE)
    return address.removeprefix(SITE)


# The manifest


@BOTH
@pytest.mark.parametrize("end", ["", "/"])
def test_the_manifest_is_as_its_version_says(client, version, end, django_assert_num_queries):
    with django_assert_num_queries(0):
        answer = client.get(version.rstrip("/") + end)
    held_to(version, "manifest", answer.json())
    assert answer["Content-Type"] == "application/json"
    assert client.head(version).status_code == 200


def test_the_manifest_of_0_2_leads_to_addresses_that_answer(client, harbour):
    manifest = client.get(V0).json()
    assert manifest["batchSize"] == 50
    for what in ("entity", "property", "type"):
        service = manifest["suggest"][what]
        assert client.get(path(service["service_url"] + service["service_path"])).status_code == 200
    service = manifest["extend"]["propose_properties"]
    address = path(service["service_url"] + service["service_path"])
    assert client.get(address, {"type": "organisation"}).status_code == 200
    preview = path(manifest["preview"]["url"].replace("{{id}}", harbour.public_id))
    assert client.get(preview).status_code == 200
    view = path(manifest["view"]["url"].replace("{{id}}", harbour.public_id))
    assert client.get(view).url == harbour.get_absolute_url()
    assert manifest["identifierSpace"] + harbour.public_id == SITE + view


def test_the_manifest_of_1_0_has_a_template_of_rfc_6570(client):
    manifest = client.get(V1).json()
    assert manifest["view"]["url"] == f"{SITE}/o/{{id}}"
    assert manifest["standardizedScore"] is True


def test_the_types_are_the_kinds_below_organisation(client):
    first, *kinds = client.get(V0).json()["defaultTypes"]
    assert first == {"id": "organisation", "name": "Organisation"}
    assert [one["id"] for one in kinds] == OrganisationKind.values
    assert all(one["broader"] == [first] for one in kinds)


def test_the_documentation_is_there(client):
    address, place = path(client.get(V0).json()["documentation"]).split("#")
    page = client.get(address).content.decode()
    assert f'id="{place}"' in page
    assert f">{SITE}{V0}</code>" in page


def test_the_properties_are_the_columns_of_the_files():
    assert list(PROPERTIES) == [column.name for column in COLUMNS]


# Suggestions


@BOTH
def test_organisations_are_suggested_by_the_beginning_of_a_name(ask, harbour, version):
    OrganisationFactory(name="Elsewhere", summary="At the harbour.")
    for typed in ("harb", "Συλλογ", "friends of", "HAC"):
        (one,) = ask.suggest("entity", version, prefix=typed)
        assert (one["id"], one["name"]) == (harbour.public_id, "Harbour Aid Collective")
        assert one["description"] == "HAC · NGO · Greece"
        assert one["notable"][0] == {"id": "ngo", "name": "NGO"}


def test_an_organisation_is_suggested_by_its_id(ask, harbour):
    OrganisationFactory()
    (one,) = ask.suggest("entity", prefix=harbour.public_id)
    assert one["id"] == harbour.public_id


@pytest.mark.parametrize("skip", ["cursor", "offset"])
@pytest.mark.parametrize("prefix", ["", "House"])
def test_suggestions_go_on_where_they_stopped(ask, skip, prefix):
    OrganisationFactory.create_batch(14, name="House of Refuge", headquarters_id=None)
    OrganisationFactory(name="عون", countries=["GR", "IT", "NO", "FR"], headquarters_id=None)
    first = ask.suggest("entity", prefix=prefix)
    second = ask.suggest("entity", prefix=prefix, **{skip: "10"})
    assert (len(first), len(second)) == (10, 4 if prefix else 5)
    assert not {one["id"] for one in first} & {one["id"] for one in second}
    assert len(ask.suggest("entity", prefix=prefix, limit="3")) == 3


def test_a_name_from_right_to_left_says_so(ask):
    OrganisationFactory(name="عون", countries=["GR", "IT", "NO", "FR"], headquarters_id=None)
    (one,) = ask.suggest("entity", V1, prefix="عون")
    assert (one["dir"], one["description"]) == ("auto", "NGO · France, Greece, Italy, …")


@BOTH
def test_properties_are_suggested_by_id_name_and_description(ask, version):
    def found(typed):
        return [one["id"] for one in ask.suggest("property", version, prefix=typed)]

    assert found("headq") == ["headquarters_code", "headquarters", "civic_space"]
    assert found("CODES")[:2] == ["country_codes", "focus_area_codes"]
    assert found("org-id.guide") == ["identifiers"]
    assert len(ask.suggest("property", version, prefix="", limit="50")) == len(COLUMNS)
    assert found("zzzz") == []


@BOTH
def test_types_are_suggested(ask, version):
    assert [one["id"] for one in ask.suggest("type", version, prefix="organ")] == [
        "organisation",
        "faith_based",
        "media",
    ]


# The preview


@BOTH
def test_a_preview_may_be_framed_by_anybody_and_runs_nothing(client, harbour, version):
    answer = client.get(f"{version}preview", {"id": harbour.public_id})
    page = answer.content.decode()
    for text in ("Harbour Aid Collective", "Aid at the harbour.", "NGO", "Greece", "2015"):
        assert text in page
    assert f'href="{SITE}/o/{harbour.public_id}"' in page
    assert "<script" not in page
    assert answer["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; font-src 'self'; base-uri 'none'; "
        "form-action 'none'; frame-ancestors *"
    )
    assert "X-Frame-Options" not in answer
    assert answer["Cross-Origin-Resource-Policy"] == "cross-origin"


def test_a_preview_without_headquarters_says_where_it_works(client):
    one = OrganisationFactory(headquarters_id=None, countries=["GR", "IT"])
    page = client.get(f"{V0}preview", {"id": one.public_id}).content.decode()
    assert "Greece, Italy" in page


def test_a_preview_is_escaped(client):
    one = OrganisationFactory(name="<b>bold</b>", summary="<script>alert(1)</script>")
    page = client.get(f"{V0}preview", {"id": one.public_id}).content.decode()
    assert "<b>" not in page
    assert "<script" not in page


def test_a_preview_of_nobody_may_be_framed_too(client):
    answer = client.get(f"{V0}preview", {"id": "CSD-0000-0000-0"})
    assert answer.status_code == 404
    assert "frame-ancestors *" in answer["Content-Security-Policy"]


def test_no_other_page_may_be_framed(client, harbour):
    for address in ("/", harbour.get_absolute_url(), V0, f"{V0}preview"):
        answer = client.get(address)
        assert "frame-ancestors 'none'" in answer["Content-Security-Policy"]
        assert answer["X-Frame-Options"] == "DENY"


# Values


def test_values_of_every_column_can_be_fetched(ask, harbour):
    harbour.verified_on = timezone.localdate()
    harbour.save()
    NameFactory(organisation=harbour, text="HA", kind="acronym")
    ContactPointFactory(organisation=harbour, kind="email", value="office@harbour.example.org")
    found = ask.extend([harbour.public_id], *PROPERTIES)
    assert [one["id"] for one in found["meta"]] == list(PROPERTIES)
    row = found["rows"][harbour.public_id]
    today = f"{timezone.localdate().isoformat()}T00:00:00Z"
    assert row["permalink"] == [{"str": f"{SITE}/o/{harbour.public_id}"}]
    assert row["acronyms"] == [{"str": "HAC"}, {"str": "HA"}]
    assert row["headquarters"] == [{"str": "Greece"}]
    assert row["country_codes"] == [{"str": "GR"}, {"str": "IT"}]
    assert row["civic_space"] == [{"str": "obstructed"}]
    assert row["focus_areas"] == [{"str": "Legal aid"}]
    assert row["identifiers"][0] == {"str": "GB-CHC-1122285"}
    assert row["verified_on"] == row["updated_on"] == [{"date": today}]
    assert row["emails"] == [{"str": "office@harbour.example.org"}]
    assert row["closed"] == row["phones"] == []


def test_an_organisation_without_headquarters_has_no_values_of_it(ask):
    one = OrganisationFactory(headquarters_id=None, countries=[])
    row = ask.extend([one.public_id], "headquarters", "civic_space", "focus_areas")["rows"]
    assert row[one.public_id]["headquarters"] == []
    assert row[one.public_id]["focus_areas"] == []


def test_settings_choose_the_language_and_how_many(ask, harbour):
    wanted = {"id": "countries", "name": "Countries", "settings": {"language": "fr", "limit": "1"}}
    plain = {"id": "headquarters", "settings": {"language": "zh-hans", "limit": 2.0}}
    row = ask.extend([harbour.public_id], wanted, plain)["rows"][harbour.public_id]
    assert row["countries"] == [{"str": "Grèce"}]
    assert row["headquarters"] == [{"str": "希腊"}]


def test_get_fetches_as_post_does(ask, harbour):
    asked = ([harbour.public_id], "name", {"id": "country", "settings": None})
    assert ask.extend(*asked, method="get") == ask.extend(*asked)


def test_the_draft_fetches_the_same_in_lists(ask, harbour):
    body = {"ids": [harbour.public_id, "none"], "properties": [{"id": "name"}, {"id": "scope"}]}
    found = held_to(V1, "extension", ask.send("extend", body).json())
    assert found["rows"] == [
        {
            "id": harbour.public_id,
            "properties": [
                {"id": "name", "values": [{"str": "Harbour Aid Collective"}]},
                {"id": "scope", "values": []},
            ],
        },
        {"id": "none", "properties": [{"id": "name", "values": []}, {"id": "scope", "values": []}]},
    ]
    assert found["meta"] == [{"id": "name", "name": "Name"}, {"id": "scope", "name": "Scope"}]


@BOTH
def test_every_column_is_proposed_for_every_type(client, version):
    def proposed(**asked):
        answer = client.get(f"{version}extend/propose", asked).json()
        return held_to(version, "proposal", answer)

    found = proposed(type="ngo")
    assert found["type"] == "ngo"
    assert [one["id"] for one in found["properties"]] == list(PROPERTIES)
    assert proposed()["type"] == "organisation"
    few = proposed(type="organisation", limit="3")
    assert (len(few["properties"]), few["limit"]) == (3, 3)


# Across the web


ADDRESSES = [
    *(V0, "/reconcile", V1, "/reconcile/v1", f"{V1}match", f"{V1}extend"),
    *(f"{base}suggest/{what}" for base in (V0, V1) for what in ("entity", "property", "type")),
    *(f"{base}{what}" for base in (V0, V1) for what in ("preview", "extend/propose")),
]


@pytest.mark.parametrize("address", ADDRESSES)
def test_any_site_may_ask_without_a_cookie(client, address):
    origin = {"Origin": "https://elsewhere.example.org"}
    asked = client.options(
        address,
        headers={
            **origin,
            "Access-Control-Request-Method": "POST",
            "Access-Control-Request-Headers": "content-type",
        },
    )
    assert asked.status_code == 204
    assert "Content-Type" in asked["Access-Control-Allow-Headers"]
    methods = asked["Access-Control-Allow-Methods"]
    assert methods == asked["Allow"]
    for method in ("GET", "POST", "HEAD", "PUT", "DELETE"):
        answer = client.generic(method, address, headers=origin)
        assert answer["Access-Control-Allow-Origin"] == "*"
        assert "Access-Control-Allow-Credentials" not in answer
        assert not answer.cookies
        assert (answer.status_code == 405) is (method not in methods)


def test_a_form_needs_no_token(settings, ask, harbour):
    from django.test import Client

    strict = type(ask)(Client(enforce_csrf_checks=True))
    assert strict.query("Harbour Aid Collective")
    assert strict.match({"matchType": "name", "propertyValue": "Harbour Aid Collective"})


def test_no_script_is_answered(client):
    """JSONP would let a page run what we send."""
    answer = client.get(V0, {"callback": "run"})
    assert answer["Content-Type"] == "application/json"
    held_to(V0, "manifest", answer.json())


@pytest.mark.parametrize("address", [V0, f"{V0}suggest/type", f"{V0}suggest/entity?prefix=h"])
def test_an_unchanged_answer_is_not_sent_again(client, harbour, address):
    first = client.get(address)
    assert first["Cache-Control"] == "public, max-age=0, must-revalidate"
    again = client.get(address, headers={"If-None-Match": first["ETag"]})
    assert again.status_code == 304
    assert again["Access-Control-Allow-Origin"] == "*"


def test_the_addresses_have_no_language(client):
    assert client.get("/fr/reconcile/").status_code == 404
    assert reverse("reconcile") == V0
