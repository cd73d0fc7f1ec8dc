"""Focus areas: all of them, and the page of one."""

import pytest

from orgs.choices import RiskLevel
from orgs.models import FocusArea
from tests.factories import OBSTRUCTED, OrganisationFactory, ResourceFactory

pytestmark = pytest.mark.django_db

LIST_QUERIES = 2
DETAIL_QUERIES = 10


def text(response):
    return response.content.decode()


def test_every_scheme_has_its_areas(client):
    page = text(client.get("/focus/"))

    assert 'href="/focus/migration-and-asylum/"' in page
    assert "Global Compact for Migration objectives" in page
    assert "Sustainable Development Goals" in page


def test_an_area_shows_how_many_work_on_it(client):
    OrganisationFactory(focus=["legal-aid"])

    page = text(client.get("/focus/"))
    line = page[page.index('href="/focus/legal-aid/"') :].split("</a>")[0]

    assert '<span class="index__count">1</span>' in line


def test_a_hidden_organisation_is_not_counted(client):
    OrganisationFactory(focus=["legal-aid"], risk=RiskLevel.HIDDEN)

    page = text(client.get("/focus/"))
    line = page[page.index('href="/focus/legal-aid/"') :].split("</a>")[0]

    assert '<span class="index__count">0</span>' in line


def test_the_areas_take_a_constant_number_of_queries(client, django_assert_num_queries):
    OrganisationFactory(focus=["legal-aid", "search-and-rescue"])

    client.get("/focus/")  # the search takes note of what was written
    with django_assert_num_queries(LIST_QUERIES):
        client.get("/focus/")


def test_the_page_of_an_area_shows_who_works_on_it_and_where(client):
    OrganisationFactory(name="Harbour Aid", focus=["legal-aid"], headquarters_id=OBSTRUCTED)

    page = text(client.get("/focus/legal-aid/"))

    assert "Harbour Aid" in page
    assert "?focus=legal-aid&amp;country=GR" in page


def test_the_page_of_an_area_includes_its_parts(client):
    OrganisationFactory(name="Harbour Aid", focus=["search-and-rescue"])

    page = text(client.get("/focus/migration-and-asylum/"))

    assert 'href="/focus/search-and-rescue/"' in page
    assert "Harbour Aid" in page


def test_a_part_says_what_it_is_part_of(client):
    assert 'href="/focus/migration-and-asylum/"' in text(client.get("/focus/search-and-rescue/"))


def test_the_page_of_an_area_shows_what_the_library_has_on_it(client):
    resource = ResourceFactory(title="On legal aid")
    resource.focus_areas.set(OrganisationFactory(focus=["legal-aid"]).focus_areas.all())

    assert "On legal aid" in text(client.get("/focus/legal-aid/"))


def test_the_introduction_is_in_the_language_of_the_page(client):
    page = text(client.get("/fr/focus/gcm-13/"))

    assert '<div class="lede"><p>Enfermer des personnes' in page


def test_an_introduction_that_is_not_translated_says_that_it_is_english(client):
    FocusArea.objects.filter(slug="legal-aid").update(introduction_ar="")

    page = text(client.get("/ar/focus/legal-aid/"))

    assert '<div class="lede" lang="en" dir="ltr"><p>Free' in page


def test_the_page_shows_the_place_of_an_area_among_others_with_their_numbers(client):
    OrganisationFactory(focus=["asylum-procedures"])

    page = text(client.get("/focus/search-and-rescue/"))
    trail = page[page.index('class="breadcrumbs"') :].split("</nav>")[0]
    beside = page[page.index("What stands beside it") :].split("</details>")[0]
    line = beside[beside.index('href="/focus/asylum-procedures/"') :].split("</a>")[0]

    assert 'href="/focus/migration-and-asylum/"' in trail
    assert '<span class="index__count">1</span>' in line
    assert 'href="/focus/search-and-rescue/"' not in beside


def test_an_area_three_levels_down_stands_below_both_above_it(client):
    low = FocusArea.objects.filter(scheme="icnp", parent__parent__isnull=False).first()

    page = text(client.get(low.get_absolute_url()))
    trail = page[page.index('class="breadcrumbs"') :].split("</nav>")[0]

    top, middle = low.parent.parent.get_absolute_url(), low.parent.get_absolute_url()
    assert trail.index(f'href="{top}"') < trail.index(f'href="{middle}"')


def test_the_parts_of_an_area_stand_with_their_numbers(client):
    OrganisationFactory(focus=["search-and-rescue"])

    page = text(client.get("/focus/migration-and-asylum/"))
    parts = page[page.index("Parts of it") :]
    line = parts[parts.index('href="/focus/search-and-rescue/"') :].split("</a>")[0]

    assert '<span class="index__count">1</span>' in line


def test_countries_stand_with_their_ratings_and_numbers(client):
    OrganisationFactory(focus=["legal-aid"], headquarters_id=OBSTRUCTED)

    page = text(client.get("/focus/legal-aid/"))
    row = page[page.index('<th scope="row"><a href="/countries/gr/"') :].split("</tr>")[0]

    assert "Obstructed" in row
    assert '<a href="/organisations/?focus=legal-aid&amp;country=GR">1<' in row


def test_more_countries_than_the_table_has_are_counted(client):
    works_in = ["GR", "NO", "IT", "FR", "DE", "ES", "PT", "SE", "FI", "DK", "PL", "AT", "BE", "NL"]
    OrganisationFactory(focus=["legal-aid"], headquarters_id=None, countries=works_in)

    assert "2 more countries" in text(client.get("/focus/legal-aid/"))


def test_interviews_and_practices_stand_apart_from_what_was_published(client):
    for kind in ("practice", "report"):
        item = ResourceFactory(title=f"A {kind}", kind=kind)
        item.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))

    page = text(client.get("/focus/legal-aid/"))
    stories = page[page.index("Interviews and practices") : page.index("In the library")]

    assert "A practice" in stories
    assert "A report" not in stories


def test_the_library_of_an_area_has_what_concerns_its_parts_once(client):
    item = ResourceFactory(title="On two of its parts", kind="practice")
    item.focus_areas.set(FocusArea.objects.filter(slug__in=["search-and-rescue", "statelessness"]))

    page = text(client.get("/focus/migration-and-asylum/"))
    stories = page[page.index("Interviews and practices") :].split("</section>")[0]

    assert stories.count("On two of its parts") == 1


def test_what_is_new_has_organisations_and_items_the_latest_first(client):
    OrganisationFactory(name="Harbour Aid", focus=["legal-aid"])
    item = ResourceFactory(title="On the harbour")
    item.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))

    page = text(client.get("/focus/legal-aid/"))
    news = page[page.index("What is new") :].split("</section>")[0]

    assert news.index("On the harbour") < news.index("Harbour Aid")
    assert 'href="/focus/legal-aid.atom"' in news


def test_who_may_not_be_found_is_nowhere_on_the_page(client):
    before = text(client.get("/focus/legal-aid/"))
    hidden = OrganisationFactory(focus=["legal-aid"], headquarters_id="GR", risk=RiskLevel.HIDDEN)
    item = ResourceFactory(title="Of the hidden", kind="practice")
    item.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))
    item.organisations.add(hidden)

    assert text(client.get("/focus/legal-aid/")) == before


def test_the_page_of_an_area_takes_a_constant_number_of_queries(client, django_assert_num_queries):
    for _ in range(14):
        OrganisationFactory(focus=["legal-aid"])
        item = ResourceFactory(kind="practice")
        item.focus_areas.set(FocusArea.objects.filter(slug="legal-aid"))

    client.get("/focus/legal-aid/")  # the search takes note of what was written
    with django_assert_num_queries(DETAIL_QUERIES):
        client.get("/focus/legal-aid/")


@pytest.mark.parametrize("slug", ["nothing", "LEGAL-AID", "%F0%9F%98%80"])
def test_there_is_no_such_area(client, slug):
    assert client.get(f"/focus/{slug}/").status_code == 404


@pytest.mark.parametrize("path", ["/focus/", "/focus/legal-aid/"])
def test_areas_cannot_be_posted_to(client, path):
    assert client.post(path).status_code == 405
