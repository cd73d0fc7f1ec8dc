"""Every public page, looked at by a machine: accessibility, width, size of what is pressed."""

import pytest

from orgs.models import FocusArea
from tests.factories import (
    OBSTRUCTED,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
)

# Looks do not depend on the database; the journeys beside this run on both.
pytestmark = pytest.mark.once

PAGES = [
    "/",
    "/organisations/",
    "/organisations/?q=harbour&kind=ngo&country=GR",
    "/organisations/?view=table",
    "/organisations/?view=pick",
    "/organisations/?q=zzzzqqqq",
    "/organisations/?sort=nonsense",
    "/organisations/harbour-aid/",
    "/cite/?kind=network",
    "/embed/organisations/",
    "/embed/nothing/",
    "/countries/",
    "/countries/gr/",
    "/focus/",
    "/focus/legal-aid/",
    "/library/",
    "/library/?view=grid&kind=interview&q=harbour",
    "/library/?kind=event",
    "/library/harbour-talk/",
    "/ratings/changes/",
    "/coverage/",
    "/coverage/?region=150&rating=obstructed",
    "/data/",
    "/data/columns/",
    "/follow/?list=/organisations.atom%3Fcountry%3DGR",
    "/follow/?list=/nothing/",
    "/follow/sent/",
    "/about/",
    "/privacy/",
    "/nothing/",
]


@pytest.fixture
def harbour(live_server):
    """An organisation with one of everything, and one whose names have no end."""
    one = OrganisationFactory(
        name="Harbour Aid",
        slug="harbour-aid",
        summary="Brings water to the harbour.",
        description="It was *founded* by neighbours.",
        headquarters_id=OBSTRUCTED,
        focus=["legal-aid"],
    )
    NameFactory(organisation=one, text="عون المرفأ", language="ar")
    OfficeFactory(organisation=one, city="Athens", country_id=OBSTRUCTED)
    ContactPointFactory(organisation=one)
    talk = ResourceFactory(
        title="Talk of the harbour",
        slug="harbour-talk",
        kind="interview",
        published_on="2020",
        publisher="Harbour Aid",
        summary="Who brings water to the harbour.",
        url=f"https://example.org/{'w' * 80}",
        submitted_by=one,
    )
    talk.organisations.add(one)
    talk.countries.add(OBSTRUCTED)
    talk.focus_areas.set(FocusArea.objects.filter(slug__in=["legal-aid", "gcm-13", "sdg-10"]))
    ResourceFactory(title="W" * 400, kind="interview", publisher="w" * 300, summary="harbour")
    endless = OrganisationFactory(name="W" * 500, summary="w" * 300, headquarters_id=OBSTRUCTED)
    NameFactory(organisation=endless, text="ن" * 500)
    RelationFactory(from_organisation=one, to_organisation=endless)
    return one


def test_axe_finds_nothing_serious_in_english(new_page, axe, harbour):
    page = new_page(bypass_csp=True)  # axe itself writes styles
    for path in PAGES:
        page.goto(path)
        axe(page)


def test_everything_can_be_read_in_the_dark(new_page, axe, harbour):
    page = new_page(color_scheme="dark", bypass_csp=True)
    for path in PAGES:
        page.goto(path)
        axe(page, "color-contrast")


def test_axe_finds_nothing_serious_from_the_right(new_page, axe, harbour):
    page = new_page(width=360, bypass_csp=True)
    for path in PAGES:
        page.goto(f"/ar{path}")
        assert page.locator("html").get_attribute("dir") == "rtl"
        axe(page)


@pytest.mark.parametrize("prefix", ["", "/ar"])
def test_no_page_is_wider_than_a_small_phone(new_page, harbour, prefix):
    page = new_page(width=320)
    for path in [*PAGES, "/organisations/" + "w" * 80 + "/"]:
        page.goto(prefix + path)
        for details in page.locator("details:not(.languages)").all():
            details.evaluate("one => one.open = true")
        assert page.evaluate("document.documentElement.scrollWidth") == 320, path


def test_what_is_pressed_is_large_enough(new_page, harbour):
    """WCAG 2.2, 2.5.8: 24 by 24 pixels, except links within a sentence, and countries on a map,
    which are as large as they are: the table has the same links.
    """
    page = new_page(width=360)
    for path in PAGES:
        page.goto(path)
        small = page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input")].filter((one) => {
                const sentence = "p, bdi, h2, .empty, .names, .facts, .map, .visually-hidden";
                if (one.closest(sentence)) return false;
                const target = one.closest("label") || one;
                const { width, height } = target.getBoundingClientRect();
                return height > 0 && (height < 23.9 || width < 16);
            }).map((one) => one.outerHTML.slice(0, 120))"""
        )
        assert small == [], path


def test_an_organisation_prints_on_one_page(new_page, harbour):
    page = new_page()
    page.goto("/organisations/harbour-aid/")

    assert page.pdf(format="A4").count(b"/Type /Page\n") == 1


def test_a_latin_page_loads_few_letters(page, harbour):
    page.goto("/organisations/", wait_until="networkidle")
    page.evaluate("document.fonts.ready.then(() => null)")
    fonts = page.evaluate(
        """() => performance.getEntriesByType("resource")
            .filter((one) => one.name.endsWith(".woff2"))
            .reduce((sum, one) => sum + one.encodedBodySize, 0)"""
    )

    assert 0 < fonts <= 30 * 1024
