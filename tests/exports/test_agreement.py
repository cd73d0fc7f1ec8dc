"""The law of lists: the page, its files, its feed and its count say the same, whatever is asked."""

import json
import re
from datetime import date
from itertools import count
from urllib.parse import unquote

import feedparser
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.cells import split, unguard
from orgs.choices import LegalStatus, NameKind, OrganisationKind, Scope
from orgs.columns import COLUMNS, Holds
from orgs.feeds import views
from orgs.models import Organisation
from orgs.search import index_later
from orgs.views.alternates import ORGANISATIONS
from tests.exports.forms import content, csv_rows, ids, sheet_rows
from tests.factories import NameFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

COUNTRIES = ["NO", "GR", "PK", "ER", "GL", "IT"]
FOCUS = ["migration-and-asylum", "legal-aid", "search-and-rescue", "gcm-13", "sdg-16"]
WORDS = ["rescue", "legal", "Sienos", "Ελλάδα", "مركز", "支援", "aid", "network"]

parameters = st.fixed_dictionaries(
    {},
    optional={
        "q": st.lists(
            st.sampled_from([*WORDS, '"legal aid"', "-aid", "lega", "reskue"]), max_size=2
        ).map(" ".join),
        "country": st.lists(st.sampled_from(COUNTRIES), max_size=3),
        "region": st.lists(st.sampled_from(["150", "039", "142", "002"]), max_size=2),
        "focus": st.lists(st.sampled_from(FOCUS), max_size=2),
        "rating": st.lists(
            st.sampled_from(["open", "obstructed", "closed", "not_rated"]), max_size=3
        ),
        "kind": st.lists(st.sampled_from(OrganisationKind.values[:4]), max_size=2),
        "scope": st.lists(st.sampled_from(Scope.values), max_size=2),
        "status": st.lists(st.sampled_from(LegalStatus.values), max_size=2),
        "as_of": st.sampled_from(["2017", "2021-06-30"]),
        "sort": st.sampled_from(["relevance", "name", "updated", "verified", "founded"]),
    },
)


@pytest.fixture
def filled(monkeypatch):
    """Sixty organisations that differ in everything that can be asked for, ties included."""
    monkeypatch.setattr(views, "MOST", 20)  # so that a feed has several pages
    with index_later():
        for number in range(60):
            organisation = OrganisationFactory(
                name=f"{WORDS[number % 8]} {WORDS[number % 5]} {number % 30}",
                kind=OrganisationKind.values[number % 4],
                scope=["", *Scope.values][number % 5],
                legal_status=["", *LegalStatus.values][number % 6],
                founded=["", "1999", "2017-05"][number % 3],
                headquarters_id=[None, *COUNTRIES][number % 7],
                countries=[COUNTRIES[number % 6], COUNTRIES[number % 4]],
                focus=[FOCUS[number % 5], FOCUS[number % 3]],
                summary="legal aid and rescue" if number % 2 else "",
                risk=["standard", "sensitive", "hidden"][number % 13 % 3],
                state="draft" if number % 11 == 0 else "published",
            )
            if number % 4 == 0:
                NameFactory(organisation=organisation, text=f"Aid {number}", kind=NameKind.FORMER)
    return dict(Organisation.objects.values_list("slug", "public_id"))


def pages(client, query):
    """The addresses on each page of the list, and the count in its heading."""
    for number in count(1):
        response = client.get("/organisations/", {**query, "page": number})
        assert response.status_code == 200
        found = re.findall(
            r'<h2[^>]*>\s*<a href="/organisations/([^"/]+)/"', response.content.decode()
        )
        yield found, response.context["listing"].count
        if not response.context["page"].has_next:
            return


def in_feed(client, query):
    """The permanent ids on all pages of the feed, in their order."""
    found, path, asked = [], "/organisations.atom", query
    while path:
        feed = feedparser.parse(client.get(path, asked).content)
        found += [entry.id.rpartition("/")[2] for entry in feed.entries]
        links = {link.rel: link.href for link in feed.feed.links}
        path, asked = links.get("next"), None  # its address has the query
    return found


@settings(max_examples=30, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(query=parameters)
def test_the_page_its_files_its_feed_and_its_count_agree(client, filled, query):
    found = list(pages(client, query))
    on_pages = [filled[unquote(slug)] for slugs, _count in found for slug in slugs]
    files = {
        suffix: content(client.get(f"/organisations.{suffix}", query))
        for suffix in ORGANISATIONS.suffixes
    }
    assert {total for _slugs, total in found} == {len(on_pages)}
    assert len(set(on_pages)) == len(on_pages)
    assert {suffix: ids(suffix, data) for suffix, data in files.items()} == dict.fromkeys(
        ORGANISATIONS.suffixes, on_pages
    )
    # unless asked otherwise, a feed has what changed last first
    newest = on_pages
    if "sort" not in query:
        data = content(client.get("/organisations.csv", {**query, "sort": "updated"}))
        newest = ids("csv", data)
        assert sorted(newest) == sorted(on_pages)
    assert in_feed(client, query) == newest
    assert json.loads(files["json"])["meta"]["count"] == len(on_pages)
    assert json.loads(files["geojson"])["meta"]["count"] == len(on_pages)


def test_every_form_says_the_same_of_each_organisation(client, filled):
    data = {
        suffix: content(client.get(f"/organisations.{suffix}", {"sort": "name"}))
        for suffix in ORGANISATIONS.suffixes
    }
    records = json.loads(data["json"])["organisations"]
    features = json.loads(data["geojson"])["features"]
    position = {"position_of"}
    assert [
        {name: value for name, value in one["properties"].items() if name not in position}
        for one in features
    ] == records
    for record, line, row in zip(
        records, csv_rows(data["csv"]), sheet_rows(data["xlsx"]), strict=True
    ):
        for column in COLUMNS:
            value, cell = record[column.name], unguard(line[column.name])
            assert value == (split(cell) if column.several else cell or None), column.name
            day = date.fromisoformat(cell) if cell and column.holds == Holds.DATE else None
            in_sheet = row[column.name]
            assert (in_sheet.date() if day else in_sheet or "") == (day or cell), column.name
