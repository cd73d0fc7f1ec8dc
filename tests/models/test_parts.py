"""Names, identifiers, ways to reach an organisation, relations, people and their consent."""

import re
from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgs.models import (
    Consent,
    ContactPoint,
    FormerSlug,
    Identifier,
    IdentifierScheme,
    Import,
    ImportRow,
    LoadedRecord,
    OrganisationName,
    ProtectionOverride,
    Relation,
    Resource,
    SearchWord,
    Suggestion,
)
from tests.factories import (
    ContactFactory,
    NameFactory,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db


def test_a_name_is_written_in_the_direction_of_its_language():
    assert NameFactory(text="سوريون", language="").direction == "rtl"
    assert NameFactory(text="Syrians", language="en").direction == "ltr"


def identifier(scheme, value):
    made = Identifier(organisation=OrganisationFactory(), scheme_id=scheme, value=value)
    made.full_clean()
    return made


def test_an_identifier_links_to_its_registers_page():
    made = identifier("GB-CHC", "1122285")
    assert str(made) == "GB-CHC-1122285"
    assert "1122285" in made.url


@pytest.mark.parametrize(
    ("scheme", "value"),
    [("GB-CHC", "x1"), ("XI-LEI", "5493001KJTIIGC8Y1R21"), ("XI-ROR", "02mhbdp95")],
)
def test_an_identifier_that_cannot_be_is_refused_with_a_sentence(scheme, value):
    with pytest.raises(ValidationError, match="check it for a typing error"):
        identifier(scheme, value)


@pytest.mark.parametrize(
    ("missing", "facts"), [("scheme", {"value": "1122285"}), ("value", {"scheme_id": "GB-CHC"})]
)
def test_an_identifier_is_checked_once_it_is_complete(missing, facts):
    with pytest.raises(ValidationError) as refused:
        Identifier(organisation=OrganisationFactory(), **facts).full_clean()
    assert list(refused.value.message_dict) == [missing]


def test_separators_people_write_do_not_make_another_identifier():
    scheme = IdentifierScheme.objects.get(pk="US-EIN")
    assert scheme.normalise(" 13-1837418 ") == "131837418"


def test_an_organisation_has_an_identifier_once():
    made = identifier("GB-CHC", "1122285")
    made.save()
    twin = Identifier(organisation=made.organisation, scheme_id="GB-CHC", value="1122285")
    with pytest.raises(ValidationError, match="already exists"):
        twin.full_clean()


def test_that_another_organisation_has_an_identifier_is_not_for_the_database_to_say():
    identifier("GB-CHC", "1122285").save()
    identifier("GB-CHC", "1122285").save()
    assert Identifier.objects.count() == 2


@pytest.mark.parametrize(
    ("kind", "value", "href"),
    [
        ("email", "desk@example.org", "mailto:desk@example.org"),
        ("phone", "+27 11 833-5959", "tel:+27118335959"),
        ("phone", "011 833", "tel:011833"),
        ("website", "https://example.org/", "https://example.org/"),
        ("signal", "example.01", ""),
    ],
)
def test_a_way_to_reach_it_opens_what_it_should(kind, value, href):
    point = ContactPoint(organisation=OrganisationFactory(), kind=kind, value=value)
    point.full_clean()
    assert point.href == href


@pytest.mark.parametrize(
    ("kind", "value"),
    [("email", "desk"), ("website", "javascript:x"), ("social", "@x"), ("form", "x")],
)
def test_a_way_that_leads_nowhere_is_refused(kind, value):
    with pytest.raises(ValidationError) as refused:
        ContactPoint(organisation=OrganisationFactory(), kind=kind, value=value).full_clean()
    assert list(refused.value.message_dict) == ["value"]


def test_a_web_address_is_read_without_its_scheme():
    assert ContactPoint(kind="website", value="https://example.org/").shown == "example.org"
    assert str(ContactPoint(kind="website", value="https://a.org")) == "Website: https://a.org"


def test_a_relation_needs_two_organisations():
    organisation = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RelationFactory(from_organisation=organisation, to_organisation=organisation)


def test_a_relation_to_itself_is_refused_with_a_sentence():
    organisation = OrganisationFactory()
    with pytest.raises(ValidationError, match="no relation to itself"):
        Relation(from_organisation=organisation, to_organisation=organisation).clean()


def test_a_relation_is_said_once():
    relation = RelationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        RelationFactory(
            from_organisation=relation.from_organisation, to_organisation=relation.to_organisation
        )


def test_a_relation_cannot_end_before_it_begins():
    with pytest.raises(ValidationError, match="ended before"):
        Relation(kind="member_of", from_date="2020", to_date="2019").clean()
    Relation(kind="member_of", from_date="2019-05", to_date="2019").clean()


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (1, None), (None, 1)])
def test_coordinates_come_in_pairs_and_on_this_planet(latitude, longitude):
    organisation = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        OfficeFactory(organisation=organisation, latitude=latitude, longitude=longitude)


def test_a_persons_office_is_their_organisations():
    contact = ContactFactory()
    contact.office = OfficeFactory()
    with pytest.raises(ValidationError, match="another organisation"):
        contact.full_clean()


def consent(**values):
    made = Consent(
        contact=ContactFactory(),
        given_how="form",
        wording_version="1",
        wording_language="en",
        **{"given_on": date(2026, 1, 1), "expires_on": date(2026, 6, 1), **values},
    )
    made.full_clean()
    return made


def test_a_consent_of_a_year_is_fine():
    consent(expires_on=date(2027, 1, 1)).save()


@pytest.mark.parametrize(
    ("values", "message"),
    [
        ({"expires_on": date(2027, 2, 1)}, "at most twelve months"),
        ({"given_on": date(2999, 1, 1), "expires_on": date(2999, 2, 1)}, "in the future"),
    ],
)
def test_a_consent_that_cannot_be_is_refused(values, message):
    with pytest.raises(ValidationError, match=message):
        consent(**values)


def test_the_database_refuses_a_consent_that_ends_before_it_begins():
    made = consent()
    made.expires_on = date(2025, 1, 1)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.save()


def test_one_person_cannot_decide_an_exception_alone():
    user = UserFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        ProtectionOverride.objects.create(
            organisation=OrganisationFactory(),
            covers="contacts",
            reason="x",
            requested_by=user,
            approved_by=user,
            expires_on=date(2027, 1, 1),
        )


def test_a_persons_facts_are_not_in_the_history():
    contact = ContactFactory(name="Canary Person")
    columns = {field.name for field in contact.history.model._meta.fields}
    assert not columns & {"name", "role", "email", "phone"}


def test_texts_of_records_say_what_they_are_without_saying_who():
    assert str(ContactFactory()).startswith("person ")
    assert str(OfficeFactory(street_address="1 Example St")).startswith("Branch")
    assert str(Suggestion(message="x")) == "suggestion"
    assert str(Import(name="people.csv")) == "import"
    assert str(ImportRow(number=3, of_import_id=1, name="x")) == "row 3 of import 1"
    assert str(SourceFactory(title="A")) == "A"
    assert str(RelationFactory()).startswith("Member of")
    assert str(OrganisationName(text="A")) == "A"
    assert str(SearchWord(word="aid")) == "aid"
    assert str(LoadedRecord(key="resources/a")) == "resources/a"


def test_every_library_item_has_an_address_that_tells_nothing_of_others_of_its_title():
    slugs = [Resource.objects.create(title="A report", kind="report").slug for _ in range(3)]
    assert len(set(slugs)) == 3
    assert all(re.fullmatch("a-report-[0-9a-hjkmnp-tv-z]{6}", slug) for slug in slugs)


def test_the_address_of_an_item_is_made_without_looking_at_others(django_assert_num_queries):
    with django_assert_num_queries(0):
        assert Resource(title="!!!").new_address().startswith("item-")


@pytest.mark.parametrize("model", [Resource, FormerSlug])
def test_an_address_that_could_not_be_opened_is_refused_with_a_sentence(model):
    with pytest.raises(ValidationError) as refused:
        model(slug="a?b").full_clean()
    assert "single hyphens" in str(refused.value.message_dict["slug"])


@pytest.mark.parametrize("model", [Resource, FormerSlug])
def test_the_database_refuses_an_address_with_a_slash(model):
    facts = (
        {"organisation": OrganisationFactory()}
        if model is FormerSlug
        else {"title": "A", "kind": "report"}
    )
    with pytest.raises(IntegrityError), transaction.atomic():
        model.objects.create(slug="a/b", **facts)


def test_a_register_whose_pattern_cannot_be_read_is_refused():
    with pytest.raises(ValidationError) as refused:
        IdentifierScheme(code="X", name="X", pattern="(").full_clean()
    assert refused.value.message_dict.keys() == {"pattern"}
