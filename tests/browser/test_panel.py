"""The editors' panel in a real browser: under the strict policy, and without JavaScript."""

import pytest

from orgs.models import CivicSpaceRating, FocusArea, Organisation
from orgs.visibility import people
from tests.factories import (
    OPEN,
    ConsentFactory,
    OfficeFactory,
    OrganisationFactory,
    UserFactory,
)


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


def test_an_organisation_and_a_role_are_entered_without_javascript(signed_in):
    network, account = OrganisationFactory(name="Network of Harbours"), UserFactory()
    page = signed_in("administrator", java_script_enabled=False)
    page.goto("/admin/orgs/organisation/add/")
    page.fill("[name=name]", "Harbour Legal Clinic")
    page.select_option("[name=kind]", "ngo")
    page.select_option("[name=headquarters]", OPEN)
    page.get_by_label("Portugal", exact=True).check()
    for area in FocusArea.objects.in_scheme("theme")[:2]:
        page.get_by_label(area.label, exact=True).check()
    page.select_option("[name=offices-__prefix__-country]", "PT")
    page.select_option("[name=offices-__prefix__-kind]", "branch")
    page.fill("[name=offices-__prefix__-city]", "Lisbon")
    page.select_option("[name=relations_out-__prefix__-kind]", "member_of")
    page.fill("[name=relations_out-__prefix__-to_organisation-plain]", "network of harbours")
    page.click("[name=_save]")
    page.get_by_text("was added successfully").wait_for()
    made = Organisation.objects.get(name="Harbour Legal Clinic")

    assert [one.pk for one in made.countries.all()] == ["PT"]
    assert made.focus_areas.count() == 2
    assert made.offices.get().city == "Lisbon"
    assert made.relations_out.get().to_organisation == network

    page.goto(f"/admin/orgs/grant/add/?user={account.pk}")
    page.check("[name=role][value=editor]")
    page.check("[name=narrowed_to][value=network]")
    page.fill("[name=network-plain]", network.public_id)
    page.fill("[name=ends_on]", "2099-01-01")
    page.click("[name=_save]")
    page.get_by_text("was added successfully").wait_for()
    assert account.grants.get().network == network


def test_the_columns_of_a_file_fit_a_telephone(signed_in):
    page = signed_in("editor", width=360, java_script_enabled=False)
    page.goto("/admin/orgs/import/add/")
    content = b"Name;Contact person;E-mail\nHarbour Trust;;info@example.org\n"
    file = {"name": "list.csv", "mimeType": "text/csv", "buffer": content}
    page.set_input_files("[name=file]", file)
    page.click("input[type=submit]")
    page.get_by_text("What the columns are").wait_for()

    assert page.evaluate("document.documentElement.scrollWidth") == 360
