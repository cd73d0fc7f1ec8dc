"""An import made true, and taken back."""

import pytest

from orgs import actions
from orgs.exports.csv import write_csv
from orgs.imports.apply import Cancelled, apply_import, undo_import
from orgs.imports.bulk import among_in_order
from orgs.models import (
    Contact,
    ContactPoint,
    Import,
    MatchKey,
    Office,
    Organisation,
    OrganisationName,
    Reminder,
    SearchEntry,
    SearchKey,
    SearchRow,
    SearchText,
    SearchWord,
    Source,
    Suggestion,
)
from orgs.proposals import present
from orgs.search.index import rebuild
from orgs.visibility.records import located_offices
from tests import factories

pytestmark = pytest.mark.django_db

LIST = (
    "name,acronym,other names,country,city,website,founded,type,focus areas\n"
    "League of Rights,LR,Ligue des droits@fr,Greece,Athens,www.league.example.org,1998,NGO,"
    "Legal aid\n"
    "Club for Open Seas,,,Italy,,,,network,\n"
)


def test_new_rows_become_drafts_with_all_they_say(tried, editor):
    of_import = tried(LIST, source_title="Members 2026")
    apply_import(of_import, by=editor)
    made = Organisation.objects.get(name="League of Rights")
    values = present(Organisation.objects.all(), [made.pk])[made.pk]
    assert (made.state, made.origin) == ("draft", "import")
    assert made.slug == f"league-of-rights-{made.public_id[4:].lower()}"
    assert values["other_names"] == ["Ligue des droits@fr"]
    assert values["offices"] == ["Athens GR"]
    assert values["websites"] == ["https://www.league.example.org"]
    assert values["focus_area_codes"] == ["theme:legal-aid"]
    assert [one.title for one in made.sources.all()] == ["Members 2026"]
    assert Import.objects.get().state == "imported"


def test_the_history_knows_who_and_which_import(tried, editor):
    of_import = tried(LIST)
    apply_import(of_import, by=editor)
    made = Organisation.objects.get(name="League of Rights")
    entry = made.history.get()
    assert (entry.history_user, entry.history_type) == (editor, "+")
    assert entry.history_change_reason == f"Import {of_import.pk}"
    assert [link.focusarea.slug for link in entry.focus_areas.all()] == ["legal-aid"]
    for model in (OrganisationName, Office, ContactPoint, Source):
        ours = model.history.filter(organisation_id=made.pk).values_list("id", flat=True)
        kept = model.objects.filter(organisation=made).values_list("pk", flat=True)
        assert set(ours) == set(kept), model


def test_what_is_in_the_history_is_what_a_save_would_have_left(tried, editor):
    apply_import(tried(LIST), by=editor)
    made = Organisation.objects.get(name="League of Rights")
    bulk = made.history.get()
    made.save()
    saved = made.history.latest()
    same = {field.name for field in Organisation.history.model._meta.concrete_fields} - {
        *("history_id", "history_date", "history_type", "history_user", "history_change_reason"),
        "updated_at",
    }
    assert {name: getattr(bulk, name) for name in same} == {
        name: getattr(saved, name) for name in same
    }


def kept_for_finding():
    models = (MatchKey, SearchEntry, SearchKey, SearchRow, SearchText, SearchWord)
    return [sorted(model.objects.values_list()) for model in models]


def test_what_is_kept_for_finding_them_is_what_making_it_anew_gives(tried, editor):
    factories.OrganisationFactory(name="Here before")
    text = (
        "name,acronym,former names,other names,country,website,identifiers\n"
        "League of Rights,LR,Old League@en,Ligue des droits@fr|ναῦς,Greece,x.example.org/a,\n"
        "Club for Open Seas,,,The COS,Italy,,GB-CHC-1122285\n"
    )
    apply_import(tried(text), by=editor)
    there = kept_for_finding()
    rebuild()
    assert kept_for_finding() == there
    assert len({pk for _key, pk in MatchKey.objects.values_list("key", "organisation_id")}) == 3


def test_a_range_is_asked_for_as_one():
    assert among_in_order("id", [4, 5, 6]) == ("id BETWEEN %s AND %s", [4, 6])
    condition, parameters = among_in_order("id", [4, 6])
    assert ("BETWEEN" in condition, len(parameters)) == (False, 1)


def test_changes_wait_for_review(tried, editor):
    there = factories.OrganisationFactory(name="A trust")
    of_import = tried(f"public_id,name,founded\n{there.public_id},A trust,1998\n")
    apply_import(of_import, by=editor)
    there.refresh_from_db()
    assert there.founded == ""
    proposal = Suggestion.objects.get()
    assert (proposal.organisation, proposal.of_import) == (there, of_import)
    assert proposal.proposal == {"founded": {"from": "", "to": "1998"}}


def test_decisions_are_followed(tried, editor):
    factories.OrganisationFactory(name="League of Rights", headquarters_id="GR")
    text = "name,country,founded\nLeague of Rights,GR,1998\n"
    for choice, made, proposed in (("", 0, 0), ("skip", 0, 0), ("update", 0, 1), ("create", 1, 1)):
        of_import = tried(text)
        of_import.rows.update(choice=choice)
        apply_import(of_import, by=editor)
        assert Organisation.objects.filter(origin="import").count() == made, choice
        assert Suggestion.objects.count() == proposed, choice


def test_people_land_private_and_nowhere_else(tried):
    publisher = factories.UserFactory(group="publisher")
    of_import = tried(
        "name,contact person,email\nA trust,Invented Person,p@example.org\n", by=publisher
    )
    apply_import(of_import, by=publisher)
    person = Contact.objects.get()
    assert (person.name, person.email) == ("Invented Person", "p@example.org")
    assert not person.consents.exists()
    assert of_import.rows.get().people == [person.pk]
    assert ContactPoint.objects.count() == 0
    assert Import.objects.get().content is None


WITH_PEOPLE = "public_id,name,contact person\n{},A trust,Invented Person\n"


@pytest.fixture
def publisher(db):
    return factories.UserFactory(group="publisher")


def test_only_publishers_apply_what_has_people_in_it(tried, publisher, editor):
    of_import = tried("name,contact person\nA trust,Invented Person\n", by=publisher)
    with pytest.raises(actions.NotAllowed):
        apply_import(of_import, by=editor)
    assert not Organisation.objects.exists()


def test_who_was_erased_at_an_organisation_is_not_brought_back_to_it(tried, publisher):
    there = factories.OrganisationFactory(name="A trust")
    there.identifiers.create(scheme_id="GB-CHC", value="1122285")
    person = factories.ContactFactory(organisation=there, name="Invented Person", email="")
    actions.erase_person(contact=person, reason="asked for", by=publisher)
    text = "name,identifiers,contact person\nA trust,GB-CHC-1122285,Invented Person\n"
    of_import = tried(text, by=publisher)
    assert of_import.rows.get().people == []


def test_who_is_erased_while_a_list_waits_does_not_come_with_it(tried, publisher):
    there = factories.OrganisationFactory(name="A trust")
    of_import = tried(WITH_PEOPLE.format(there.public_id), by=publisher)
    person = factories.ContactFactory(organisation=there, name="Invented Person")
    actions.erase_person(contact=person, reason="asked for", by=publisher)
    apply_import(of_import, by=publisher)
    assert not Contact.objects.exists()


def test_undoing_takes_people_back_too(tried, publisher):
    there = factories.OrganisationFactory(name="A trust")
    of_import = tried(WITH_PEOPLE.format(there.public_id), by=publisher)
    apply_import(of_import, by=publisher)
    assert Contact.objects.get().organisation == there
    assert undo_import(of_import, by=publisher) == []
    assert not Contact.objects.exists()


def test_undoing_keeps_a_person_who_has_consented_since(tried, publisher):
    there = factories.OrganisationFactory(name="A trust")
    of_import = tried(WITH_PEOPLE.format(there.public_id), by=publisher)
    apply_import(of_import, by=publisher)
    factories.ConsentFactory(contact=Contact.objects.get())
    assert undo_import(of_import, by=publisher) == ["A trust"]
    assert Contact.objects.exists()


@pytest.mark.parametrize(
    "something",
    [
        lambda made: factories.RelationFactory(from_organisation=made),
        lambda made: factories.RelationFactory(to_organisation=made),
        lambda made: factories.ResourceFactory().organisations.add(made),
        lambda made: Suggestion.objects.create(kind="problem", organisation=made),
        lambda made: Reminder.objects.create(organisation=made),
    ],
)
def test_undoing_keeps_what_something_points_to_by_now(tried, editor, something):
    apply_import(of_import := tried("name\nA trust\n"), by=editor)
    something(Organisation.objects.get(name="A trust"))
    assert undo_import(of_import, by=editor) == ["A trust"]


def test_keys_for_twins_are_kept_from_the_trial_and_forgotten_afterwards(tried, editor):
    of_import = tried(LIST)
    kept = set().union(*of_import.rows.values_list("match_keys", flat=True))
    apply_import(of_import, by=editor)

    assert set(MatchKey.objects.values_list("key", flat=True)) == kept
    assert not of_import.rows.exclude(match_keys=[]).exists()


def test_keys_that_were_forgotten_are_worked_out_again(tried, editor):
    of_import = tried(LIST)
    kept = set().union(*of_import.rows.values_list("match_keys", flat=True))
    of_import.rows.update(match_keys=[])
    apply_import(of_import, by=editor)

    assert set(MatchKey.objects.values_list("key", flat=True)) == kept


STREETS = "name,country,city,address\nLeague,NO,Oslo,Storgata 1\nClub,NO,,Storgata 2\n"


def test_a_street_is_withheld_until_a_publisher_confirms_it(tried, editor):
    apply_import(tried(STREETS), by=editor)
    offices = Office.objects.order_by("pk")
    facts = offices.values_list("city", "kind", "street_address", "confirmed_at")
    assert list(facts) == [
        ("Oslo", "headquarters", "Storgata 1", None),
        ("", "headquarters", "Storgata 2", None),
    ]
    assert not located_offices().exists()

    publisher = factories.UserFactory(group="publisher")
    actions.confirm_place(office=offices[0], by=publisher, reason="")
    assert located_offices().get() == offices[0]


def test_a_street_changes_nothing_of_what_is_here_and_that_is_said(tried, editor):
    apply_import(tried(STREETS), by=editor)
    again = tried(STREETS)
    assert {row.outcome for row in again.rows.all()} == {"unchanged"}
    assert "only taken for a new organisation" in " ".join(again.rows.first().notes)


def test_importing_a_file_twice_adds_nothing(tried, editor):
    apply_import(tried(LIST), by=editor)
    again = tried(LIST)
    assert {row.outcome for row in again.rows.all()} == {"unchanged"}
    apply_import(again, by=editor)
    assert Organisation.objects.count() == 2
    assert not Suggestion.objects.exists()


@pytest.mark.parametrize("hxl", [False, True])
def test_our_own_export_changes_nothing(tried, editor, hxl):
    organisation = factories.OrganisationFactory(
        name='=Odd | "name"\\', founded="1998-05", focus=["legal-aid"], countries=["GR", "IT"]
    )
    factories.NameFactory(organisation=organisation, text="ναῦς|x", language="el")
    factories.NameFactory(organisation=organisation, text="@OLD", kind="former")
    factories.ContactPointFactory(organisation=organisation, kind="phone", value="+49 30")
    factories.OfficeFactory(organisation=organisation, city="New York", country_id="US")
    ids = Organisation.objects.values_list("pk", flat=True)
    file = b"".join(
        piece if isinstance(piece, bytes) else piece.encode()
        for piece in write_csv(ids, language="en", hxl=hxl)
    )
    of_import = tried(file)
    assert [(row.outcome, row.changes) for row in of_import.rows.all()] == [("unchanged", {})]


def test_an_import_is_applied_once(tried, editor):
    of_import = tried(LIST)
    apply_import(of_import, by=editor)
    with pytest.raises(actions.ActionError, match="not ready"):
        apply_import(of_import, by=editor)
    assert Organisation.objects.count() == 2


def test_an_identifier_taken_meanwhile_leaves_nothing_half_done(tried, editor):
    of_import = tried("name,identifiers\nA trust,GB-CHC-1122285\nB club,\n")
    factories.OrganisationFactory().identifiers.create(scheme_id="GB-CHC", value="1122285")
    with pytest.raises(actions.ActionError, match="Try the file again"):
        apply_import(of_import, by=editor)
    assert not Organisation.objects.filter(origin="import").exists()


def test_it_can_be_stopped_between_batches(tried, editor, monkeypatch):
    monkeypatch.setattr("orgs.imports.apply.BATCH", 1)
    of_import, told = tried(LIST), []
    with pytest.raises(Cancelled):
        apply_import(of_import, by=editor, progress=told.append, cancelled=lambda: bool(told))
    assert told == [1]
    assert not Organisation.objects.exists()


def test_imported_organisations_get_addresses_like_any_others(tried, editor):
    of_import = tried("name,country\nSame,GR\nSame,IT\n!!!,IT\n")
    of_import.rows.update(choice="create")
    apply_import(of_import, by=editor)
    made = Organisation.objects.all()
    assert [one.slug for one in made] == [one.new_address() for one in made]
    assert len({one.slug for one in made}) == 3


def test_contributors_do_not_import(tried):
    with pytest.raises(actions.NotAllowed):
        tried(LIST, by=factories.UserFactory(group="contributor"))


def test_undoing_takes_everything_back(tried, editor):
    there = factories.OrganisationFactory(name="A trust")
    of_import = tried(f"name,founded,public_id\nNew league,,\nA trust,1998,{there.public_id}\n")
    apply_import(of_import, by=editor)
    assert undo_import(of_import, by=editor) == []
    assert list(Organisation.objects.all()) == [there]
    assert not Suggestion.objects.exists()
    assert undo_import(of_import, by=editor) == []


def test_undoing_keeps_what_somebody_has_changed_since(tried, editor):
    of_import = tried(LIST)
    apply_import(of_import, by=editor)
    factories.NameFactory(organisation=Organisation.objects.get(name="League of Rights"))
    assert undo_import(of_import, by=editor) == ["League of Rights"]
    assert [one.name for one in Organisation.objects.all()] == ["League of Rights"]


def test_undoing_sets_back_what_was_accepted(tried, editor):
    there = factories.OrganisationFactory(name="A trust", founded="1990")
    other = factories.OrganisationFactory(name="B trust", founded="1990")
    of_import = tried(
        f"public_id,name,founded\n{there.public_id},A trust,1998\n{other.public_id},B trust,1998\n"
    )
    apply_import(of_import, by=editor)
    for one in Suggestion.objects.all():
        actions.accept(suggestion=one, by=editor)
    other.refresh_from_db()
    other.founded = "2000"
    other.save()
    assert undo_import(of_import, by=editor) == ["B trust"]
    there.refresh_from_db()
    assert there.founded == "1990"


def test_there_is_nothing_to_undo_before(tried, editor):
    with pytest.raises(actions.ActionError, match="not been imported"):
        undo_import(tried(LIST), by=editor)
