"""What the filters of the library find, against a plain reading of every item; and that all forms
of a list agree.
"""

import json
import random
import re
from urllib.parse import unquote, urlencode

import pytest
from django.db import connection
from django.http import QueryDict
from django.test.utils import CaptureQueriesContext

from orgs import actions
from orgs.library import LibraryListing, parameter_of
from orgs.library import listing as module
from orgs.library.parameters import LABELS
from orgs.models import FocusArea, Resource
from orgs.text import words
from tests.exports.forms import content, csv_rows, sheet_rows
from tests.factories import OrganisationFactory, ResourceFactory, UserFactory

pytestmark = pytest.mark.django_db
KINDS = ["report", "interview", "event"]
AREAS = ["migration-and-asylum", "search-and-rescue", "legal-aid", "gcm-13", "gcm-8", "sdg-10"]
COUNTRIES = ["GR", "IT", "RS"]
PUBLISHERS = ["Harbour Aid", "ΑΘΗΝΑ Press", ""]
WORDS = ["Harbour", "éducation", "the", "rescue", "права", "水上救助"]


@pytest.fixture
def world():
    """Items with something of everything, by chance but the same every time."""
    chance = random.Random(7)
    organisations = [OrganisationFactory(name=f"Body {number}") for number in range(3)]
    draft = OrganisationFactory(state="draft")
    for number in range(40):
        item = ResourceFactory(
            title=" ".join(chance.choices(WORDS, k=3)),
            summary=" ".join(chance.choices(WORDS, k=4)),
            kind=chance.choice(KINDS),
            publisher=chance.choice(PUBLISHERS),
            language=chance.choice(["en", "pt-BR", ""]),
            published_on=chance.choice(["2019", "2020-05", "2020-05-01", ""]),
            occurs_on=chance.choice(["2026-01", ""]),
            submitted_by=chance.choice([*organisations, draft, None]),
            state="draft" if number % 10 == 0 else "published",
        )
        item.organisations.set(chance.sample([*organisations, draft], 2))
        item.countries.set(chance.sample(COUNTRIES, chance.randint(0, 2)))
        slugs = chance.sample(AREAS, chance.randint(0, 3))
        item.focus_areas.set(FocusArea.objects.filter(slug__in=slugs))
    return organisations


def listing(query="", **options) -> LibraryListing:
    return LibraryListing(QueryDict(query), language="en", **options)


def titles(query="") -> list[str]:
    return [item.title for item in all_of(listing(query))]


def all_of(found) -> list:
    """All that is selected, as files have it."""
    return [item for batch in found.batches() for item in batch]


# What a filter finds


def facts_of(item: Resource) -> dict[str, set[str]]:
    """Every value of every filter that an item has, read as plainly as possible."""
    areas = set()
    for area in item.focus_areas.all():
        while area:
            areas.add((parameter_of(area), area.slug))
            area = area.parent
    bodies = [*item.organisations.all(), *([item.submitted_by] if item.submitted_by else [])]
    year = (item.published_on or item.occurs_on)[:4]
    return {
        "kind": {item.kind},
        "country": {country.pk for country in item.countries.all()},
        "publisher": {item.publisher} - {""},
        "language": {item.language.lower()} - {""},
        "year": {year} - {""},
        "organisation": {one.public_id for one in bodies if one.state == "published"},
        **{
            name: {slug for parameter, slug in areas if parameter == name}
            for name in ("focus", "objective", "goal")
        },
    }


def is_found(item: Resource, asked: dict[str, list[str]], facts: dict[str, set[str]]) -> bool:
    spoken = words(f"{item.title} / {item.publisher} / {item.summary}")
    for word in words(" ".join(asked.get("q", []))):
        if not any(one.startswith(word) for one in spoken):
            return False
    filters = {name: values for name, values in asked.items() if name in LABELS}
    return all(facts[name] & set(values) for name, values in filters.items())


def queries(world) -> list[dict[str, list[str]]]:
    chance = random.Random(11)
    values = {
        "kind": KINDS,
        "country": COUNTRIES,
        "focus": ["migration-and-asylum", "search-and-rescue", "legal-aid"],
        "objective": ["gcm-13", "gcm-8"],
        "goal": ["sdg-10"],
        "organisation": [one.public_id for one in world],
        "publisher": PUBLISHERS[:2],
        "language": ["en", "pt-br"],
        "year": ["2019", "2020", "2026", "1999"],
        "q": ["harb", "EDUCATION", "права", "Body"],
    }
    found = [{}, *({name: [value]} for name, some in values.items() for value in some)]
    for _number in range(10):
        names = chance.sample(sorted(values), chance.randint(2, 3))
        found.append({n: chance.sample(values[n], min(len(values[n]), 2)) for n in names})
    return [{**one, "q": one["q"][:1]} if "q" in one else one for one in found]


def test_every_filter_finds_what_a_plain_reading_finds(world):
    items = [(item, facts_of(item)) for item in Resource.objects.published()]
    for asked in queries(world):
        expected = {item.pk for item, facts in items if is_found(item, asked, facts)}
        found = listing(urlencode(asked, doseq=True))
        assert found.problems == []
        assert {item.key for item in all_of(found)} == expected, asked
        assert found.count == len(expected), asked


def test_each_value_says_how_many_choosing_it_alone_would_find(world):
    for asked in queries(world):
        found = listing(urlencode(asked, doseq=True))
        for facet in found.facets:
            for option in facet.options:
                alone = {**asked, facet.name: [option.value]}
                assert listing(urlencode(alone, doseq=True)).count == option.count, (asked, option)


def test_every_value_that_finds_something_is_offered(world):
    offered = {(one.name, o.value) for one in listing().facets for o in one.options}
    for item in Resource.objects.published():
        facts = facts_of(item)
        assert {(name, value) for name, some in facts.items() for value in some} <= offered


def test_all_forms_of_a_list_have_the_same_items_in_the_same_order(client, world):
    for asked in queries(world)[::5]:
        for sort in ("newest", "updated", "title"):
            query = urlencode({**asked, "sort": sort}, doseq=True)
            page = client.get(f"/library/?{query}").content.decode()
            on_page = re.findall(r'entry__name"><a href="/library/([^/"]+)/"', page)
            rows = json.loads(content(client.get(f"/library.json?{query}")))
            in_json = [row["item"] for row in rows["library"]]
            in_csv = [r["item"] for r in csv_rows(content(client.get(f"/library.csv?{query}")))]
            in_xlsx = [r["item"] for r in sheet_rows(content(client.get(f"/library.xlsx?{query}")))]
            feed = client.get(f"/library.atom?{query}").content.decode()
            in_feed = re.findall(r"/library/([^/\"]+)/\"", feed)
            assert [unquote(one) for one in on_page] == in_json[:25], query
            assert in_csv == in_xlsx == in_json, query
            assert [unquote(one) for one in in_feed] == in_json, query
            assert rows["meta"]["count"] == len(in_json) == listing(query).count


# Searching


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("harb", True),
        ("HARBOUR reports", True),
        ('"safe harbour"', True),
        ('"harbour safe"', False),
        ("safe -boats", False),
        ("safe -ships", True),
        ("arbour", False),
        ("50%", True),
        ("elodie", True),
        ("!!!", False),
        ("Aid", True),
        ('"reports aid"', False),
    ],
)
def test_words_are_found_from_their_beginning_wherever_they_stand(query, found):
    ResourceFactory(title="Safe harbour reports", publisher="Aid", summary="50% boats by Élodie")
    assert listing(urlencode({"q": query})).count == found


def test_a_title_orders_as_it_is_read():
    for title in ("zebra", "Élan", "apple", "Elbe"):
        ResourceFactory(title=title)
    assert titles("sort=title") == ["apple", "Élan", "Elbe", "zebra"]


def test_the_newest_comes_first_and_the_undated_last():
    for day in ("2019", "", "2020-05", "2020-05-09"):
        ResourceFactory(title=day or "undated", published_on=day)
    assert titles() == ["2020-05-09", "2020-05", "2019", "undated"]


# Organisations and publishers


def test_who_must_not_be_found_narrows_the_list_to_nothing_as_does_nobody():
    hidden, draft = OrganisationFactory(risk="hidden"), OrganisationFactory(state="draft")
    ResourceFactory(submitted_by=hidden)
    ResourceFactory(submitted_by=draft)
    for one in (hidden, draft):
        found = listing(f"organisation={one.public_id}")
        assert found.count == 0
        assert [chip.label for chip in found.chips] == [one.public_id]
        [facet] = [facet for facet in found.facets if facet.name == "organisation"]
        assert [(option.label, option.count) for option in facet.options] == [(one.public_id, 0)]


def test_a_merged_organisation_leads_to_the_one_that_took_its_place():
    kept, lost = OrganisationFactory(name="Kept"), OrganisationFactory(name="Lost")
    ResourceFactory(submitted_by=lost)
    actions.merge(keep=kept, lose=lost, by=UserFactory(group="administrator"))
    found = listing(f"organisation={lost.public_id}")
    assert found.count == 1
    assert [chip.label for chip in found.chips] == ["Kept"]


def test_an_unknown_publisher_finds_nothing_and_stays_a_filter():
    ResourceFactory(publisher="-Harbour")
    assert listing("publisher=Nobody").count == 0
    assert [chip.label for chip in listing("publisher=-Harbour").chips] == ["-Harbour"]
    assert listing("publisher=-Harbour").count == 1


def test_a_filter_offers_its_most_frequent_values_and_those_chosen(monkeypatch):
    monkeypatch.setattr(module, "MOST_OPTIONS", 2)
    for number, times in (("a", 3), ("b", 2), ("c", 1), ("d", 1)):
        ResourceFactory.create_batch(times, publisher=number)
    facets = {one.name: one for one in listing("publisher=d").facets}
    assert [(o.value, o.count) for o in facets["publisher"].options] == [
        ("a", 3),
        ("b", 2),
        ("d", 1),
    ]


def test_no_part_of_a_tree_is_offered_without_its_whole(monkeypatch):
    monkeypatch.setattr(module, "MOST_OPTIONS", 1)
    part = FocusArea.objects.get(slug="search-and-rescue")
    ResourceFactory().focus_areas.add(part)
    facets = {one.name: one for one in listing().facets}
    assert [option.value for option in facets["focus"].options] == [part.parent.slug]


def test_a_part_of_a_part_is_counted_at_every_level():
    deep = FocusArea.objects.filter(parent__parent__isnull=False).first()
    ResourceFactory().focus_areas.add(deep, deep.parent)
    found = {o.value: o.count for f in listing().facets if f.name == "focus" for o in f.options}
    assert found == {deep.slug: 1, deep.parent.slug: 1, deep.parent.parent.slug: 1}


def test_a_list_goes_on_after_a_key_as_items_were_entered():
    first, second = ResourceFactory(kind="report"), ResourceFactory(kind="report")
    ResourceFactory(kind="event")
    assert [one.key for one in listing("kind=report").after(first.pk, 5)] == [second.pk]


def test_values_that_have_no_list_are_not_counted_as_one():
    assert len(listing()._values["year"]) == len(list(listing()._values["year"])) == 0


def test_texts_are_searched_once_however_many_filters_are_counted(world):
    found = listing("q=harbour+-nothing&kind=report")
    with CaptureQueriesContext(connection) as queries:
        assert found.facets
        assert found.page().hits

    assert sum(" LIKE " in query["sql"] for query in queries) == 1


def test_a_library_of_any_size_finds_the_same(world, monkeypatch):
    few = titles("q=harbour&country=GR")
    monkeypatch.setattr(module, "MOST_KEYS", 0)

    assert len(few) > 1
    assert titles("q=harbour&country=GR") == few
