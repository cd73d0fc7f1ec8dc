"""The tables of the index hold what making them anew would put there, whatever was edited."""

import pytest
from django.db import connection

from orgs.models import (
    Organisation,
    OrganisationName,
    SearchEntry,
    SearchKey,
    SearchRow,
    SearchText,
    SearchWord,
)
from orgs.search import index_later, reindex, withdrawal
from orgs.search.index import rebuild
from tests.factories import ContactPointFactory, NameFactory, OfficeFactory, OrganisationFactory
from tests.search.results import search

pytestmark = pytest.mark.django_db


def everything():
    tables = (SearchEntry, SearchKey, SearchText, SearchRow, SearchWord)
    return [sorted(model.objects.values_list()) for model in tables]


def is_what_making_it_anew_gives():
    before = everything()
    rebuild()
    return everything() == before


def change(organisation, **facts):
    for name, value in facts.items():
        setattr(organisation, name, value)
    organisation.save()


def written_by(write, queries_allowed):
    """The tables of the index that a write changes anything in."""
    with queries_allowed(80) as queries:
        write()
    writes = (one["sql"] for one in queries if "SELECT" not in one["sql"].split("orgs_", 1)[0])
    tables = ("searchentry", "searchtext", "searchkey", "searchrow")
    said = " ".join(writes)
    return {name for name in tables if f"orgs_{name} " in said}


EDITS = {
    "a text": lambda one: change(one, summary="Helps with papers."),
    "a name": lambda one: change(one, name="Second Name"),
    "nothing": lambda one: one.save(),
    "a place in the order": lambda one: change(one, verified_on="2026-01-01"),
    "a better record": lambda one: change(one, description="Long.", founded="2001"),
    "a list": lambda one: one.countries.set(["GR", "PK"]),
    "another name": lambda one: NameFactory(organisation=one, text="Also"),
    "a city": lambda one: OfficeFactory(organisation=one, city="Bergen"),
    "a website": lambda one: ContactPointFactory(organisation=one),
    "hiding": lambda one: change(one, risk="hidden"),
    "deleting": lambda one: one.delete(),
}


@pytest.mark.parametrize("edit", EDITS)
def test_after_an_edit_the_index_is_what_it_would_be_if_made_anew(edit):
    OrganisationFactory(name="Another", summary="Helps with other papers.")
    EDITS[edit](OrganisationFactory(name="First Name", summary="Helps.", countries=["NO"]))

    assert is_what_making_it_anew_gives()


def test_after_all_edits_one_by_one_it_is_too():
    organisation = OrganisationFactory(name="First Name", countries=["NO"])
    for edit in EDITS.values():
        edit(organisation)

    assert is_what_making_it_anew_gives()


@pytest.mark.parametrize("many", [2, 40])
def test_few_and_many_are_replaced_alike(many):
    made = [OrganisationFactory(name=f"Number {place}") for place in range(many)]
    with index_later():
        for one in made[1:]:
            change(one, summary="Changed.", verified_on="2026-01-01")

    assert len(search("changed").found) == many - 1
    assert is_what_making_it_anew_gives()


def test_a_text_that_was_replaced_is_found_by_its_new_words_only():
    organisation = OrganisationFactory(summary="Harbour")
    change(organisation, summary="Lighthouse")

    assert (bool(search("harbour").found), bool(search("lighthouse").found)) == (False, True)


def test_the_full_text_index_has_the_texts_there_are():
    organisation = OrganisationFactory(summary="Harbour")
    for edit in EDITS.values():
        edit(organisation)
    OrganisationFactory(summary="Harbour")
    if connection.vendor == "sqlite":
        with connection.cursor() as cursor:  # complains of a text that is missing, or left behind
            cursor.execute(
                "INSERT INTO orgs_searchtext_fts(orgs_searchtext_fts, rank)"
                " VALUES ('integrity-check', 1)"
            )


def test_a_text_changes_nothing_in_the_keys(django_assert_max_num_queries):
    organisation = OrganisationFactory(summary="Harbour")

    def edit():
        change(organisation, summary="Lighthouse")

    written = written_by(edit, django_assert_max_num_queries)
    assert written == {"searchentry", "searchtext", "searchrow"}


def test_an_address_that_reaches_nobody_else_changes_nothing_but_the_row(
    django_assert_max_num_queries,
):
    organisation = OrganisationFactory()

    def edit():
        ContactPointFactory(organisation=organisation, kind="email", value="all@example.org")

    assert written_by(edit, django_assert_max_num_queries) == {"searchrow"}


def test_a_line_that_was_lost_comes_back_with_the_next_edit():
    organisation = OrganisationFactory(summary="Harbour")
    SearchRow.objects.all().delete()
    change(organisation, summary="Lighthouse")

    assert is_what_making_it_anew_gives()


def test_what_nobody_changed_is_not_written_again(django_assert_max_num_queries):
    organisation = OrganisationFactory()

    def again():
        reindex([organisation.pk])

    assert written_by(again, django_assert_max_num_queries) == set()


def test_only_saying_less_makes_older_files_say_too_much():
    organisation = OrganisationFactory(summary="")
    seen = [withdrawal()]
    for facts in ({"summary": "Helps."}, {"scope": "national"}, {"summary": ""}):
        change(organisation, **facts)
        seen.append(withdrawal())

    assert seen[0] == seen[1] == seen[2] != seen[3]


def test_one_edit_after_a_bulk_write_finds_what_that_left():
    organisation = OrganisationFactory(name="Before")
    NameFactory(organisation=organisation, text="Alias")
    OrganisationName.objects.update(text="Sobriquet")
    Organisation.objects.update(name="Between")
    organisation.refresh_from_db()
    change(organisation, name="After")

    assert is_what_making_it_anew_gives()
