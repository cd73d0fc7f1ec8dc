"""Which organisations, places and library items the public may find."""

from datetime import timedelta

import pytest
from django.utils import timezone

from orgs.choices import OverrideCover
from orgs.models import Country, FocusArea, Organisation, ProtectionOverride
from orgs.visibility import (
    Audience,
    ShownLibrary,
    organisations,
    rating_history,
    resources,
    show,
    show_listed,
)
from tests.factories import (
    CLOSED,
    OBSTRUCTED,
    OPEN,
    REPRESSED,
    OfficeFactory,
    OrganisationFactory,
    RelationFactory,
    ResourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
STREET = "1 Example Street"


@pytest.mark.parametrize(
    ("kept", "found"),
    [
        ({}, True),
        ({"risk": "sensitive"}, True),
        ({"risk": "hidden"}, False),
        ({"state": "draft"}, False),
        ({"state": "in_review"}, False),
        ({"state": "archived"}, False),
    ],
)
def test_the_public_finds_what_is_published_and_not_hidden(kept, found):
    OrganisationFactory(**kept)
    assert organisations(Audience.PUBLIC).exists() is found
    assert organisations(Audience.PARTNER).exists() is found
    assert organisations(Audience.EDITOR).exists()


def street(organisation) -> tuple:
    [office] = show(organisation).offices
    return (office.street_address, office.latitude, office.longitude)


def located(country=OPEN, **organisation):
    office = OfficeFactory(
        organisation=OrganisationFactory(**organisation),
        country_id=country,
        city="Example",
        street_address=STREET,
        latitude=1.5,
        longitude=2.5,
    )
    return office.organisation


def test_a_street_is_shown_where_it_is_safe():
    assert street(located()) == (STREET, 1.5, 2.5)


@pytest.mark.parametrize(
    ("office", "organisation"),
    [
        (OPEN, {"headquarters_id": REPRESSED}),
        (OPEN, {"headquarters_id": CLOSED}),
        (OPEN, {"headquarters_id": "GL"}),
        (OPEN, {"risk": "sensitive"}),
        (REPRESSED, {"headquarters_id": OPEN}),
        (OBSTRUCTED, {"headquarters_id": None, "countries": [REPRESSED]}),
    ],
)
def test_a_street_is_withheld_where_it_is_not(office, organisation):
    assert street(located(office, **organisation)) == ("", None, None)


def test_the_town_and_the_country_stay():
    [office] = show(located(REPRESSED)).offices
    assert (office.city, office.country.code) == ("Example", REPRESSED)


def test_two_publishers_can_publish_a_street():
    organisation = located(headquarters_id=REPRESSED)
    ProtectionOverride.objects.create(
        organisation=organisation,
        covers=OverrideCover.PLACES,
        reason="A public office.",
        requested_by=UserFactory(),
        approved_by=UserFactory(),
        expires_on=timezone.localdate() + timedelta(days=1),
    )
    assert street(organisation) == (STREET, 1.5, 2.5)


def test_an_office_nobody_asked_the_gate_about_keeps_its_street():
    from orgs.visibility import ShownOffice

    office = located().offices.get()
    assert ShownOffice.of(office).street_address == ""


def test_a_relation_reads_in_the_words_of_each_page():
    relation = RelationFactory()
    [out] = show(relation.from_organisation).relations
    [back] = show(relation.to_organisation).relations
    assert (out.label, out.organisation.name) == ("Member of", relation.to_organisation.name)
    assert (back.label, back.organisation.name) == ("Members", relation.from_organisation.name)


@pytest.mark.parametrize("kept", [{"risk": "hidden"}, {"state": "draft"}])
def test_a_relation_with_what_is_not_public_does_not_exist(kept):
    relation = RelationFactory(to_organisation=OrganisationFactory(**kept))
    assert show(relation.from_organisation).relations == []


def test_an_organisations_library_is_newest_first_and_names_each_item_once():
    organisation = OrganisationFactory()
    older = ResourceFactory(published_on="2018", submitted_by=organisation)
    newer = ResourceFactory(published_on="2020-05")
    for item in (older, newer):
        item.organisations.add(organisation)
    found = show(organisation).library
    assert [item.title for item in found.items] == [newer.title, older.title]
    assert found.total == 2


@pytest.mark.parametrize("link", ["about", "by"])
def test_an_item_is_not_shown_either_once_its_hidden_organisation_is_deleted(link):
    hidden = OrganisationFactory(risk="hidden")
    item = ResourceFactory(submitted_by=hidden if link == "by" else None)
    item.organisations.set([hidden] if link == "about" else [])
    Organisation.objects.filter(pk=hidden.pk).delete()

    assert not resources().exists()
    item.refresh_from_db()
    assert (item.state, item.history.first().state) == ("draft", "draft")


def test_an_item_stays_when_an_organisation_that_is_not_hidden_is_deleted():
    organisation, hidden = OrganisationFactory(), OrganisationFactory(risk="hidden")
    item = ResourceFactory(submitted_by=organisation)
    organisation.delete()
    hidden.delete()

    assert resources().get() == item


def test_an_item_about_a_hidden_organisation_is_shown_nowhere():
    organisation, hidden = OrganisationFactory(), OrganisationFactory(risk="hidden")
    about, by = ResourceFactory(), ResourceFactory(submitted_by=hidden)
    about.organisations.add(organisation, hidden)
    by.organisations.add(organisation)
    assert show(organisation).library == ShownLibrary()
    assert resources(Audience.EDITOR).count() == 2


def test_an_item_does_not_name_who_submitted_it():
    organisation = OrganisationFactory()
    item = ResourceFactory(submitted_by=OrganisationFactory(state="draft"))
    item.organisations.add(organisation)
    [shown] = show(organisation).library.items
    assert not hasattr(shown, "submitted_by")


def test_a_draft_item_is_not_public():
    ResourceFactory(state="draft")
    assert not resources().exists()


def listed(organisation):
    """As lists show it."""
    countries = {country.pk: country for country in Country.objects.with_rating()}
    areas = {area.pk: area for area in FocusArea.objects.in_list_order()}
    return show_listed([organisation.pk], countries, areas)[organisation.pk]


@pytest.mark.parametrize(
    "attribute",
    ["pk", "id", "state", "risk", "origin", "verified_by", "contacts", "suggestions", "history",
     "consents_count_from", "overrides", "save"],
)  # fmt: skip
def test_what_is_not_on_the_list_does_not_exist(attribute):
    organisation = OrganisationFactory()
    for shown in (listed(organisation), show(organisation)):
        with pytest.raises(AttributeError, match="not public"):
            getattr(shown, attribute)


@pytest.mark.parametrize("attribute", ["people", "relations", "resources", "sources"])
def test_a_list_has_less_than_a_page(attribute):
    shown = listed(OrganisationFactory())
    with pytest.raises(AttributeError):
        getattr(shown, attribute)


def test_the_same_organisation_is_equal_however_it_is_shown():
    organisation = OrganisationFactory(name="Same")
    shown, again = listed(organisation), show(organisation)
    assert shown == again
    assert len({shown, again}) == 1
    assert str(shown) == "Same"
    assert shown != organisation


def test_the_headquarters_civic_space_is_the_organisations():
    shown = listed(OrganisationFactory(headquarters_id=OPEN, countries=[OPEN, OBSTRUCTED]))
    assert [(c.code, c.rating) for c in shown.rated_countries] == [(OPEN, "open")]


def test_without_headquarters_every_countrys_civic_space_counts():
    shown = listed(OrganisationFactory(headquarters_id=None, countries=[OPEN, OBSTRUCTED]))
    assert [c.rating for c in shown.rated_countries] == ["obstructed", "open"]


def test_greece_was_downgraded_in_2022():
    history = rating_history(Country.objects.get(pk="GR"))
    assert history[0].rating == "obstructed"
    changes = [(r.effective_on, r.direction) for r in history if r.direction != "unchanged"]
    assert changes == [("2022", "downgraded"), ("2019", "first")]


def test_a_source_says_what_it_supports_but_not_that_there_is_danger():
    organisation = OrganisationFactory(source=False)
    organisation.sources.create(title="A page", fields=["name", "risk", "unheard", "offices"])
    [source] = show(organisation).sources
    assert (source.title, source.facts) == ("A page", ["name", "offices"])


def test_an_identifier_on_a_page_leads_to_its_register():
    organisation = OrganisationFactory()
    organisation.identifiers.create(scheme_id="GB-CHC", value="1122285")
    [identifier] = show(organisation).identifiers
    assert str(identifier) == "GB-CHC-1122285"
    assert "1122285" in identifier.url


def test_a_list_shows_only_what_a_visitor_may_find_and_what_lists_say():
    shown_one, hidden = OrganisationFactory(), OrganisationFactory(risk="hidden")
    office = OfficeFactory(organisation=shown_one, street_address="1 Example Street")
    listed = show_listed([hidden.pk, shown_one.pk], {}, {})
    assert list(listed) == [shown_one.pk]
    [its_office] = listed[shown_one.pk].offices
    assert (its_office.city, its_office.street_address) == (office.city, "")
    for attribute in ("identifiers", "contact_points", "state"):
        with pytest.raises(AttributeError):
            getattr(listed[shown_one.pk], attribute)


def test_a_list_reads_the_country_it_has_not_heard_of_and_leaves_out_the_area():
    """Both may be made between the moment the places were read and this one."""
    one = OrganisationFactory(headquarters_id=OPEN, countries=[OBSTRUCTED], focus=["legal-aid"])
    [shown] = show_listed([one.pk], {}, {}).values()
    assert [(c.code, c.rating) for c in shown.rated_countries] == [(OPEN, "open")]
    assert [country.code for country in shown.countries] == [OBSTRUCTED]
    assert shown.focus_areas == []


def test_a_list_costs_five_queries_however_long_it_is(django_assert_num_queries):
    from orgs.search.places import Records

    places = Records.read()
    ids = [OfficeFactory(organisation__focus=["legal-aid"]).organisation_id for _ in range(3)]
    with django_assert_num_queries(5):
        for shown in show_listed(ids, places.countries, places.areas).values():
            assert shown.rated_countries[0].rating
            assert shown.focus_areas
            assert shown.offices[0].country.name
