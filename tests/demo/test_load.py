"""The demonstration data, loaded: once, never over an editor's work, and as safe as the rest."""

import pytest
from django.core.management import call_command

from orgs.filters import OrganisationListing
from orgs.models import (
    CivicSpaceRating,
    Contact,
    LoadedRecord,
    Organisation,
    Relation,
    Resource,
)
from orgs.visibility import organisations, people


def first(query: str) -> str:
    [hit, *_others] = OrganisationListing({"q": query}).page(1).hits
    return hit.organisation.name


def test_it_says_what_it_loaded(loaded):
    assert f"{Organisation.objects.count()} organisations" in loaded


def test_some_fifty_organisations_are_published_each_with_a_source(loaded):
    assert organisations().count() >= 45
    assert not Organisation.objects.without_source().exists()


def test_loading_again_changes_nothing(loaded, capsys):
    def everything():
        models = (Organisation, Relation, CivicSpaceRating, Resource, Contact, LoadedRecord)
        return [list(model.objects.order_by("pk").values()) for model in models]

    before = everything()
    call_command("load_demo")
    assert everything() == before
    assert capsys.readouterr().out == "The demonstration data is there already.\n"


def test_what_an_editor_changed_or_removed_stays_so(loaded):
    changed = Organisation.objects.get(name="Collective Aid")
    changed.name = "Edited"
    changed.save()
    removed = Organisation.objects.get(name="HumanRights360")
    removed.delete()
    # as if a later release brought relations, people and items of organisations that are gone
    LoadedRecord.objects.exclude(key__startswith="organisations/").delete()
    Relation.objects.all().delete()
    Contact.objects.all().delete()
    call_command("load_demo")
    assert Organisation.objects.filter(name="Edited").exists()
    assert not Organisation.objects.filter(name__in=["Collective Aid", "HumanRights360"]).exists()


@pytest.mark.parametrize(
    ("query", "name"),
    [
        ("Collective Aid", "Collective Aid"),
        ("BelgrAid", "Collective Aid"),
        ("HR360", "HumanRights360"),
        ("Human Rights 360", "HumanRights360"),
        ("Colective Aid", "Collective Aid"),
        ("Sienos Grupe", "Sienos Grupė"),
    ],
)
def test_a_search_finds_first_what_a_person_expects(loaded, query, name):
    assert first(query) == name


def test_greece_is_obstructed_and_its_page_says_since_when(loaded, client):
    page = client.get("/countries/gr/").content.decode()
    assert "obstructed" in page
    assert "downgraded from narrowed in 2022" in page


def test_a_person_in_pakistan_is_on_no_page_whatever_they_agreed_to(loaded, client):
    contact = Contact.objects.get(organisation__headquarters="PK")
    assert contact.consents.exists()
    assert not people().filter(pk=contact.pk).exists()
    page = client.get(contact.organisation.get_absolute_url()).content.decode()
    assert contact.name not in page
    assert contact.email not in page


def test_somebody_in_an_open_country_who_agreed_is_shown(loaded):
    assert people().filter(organisation__headquarters="LT").exists()


def test_every_person_in_it_is_invented(loaded):
    assert all(
        email.endswith("@example.org") for email in Contact.objects.values_list("email", flat=True)
    )
