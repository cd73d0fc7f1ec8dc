"""For any records and any filters, a list has what a loop over the records has."""

from datetime import date

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs.filters import OrganisationListing
from orgs.models import Organisation
from orgs.search import index_later
from tests import oracle
from tests.factories import ContactPointFactory, OrganisationFactory, RatingFactory
from tests.oracle import passes

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
        "rating": either("open", "narrowed", "obstructed", "not_rated"),
        "as_of": st.sampled_from(["2017", "2021-06", "2021-06-30"]),
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


@settings(
    max_examples=25,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(made, max_size=6), st.lists(asked, min_size=1, max_size=4))
def test_list_count_ids_and_facets_agree_with_the_records(drafts, questions):
    with transaction.atomic():
        RatingFactory(country_id="GR", effective_on="2021-06", rating="narrowed")
        RatingFactory(country_id="NO", effective_on="2016-01-31", rating="obstructed")
        with index_later():
            for draft in drafts:
                fields = {name: value for name, value in draft.items() if name != "website"}
                one = OrganisationFactory(**fields)
                if draft["website"]:
                    ContactPointFactory(organisation=one)
        for question in questions:
            held = oracle.values_by_id(question.get("as_of", ""))
            found = OrganisationListing(question)
            expected = {pk for pk, values in held.items() if passes(values, question)}
            ids = list(found.organisation_ids())
            assert (set(ids), len(ids), found.count) == (expected, len(expected), len(expected))
            shown = [hit.organisation.public_id for hit in found.page(1).hits]
            in_order = Organisation.objects.in_bulk(ids)
            assert shown == [in_order[pk].public_id for pk in ids]
            if sort := question.get("sort"):
                assert ids == oracle.in_order(in_order.values(), sort)
            for facet in found.facets:
                rest = [v for v in held.values() if passes(v, question, without=facet.name)]
                for option in facet.options:
                    holders = [v for v in rest if option.value in v[facet.name]]
                    assert option.count == len(holders), (facet.name, option.value)
        transaction.set_rollback(True)
