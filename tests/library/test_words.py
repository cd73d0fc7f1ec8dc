"""What the library is searched by follows every write, and holds nothing that is gone."""

import pytest
from django.apps import apps
from django.core.management import call_command

from orgs import actions
from orgs.models import Resource
from orgs.search.signals import migrated
from tests.dump import dump, mentions
from tests.factories import ContactFactory, ResourceFactory, UserFactory

pytestmark = pytest.mark.django_db


def kept(item) -> str:
    return Resource.objects.values_list("search_text", flat=True).get(pk=item.pk)


def test_the_words_are_folded_and_stand_between_spaces():
    item = ResourceFactory(title="Élodie’s Café", publisher="ΑΘΗΝΑ", summary="Straße")
    for word in (" elodie ", " cafe ", " αθηνα ", " strasse "):
        assert word in kept(item)


def test_the_words_follow_a_change_of_one_column():
    item = ResourceFactory(title="Before")
    item.title = "After"
    item.save(update_fields=["title"])
    assert " after " in kept(item)
    assert "before" not in kept(item)


def test_nothing_is_written_where_nothing_is_to_be_saved():
    item = ResourceFactory(title="Before")
    item.title = "After"
    item.save(update_fields=[])
    assert " before " in kept(item)


def test_items_made_all_at_once_can_be_found_too():
    Resource.objects.bulk_create([Resource(slug="a", kind="report", title="All at once")])
    assert Resource.objects.get().search_text.startswith(" all at once ")


def test_words_do_not_reach_from_one_text_into_the_next():
    item = ResourceFactory(title="Safe harbour", publisher="Aid now")
    assert " harbour aid " not in kept(item)


def test_an_update_of_the_program_fills_in_what_was_never_filled():
    item = ResourceFactory(title="An old item")
    Resource.objects.update(search_text="")
    migrated()
    assert " old item " in kept(item)


def test_a_state_without_the_column_is_left_alone():
    class Older:
        @staticmethod
        def get_models():
            return [model for model in apps.get_models() if model is not Resource]

    ResourceFactory()
    Resource.objects.update(search_text="")
    migrated(apps=Older)
    assert Resource.objects.get().search_text == ""


def test_rebuilding_sets_right_what_was_written_by_hand():
    item, same = ResourceFactory(title="Before"), ResourceFactory(title="The same")
    Resource.objects.filter(pk=item.pk).update(title="By hand")
    assert Resource.objects.all().refold() == 1
    Resource.objects.filter(pk=item.pk).update(title="Again")
    call_command("rebuild_search")
    assert " again " in kept(item)
    assert " same " in kept(same)


def test_an_erased_person_leaves_the_words_too():
    item = ResourceFactory(title="Élodie Canarý in court")
    contact = ContactFactory(name="Élodie Canarý")
    publisher = UserFactory(group="publisher")
    actions.erase_person(contact=contact, reason="asked for it", by=publisher)
    assert "court" in kept(item)
    assert mentions(dump(), "Élodie Canarý", "elodie canary") == []


def test_two_texts_side_by_side_are_no_person():
    item = ResourceFactory(title="A talk with Élodie", publisher="Canarý")
    contact = ContactFactory(name="Élodie Canarý")
    actions.erase_person(contact=contact, reason="asked", by=UserFactory(group="publisher"))
    item.refresh_from_db()
    assert item.title == "A talk with Élodie"
    assert item.search_text == item.folded()


def test_the_words_are_not_in_the_history():
    fields = {field.name for field in Resource.history.model._meta.get_fields()}
    assert "search_text" not in fields
