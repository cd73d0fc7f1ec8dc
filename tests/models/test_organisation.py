"""Organisations keep their ids and addresses, and the database keeps their rules."""

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from orgs.ids import parse_public_id
from orgs.models import FormerSlug, Organisation, organisations_changed
from tests.factories import OrganisationFactory

pytestmark = pytest.mark.django_db


def test_a_new_organisation_gets_an_id_that_holds_and_an_address():
    organisation = Organisation.objects.create(name="Sienos Grupė", kind="community_group")
    assert parse_public_id(organisation.public_id) == organisation.public_id
    assert organisation.slug == f"sienos-grupe{organisation.public_id.lower()[3:]}"
    assert organisation.state == "draft"


def test_an_address_tells_nothing_of_others_of_the_name():
    made = [Organisation.objects.create(name="Aid", kind="ngo") for _ in range(2)]
    assert [one.slug for one in made] == [f"aid-{one.public_id.lower()[4:]}" for one in made]


def test_an_address_is_made_without_looking_at_others(django_assert_num_queries):
    organisation = Organisation(name="Aid", kind="ngo", public_id="CSD-0000-0000-0")
    with django_assert_num_queries(0):
        assert organisation.new_address() == "aid-0000-0000-0"


def test_a_name_without_letters_gets_its_id_as_address():
    organisation = Organisation.objects.create(name="!!!", kind="ngo")
    assert organisation.slug == organisation.public_id.lower()


def test_an_id_that_is_taken_is_drawn_again(monkeypatch):
    first = OrganisationFactory()
    drawn = iter([first.public_id, "CSD-0000-0000-0"])
    monkeypatch.setattr("orgs.models.organisation.new_public_id", lambda: next(drawn))
    assert OrganisationFactory().public_id == "CSD-0000-0000-0"


def test_the_id_stays_whatever_changes():
    organisation = OrganisationFactory()
    before = organisation.public_id
    organisation.name = "Another"
    organisation.save()
    organisation.refresh_from_db()
    assert organisation.public_id == before


def test_an_old_address_is_kept():
    organisation = OrganisationFactory(slug="first")
    organisation.slug = "second"
    organisation.save()
    assert FormerSlug.objects.get().slug == "first"
    assert FormerSlug.objects.get().organisation == organisation


def test_what_a_generator_made_can_be_told_apart():
    made = OrganisationFactory(origin="synthetic")
    OrganisationFactory()
    assert list(Organisation.objects.synthetic()) == [made]


def test_going_back_to_an_old_address_leaves_no_loop():
    organisation = OrganisationFactory(slug="first")
    for slug in ("second", "first"):
        organisation.slug = slug
        organisation.save()
    assert [former.slug for former in FormerSlug.objects.all()] == ["second"]


def test_an_address_somebody_else_had_is_refused_with_a_sentence():
    OrganisationFactory(slug="first").save()
    organisation = Organisation.objects.get(slug="first")
    organisation.slug = "second"
    organisation.save()
    with pytest.raises(ValidationError, match="had this address"):
        Organisation(name="New", kind="ngo", slug="first", public_id="x").full_clean()


@pytest.mark.parametrize(
    ("founded", "closed", "fine"),
    [
        ("2017", "2017", True),
        ("2017-05", "2017", True),
        ("2017-05", "2017-04", False),
        ("2018", "2017-12", False),
        ("", "2017", True),
    ],
)
def test_it_cannot_close_before_it_was_founded(founded, closed, fine):
    organisation = Organisation(name="A", kind="ngo", founded=founded, closed=closed)
    if fine:
        organisation.clean()
    else:
        with pytest.raises(ValidationError, match="before it was founded"):
            organisation.clean()


@pytest.mark.parametrize(
    "wrong",
    [{"kind": "x"}, {"scope": "x"}, {"legal_status": "x"}, {"state": "x"}, {"risk": "x"},
     {"staff": "x"}, {"origin": "x"}, {"name": ""}, {"slug": "a/b"}],
    ids=str,
)  # fmt: skip
def test_the_database_refuses_values_no_form_would_let_through(wrong):
    organisation = OrganisationFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=organisation.pk).update(**wrong)


def test_a_name_of_ten_thousand_characters_is_refused_with_a_sentence():
    with pytest.raises(ValidationError, match="at most 500"):
        Organisation(name="a" * 10_000, kind="ngo", slug="a", public_id="x").full_clean()


def test_bulk_writes_say_which_organisations_they_touched():
    told, first = [], OrganisationFactory()

    def listen(ids, **kwargs):
        told.append(ids)

    organisations_changed.connect(listen)
    try:
        new = Organisation(name="New", kind="ngo", slug="new", public_id="CSD-0000-0000-0")
        Organisation.objects.bulk_create([new])
        Organisation.objects.filter(pk=first.pk).update(summary="Helps.")
        Organisation.objects.none().update(summary="Helps.")
    finally:
        organisations_changed.disconnect(listen)
    assert told == [{new.pk}, {first.pk}]


def test_every_change_is_in_the_history():
    organisation = OrganisationFactory(name="Before")
    organisation.name = "After"
    organisation.save()
    assert organisation.history.first().name == "After"
    assert organisation.history.first().prev_record.name == "Before"
