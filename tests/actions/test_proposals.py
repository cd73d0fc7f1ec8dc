"""Proposals made true."""

import pytest
from django.core.exceptions import ValidationError
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from orgs import actions
from orgs.models import Identifier, Organisation
from orgs.proposals import Reference, cleaned, difference, inverse, present
from tests import factories

pytestmark = pytest.mark.django_db

FULL = {
    "name": "Sea-Watch",
    "acronyms": ["SW"],
    "former_names": ["Watch the Sea@en"],
    "other_names": ["ναῦς@el", "The Watchers"],
    "kind": "network",
    "scope": "regional",
    "legal_status": "registered",
    "founded": "2015",
    "closed": "",
    "summary": "Watches the sea.",
    "description": "At length.",
    "headquarters_code": "DE",
    "country_codes": ["GR", "IT"],
    "focus_area_codes": ["gcm:13", "theme:legal-aid"],
    "languages": ["de", "en"],
    "staff": "11-50",
    "websites": ["https://sea.example.org/"],
    "emails": ["office@sea.example.org"],
    "phones": ["+49 30 000000"],
    "social_accounts": ["https://social.example.org/@sea"],
    "identifiers": ["GB-CHC-1122285"],
    "offices": ["Berlin DE", "Athens GR"],
}


@pytest.fixture
def editor():
    return factories.UserFactory(group="editor")


def values(organisation):
    return present(Organisation.objects.all(), [organisation.pk])[organisation.pk]


def test_a_created_organisation_says_what_was_proposed(editor):
    made = actions.create_organisation(values=FULL, by=editor, source=("A list", ""))
    assert _sorted(values(made)) == _sorted(FULL)
    assert made.state == "draft"
    assert [source.title for source in made.sources.all()] == ["A list"]
    assert [office.kind for office in made.offices.all()] == ["headquarters", "branch"]


def test_the_history_says_who_created_it_and_why(editor):
    made = actions.create_organisation(values={"name": "A"}, by=editor, reason="Suggested")
    entry = made.history.earliest()
    assert (entry.history_user, entry.history_change_reason) == (editor, "Suggested")


def test_nobody_without_a_role_creates():
    with pytest.raises(actions.NotAllowed):
        actions.create_organisation(values={"name": "A"}, by=factories.UserFactory())
    assert not Organisation.objects.exists()


def test_a_value_that_does_not_fit_leaves_nothing(editor):
    Identifier.objects.create(
        organisation=factories.OrganisationFactory(), scheme_id="GB-CHC", value="1122285"
    )
    with pytest.raises(ValidationError):
        actions.create_organisation(values=FULL, by=editor)
    assert Organisation.objects.count() == 1


def test_changes_are_written_and_can_be_taken_back(editor):
    made = actions.create_organisation(values=FULL, by=editor)
    wanted = {
        **FULL,
        "name": "Sea Watch",
        "acronyms": ["SEAW"],
        "other_names": ["The Watchers", "Les Veilleurs@fr"],
        "headquarters_code": "",
        "country_codes": ["ES", "GR"],
        "focus_area_codes": [],
        "identifiers": [],
        "websites": [],
        "offices": ["Athens GR", "Rome IT"],
    }
    changes = difference(values(made), wanted)
    changed = actions.apply_changes(organisation=made, changes=changes, by=editor)
    assert set(changed) == set(changes)
    assert _sorted(values(made)) == _sorted(wanted)
    actions.apply_changes(organisation=made, changes=inverse(changes), by=editor)
    assert _sorted(values(made)) == _sorted(FULL)


def _sorted(found):
    return {name: sorted(one) if isinstance(one, list) else one for name, one in found.items()}


def test_a_value_that_somebody_has_changed_since_is_not_overwritten(editor):
    organisation = factories.OrganisationFactory(name="Now")
    changes = {"name": {"from": "Then", "to": "Soon"}}
    with pytest.raises(actions.ActionError, match="it is now: Now"):
        actions.apply_changes(organisation=organisation, changes=changes, by=editor)
    assert values(organisation)["name"] == "Now"
    actions.apply_changes(organisation=organisation, changes=changes, by=editor, anyway=True)
    assert values(organisation)["name"] == "Soon"


def test_what_is_so_already_is_not_written_again(editor):
    organisation = factories.OrganisationFactory(name="Now")
    before = organisation.history.count()
    changes = {"name": {"from": "Then", "to": "Now"}}
    assert actions.apply_changes(organisation=organisation, changes=changes, by=editor) == []
    assert organisation.history.count() == before


def test_contributors_do_not_change_what_is_published():
    organisation = factories.OrganisationFactory()
    with pytest.raises(actions.NotAllowed):
        actions.apply_changes(
            organisation=organisation, changes={}, by=factories.UserFactory(group="contributor")
        )


def test_a_source_is_noted_once(editor):
    organisation = factories.OrganisationFactory(source=False)
    for _time in range(2):
        actions.add_source(organisation, "", "https://list.example.org/", by=editor)
    actions.add_source(organisation, "", "", by=editor)
    assert [source.title for source in organisation.sources.all()] == ["https://list.example.org/"]


_TEXT = st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=20)


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_what_is_taken_away_and_brought_back_changes_nothing(editor, data):
    reference = Reference.read()
    proposed = {"name": data.draw(_TEXT.filter(str.strip).map("A {}".format))}
    for name in ("acronyms", "other_names", "former_names", "phones"):
        proposed[name] = data.draw(st.lists(_TEXT, max_size=3))
    fine, _wrong = cleaned(proposed, reference)
    made = actions.create_organisation(values=fine, by=editor)
    again, wrong = cleaned(values(made), reference)
    assert not wrong
    assert difference(values(made), again) == {}
