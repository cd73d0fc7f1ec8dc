"""The list of organisations in the panel: quick, searched in any script, filtered, acted on."""

import csv
import io

import pytest
from django.urls import reverse

from orgs.choices import NameKind, PublicationState, RiskLevel
from orgs.models import Identifier, IdentifierScheme, Organisation, Reminder
from tests.factories import (
    OPEN,
    REPRESSED,
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    LinkCheckFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
)

pytestmark = pytest.mark.django_db
LIST = "admin:orgs_organisation_changelist"


def listed(client, **query):
    response = client.get(reverse(LIST), query)
    return [organisation.name for organisation in response.context["cl"].result_list]


def change(organisation):
    return reverse("admin:orgs_organisation_change", args=[organisation.pk])


def fill(number):
    """Organisations with something in every column and inline."""
    for _count in range(number):
        organisation = OrganisationFactory(countries=[OPEN, REPRESSED], focus=["legal-aid"])
        for factory in (NameFactory, OfficeFactory, SourceFactory):
            factory(organisation=organisation)
        LinkCheckFactory(contact_point__organisation=organisation)
        Reminder.objects.create(organisation=organisation)
    return organisation


@pytest.mark.parametrize(
    "name", ["organisation", "office", "source", "contact", "consent", "linkcheck", "reminder"]
)
def test_a_list_takes_as_many_queries_for_one_row_as_for_four(
    as_role, django_assert_max_num_queries, name
):
    client, address = as_role("publisher"), reverse(f"admin:orgs_{name}_changelist")
    ConsentFactory()
    fill(1)
    client.get(address)
    with django_assert_max_num_queries(25) as one:
        client.get(address)
    fill(3)
    ConsentFactory.create_batch(3)
    with django_assert_max_num_queries(len(one)):
        client.get(address)


def test_the_form_takes_as_many_queries_for_one_part_as_for_four(
    as_role, django_assert_max_num_queries
):
    client, organisation = as_role("publisher"), fill(1)
    scheme = IdentifierScheme.objects.filter(pattern="", check_rule="").first()

    def add(number):
        for count in range(number):
            for factory in (NameFactory, OfficeFactory, ContactPointFactory, ContactFactory):
                factory(organisation=organisation)
            LinkCheckFactory(contact_point__organisation=organisation, days=count)
            SourceFactory(organisation=organisation)
            RelationFactory(from_organisation=organisation)
            RelationFactory(to_organisation=organisation)
            value = f"{number}-{count}"
            Identifier.objects.create(organisation=organisation, scheme=scheme, value=value)

    add(1)
    client.get(change(organisation))
    with django_assert_max_num_queries(30) as one:
        client.get(change(organisation))
    add(3)
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
        ({"website": "dead"}, ["site gone"]),
        ({"website": "failing"}, ["site gone", "site failing"]),
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
        "site gone": OrganisationFactory(),
        "site failing": OrganisationFactory(),
    }
    for name, days in (("site gone", 3), ("site failing", 2), ("listed", 0)):
        LinkCheckFactory(contact_point__organisation=made[name], days=days)
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


@pytest.mark.parametrize(
    ("home", "words"), [(None, "–"), ("GL", "Not rated"), (REPRESSED, "Repressed")]
)
def test_the_list_says_how_civic_space_is_at_the_headquarters(as_role, home, words):
    OrganisationFactory(headquarters_id=home)
    page = as_role("contributor").get(reverse(LIST)).content.decode()

    assert f'field-civic_space">{words}<' in page


def test_the_list_says_a_risk_in_one_word(as_role):
    OrganisationFactory(risk=RiskLevel.SENSITIVE)

    assert 'field-risk_word">Sensitive<' in as_role("editor").get(reverse(LIST)).content.decode()


def test_streets_that_wait_for_a_publisher_are_listed(as_role):
    OfficeFactory(city="Confirmed", street_address="Road 1")
    OfficeFactory(city="Without a street", confirmed_at=None)
    waits = OfficeFactory(city="Waits", street_address="Road 2", confirmed_at=None)
    address = reverse("admin:orgs_office_changelist")
    page = as_role("publisher").get(address, {"street": "confirm"})

    assert list(page.context["cl"].queryset) == [waits]
