"""The form of an organisation in the panel."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from orgs.choices import PublicationState, RiskLevel
from tests.factories import OrganisationFactory, SourceFactory

pytestmark = pytest.mark.django_db
SETS = {
    "names": 0,
    "offices": 0,
    "contact_points": 0,
    "identifiers": 0,
    "relations_out": 0,
    "relations_in": 0,
    "sources": 0,
    "contacts": 0,
}


def change(organisation):
    return reverse("admin:orgs_organisation_change", args=[organisation.pk])


def form_of(organisation, **changes):
    """What the page would send: the fields, and no parts except the source it has."""
    facts = {
        "name": organisation.name,
        "kind": organisation.kind,
        "headquarters": organisation.headquarters_id or "",
        "countries": [country.pk for country in organisation.countries.all()],
        "risk": organisation.risk,
        "slug": organisation.slug,
    }
    sources = list(organisation.sources.all())
    for prefix, rows in (SETS | {"sources": len(sources)}).items():
        facts |= {f"{prefix}-TOTAL_FORMS": rows, f"{prefix}-INITIAL_FORMS": rows}
    for number, source in enumerate(sources):
        row = {"id": source.pk, "organisation": organisation.pk, "title": source.title}
        facts |= {f"sources-{number}-{name}": value for name, value in row.items()}
    return facts | changes


def picture():
    content = io.BytesIO()
    Image.new("RGB", (30, 30)).save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue())


def test_a_saved_form_keeps_the_reason_in_the_history(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    client.post(change(organisation), form_of(organisation, name="Renamed", reason="its new name"))
    entry = organisation.history.latest()

    assert (entry.name, entry.history_change_reason) == ("Renamed", "its new name")
    assert entry.history_user == client.user


def test_the_state_cannot_be_sent_with_the_form(as_role):
    organisation = OrganisationFactory(state=PublicationState.DRAFT)
    as_role("publisher").post(change(organisation), form_of(organisation, state="published"))
    organisation.refresh_from_db()

    assert organisation.state == PublicationState.DRAFT


def test_an_editor_cannot_lower_the_risk(as_role):
    organisation = OrganisationFactory(risk=RiskLevel.SENSITIVE)
    sent = form_of(organisation, risk="standard", reason="it moved")
    response = as_role("editor").post(change(organisation), sent)

    assert "Only a publisher" in response.content.decode()


def test_a_publisher_lowers_the_risk_with_a_reason(as_role):
    organisation, client = OrganisationFactory(risk=RiskLevel.SENSITIVE), as_role("publisher")
    refused = client.post(change(organisation), form_of(organisation, risk="standard"))
    assert "Say why" in refused.content.decode()

    client.post(change(organisation), form_of(organisation, risk="standard", reason="it moved"))
    organisation.refresh_from_db()
    assert organisation.risk == RiskLevel.STANDARD


def test_an_editor_raises_the_risk(as_role):
    organisation = OrganisationFactory()
    as_role("editor").post(change(organisation), form_of(organisation, risk="hidden"))
    organisation.refresh_from_db()

    assert organisation.risk == RiskLevel.HIDDEN


def test_a_published_organisation_keeps_its_last_source(as_role):
    organisation = OrganisationFactory()
    sent = form_of(organisation, **{"sources-0-DELETE": "on"})
    response = as_role("editor").post(change(organisation), sent)

    assert "keeps at least one source" in response.content.decode()
    assert organisation.sources.count() == 1


def test_the_last_source_cannot_be_deleted_on_its_own_page_either(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    source = organisation.sources.get()
    address = reverse("admin:orgs_source_delete", args=[source.pk])
    assert client.get(address).status_code == 403

    SourceFactory(organisation=organisation)
    assert client.get(address).status_code == 200


def test_languages_are_written_with_commas(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    client.post(change(organisation), form_of(organisation, languages="el, ar ,el"))
    organisation.refresh_from_db()
    assert organisation.languages == ["el", "ar"]
    assert 'value="el, ar"' in client.get(change(organisation)).content.decode()

    refused = client.post(change(organisation), form_of(organisation, languages="el, Greek!"))
    assert "Greek!: Write a language tag" in refused.content.decode()


def test_what_a_source_supports_is_ticked(as_role):
    organisation = OrganisationFactory()
    source = organisation.sources.get()
    source.fields = ["name", "something_imported"]
    source.save()
    client = as_role("editor")
    ticked = ["name", "founded", "something_imported"]
    client.post(change(organisation), form_of(organisation, **{"sources-0-fields": ticked}))
    source.refresh_from_db()

    assert source.fields == ticked


def test_an_uploaded_logo_is_made_anew_and_a_replaced_one_is_gone(
    as_role, django_capture_on_commit_callbacks
):
    organisation, client = OrganisationFactory(), as_role("editor")
    client.post(change(organisation), form_of(organisation, logo=picture()))
    organisation.refresh_from_db()
    first = organisation.logo
    assert first.name.endswith(".webp")
    assert first.storage.exists(first.name)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(organisation), form_of(organisation, logo=picture()))
    organisation.refresh_from_db()
    assert organisation.logo.name != first.name
    assert not first.storage.exists(first.name)

    with django_capture_on_commit_callbacks(execute=True):
        client.post(change(organisation), form_of(organisation, **{"logo-clear": "on"}))
    organisation.refresh_from_db()
    assert not organisation.logo


def test_a_bad_logo_is_an_error_of_its_field(as_role):
    organisation = OrganisationFactory()
    bad = SimpleUploadedFile("logo.svg", b"<svg/>")
    response = as_role("editor").post(change(organisation), form_of(organisation, logo=bad))

    assert "not an image we can read" in response.content.decode()


def test_an_emptied_address_with_another_error_is_an_error_page_not_a_crash(as_role):
    organisation = OrganisationFactory()
    sent = form_of(organisation, slug="", name="")
    response = as_role("editor").post(change(organisation), sent)

    assert response.status_code == 200


@pytest.mark.parametrize("slug", ["a/b", "a?b", "..", "a b"])
def test_an_address_that_could_not_be_opened_is_refused(as_role, slug):
    organisation = OrganisationFactory()
    response = as_role("editor").post(change(organisation), form_of(organisation, slug=slug))

    assert "single hyphens between the words" in response.content.decode()


# Two editors on one record


@pytest.fixture
def two_editors(as_role):
    """Both open the form; the first saves another name."""
    organisation, first, second = OrganisationFactory(), as_role("editor"), as_role("editor")
    opened = second.get(change(organisation)).context["adminform"].form["version"].value()
    first.post(change(organisation), form_of(organisation, name="Renamed by the first"))
    sent = form_of(organisation, summary="By the second", version=opened)
    return organisation, first, second, sent


def test_the_second_is_told_what_the_first_changed_and_keeps_what_they_typed(two_editors):
    organisation, first, second, sent = two_editors
    page = second.post(change(organisation), sent).content.decode()
    organisation.refresh_from_db()

    assert f"{first.user}: Name: {sent['name']} → Renamed by the first" in page
    assert "By the second" in page
    assert (organisation.name, organisation.summary) == ("Renamed by the first", "")


def test_the_second_saves_after_having_seen_it(two_editors):
    organisation, _first, second, sent = two_editors
    form = second.post(change(organisation), sent).context["adminform"].form
    second.post(change(organisation), sent | {"version": form["version"].value()})
    organisation.refresh_from_db()

    assert organisation.summary == "By the second"


def test_one_editor_alone_is_not_disturbed(as_role):
    organisation, client = OrganisationFactory(), as_role("editor")
    for summary in ("One", "Two"):
        version = client.get(change(organisation)).context["adminform"].form["version"].value()
        client.post(change(organisation), form_of(organisation, summary=summary, version=version))
    organisation.refresh_from_db()

    assert organisation.summary == "Two"


@pytest.mark.parametrize("version", ["", "x", "2026-13-45T00:00:00"])
def test_a_version_that_cannot_be_read_stops_nobody(as_role, version):
    organisation = OrganisationFactory()
    as_role("editor").post(
        change(organisation), form_of(organisation, summary="Typed", version=version)
    )
    organisation.refresh_from_db()

    assert organisation.summary == "Typed"
