"""The demonstration files as they stand, before anything loads them: no database, no Django."""

import json
import re
from collections import Counter
from pathlib import Path

import pytest

ORGS = Path(__file__).resolve().parents[2] / "orgs"
FILES = ("documents", "organisations", "contacts", "relations", "ratings", "resources")
PARTIAL_DATE = re.compile(r"\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?")
DATE_FIELDS = {"founded", "closed", "published_on", "occurs_on", "from_date", "to_date"}
DATE_FIELDS |= {"effective_on", "retrieved_on"}
KEY = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def read(folder: str, name: str) -> list[dict]:
    return json.loads((ORGS / folder / f"{name}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def demo() -> dict[str, list[dict]]:
    return {name: read("demo", name) for name in FILES}


@pytest.fixture(scope="module")
def organisation_keys(demo) -> set[str]:
    return {row["key"] for row in demo["organisations"]}


@pytest.fixture(scope="module")
def document_keys(demo) -> set[str]:
    return {row["key"] for row in demo["documents"]}


@pytest.mark.parametrize("name", ["documents", "organisations", "resources"])
def test_keys_are_unique_and_in_kebab_case(demo, name):
    keys = [row["key"] for row in demo[name]]
    assert len(keys) == len(set(keys))
    assert [key for key in keys if not KEY.fullmatch(key)] == []


def test_every_organisation_of_the_documents_is_there(demo):
    assert len(demo["organisations"]) >= 45


def test_no_two_organisations_share_a_name(demo):
    names = Counter()
    for row in demo["organisations"]:
        own = {row["name"].casefold()} | {name["text"].casefold() for name in row["names"]}
        names.update(own)
    assert [name for name, uses in names.items() if uses > 1] == []


def test_every_organisation_has_a_source_that_is_a_known_document(demo, document_keys):
    unsourced = [
        row["key"]
        for row in demo["organisations"]
        if not {source["document"] for source in row["sources"]} <= document_keys
        or not row["sources"]
    ]
    assert unsourced == []


def test_every_stated_fact_is_supported_by_a_source(demo):
    """A field that is filled in is named by at least one of the organisation's sources."""
    facts = ("name", "summary", "description", "scope", "founded", "headquarters", "countries")
    facts += ("names", "offices", "contact_points", "focus")
    unsupported = [
        (row["key"], fact)
        for row in demo["organisations"]
        for fact in facts
        if row[fact] and not any(fact in source["fields"] for source in row["sources"])
    ]
    assert unsupported == []


def test_summaries_are_present_and_short(demo):
    wrong = [row["key"] for row in demo["organisations"] if not 0 < len(row["summary"]) <= 300]
    assert wrong == []


def test_resources_are_described_and_come_from_a_known_document(demo, document_keys):
    wrong = [
        row["key"]
        for row in demo["resources"]
        if not row["summary"] or not row["title"] or row["document"] not in document_keys
    ]
    assert wrong == []


def test_every_reference_to_an_organisation_resolves(demo, organisation_keys):
    used = {row["organisation"] for row in demo["contacts"]}
    used |= {row[end] for row in demo["relations"] for end in ("from", "to")}
    for row in demo["resources"]:
        used |= {*row["organisations"], row["publisher_org"], row["submitted_by"]} - {""}
    assert used - organisation_keys == set()


def test_relations_and_ratings_name_known_documents(demo, document_keys):
    used = {key for row in demo["relations"] for key in row["sources"]}
    used |= {row["source"] for row in demo["ratings"]}
    assert used <= document_keys


def test_no_relation_is_stated_twice_or_with_itself(demo):
    links = Counter((row["kind"], *sorted((row["from"], row["to"]))) for row in demo["relations"])
    assert [link for link, uses in links.items() if uses > 1 or link[1] == link[2]] == []


def test_dates_are_iso_and_as_partial_as_they_are_known(demo):
    wrong = [
        (name, field, row[field])
        for name in FILES
        for row in demo[name]
        for field in DATE_FIELDS & row.keys()
        if row[field] and not PARTIAL_DATE.fullmatch(row[field])
    ]
    assert wrong == []


def test_only_events_have_a_day_and_a_place(demo):
    rows = [row for row in demo["resources"] if row["kind"] != "event"]
    assert [row["key"] for row in rows if row["occurs_on"] or row["place"]] == []


def test_countries_are_ones_the_directory_knows(demo):
    known = {row["code"] for row in read("reference", "countries")}
    used = {row["country"] for row in demo["ratings"]}
    used |= {row["office_country"] for row in demo["contacts"]}
    used |= {code for row in demo["resources"] for code in row["countries"]}
    for row in demo["organisations"]:
        used |= {row["headquarters"], *row["countries"]}
        used |= {office["country"] for office in row["offices"]}
    assert used - {""} <= known


def test_focus_areas_are_ones_the_directory_knows(demo):
    schemes = {"theme": "themes", "gcm": "gcm", "sdg": "sdg"}
    known = {
        f"{scheme}:{row['code']}"
        for scheme, file in schemes.items()
        for row in read("reference", file)
    }
    rows = demo["organisations"] + demo["resources"]
    assert {code for row in rows for code in row["focus"]} <= known


def test_no_country_is_rated_twice_for_the_same_date(demo):
    dated = Counter((row["country"], row["effective_on"]) for row in demo["ratings"])
    assert max(dated.values()) == 1


def test_contacts_are_invented_and_say_so(demo):
    wrong = [
        row["email"]
        for row in demo["contacts"]
        if not (
            row["marked_invented"]
            and row["name"].startswith("Example Person ")
            and row["role"].endswith("(invented)")
        )
    ]
    assert wrong == []


def test_every_email_address_anywhere_is_on_the_reserved_example_domain():
    text = "".join((ORGS / "demo" / f"{name}.json").read_text(encoding="utf-8") for name in FILES)
    domains = set(re.findall(r"[\w.+-]+@([\w-]+(?:\.[\w-]+)+)", text))
    assert domains == {"example.org"}


def test_social_accounts_and_websites_are_full_https_addresses(demo):
    addresses = [
        point["value"]
        for row in demo["organisations"]
        for point in row["contact_points"]
        if point["kind"] in {"website", "social", "form"}
    ]
    assert [value for value in addresses if not value.startswith("https://")] == []


def test_contacts_show_each_safety_rule_at_work(demo):
    """Consent given, not given, withdrawn; an open, an obstructed and a repressed country."""
    consents = [row["consent"] for row in demo["contacts"]]
    assert None in consents
    assert {row["withdrawn"] for row in consents if row} == {True, False}
    agreed = {
        row["office_country"]
        for row in demo["contacts"]
        if row["consent"] and not row["consent"]["withdrawn"]
    }
    assert {"LT", "GR", "PK"} <= agreed


@pytest.mark.parametrize(
    ("key", "name", "kind"),
    [
        ("collective-aid", "BelgrAid", "former"),
        ("humanrights360", "HR360", "acronym"),
        ("humanrights360", "Human Rights 360", "alias"),
        ("syrians-for-truth-and-justice", "سوريون من أجل الحقيقة والعدالة", "official"),
    ],
)
def test_the_other_names_people_search_for_are_kept(demo, key, name, kind):
    (row,) = [row for row in demo["organisations"] if row["key"] == key]
    assert (name, kind) in {(other["text"], other["kind"]) for other in row["names"]}
