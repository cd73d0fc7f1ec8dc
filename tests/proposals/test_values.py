"""What can be proposed, how it is checked, and how it compares with what is there."""

import pytest
from django.core.exceptions import ValidationError

from orgs.models import Organisation
from orgs.proposals import (
    FIELDS,
    Reference,
    cleaned,
    combined,
    conflicts,
    difference,
    inverse,
    items,
    present,
)
from tests import factories

pytestmark = pytest.mark.django_db


@pytest.fixture
def reference():
    return Reference.read()


def clean(name, value, reference):
    return FIELDS[name].clean(value, reference)


def test_a_text_is_put_on_one_line(reference):
    assert clean("name", "  Sea\u00a0\n Watch ", reference) == "Sea Watch"


def test_a_description_keeps_its_lines(reference):
    assert clean("description", "One\r\n\r\nTwo ", reference) == "One\n\nTwo"


def test_an_empty_text_is_empty(reference):
    assert clean("summary", " ", reference) == ""


def test_a_name_is_needed(reference):
    with pytest.raises(ValidationError, match="needs a name"):
        clean("name", " ", reference)


def test_lists_have_no_doubles_and_nothing_empty(reference):
    assert clean("acronyms", ["SW", " SW ", ""], reference) == ["SW"]


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("name", "x" * 501),
        ("kind", "charity"),
        ("founded", "long ago"),
        ("founded", "2999"),
        ("summary", "x" * 301),
        ("headquarters_code", "ZZ"),
        ("country_codes", ["GR", "ZZ"]),
        ("focus_area_codes", ["theme:nothing"]),
        ("languages", ["Greek!"]),
        ("websites", ["javascript:alert(1)"]),
        ("websites", ["https://user:secret@example.org/"]),
        ("emails", ["nobody"]),
        ("phones", ["1" * 501]),
        ("identifiers", ["1122285"]),
        ("identifiers", ["GB-CHC-not a number"]),
        ("offices", ["Athens"]),
        ("offices", ["Athens ZZ"]),
        ("other_names", ["x" * 501]),
    ],
)
def test_what_does_not_fit_is_refused(field, value, reference):
    with pytest.raises(ValidationError):
        clean(field, value, reference)


def test_an_office_may_have_no_city(reference):
    assert clean("offices", ["GR", "New York US"], reference) == ["GR", "New York US"]


def test_an_identifier_is_written_as_its_register_writes_it(reference):
    assert clean("identifiers", ["GB-CHC:1122285"], reference) == ["GB-CHC-1122285"]


def test_what_is_wrong_is_told_by_field(reference):
    fine, wrong = cleaned({"name": "A", "kind": "nonsense", "founded": "1999"}, reference)
    assert fine == {"name": "A", "founded": "1999"}
    assert list(wrong) == ["kind"]


def test_nothing_closes_before_it_was_founded(reference):
    fine, wrong = cleaned({"founded": "1999-05", "closed": "1998"}, reference)
    assert "closed" in wrong
    assert fine == {"founded": "1999-05"}


def test_it_may_close_in_the_year_it_was_founded(reference):
    assert not cleaned({"founded": "1999-05", "closed": "1999"}, reference)[1]


def test_present_values_are_those_of_the_file(django_assert_num_queries):
    organisation = factories.OrganisationFactory(
        name="Sea-Watch", founded="2015", focus=["legal-aid"], countries=["IT", "GR"]
    )
    factories.NameFactory(organisation=organisation, text="SW", kind="acronym")
    factories.NameFactory(organisation=organisation, text="ναῦς", kind="alias", language="el")
    factories.OfficeFactory(organisation=organisation, city="Athens", country_id="GR")
    factories.ContactPointFactory(organisation=organisation, value="https://sea.example.org/")
    with django_assert_num_queries(3):
        values = present(Organisation.objects.all(), [organisation.pk])[organisation.pk]
    assert list(values) == list(FIELDS)
    assert values["acronyms"] == ["SW"]
    assert values["other_names"] == ["ναῦς@el"]
    assert values["headquarters_code"] == "NO"
    assert values["country_codes"] == ["GR", "IT"]
    assert values["focus_area_codes"] == ["theme:legal-aid"]
    assert values["offices"] == ["Athens GR"]
    assert values["websites"] == ["https://sea.example.org/"]


def test_no_organisation_has_no_values():
    assert present(Organisation.objects.all(), []) == {}


def test_what_is_not_spoken_of_does_not_change():
    assert difference({"name": "A", "kind": "ngo"}, {"name": "A"}) == {}


def test_a_difference_names_both_values():
    assert difference({"name": "A"}, {"name": "B"}) == {"name": {"from": "A", "to": "B"}}


def test_a_difference_of_lists_is_what_comes_and_what_goes():
    changed = difference({"acronyms": ["A", "B"]}, {"acronyms": ["B", "C"]})
    assert changed == {"acronyms": {"add": ["C"], "remove": ["A"]}}


def test_a_list_may_only_grow():
    before = {"acronyms": ["A", "B"]}
    assert difference(before, {"acronyms": ["B"]}, only_add=True) == {}
    grown = difference(before, {"acronyms": ["C"]}, only_add=True)
    assert grown == {"acronyms": {"add": ["C"], "remove": []}}


def test_a_change_and_its_inverse_leave_nothing():
    before = {"name": "A", "acronyms": ["A", "B"]}
    after = {"name": "B", "acronyms": ["A", "C"]}
    changes = difference(before, after)
    there = {name: combined(before[name], change) for name, change in changes.items()}
    assert there == after
    back = {name: combined(there[name], one) for name, one in inverse(changes).items()}
    assert {name: sorted(value) for name, value in back.items()} == {
        "name": ["A"],
        "acronyms": ["A", "B"],
    }


def test_a_change_is_shown_as_what_goes_and_what_comes():
    assert items("name", {"from": "A", "to": "B"}) == ("A", "B")
    assert items("acronyms", {"add": ["B"], "remove": ["A"]}) == (["A"], ["B"])


def test_a_value_changed_since_conflicts_and_one_changed_the_same_way_does_not():
    changes = {"name": {"from": "A", "to": "B"}, "acronyms": {"add": ["C"], "remove": []}}
    assert conflicts({"name": "C", "acronyms": []}, changes) == ["name"]
    assert conflicts({"name": "B", "acronyms": ["X"]}, changes) == []
