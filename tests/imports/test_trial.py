"""What would become of every row."""

import pickle
from concurrent.futures import Future

import pytest

from orgs import actions
from orgs.imports import sharing
from orgs.imports.apply import apply_import
from orgs.imports.limits import Unreadable
from orgs.imports.report import report
from orgs.models import Import, ImportRow, Organisation
from tests import factories

pytestmark = pytest.mark.django_db


def test_new_rows_would_be_created_and_nothing_is(outcomes):
    assert outcomes("name,country\nA trust,GR\nAnother league,IT\n") == ["create", "create"]
    assert not Organisation.objects.exists()


def test_headings_alone_are_said_to_be_nothing(tried):
    with pytest.raises(Unreadable, match="no rows"):
        tried("name,country\n")
    assert not ImportRow.objects.exists()


def test_a_row_with_a_permanent_id_is_that_organisation(tried):
    there = factories.OrganisationFactory(name="Old name")
    of_import = tried(f"public_id,name\n{there.public_id},New name\n")
    row = of_import.rows.get()
    assert (row.outcome, row.organisation) == ("update", there)
    assert row.changes == {"name": {"from": "Old name", "to": "New name"}}


def test_the_permanent_id_of_a_merged_record_leads_to_the_one_that_stayed(tried):
    publisher = factories.UserFactory(group="publisher")
    first, second, third = (factories.OrganisationFactory(name=f"{n} trust") for n in "ABC")
    actions.merge(keep=second, lose=first, by=publisher)
    actions.merge(keep=third, lose=second, by=publisher)
    row = tried(f"public_id,name,founded\n{first.public_id},A trust,1998\n").rows.get()
    assert row.organisation == third


def test_an_unknown_permanent_id_is_said(tried):
    row = tried("public_id,name\nCSD-0000-0000-0,A trust\n").rows.get()
    assert row.outcome == "create"
    assert "CSD-0000-0000-0" in row.notes[0]


def test_a_row_with_its_number_in_a_register_is_that_organisation(tried):
    there = factories.OrganisationFactory(name="A trust")
    there.identifiers.create(scheme_id="GB-CHC", value="1122285")
    row = tried("name,identifiers,founded\nThe Trust,GB-CHC-1122285,1998\n").rows.get()
    assert (row.outcome, row.organisation) == ("update", there)
    assert row.changes["founded"] == {"from": "", "to": "1998"}
    assert row.changes["other_names"]["add"] == ["The Trust"]
    assert "name" not in row.changes


def test_another_spelling_of_what_is_there_is_no_change(tried):
    there = factories.OrganisationFactory(name="Sea-Watch", founded="2015")
    there.identifiers.create(scheme_id="GB-CHC", value="1122285")
    factories.ContactPointFactory(organisation=there, value="https://www.sea.example.org/")
    text = "name,identifiers,website\nSEA WATCH,GB-CHC-1122285,http://sea.example.org\n"
    assert tried(text).rows.get().outcome == "unchanged"


def test_an_empty_cell_deletes_nothing_and_a_missing_column_touches_nothing(tried):
    there = factories.OrganisationFactory(founded="2015", summary="Stays")
    text = f"public_id,name,founded\n{there.public_id},{there.name},\n"
    assert tried(text).rows.get().outcome == "unchanged"


def test_lists_grow_and_are_only_cut_when_that_is_asked_for(tried):
    there = factories.OrganisationFactory(countries=["GR", "IT"])
    text = f"public_id,name,country_codes\n{there.public_id},{there.name},GR|ES\n"
    assert tried(text).rows.get().changes["country_codes"] == {"add": ["ES"], "remove": []}
    changes = tried(text, replace_lists=True).rows.get().changes
    assert changes["country_codes"] == {"add": ["ES"], "remove": ["IT"]}


def test_the_same_name_and_country_waits_for_a_decision(tried):
    there = factories.OrganisationFactory(name="League of Rights", headquarters_id="GR")
    row = tried("name,country,founded\nLeague of Rights,Greece,1998\n").rows.get()
    assert (row.outcome, row.organisation) == ("duplicate", there)


def test_identifiers_of_two_organisations_are_said(tried):
    for value in ("1122285", "202918"):
        one = factories.OrganisationFactory()
        one.identifiers.create(scheme_id="GB-CHC", value=value)
    row = tried("name,identifiers\nA trust,GB-CHC-1122285|GB-CHC-202918\n").rows.get()
    assert row.outcome == "duplicate"
    assert "different organisations" in row.notes[0]


def test_spellings_of_one_organisation_in_a_file_are_one(tried):
    of_import = tried(
        "name,country,website\n"
        "Fondazione Istituto Oncologico,IT,https://www.iom.example.org\n"
        "FONDAZIONE ISTITUTO ONCOLOGICO,IT,http://www.iom.example.org/\n"
        "Fondazione  Istituto  Oncologico,,WWW.IOM.EXAMPLE.ORG\n"
    )
    found = [(row.outcome, row.twin) for row in of_import.rows.order_by("number")]
    assert found == [("create", None), ("duplicate", 2), ("duplicate", 2)]


def test_members_that_share_a_website_are_not_one(outcomes):
    assert outcomes(
        "name,country,website\n"
        "Red Cross Kenya,KE,https://members.example.org/kenya\n"
        "Rotary of Uganda,UG,https://members.example.org/uganda\n"
    ) == ["create", "create"]


def test_two_rows_about_one_record_are_not_both_applied(tried):
    there = factories.OrganisationFactory(name="A trust")
    text = (
        f"public_id,name,founded\n{there.public_id},A trust,1998\n{there.public_id},A trust,1999\n"
    )
    found = [(row.outcome, row.twin) for row in tried(text).rows.order_by("number")]
    assert found == [("update", None), ("duplicate", 2)]


def test_people_are_left_out_for_who_may_not_record_them(tried):
    row = tried("name,contact person\nA trust,Invented Person\n").rows.get()
    assert row.people == []
    assert "only publishers" in row.notes[0]
    publisher = factories.UserFactory(group="publisher")
    row = tried("name,contact person\nA trust,Invented Person\n", by=publisher).rows.get()
    assert row.people[0]["name"] == "Invented Person"


def test_a_refused_row_shows_no_person(tried):
    publisher = factories.UserFactory(group="publisher")
    text = "contact person,name,email\nInvented Person,,p@example.org\nX,A trust,p@x.org,more\n"
    of_import = tried(text, by=publisher)
    assert [row.name for row in of_import.rows.order_by("number")] == ["", "A trust"]
    assert "Invented" not in "".join(report(of_import))


def test_an_erased_person_does_not_come_back(tried):
    publisher = factories.UserFactory(group="publisher")
    person = factories.ContactFactory(name="Invented Person", email="p@example.org")
    actions.erase_person(contact=person, reason="asked for", by=publisher)
    row = tried(
        "name,contact person,email\nA trust,I. Person,P@example.org\n", by=publisher
    ).rows.get()
    assert row.people == []
    assert "asked to be erased" in row.notes[0]


def test_words_to_decide_on_are_counted(tried):
    of_import = tried("name,country\nA trust,Congo\nB league,Congo\nC club,Korea\n")
    assert of_import.open_words == {"Congo": 2, "Korea": 1}


def test_trying_again_forgets_the_first_time(tried, editor):
    of_import = tried("name\nA trust\n")
    assert of_import.counts["create"] == 1
    assert Import.objects.get().state == "tried"


def test_rows_come_in_batches_and_twins_are_found_across_them(tried, monkeypatch):
    monkeypatch.setattr("orgs.imports.trial.BATCH", 2)
    names = ["Alpha trust", "Beta league", "Gamma club", "ALPHA TRUST"]
    of_import = tried("name,country\n" + "".join(f"{name},GR\n" for name in names))
    assert of_import.rows.get(number=4).twin == 2


class Elsewhere:
    """A second process without the process: everything goes there and back as it would."""

    def __init__(self, begin, *told):
        self.work = told[0]

    def submit(self, do, given):
        done = Future()
        made = pickle.loads(self.work)(pickle.loads(pickle.dumps(given)))
        done.set_result(pickle.loads(pickle.dumps(made)))
        return done

    def shutdown(self, *, cancel_futures):
        """There is nothing to end."""


def test_rows_read_by_a_second_process_come_out_the_same(tried, editor, monkeypatch):
    there = factories.OrganisationFactory(name="League of Rights", headquarters_id="GR")
    text = (
        "name,country,website,founded,focus areas\n"
        f"{there.name},Greece,www.league.example.org,1998-13,Legal aid\n"
        "Cercle Zélé,Congo,not a site,2001,\n,Italy,,,\nCERCLE  ZÉLÉ,,,,\n"
    )
    kept = ("line", "name", "outcome", "organisation", "twin", "reasons", "values", "notes")
    monkeypatch.setattr("orgs.imports.trial.BATCH", 2)
    alone = tried(text)
    for name, value in (
        ("ALONE", 0),
        ("second_process", Elsewhere),
        ("processors", lambda: 2),
    ):
        monkeypatch.setattr(sharing, name, value)
    shared = tried(text)
    assert shared.counts == alone.counts
    assert list(shared.rows.values_list(*kept)) == list(alone.rows.values_list(*kept))
    apply_import(shared, by=editor)
    assert shared.rows.filter(created=True).count() == 1


def test_earlier_rows_are_read_again_once_they_are_forgotten(tried, monkeypatch):
    monkeypatch.setattr("orgs.imports.trial.BATCH", 1)
    monkeypatch.setattr("orgs.imports.matches.HELD", 1)
    names = ["Alpha trust", "Beta league", "ALPHA TRUST", "BETA LEAGUE", "Alpha Trust"]
    of_import = tried("name,country\n" + "".join(f"{name},GR\n" for name in names))
    found = of_import.rows.order_by("number").values_list("twin", flat=True)
    assert list(found) == [None, None, 2, 3, 2]


def test_the_report_names_every_row_and_nobody(tried):
    publisher = factories.UserFactory(group="publisher")
    there = factories.OrganisationFactory(name="=A trust", founded="1990")
    of_import = tried(
        f"public_id,name,founded,contact person\n{there.public_id},=A trust,1998,Invented Person\n",
        by=publisher,
    )
    lines = "".join(report(of_import))
    assert "'=A trust" in lines
    assert "founded: 1990 → 1998" in lines
    assert there.public_id in lines
    assert "Invented" not in lines


def test_a_batch_costs_the_same_queries_however_many_rows(tried, django_assert_max_num_queries):
    text = "name,country\n" + "".join(f"Organisation number {n} of all,GR\n" for n in range(300))
    with django_assert_max_num_queries(45):
        tried(text)
