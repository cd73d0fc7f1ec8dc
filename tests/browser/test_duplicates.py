"""Duplicates, as an editor meets them."""

import pytest

from orgs.admin.merging import merge_address
from orgs.models import Merge
from tests.factories import NameFactory, OfficeFactory, OrganisationFactory

pytestmark = pytest.mark.django_db(transaction=True)


def test_likely_twins_appear_while_a_name_is_typed(signed_in):
    OrganisationFactory(name="Harbour Lights")
    page = signed_in("editor")
    page.goto("/admin/orgs/organisation/add/")
    page.locator("#id_name").press_sequentially("harbour ligths")

    twins = page.get_by_role("status").filter(has_text="may be the same")
    twins.get_by_role("link", name="Harbour Lights").wait_for()


@pytest.mark.parametrize("width", [360, 1280])
def test_two_records_are_merged_and_parted_again_without_javascript(signed_in, axe, width):
    keep = OrganisationFactory(name="Harbour Lights", summary="Rescue at sea.")
    lose = OrganisationFactory(name="HARBOUR LIGHTS", summary="Rescue.", founded="1999")
    OfficeFactory(organisation=lose, city="Bergen")
    NameFactory(organisation=lose, text="Havnelys")
    page = signed_in("publisher", width=width, java_script_enabled=False)

    page.goto(merge_address(keep))
    page.get_by_role("link", name="HARBOUR LIGHTS", exact=True).click()
    page.get_by_label("Rescue.", exact=True).check()
    page.get_by_role("button", name="See what it will be").click()
    page.get_by_role("heading", name="What the record will be").wait_for()
    page.get_by_role("button", name="Merge", exact=True).click()
    page.get_by_text("Merged. It can be undone").wait_for()
    keep.refresh_from_db()
    assert (keep.summary, keep.offices.count()) == ("Rescue.", 1)

    page.goto(f"/admin/orgs/merge/{Merge.objects.get().pk}/change/")
    page.get_by_role("button", name="Undo the merge").click()
    page.get_by_text("Done: Undo the merge").wait_for()
    keep.refresh_from_db()
    assert (keep.summary, keep.offices.count()) == ("Rescue at sea.", 0)
