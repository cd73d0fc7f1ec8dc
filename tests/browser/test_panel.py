"""The editors' panel in a real browser: under the strict policy, and without JavaScript."""

import pytest

from orgs.models import CivicSpaceRating
from orgs.visibility import people
from tests.factories import OPEN, ConsentFactory, OfficeFactory


@pytest.mark.parametrize("width", [360, 1280])
def test_no_page_of_the_panel_breaks_the_policy(signed_in, width):
    person = ConsentFactory().contact
    OfficeFactory(organisation=person.organisation)
    page = signed_in("publisher", width=width)
    record = f"/admin/orgs/organisation/{person.organisation_id}"

    for path in (
        "/admin/",
        "/admin/orgs/organisation/",
        f"{record}/change/",
        f"{record}/history/",
        f"{record}/preview/",
        f"/admin/orgs/contact/{person.pk}/change/",
        "/admin/orgs/civicspacerating/add/",
    ):
        assert page.goto(path).status == 200


def test_a_country_is_chosen_while_typing_in_arabic(signed_in):
    page = signed_in("editor")
    page.goto("/admin/orgs/organisation/add/")
    page.locator(".field-headquarters .select2-selection").click()
    page.locator(".select2-search__field").last.fill("اليونان")
    page.get_by_role("option", name="Greece").click()

    assert page.locator("[name=headquarters]").input_value() == "GR"


def test_a_rating_is_confirmed_without_javascript(signed_in):
    person = ConsentFactory(contact__organisation__headquarters_id=OPEN).contact
    page = signed_in("publisher", java_script_enabled=False)
    page.goto("/admin/orgs/civicspacerating/add/")
    page.select_option("[name=country]", OPEN)
    page.select_option("[name=rating]", "repressed")
    page.fill("[name=effective_on]", "2026-02")
    page.select_option("[name=basis]", "stated")
    page.click("[name=_save]")

    page.get_by_text("1 person is public now").wait_for()
    assert people().filter(pk=person.pk).exists()
    page.get_by_role("button", name="Save the rating").click()
    page.get_by_text("was added successfully").wait_for()
    assert CivicSpaceRating.objects.filter(country=OPEN, rating="repressed").exists()
    assert not people().filter(pk=person.pk).exists()
