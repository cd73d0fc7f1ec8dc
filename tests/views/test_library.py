"""The pages of the library: the list, and an item."""

import json

import pytest
from django.utils.html import strip_tags

from orgs.models import FocusArea, Resource
from tests.factories import (
    OBSTRUCTED,
    ContactPointFactory,
    OrganisationFactory,
    RatingFactory,
    ResourceFactory,
)

pytestmark = pytest.mark.django_db
LIST = "/library/"


def text(response) -> str:
    """The words of a page, one space between them."""
    assert response.status_code == 200
    page = response.content.decode()
    return " ".join(strip_tags(page[page.index("<main") :]).split())


def html(response) -> str:
    assert response.status_code == 200
    return response.content.decode()


def item(areas=(), countries=(), organisations=(), **facts) -> Resource:
    made = ResourceFactory(**facts)
    made.focus_areas.set(FocusArea.objects.filter(slug__in=areas))
    made.countries.set(countries)
    made.organisations.set(organisations)
    return made


def page_of(made: Resource) -> str:
    return f"/library/{made.slug}/"


# The list


def test_the_list_says_how_many_there_are_and_what_each_is(client):
    item(
        title="On the harbour",
        publisher="Harbour Aid",
        published_on="2024-05",
        summary="What arrived.",
        countries=["GR"],
        areas=["legal-aid"],
    )
    found = text(client.get(LIST))
    assert "1 item found" in found
    for words in ("Report, Harbour Aid, May 2024", "What arrived.", "Greece", "Legal aid"):
        assert words in found


def test_a_practice_says_on_the_list_who_submitted_it(client):
    item(kind="practice", submitted_by=OrganisationFactory(name="Water for all"))
    item(kind="practice", submitted_by=OrganisationFactory(name="Draft body", state="draft"))
    found = text(client.get(LIST))
    assert "Submitted by Water for all" in found
    assert "Draft body" not in found


def test_a_title_leads_to_the_page_of_the_item(client):
    made = item(title="On the harbour")
    assert f'href="{page_of(made)}"' in html(client.get(LIST))


def test_what_was_searched_is_marked_where_it_stands(client):
    item(title="On the harbour", summary="Boats in harbours.")
    found = html(client.get(LIST, {"q": "harbour"}))
    assert "<mark>harbour</mark>" in found
    assert "<mark>harbours</mark>" in found


def test_items_stand_side_by_side_when_asked_for(client):
    item()
    assert 'class="entries-grid"' in html(client.get(LIST, {"view": "grid"}))
    assert 'class="entries-grid"' not in html(client.get(LIST))


@pytest.mark.parametrize(
    ("query", "said"),
    [
        ("view=shelf", "The view is “list” or “grid”."),
        ("kind=book", "kind: “book” is not one of its values."),
        ("focus=gcm-13", "focus: “gcm-13” is not one of its values."),
        ("year=21", "year: “21” is not one of its values."),
        ("country=Greece", "country: “GREECE” is not one of its values."),
        ("language=%25", "language: “%” is not one of its values."),
        ("publisher=" + "x" * 301, "publisher"),
        ("organisation=CSD-0000", "organisation: “CSD-0000” is no permanent id."),
        ("q=" + "x" * 201, "q: write at most 200 characters"),
        ("page=0", "page: write the number of a page"),
        ("sort=size", "sort: “size” is not one of its values."),
        ("&".join(f"year={year}" for year in range(1950, 1991)), "choose at most 40 values"),
    ],
)
def test_what_makes_no_sense_is_refused_in_plain_words(client, query, said):
    for path in (LIST, "/library.csv", "/library.atom"):
        response = client.get(f"{path}?{query}")
        if path == LIST or not query.startswith("view"):
            assert response.status_code == 400
            assert said in response.content.decode().replace("&#x27;", "'")


def test_a_chosen_filter_can_be_taken_away_and_all_of_them_at_once(client):
    item(kind="report", countries=["GR"])
    found = html(client.get(LIST, {"kind": "report", "country": "GR", "q": "report"}))
    assert 'href="?kind=report&amp;q=report"' in found
    assert 'href="?q=report">Clear filters' in found


def test_the_files_and_the_feed_of_a_list_keep_its_filters(client):
    found = html(client.get(LIST, {"kind": "report", "view": "grid", "page": "1"}))
    for address in ("/library.csv?kind=report", "/library.xlsx?kind=report", "/library.atom?kind"):
        assert f'href="{address}' in found


def test_an_empty_list_says_what_to_try(client):
    found = text(client.get(LIST, {"q": "zzzz", "kind": "event"}))
    assert "0 items found" in found
    assert "Search without the filters" in found
    assert "See the whole library" in found


def test_a_page_too_far_says_which_is_the_last(client):
    item()
    assert "There is no page 7: the last one is 1." in text(client.get(LIST, {"page": "7"}))


def test_long_lists_go_on_page_by_page(client):
    ResourceFactory.create_batch(26)
    assert html(client.get(LIST, {"page": "2"})).count('<article class="entry') == 1
    assert 'rel="next" href="?page=2"' in html(client.get(LIST))


def test_a_list_takes_as_many_queries_for_many_as_for_few(client, django_assert_num_queries):
    organisation = OrganisationFactory(name="Harbour Aid")
    for number in range(12):
        item(
            submitted_by=organisation,
            organisations=[organisation],
            countries=["GR", "IT"],
            areas=["legal-aid", "gcm-13", "sdg-10"],
            published_on=str(2010 + number),
        )
    client.get(LIST)
    with django_assert_num_queries(20):
        client.get(LIST)
    with django_assert_num_queries(23):
        client.get(LIST, {"organisation": organisation.public_id, "kind": "report", "q": "report"})


def test_an_organisation_among_the_filters_stands_in_its_own_direction(client):
    one = OrganisationFactory(name="عون المرفأ", name_language="ar")
    item(submitted_by=one)
    page = html(client.get(LIST, {"organisation": one.public_id}))
    assert '<span class="chips__word" lang="ar" dir="rtl">' in page
    assert '<span class="facet__word" lang="ar" dir="rtl">' in page


def test_a_filtered_list_is_not_for_search_engines(client):
    assert "noindex" in html(client.get(LIST, {"kind": "report"}))
    assert "noindex" not in html(client.get(LIST))


def test_what_is_written_is_on_the_list_in_the_next_request(client):
    client.get(LIST)
    made = item(title="Brand new")
    assert "Brand new" in text(client.get(LIST))
    made.delete()
    assert "Brand new" not in text(client.get(LIST))


# An item


def test_an_item_says_what_it_is_and_where_it_can_be_read(client):
    made = item(
        title="On the harbour",
        kind="practice",
        publisher="Harbour Aid",
        published_on="2024-05-06",
        language="el",
        url="https://example.org/harbour?a=1",
        summary="What arrived.",
        source_title="A collection",
        source_url="https://example.org/collection",
        submitted_by=OrganisationFactory(name="Water for all", slug="water"),
        areas=["legal-aid", "gcm-13", "sdg-10"],
        countries=["GR"],
    )
    response = client.get(page_of(made))
    words = text(response)
    for said in ("Practice", "6 May 2024", "Greek", "What arrived.", "A collection", "GCM 13"):
        assert said in words
    page = html(response)
    assert 'href="https://example.org/harbour?a=1" rel="noopener noreferrer nofollow"' in page
    assert 'href="/organisations/water/"' in page
    for link in ("/focus/legal-aid/", "/focus/gcm-13/", "/focus/sdg-10/", "/countries/gr/"):
        assert f'href="{link}"' in page
    assert '<bdi class="name" lang="el" dir="ltr">On the harbour</bdi>' in page


def test_an_event_says_when_and_where(client):
    made = item(kind="event", occurs_on="2026-12-01", place="Geneva")
    assert "Event, 1 December 2026, Geneva" in text(client.get(page_of(made)))


def test_an_item_without_an_address_says_so(client):
    assert "No address is known here" in text(client.get(page_of(item())))


def test_an_item_names_only_organisations_that_are_public(client):
    shown = OrganisationFactory(name="Shown body")
    draft = OrganisationFactory(name="Draft body", state="draft")
    made = item(organisations=[shown, draft], submitted_by=draft)
    words = text(client.get(page_of(made)))
    assert "Shown body" in words
    assert "Draft body" not in words


@pytest.mark.parametrize("end", ["/", ".json", ".bib", ".ris"])
def test_an_item_that_is_not_public_is_the_same_as_none(client, end):
    hidden = item(organisations=[OrganisationFactory(risk="hidden")], title="Of the hidden")
    draft = item(state="draft")
    for slug in (hidden.slug, draft.slug, "none"):
        assert client.get(f"/library/{slug}{end}").status_code == 404


def test_an_item_as_json_is_its_row_of_the_list(client):
    made = item(title="On the harbour", countries=["GR"])
    one = client.get(f"/library/{made.slug}.json").json()
    assert one["item"] == json.loads(b"".join(client.get("/library.json")))["library"][0]
    assert one["meta"]["count"] == 1


def test_an_item_is_cited_as_it_was_published(client):
    made = item(
        title="On the harbour",
        publisher="Harbour Aid & friends",
        published_on="2024-05",
        url="https://example.org/a",
    )
    words = text(client.get(page_of(made)))
    assert "Harbour Aid &amp; friends. (May 2024). On the harbour. Retrieved" in words
    bib = client.get(f"/library/{made.slug}.bib").content.decode()
    assert "author = {{Harbour Aid \\& friends}}" in bib
    assert "month = may" in bib
    ris = client.get(f"/library/{made.slug}.ris").content.decode()
    assert "AU  - Harbour Aid & friends" in ris
    assert "DA  - 2024/05//" in ris


def test_a_citation_without_a_date_says_that_there_is_none(client):
    made = item(publisher="Harbour Aid")
    assert "Harbour Aid. (n.d.)." in text(client.get(page_of(made)))
    assert "year" not in client.get(f"/library/{made.slug}.bib").content.decode()
    assert "PY  -" not in client.get(f"/library/{made.slug}.ris").content.decode()


def test_what_nobody_is_known_to_have_published_is_cited_as_it_stands_here(client):
    made = item(title="On the harbour", url="https://example.org/a")
    ris = client.get(f"/library/{made.slug}.ris").content.decode()
    assert "AU  - Civil Society Directory" in ris
    assert f"UR  - http://127.0.0.1:8000/library/{made.slug}/" in ris


def test_a_page_of_an_item_takes_as_many_queries_for_many_organisations(
    client, django_assert_num_queries
):
    organisations = OrganisationFactory.create_batch(6)
    areas = ["legal-aid", "gcm-13", "sdg-10"]
    facts = {
        "submitted_by": organisations[0],
        "organisations": organisations,
        "areas": areas,
        "countries": ["GR", "IT", "RS"],
    }
    report, interview = item(**facts), item(kind="interview", **facts)
    with django_assert_num_queries(6):
        client.get(page_of(report))
    with django_assert_num_queries(7):
        client.get(page_of(interview))


# Civic space then and now


def test_an_item_says_how_civic_space_was_rated_then_and_now(client):
    RatingFactory(country_id="GR", rating="narrowed", effective_on="2017", source_name="Monitor A")
    RatingFactory(country_id="GR", rating="repressed", effective_on="2026", source_name="Monitor B")
    made = item(kind="interview", published_on="2018-03", countries=["GR"])
    assert (
        "Civic space in Greece was rated narrowed at the time (Monitor A, 2017); now it is rated "
        "repressed (Monitor B, 2026)."
    ) in text(client.get(page_of(made)))


def test_a_rating_names_its_source_and_how_it_is_known(client):
    RatingFactory(
        country_id="GR",
        rating="repressed",
        effective_on="2026",
        basis="map",
        source_url="https://example.org/ratings",
    )
    page = html(client.get(page_of(item(countries=["GR"], published_on="2026"))))
    assert 'href="https://example.org/ratings" rel="noopener noreferrer nofollow"' in page
    assert "How it is known:" in page


def test_an_item_older_than_the_first_rating_says_that_there_was_none(client):
    made = item(kind="interview", published_on="1999", countries=[OBSTRUCTED])
    assert "No rating of that time is on record for Greece" in text(client.get(page_of(made)))


def test_an_item_without_a_date_has_the_ratings_of_now_only(client):
    made = item(kind="interview", countries=[OBSTRUCTED])
    words = text(client.get(page_of(made)))
    assert "only today’s ratings are given" in words
    assert "Civic space in Greece is rated obstructed" in words


def test_a_country_nobody_has_rated_has_nothing_to_tell(client):
    made = item(kind="interview", published_on="2020", countries=["GL"])
    assert "then and now" not in text(client.get(page_of(made)))


# Getting in touch


def test_an_interview_leads_to_the_public_ways_to_get_in_touch(client):
    one = OrganisationFactory(name="Harbour Aid")
    ContactPointFactory(organisation=one, value="https://harbour.example.org/")
    made = item(kind="interview", organisations=[one])
    assert 'href="https://harbour.example.org/"' in html(client.get(page_of(made)))


def test_an_interview_says_when_nobody_can_be_reached(client):
    made = item(kind="interview", organisations=[OrganisationFactory()])
    assert "None of the organisations involved says here how to reach it." in text(
        client.get(page_of(made))
    )


def test_the_ways_to_reach_who_is_not_public_are_not_given(client):
    draft = OrganisationFactory(state="draft")
    ContactPointFactory(organisation=draft, value="https://draft.example.org/")
    made = item(kind="interview", organisations=[draft])
    assert "draft.example.org" not in html(client.get(page_of(made)))


def test_a_report_has_no_ways_to_get_in_touch(client):
    one = OrganisationFactory()
    ContactPointFactory(organisation=one, value="https://harbour.example.org/")
    page = html(client.get(page_of(item(organisations=[one]))))
    assert "harbour.example.org" not in page


# The library on other pages


def test_other_pages_show_the_newest_items_and_lead_to_all(client):
    one = OrganisationFactory(slug="harbour-aid", focus=["legal-aid"])
    for number in range(12):
        facts = {"organisations": [one], "countries": ["GR"], "areas": ["legal-aid", "gcm-13"]}
        item(title=f"Number {number}", published_on=str(2000 + number), **facts)
    for path, link in {
        "/organisations/harbour-aid/": f"/library/?organisation={one.public_id}",
        "/countries/gr/": "/library/?country=GR",
        "/focus/legal-aid/": "/library/?focus=legal-aid",
        "/focus/gcm-13/": "/library/?objective=gcm-13",
    }.items():
        response = client.get(path)
        words = text(response)
        assert "Number 11" in words
        assert "Number 1," not in words.replace("Number 1 ", "Number 1,")
        assert "All 12 in the library" in words
        assert f'href="{link}"' in html(response)
        assert "12 items found" in text(client.get(link))


def test_an_area_has_the_items_of_its_parts(client):
    item(title="Part of it", areas=["search-and-rescue"])
    assert "Part of it" in text(client.get("/focus/migration-and-asylum/"))


def test_the_navigation_leads_to_the_library(client):
    assert '<a href="/library/">Library</a>' in html(client.get("/"))
