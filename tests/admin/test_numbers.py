"""Numbers in registers in the panel: no page tells of a record that one must not see."""

import pytest
from django.urls import reverse

from orgs.choices import PublicationState, RiskLevel
from orgs.models import Identifier
from tests.admin.test_organisation_form import change, form_of
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db
TAKEN, FREE = "1122285", "1122286"
ADD = "admin:orgs_identifier_add"


@pytest.fixture
def hidden():
    made = OrganisationFactory(name="Holder of it", risk=RiskLevel.HIDDEN)
    made.identifiers.create(scheme_id="GB-CHC", value=TAKEN)
    return made


def with_number(organisation, value):
    row = {"scheme": "GB-CHC", "value": value, "organisation": organisation.pk, "id": ""}
    rows = {f"identifiers-0-{name}": text for name, text in row.items()}
    return form_of(organisation, **{"identifiers-TOTAL_FORMS": 1}, **rows)


def alone(organisation, value):
    return {"organisation": organisation.pk, "scheme": "GB-CHC", "value": value}


def test_a_contributor_saves_a_number_with_its_organisation_whoever_has_it(as_role, hidden):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    client = as_role("contributor")

    answers = {client.post(change(mine), with_number(mine, TAKEN)).status_code}
    mine.identifiers.all().delete()
    answers |= {client.post(change(mine), with_number(mine, FREE)).status_code}

    assert answers == {302}
    assert mine.history.filter(name=mine.name).exists()


def test_a_contributor_adds_a_number_on_a_page_of_its_own_whoever_has_it(as_role, hidden):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    client = as_role("contributor")

    answers = {client.post(reverse(ADD), alone(mine, value)).status_code for value in (TAKEN, FREE)}

    assert answers == {302}
    assert mine.identifiers.count() == 2


def test_an_editor_reads_beside_the_row_whose_number_it_is(as_role, hidden):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    page = as_role("editor").post(change(mine), with_number(mine, TAKEN)).content.decode()

    assert f"another organisation already: Holder of it ({hidden.public_id})" in page
    assert not mine.identifiers.exists()


def test_an_editor_reads_it_on_the_page_of_the_number(as_role, hidden):
    mine = OrganisationFactory(state=PublicationState.DRAFT)

    response = as_role("editor").post(reverse(ADD), alone(mine, "112 2285"))
    page = as_role("editor").post(reverse(ADD), alone(mine, TAKEN)).content.decode()

    assert response.status_code == 200
    assert "Holder of it" in page
    assert Identifier.objects.count() == 1


def test_a_number_two_records_have_is_no_reason_to_refuse_the_rest(as_role, hidden):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    part = mine.identifiers.create(scheme_id="GB-CHC", value=TAKEN)
    sent = with_number(mine, TAKEN) | {"identifiers-INITIAL_FORMS": 1, "identifiers-0-id": part.pk}

    as_role("editor").post(change(mine), sent | {"name": "Renamed"})

    mine.refresh_from_db()
    assert mine.name == "Renamed"


def test_one_organisation_has_a_number_once(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    mine.identifiers.create(scheme_id="GB-CHC", value=TAKEN)

    response = as_role("contributor").post(reverse(ADD), alone(mine, TAKEN))

    assert response.status_code == 200
    assert mine.identifiers.count() == 1


def test_a_number_that_is_typed_twice_is_refused_with_a_sentence(as_role):
    mine = OrganisationFactory(state=PublicationState.DRAFT)
    first = with_number(mine, TAKEN)
    again = {name.replace("-0-", "-1-"): text for name, text in first.items() if "-0-" in name}
    sent = {**again, **first, "identifiers-TOTAL_FORMS": 2}

    response = as_role("contributor").post(change(mine), sent)

    assert "correct the duplicate" in response.content.decode()
    assert not mine.identifiers.exists()
