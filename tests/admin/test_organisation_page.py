"""The buttons on an organisation's page in the panel, and what it shows of the public page."""

import re

import pytest
from django.core.files.base import ContentFile
from django.urls import reverse

from orgs.choices import PublicationState
from orgs.models import Organisation
from tests.factories import REPRESSED, ConsentFactory, LinkCheckFactory, OrganisationFactory

pytestmark = pytest.mark.django_db


def change(organisation):
    return reverse("admin:orgs_organisation_change", args=[organisation.pk])


def act(client, organisation, name, **facts):
    address = reverse("admin:orgs_organisation_act", args=[organisation.pk])
    return client.post(address, {"act": name, **facts}, follow=True)


@pytest.mark.parametrize(
    ("role", "state", "expected"),
    [
        ("contributor", "draft", ["send_to_review"]),
        ("contributor", "published", []),
        ("editor", "in_review", ["return_to_draft", "mark_verified"]),
        ("publisher", "in_review", ["return_to_draft", "publish", "archive", "mark_verified"]),
        ("publisher", "published", ["archive", "mark_verified"]),
    ],
)
def test_a_page_offers_what_can_be_done(as_role, role, state, expected):
    organisation = OrganisationFactory(state=state)
    offered = as_role(role).get(change(organisation)).context["acts"]

    assert [act.name for act in offered] == expected


def test_a_button_does_what_it_says_and_keeps_why(as_role):
    organisation = OrganisationFactory(state=PublicationState.IN_REVIEW)
    act(as_role("publisher"), organisation, "publish", reason="checked")
    organisation.refresh_from_db()

    assert organisation.state == PublicationState.PUBLISHED
    assert organisation.history.latest().history_change_reason == "checked"


def test_a_button_that_may_not_be_pressed_says_so(as_role):
    organisation = OrganisationFactory(state=PublicationState.IN_REVIEW)
    response = act(as_role("editor"), organisation, "publish")

    assert "Your role does not allow this" in response.content.decode()


def test_a_reason_is_kept_as_one_line_without_control_characters(as_role):
    organisation = OrganisationFactory(state=PublicationState.IN_REVIEW)
    act(as_role("publisher"), organisation, "publish", reason=" che\x00cked\r\nby us ")

    assert organisation.history.latest().history_change_reason == "che cked by us"


def test_a_reason_too_long_to_keep_is_refused_and_nothing_changes(as_role):
    organisation = OrganisationFactory(state=PublicationState.IN_REVIEW)
    response = act(as_role("publisher"), organisation, "publish", reason="x" * 10_000)
    organisation.refresh_from_db()

    assert "at most 100 characters" in response.content.decode()
    assert organisation.state == PublicationState.IN_REVIEW


def test_buttons_cannot_be_pressed_by_a_link(as_role):
    address = reverse("admin:orgs_organisation_act", args=[OrganisationFactory().pk])

    assert as_role("publisher").get(address).status_code == 405


@pytest.mark.parametrize("pk", [0, "x"])
def test_a_button_on_nothing_is_not_found(as_role, pk):
    address = reverse("admin:orgs_organisation_act", args=[pk])

    assert as_role("publisher").post(address, {"act": "publish"}).status_code == 404


def test_an_unknown_button_is_not_found(as_role):
    assert act(as_role("publisher"), OrganisationFactory(), "explode").status_code == 404


def main_of(response):
    """The page without what stands around it, and without the preview's own line."""
    html = response.content.decode().partition("<main")[2].partition("</main>")[0]
    before, line, after = html.partition('<p class="preview"')
    return "".join([before, after.partition("</p>")[2]] if line else [html]).replace("\n", "")


def test_the_preview_of_a_public_organisation_is_its_page(as_role, client):
    person = ConsentFactory(contact__organisation=OrganisationFactory()).contact
    organisation = person.organisation
    page = client.get(organisation.get_absolute_url())
    address = reverse("admin:orgs_organisation_preview", args=[organisation.pk])
    preview = as_role("editor").get(address)

    assert person.name in preview.content.decode()
    assert main_of(preview) == main_of(page)
    assert "no-store" in preview.headers["Cache-Control"]


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"state": "draft"}, "once it is published"),
        ({"risk": "hidden"}, "the public sees nothing"),
        ({}, "what the public sees"),
    ],
)
def test_the_preview_says_what_it_shows(as_role, facts, words):
    organisation = OrganisationFactory(**facts)
    address = reverse("admin:orgs_organisation_preview", args=[organisation.pk])

    assert words in as_role("editor").get(address).content.decode()


def test_the_preview_withholds_what_the_public_will_not_see(as_role):
    organisation = OrganisationFactory(
        state=PublicationState.DRAFT, headquarters_id=REPRESSED, countries=[REPRESSED]
    )
    person = ConsentFactory(contact__organisation=organisation).contact
    address = reverse("admin:orgs_organisation_preview", args=[organisation.pk])

    assert person.name not in as_role("publisher").get(address).content.decode()


def with_logo(**facts):
    organisation = OrganisationFactory(**facts)
    organisation.logo.save("logo.webp", ContentFile(b"RIFF"), save=True)
    return organisation


@pytest.mark.parametrize("facts", [{"state": "draft"}, {"risk": "hidden"}, {}])
def test_the_preview_has_the_logo_whether_public_or_not(as_role, settings, tmp_path, facts):
    settings.MEDIA_ROOT = tmp_path
    organisation, client = with_logo(**facts), as_role("editor")
    preview = client.get(reverse("admin:orgs_organisation_preview", args=[organisation.pk]))
    address = re.search(r'<img src="([^"]+)"', preview.content.decode())[1]
    logo = client.get(address)

    assert b"".join(logo.streaming_content) == b"RIFF"
    assert "no-store" in logo.headers["Cache-Control"]


def test_a_logo_in_the_panel_is_for_those_who_may_see_its_record(as_role, settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path
    hidden = with_logo(risk="hidden")
    address = reverse("admin:orgs_organisation_logo", args=[hidden.pk])

    assert as_role("contributor").get(address).status_code == 404
    assert as_role(is_staff=True).get(address).status_code in {302, 403, 404}


def test_an_organisation_without_a_logo_has_none_in_the_panel(as_role):
    address = reverse("admin:orgs_organisation_logo", args=[OrganisationFactory().pk])

    assert as_role("editor").get(address).status_code == 404


def test_the_preview_of_nothing_is_not_found(as_role):
    address = reverse("admin:orgs_organisation_preview", args=[0])

    assert as_role("editor").get(address).status_code == 404


@pytest.mark.parametrize(
    ("facts", "linked"),
    [({}, True), ({"state": "draft"}, False), ({"risk": "hidden"}, False)],
)
def test_the_site_is_linked_only_when_there_is_something_to_see(as_role, facts, linked):
    organisation = OrganisationFactory(**facts)
    response = as_role("editor").get(change(organisation))

    assert ("View on site" in response.content.decode()) == linked


def test_a_deletion_is_in_the_history_with_who_did_it(as_role):
    organisation, client = OrganisationFactory(), as_role("administrator")
    address = reverse("admin:orgs_organisation_delete", args=[organisation.pk])
    client.post(address, {"post": "yes"})
    entry = Organisation.history.filter(id=organisation.pk).latest()

    assert (entry.history_type, entry.history_user) == ("-", client.user)


@pytest.mark.parametrize(
    ("days", "words"), [(0, "Answers, 20"), (1, "failed on 1 day since"), (3, "failed on 3 days")]
)
def test_what_the_last_visit_to_a_website_showed_stands_beside_it(as_role, days, words):
    visit = LinkCheckFactory(days=days)
    page = as_role("editor").get(change(visit.contact_point.organisation)).content.decode()

    assert words in page


def test_a_visit_to_another_address_says_nothing_of_this_one(as_role):
    visit = LinkCheckFactory(url="https://before.example.org/")
    page = as_role("editor").get(change(visit.contact_point.organisation)).content.decode()

    assert "Answers" not in page
