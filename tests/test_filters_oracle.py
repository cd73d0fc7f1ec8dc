"""For any records and any filters, a list has what a loop over the records has."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.filters import OrganisationListing
from orgs.models import Country, FocusArea, Organisation
from orgs.search import index_later
from orgs.visibility import organisations
from tests.factories import ContactPointFactory, OrganisationFactory

pytestmark = pytest.mark.django_db

places = st.sampled_from(["GR", "NO", "PK", "ER", "FR"])
made = st.fixed_dictionaries(
    {
        "headquarters_id": st.none() | places,
        "countries": st.lists(places, max_size=2, unique=True),
        "focus": st.lists(st.sampled_from(["legal-aid", "gcm-13", "sdg-16"]), max_size=2),
        "kind": st.sampled_from(["ngo", "union"]),
        "scope": st.sampled_from(["", "local"]),
        "legal_status": st.sampled_from(["", "exiled"]),
        "name": st.sampled_from(["Okapi", "Zebra"]),
        "risk": st.sampled_from(["standard", "standard", "sensitive", "hidden"]),
        "languages": st.lists(st.sampled_from(["el", "AR", "not a tag"]), max_size=2),
        "founded": st.sampled_from(["", "1987", "1999-05", "2004-02-29"]),
        "verified_on": st.none() | st.sampled_from([date(2024, 6, 30), date(2026, 1, 1)]),
        "website": st.booleans(),
    }
)


def either(*values):
    """Some of the values, each asked for or to be left out."""
    return st.lists(st.sampled_from([*values, *(f"-{value}" for value in values)]), max_size=2)


asked = st.fixed_dictionaries(
    {},
    optional={
        "country": either("GR", "NO", "PK", "FR"),
        "region": either("150", "039", "142"),
        "focus": either("justice-and-legal-aid", "gcm-13"),
        "rating": either("open", "obstructed", "not_rated"),
        "kind": either("ngo", "union"),
        "scope": either("local"),
        "status": either("exiled"),
        "language": either("el", "ar"),
        "website": either("1"),
        "founded_from": st.sampled_from(["1987", "1999", "2000"]),
        "founded_to": st.sampled_from(["1986", "1999", "2004"]),
        "verified_since": st.sampled_from(["2024", "2024-07", "2026-01-01"]),
        "q": st.sampled_from([["okapi"], ["-okapi"], ["norway"]]),
        "sort": st.sampled_from(["name", "updated", "verified", "founded"]),
    },
)


def values_of(one, ratings, regions, above):
    """Every value of every facet an organisation should be found under."""
    works_in = [country.pk for country in one.countries.all()]
    home = [one.headquarters_id] if one.headquarters_id else works_in
    countries = {*works_in, one.headquarters_id} - {None}
    rated = {ratings[code] for code in home if ratings[code]}
    areas = {area.slug for area in one.focus_areas.all()}
    return {
        "country": countries,
        "region": {region for code in countries for region in regions[code]},
        "focus": areas | {above[slug] for slug in areas if above[slug]},
        "rating": rated or {"not_rated"},
        "kind": {one.kind},
        "scope": {one.scope},
        "status": {one.legal_status},
        "language": {tag.lower() for tag in one.languages if " " not in tag},
        "website": {"1"} if one.contact_points.all() else set(),
        "founded": one.founded,
        "verified": one.verified_on and one.verified_on.isoformat(),
        "q": {one.name.lower(), *(["norway"] if "NO" in countries else [])},
    }


LIMITS = {
    "founded_from": lambda values, year: bool(values["founded"]) and values["founded"] >= year,
    "founded_to": lambda values, year: bool(values["founded"]) and values["founded"][:4] <= year,
    "verified_since": lambda values, day: bool(values["verified"]) and values["verified"] >= day,
}


def passes(values, asked, without=None):
    for name, wanted in asked.items():
        if name in (without, "sort"):
            continue
        if name in LIMITS:
            if not LIMITS[name](values, wanted):
                return False
            continue
        left_out = {one[1:] for one in wanted if one.startswith("-")}
        chosen = {one for one in wanted if not one.startswith("-")}
        if values[name] & left_out or (chosen and not values[name] & chosen):
            return False
    return True


def sorted_by_loop(organisations, sort):
    """As the page says: names in order, the latest first, the oldest first; then by id."""
    last = "9999-99"
    keys = {
        "name": lambda one: (one.name.lower(), one.pk),
        "updated": lambda one: (-one.updated_at.timestamp(), one.pk),
        "verified": lambda one: (-(one.verified_on or date.min).toordinal(), one.pk),
        "founded": lambda one: (one.founded or last, one.pk),
    }
    return [one.pk for one in sorted(organisations, key=keys[sort])]


def regions_above(country):
    """The regions a country is in, an intermediate one's subregion and region among them."""
    region, found = country.subregion, {country.region_id}
    while region:
        found.add(region.pk)
        region = region.parent
    return found


@pytest.fixture
def reference():
    codes = ["GR", "NO", "PK", "ER", "FR"]
    countries = Country.objects.with_rating().filter(pk__in=codes)
    areas = FocusArea.objects.filter(slug__in=["legal-aid", "gcm-13", "sdg-16"])
    return (
        {country.pk: country.rating for country in countries},
        {country.pk: regions_above(country) for country in countries},
        dict(areas.values_list("slug", "parent__slug")),
    )


@settings(
    deadline=None,
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(made, max_size=6), st.lists(asked, min_size=1, max_size=4))
def test_list_count_ids_and_facets_agree_with_the_records(reference, drafts, questions):
    with transaction.atomic():
        with index_later():
            for draft in drafts:
                fields = {name: value for name, value in draft.items() if name != "website"}
                one = OrganisationFactory(**fields)
                if draft["website"]:
                    ContactPointFactory(organisation=one)
        parts = ("countries", "focus_areas", "contact_points")
        held = {
            one.pk: values_of(one, *reference) for one in organisations().prefetch_related(*parts)
        }
        for question in questions:
            found = OrganisationListing(question)
            expected = {pk for pk, values in held.items() if passes(values, question)}
            ids = list(found.organisation_ids())
            assert (set(ids), len(ids), found.count) == (expected, len(expected), len(expected))
            shown = [hit.organisation.public_id for hit in found.page(1).hits]
            in_order = Organisation.objects.in_bulk(ids)
            assert shown == [in_order[pk].public_id for pk in ids]
            if sort := question.get("sort"):
                assert ids == sorted_by_loop(in_order.values(), sort)
            for facet in found.facets:
                rest = [v for v in held.values() if passes(v, question, without=facet.name)]
                for option in facet.options:
                    holders = [v for v in rest if option.value in v[facet.name]]
                    assert option.count == len(holders), (facet.name, option.value)
        transaction.set_rollback(True)
