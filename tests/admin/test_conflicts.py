"""Two editors on one record, whatever it is: the second is told, and nothing is lost."""

import pytest
from django.urls import reverse

from orgs.models import Country, FocusArea, IdentifierScheme
from tests.factories import (
    ContactFactory,
    GrantFactory,
    NameFactory,
    OfficeFactory,
    RatingFactory,
    RelationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
RECORDS = {
    "resource": (lambda: ResourceFactory(), "title"),
    "country": (lambda: Country.objects.get(pk="NO"), "name_fr"),
    "focusarea": (lambda: FocusArea.objects.get(slug="legal-aid"), "name_fr"),
    "identifierscheme": (lambda: IdentifierScheme.objects.first(), "name"),
    "civicspacerating": (
        lambda: RatingFactory(
            country_id="NO", rating="open", effective_on="2020", source_name="Another"
        ),
        "note",
    ),
    "organisationname": (lambda: NameFactory(), "text"),
    "office": (lambda: OfficeFactory(), "city"),
    "source": (lambda: SourceFactory(), "title"),
    "relation": (lambda: RelationFactory(), "note"),
    "contact": (lambda: ContactFactory(), "role"),
    "grant": (lambda: GrantFactory(), "ends_on"),
}


@pytest.fixture
def opened(as_role):
    """A record whose form an administrator has opened: its field, and what the form would send."""

    def open_form(kind):
        make, field = RECORDS[kind]
        record, client = make(), as_role("administrator")
        address = reverse(f"admin:orgs_{kind}_change", args=[record.pk])
        form = client.get(address).context["adminform"].form
        sent = {name: form[name].value() for name in form.fields}
        sent = {name: value for name, value in sent.items() if value not in (None, False)}
        if kind == "contact":
            sent |= {"consents-TOTAL_FORMS": 0, "consents-INITIAL_FORMS": 0}
        return record, field, lambda **more: client.post(address, sent | more)

    return open_form


def changed(record, field):
    value = "2099-01-01" if field == "ends_on" else "By the first"
    setattr(record, field, value)
    record._history_user = UserFactory()
    record.save()
    return value


@pytest.mark.parametrize("kind", RECORDS)
def test_the_second_is_told_and_may_save_then(opened, kind):
    record, field, send = opened(kind)
    value = changed(record, field)
    answer = send()
    record.refresh_from_db()

    assert "Somebody changed this record" in answer.content.decode()
    assert str(getattr(record, field)) == value
    assert send(version=answer.context["adminform"].form["version"].value()).status_code == 302


@pytest.mark.parametrize("kind", RECORDS)
def test_one_alone_is_not_disturbed(opened, kind):
    _record, _field, send = opened(kind)

    assert send().status_code == 302


def test_what_the_first_changed_in_the_library_is_said(opened):
    record, field, send = opened("resource")
    before, after = record.title, changed(record, field)

    page = send().content.decode()
    assert f"{before} → {after}" in page


def test_another_list_of_neighbours_counts_as_a_change(opened):
    record, _field, send = opened("country")
    record.neighbours.add("GR")

    assert "Somebody changed this record" in send().content.decode()
