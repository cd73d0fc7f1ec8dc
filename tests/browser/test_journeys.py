"""What people come to do, in a real browser."""

import pytest

from orgs.choices import NameKind
from tests.factories import OBSTRUCTED, REPRESSED, NameFactory, OrganisationFactory


@pytest.fixture
def harbour(live_server):
    """A few organisations to find; committed, because the server reads them on its own."""
    aid = OrganisationFactory(
        name="Harbour Aid",
        summary="Brings water to the harbour.",
        headquarters_id=OBSTRUCTED,
        focus=["legal-aid"],
    )
    NameFactory(organisation=aid, text="Quay Help", kind=NameKind.FORMER)
    OrganisationFactory(name="Harbour Network", kind="network", headquarters_id=REPRESSED)
    OrganisationFactory(name="Mountain School", headquarters_id=OBSTRUCTED)
    return aid


def results(page):
    return page.locator(".entry h2").all_inner_texts()


def follow(page, target):
    """Press, and go on when the page that it leads to is whole."""
    with page.expect_navigation():
        target.click()


def test_from_a_search_to_an_organisation_and_its_file(page, harbour):
    page.goto("/")
    page.get_by_role("combobox").fill("harbour")
    follow(page, page.get_by_role("button", name="Search"))
    assert results(page) == ["Harbour Aid", "Harbour Network"]

    page.get_by_role("checkbox", name="Obstructed").check()
    page.wait_for_url("**rating=obstructed**")
    assert results(page) == ["Harbour Aid"]

    with page.expect_download() as download:
        page.get_by_role("link", name="CSV").click()
    assert "Harbour Aid" in download.value.path().read_text(encoding="utf-8")

    follow(page, page.get_by_role("link", name="Remove filter: Obstructed"))
    assert len(results(page)) == 2

    follow(page, page.get_by_role("link", name="Harbour Aid"))
    assert page.get_by_role("heading", level=1).inner_text() == "Harbour Aid"
    assert "Quay Help" in page.content()


def test_a_filter_changes_the_results_without_losing_the_place(page, harbour):
    page.goto("/organisations/")
    page.get_by_role("checkbox", name="Repressed").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**rating=repressed**")

    assert page.evaluate("document.activeElement.value") == "repressed"
    assert page.locator("#status").inner_text() == "1 organisation"

    page.go_back()
    page.wait_for_url("**/organisations/")
    page.locator(".entry").nth(2).wait_for()


def test_changing_the_language_keeps_a_filter_chosen_just_now(page, harbour):
    page.goto("/organisations/")
    page.get_by_role("checkbox", name="Repressed").check()
    page.wait_for_url("**rating=repressed**")

    page.locator(".languages summary").click()
    follow(page, page.get_by_role("link", name="français"))

    assert page.url.endswith("/fr/organisations/?rating=repressed")
    assert results(page) == ["Harbour Network"]


def test_everything_works_without_javascript(new_page, harbour):
    page = new_page(java_script_enabled=False)
    page.goto("/")
    page.get_by_role("searchbox").fill("quay help")
    follow(page, page.get_by_role("button", name="Search"))
    assert page.locator(".entry__aka").inner_text() == "formerly Quay Help"

    page.goto("/organisations/")
    page.get_by_role("checkbox", name="Obstructed").check()
    follow(page, page.get_by_role("button", name="Show results"))
    assert sorted(results(page)) == ["Harbour Aid", "Mountain School"]
    assert page.get_by_role("button", name="Copy link").count() == 0


def test_the_whole_of_search_works_by_keyboard(page, harbour):
    page.goto("/organisations/")
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className").startswith("skip-link")

    page.get_by_role("combobox").focus()
    page.keyboard.type("harbour")
    page.keyboard.press("Enter")
    page.wait_for_url("**q=harbour**")

    page.get_by_role("checkbox", name="Obstructed").focus()
    page.keyboard.press("Space")
    page.wait_for_url("**rating=obstructed**")

    page.get_by_role("link", name="Remove filter: Obstructed").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(lambda url: "rating" not in url)

    page.get_by_role("link", name="Harbour Aid").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{harbour.get_absolute_url()}")


def test_suggestions_are_used_by_keyboard(page, harbour):
    page.goto("/")
    box = page.get_by_role("combobox", name="Search organisations")
    box.press_sequentially("harb")
    options = page.get_by_role("option")
    options.first.wait_for()
    assert options.all_inner_texts() == ["Harbour Aid", "Harbour Network"]
    assert page.locator("#status").inner_text() == "2 suggestions"
    assert all(one["height"] >= 24 for one in map(type(options).bounding_box, options.all()))

    page.keyboard.press("Escape")
    assert page.get_by_role("listbox").count() == 0
    assert box.input_value() == "harb"

    page.keyboard.press("ArrowUp")
    page.keyboard.press("ArrowUp")
    assert page.get_by_role("option", selected=True).inner_text() == "Harbour Aid"
    assert page.evaluate("document.activeElement.id") == "q"

    page.keyboard.press("Enter")
    page.wait_for_url(f"**{harbour.get_absolute_url()}")


def test_suggestions_read_from_the_right(new_page, axe, harbour):
    page = new_page(width=360, bypass_csp=True)
    page.goto("/ar/organisations/")
    page.get_by_role("combobox").press_sequentially("quay")
    page.get_by_role("option").wait_for()
    assert page.get_by_role("option").inner_text() == "Harbour Aid Quay Help"
    assert page.evaluate("document.documentElement.scrollWidth") == 360
    axe(page)

    page.keyboard.press("Enter")
    page.wait_for_url("**q=quay**")


def test_where_the_focus_is_can_be_seen(page, harbour):
    page.goto("/organisations/")
    for _ in range(25):
        page.keyboard.press("Tab")
        seen = page.evaluate(
            """() => {
                const ring = (one) => getComputedStyle(one).outlineStyle !== "none";
                const focused = document.activeElement;
                return ring(focused) || ring(focused.parentElement);
            }"""
        )
        assert seen, page.evaluate("document.activeElement.outerHTML")


def test_on_a_phone_the_filters_stand_behind_one_button(new_page, harbour):
    page = new_page(width=360)
    page.goto("/organisations/")
    choice = page.get_by_role("checkbox", name="Obstructed")
    assert not choice.is_visible()

    page.locator("#filters > summary").click()

    assert choice.is_visible()


def test_the_languages_lead_to_the_same_page(page, harbour):
    page.goto(harbour.get_absolute_url())
    page.locator(".languages summary").click()
    follow(page, page.get_by_role("link", name="français"))

    assert page.url.endswith(f"/fr{harbour.get_absolute_url()}")
    assert page.locator("html").get_attribute("lang") == "fr"


def test_the_address_can_be_copied(new_page, harbour):
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto("/organisations/?kind=network")
    page.get_by_role("button", name="Copy link").click()

    page.get_by_role("button", name="Copied").wait_for()
    assert page.evaluate("navigator.clipboard.readText()").endswith("/organisations/?kind=network")
