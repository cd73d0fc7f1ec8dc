"""Organisations in the panel: the list, the form, the buttons, the preview."""

import csv
import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from PIL import Image

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.models import Identifier, IdentifierScheme, Organisation
from tests.factories import (
    OPEN,
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
LIST = "admin:orgs_organisation_changelist"
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


def listed(client, **query):
    response = client.get(reverse(LIST), query)
    return [organisation.name for organisation in response.context["cl"].result_list]


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


def act(client, organisation, name, **facts):
    address = reverse("admin:orgs_organisation_act", args=[organisation.pk])
    return client.post(address, {"act": name, **facts}, follow=True)


def picture():
    content = io.BytesIO()
    Image.new("RGB", (30, 30)).save(content, "PNG")
    return SimpleUploadedFile("logo.png", content.getvalue())


# The list


def fill(number):
    """Organisations with something in every column and inline."""
    for _count in range(number):
        organisation = OrganisationFactory(countries=[OPEN, REPRESSED], focus=["legal-aid"])
        for factory in (NameFactory, OfficeFactory, ContactPointFactory, SourceFactory):
            factory(organisation=organisation)
    return organisation


@pytest.mark.parametrize("name", ["organisation", "office", "source", "contact", "consent"])
def test_a_list_takes_as_many_queries_for_one_row_as_for_ten(
    as_role, django_assert_max_num_queries, name
):
    client, address = as_role("publisher"), reverse(f"admin:orgs_{name}_changelist")
    ConsentFactory()
    fill(1)
    client.get(address)
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    fill(9)
    ConsentFactory.create_batch(9)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_the_form_takes_as_many_queries_for_one_part_as_for_ten(
    as_role, django_assert_max_num_queries
):
    client, organisation = as_role("publisher"), fill(1)
    scheme = IdentifierScheme.objects.filter(pattern="", check_rule="").first()

    def add(number):
        for count in range(number):
            for factory in (NameFactory, OfficeFactory, ContactPointFactory, ContactFactory):
                factory(organisation=organisation)
            SourceFactory(organisation=organisation)
            RelationFactory(from_organisation=organisation)
            RelationFactory(to_organisation=organisation)
            value = f"{number}-{count}"
            Identifier.objects.create(organisation=organisation, scheme=scheme, value=value)

    add(1)
    client.get(change(organisation))
    with django_assert_max_num_queries(30) as one:
        client.get(change(organisation))
    add(9)
    with django_assert_max_num_queries(len(one)):
        client.get(change(organisation))


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("Mission Lifeline", "lifeline"),
        ("Sienos Grupė", "sienos grupe"),
        ("مؤسسة الأمل", "الامل"),
        ("Женская инициатива", "женская"),
        ("Ένωση Ελλήνων", "ενωση"),
    ],
)
def test_a_name_is_found_in_any_script_as_people_type_it(as_role, name, typed):
    OrganisationFactory(name=name)
    OrganisationFactory(name="Something else")

    assert listed(as_role("contributor"), q=typed) == [name]


def test_other_names_and_permanent_ids_are_found(as_role):
    organisation = OrganisationFactory(name="Collective Aid")
    NameFactory(organisation=organisation, text="BelgrAid", kind=NameKind.FORMER)
    client = as_role("contributor")

    assert listed(client, q="belgraid") == ["Collective Aid"]
    assert listed(client, q=organisation.public_id.lower()) == ["Collective Aid"]
    assert listed(client, q="  ") == ["Collective Aid"]


@pytest.mark.parametrize(
    ("model", "field", "typed", "found"),
    [
        ("office", "country", "ЯПОНИ", "Japan"),
        ("office", "country", "cote d'iv", "Côte d’Ivoire"),
        ("office", "country", "grc", "Greece"),
        ("office", "country", "المغرب", "Morocco"),
        ("focusarea", "parent", "legal aid", "Legal aid"),
    ],
)
def test_countries_and_areas_are_found_while_typing_in_any_language(
    as_role, model, field, typed, found
):
    query = {"app_label": "orgs", "model_name": model, "field_name": field, "term": typed}
    answer = as_role("editor").get(reverse("admin:autocomplete"), query).json()

    assert found.casefold() in [result["text"].casefold() for result in answer["results"]]


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ({"state__exact": "draft"}, ["draft"]),
        ({"risk__exact": "sensitive"}, ["sensitive"]),
        ({"country": REPRESSED}, ["in pakistan", "works in pakistan"]),
        ({"rating": "repressed"}, ["in pakistan"]),
        ({"rating": "not_rated"}, ["in greenland"]),
        ({"source": "none"}, ["no source"]),
        ({"verified": "never", "state__exact": "archived"}, ["archived"]),
        ({"verified": "year"}, ["old"]),
        ({"verified": "two_years"}, []),
        ({"scheme": "XI-LEI"}, ["listed"]),
    ],
)
def test_the_list_can_be_filtered(as_role, query, expected):
    checked = {"verified_on": "2025-11-01"}
    made = {
        "draft": OrganisationFactory(state=PublicationState.DRAFT),
        "sensitive": OrganisationFactory(risk=RiskLevel.SENSITIVE),
        "in pakistan": OrganisationFactory(headquarters_id=REPRESSED),
        "works in pakistan": OrganisationFactory(countries=[REPRESSED]),
        "in greenland": OrganisationFactory(headquarters_id="GL"),
        "no source": OrganisationFactory(source=False),
        "archived": OrganisationFactory(state=PublicationState.ARCHIVED),
        "old": OrganisationFactory(),
        "listed": OrganisationFactory(),
    }
    Organisation.objects.exclude(pk=made["archived"].pk).update(verified_on="2999-01-01")
    Organisation.objects.filter(pk=made["old"].pk).update(**checked)
    Organisation.objects.filter(pk=made["archived"].pk).update(
        verified_on=None if query.get("verified") == "never" else "2999-01-01"
    )
    Identifier.objects.create(
        organisation=made["listed"], scheme_id="XI-LEI", value="529900T8BM49AURSDO55"
    )

    assert set(listed(as_role("editor"), **query)) == {made[name].name for name in expected}


def test_a_selection_is_exported_without_what_is_not_public(as_role):
    shown, draft = OrganisationFactory(), OrganisationFactory(state=PublicationState.DRAFT)
    person = ConsentFactory(contact__organisation=shown).contact
    chosen = {"action": "export_selection", "_selected_action": [shown.pk, draft.pk]}
    response = as_role("contributor").post(reverse(LIST), chosen)
    content = response.getvalue().decode()
    rows = list(csv.DictReader(io.StringIO(content)))

    assert [row["name"] for row in rows] == [shown.name]
    assert person.name not in content
    assert "attachment" in response.headers["Content-Disposition"]


def test_a_selection_is_published_and_what_cannot_be_is_named(as_role):
    ready = OrganisationFactory(state=PublicationState.DRAFT)
    bare = OrganisationFactory(state=PublicationState.DRAFT, source=False)
    chosen = {"action": "publish", "_selected_action": [ready.pk, bare.pk]}
    response = as_role("publisher").post(reverse(LIST), chosen, follow=True)
    ready.refresh_from_db()
    bare.refresh_from_db()

    assert (ready.state, bare.state) == ("published", "draft")
    assert f"{bare.name}: It has no source" in response.content.decode()


def test_a_long_list_of_refusals_is_cut_short(as_role):
    bare = [OrganisationFactory(state=PublicationState.DRAFT, source=False) for _ in range(22)]
    chosen = {"action": "publish", "_selected_action": [record.pk for record in bare]}
    response = as_role("publisher").post(reverse(LIST), chosen, follow=True)

    assert "2 more could not be done" in response.content.decode()


def test_too_many_at_once_are_refused(as_role, monkeypatch):
    monkeypatch.setattr("orgs.admin.acts.MOST_AT_ONCE", 1)
    drafts = [OrganisationFactory(state=PublicationState.DRAFT) for _ in range(2)]
    chosen = {"action": "publish", "_selected_action": [draft.pk for draft in drafts]}
    response = as_role("publisher").post(reverse(LIST), chosen, follow=True)

    assert "at most 1" in response.content.decode()
    assert not Organisation.objects.published().exists()


@pytest.mark.parametrize(
    ("role", "expected"),
    [
        ("contributor", {"export_selection", "send_to_review"}),
        ("editor", {"export_selection", "send_to_review", "return_to_draft", "mark_verified"}),
        (
            "publisher",
            {
                "export_selection",
                "send_to_review",
                "return_to_draft",
                "mark_verified",
                "publish",
                "archive",
            },
        ),
    ],
)
def test_a_role_is_offered_what_it_may_do(as_role, role, expected):
    OrganisationFactory()
    form = as_role(role).get(reverse(LIST)).context["action_form"]

    assert {value for value, _label in form.fields["action"].choices if value} == expected


# The form


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


# The buttons


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


def test_buttons_cannot_be_pressed_by_a_link(as_role):
    address = reverse("admin:orgs_organisation_act", args=[OrganisationFactory().pk])

    assert as_role("publisher").get(address).status_code == 405


@pytest.mark.parametrize("pk", [0, "x"])
def test_a_button_on_nothing_is_not_found(as_role, pk):
    address = reverse("admin:orgs_organisation_act", args=[pk])

    assert as_role("publisher").post(address, {"act": "publish"}).status_code == 404


def test_an_unknown_button_is_not_found(as_role):
    assert act(as_role("publisher"), OrganisationFactory(), "explode").status_code == 404


# What the public sees


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
