"""An erased person is nowhere any more, and does not come back by mistake."""

import json

import pytest
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.contenttypes.models import ContentType
from django.contrib.sessions.backends.db import SessionStore
from django.contrib.sessions.models import Session
from django.core.exceptions import ValidationError
from django.core.management import CommandError, call_command
from django.db import connection

from orgs import actions
from orgs.actions.erasure import extent
from orgs.actions.mentions import ERASED
from orgs.models import (
    Contact,
    ContactPoint,
    ErasedPerson,
    Follower,
    FormerSlug,
    LoadedRecord,
    Organisation,
    OrganisationName,
    Source,
    Suggestion,
)
from orgs.models.erasure import Identity
from tests.dump import dump, mentions
from tests.factories import (
    ConsentFactory,
    ContactFactory,
    ContactPointFactory,
    FollowerFactory,
    NameFactory,
    OrganisationFactory,
    ResourceFactory,
    SourceFactory,
    UserFactory,
)

pytestmark = pytest.mark.django_db
NAME, EMAIL, PHONE = "Élodie Canarý", "Elodie.Canary@example.org", "+30 210 765-4321"
FORMS = (NAME, "Elodie Canary", "canarý, élodie", EMAIL, PHONE, "302107654321", "2107654321")
FACTS = {"name": NAME, "email": EMAIL, "phone": PHONE}


@pytest.fixture
def publisher(db):
    return UserFactory(group="publisher")


def erase(contact, by, **facts):
    return actions.erase_person(contact=contact, reason="asked for it", by=by, **facts)


def log(user, record, text):
    kind = ContentType.objects.get_for_model(record)
    facts = {"content_type": kind, "object_id": record.pk, "object_repr": text}
    return LogEntry.objects.create(
        user=user, action_flag=CHANGE, change_message=json.dumps([{"changed": text}]), **facts
    )


@pytest.fixture
def everywhere(publisher):
    """The person, with a trace in everything that can hold one."""
    contact = ConsentFactory(
        given_how=f"letter of {NAME}",
        contact__name=NAME,
        contact__email=EMAIL,
        contact__phone=PHONE,
    ).contact
    organisation = contact.organisation
    organisation.description = f"Led by elodie  canary (tel. 00302107654321, {EMAIL.upper()})."
    organisation._change_reason = f"as {NAME} said"
    organisation.save()
    organisation.description = "Nobody is named."
    organisation.summary = "CANARÝ, Élodie leads it."
    organisation.save()
    ContactFactory(email=EMAIL.lower(), name="E. C.")
    ContactPointFactory(organisation=organisation, kind="email", value=EMAIL)
    ContactPointFactory(
        organisation=organisation, value="https://example.org/?write=Elodie.Canary%40example.org"
    )
    NameFactory(organisation=organisation, text=NAME)
    NameFactory(organisation=organisation, text=f"Friends of {NAME}")
    SourceFactory(organisation=organisation, title=f"A talk with {NAME}")
    FormerSlug.objects.create(slug="elodie-canary", organisation=organisation)
    ResourceFactory(title=f"{NAME} in court", summary=f"About {NAME}.").delete()
    Suggestion.objects.create(
        kind="problem", proposal={"contacts": [FACTS], NAME: 1}, message=f"Ask {NAME} {PHONE}"
    )
    Suggestion.objects.create(kind="problem", proposal={"number": 302107654321, "closed": True})
    LoadedRecord.objects.create(key=f"contacts/{EMAIL}")
    FollowerFactory(email=EMAIL.upper())
    FollowerFactory(about="/organisations/?q=%C3%89lodie+Canar%C3%BD")
    log(publisher, organisation, NAME)
    log(publisher, contact, "person 1")
    session = SessionStore()
    session["_messages"] = f"{NAME} was saved."
    session.save()
    return contact


@pytest.fixture
def when_certain(monkeypatch, django_capture_on_commit_callbacks):
    monkeypatch.setattr("orgs.actions.erasure.AFTERWARDS", {})  # only outside a transaction
    return lambda: django_capture_on_commit_callbacks(execute=True)


def test_nothing_in_the_database_mentions_an_erased_person(everywhere, publisher, when_certain):
    assert mentions(dump(), *FORMS)  # else this would prove nothing
    with when_certain():
        erase(everywhere, publisher)
    assert mentions(dump(), *FORMS) == []
    assert not Follower.objects.exists()  # sealed, so that no dump would tell


def test_what_does_not_name_the_person_stays(everywhere, publisher):
    name, others = everywhere.organisation.name, Organisation.objects.count()
    erase(everywhere, publisher)
    organisation = Organisation.objects.get(pk=everywhere.organisation_id)

    assert (organisation.name, organisation.summary) == (name, f"{ERASED} leads it.")
    assert Organisation.objects.count() == others
    assert OrganisationName.objects.get().text == f"Friends of {ERASED}"
    assert list(ContactPoint.objects.values_list("kind")) == [("website",)]
    assert Source.objects.filter(title=f"A talk with {ERASED}").exists()


@pytest.mark.django_db(transaction=True)
def test_an_address_in_search_goes_too(everywhere, publisher):
    erase(everywhere, publisher)

    with connection.cursor() as cursor:
        cursor.execute("SELECT names, body FROM orgs_searchtext")
        assert not mentions(str(cursor.fetchall()), "canary")


def test_search_forgets_whom_an_editor_took_out_of_a_text_before(publisher, when_certain):
    contact = ContactFactory(**FACTS)
    for text in (f"Led by {NAME} (00302107654321).", "Nobody is named."):
        contact.organisation.description = text
        contact.organisation.save()
    with when_certain():
        erase(contact, publisher)
    assert mentions(dump(), *FORMS) == []


def test_search_is_left_alone_when_no_record_named_the_person(publisher, monkeypatch, when_certain):
    monkeypatch.setattr("orgs.actions.erasure.settle", lambda: pytest.fail("took its time"))
    with when_certain():
        erase(ContactFactory(**FACTS), publisher)

    assert not Contact.objects.exists()


def test_a_record_of_its_own_address_gets_a_new_one(publisher):
    organisation = OrganisationFactory(name=f"House of {NAME}")
    erase(ContactFactory(organisation=organisation, **FACTS), publisher)
    organisation.refresh_from_db()

    assert organisation.name == f"House of {ERASED}"
    assert organisation.slug == organisation.new_address()
    assert organisation.slug.startswith("house-of-erased-")
    assert not FormerSlug.objects.exists()


def test_what_means_somebody_else_is_kept_with_its_history(publisher):
    contact = ContactFactory(**FACTS)
    namesake = OrganisationFactory(summary=f"Named for {NAME}, a poet.")
    other = ContactFactory(name=NAME, email="another@example.org")
    keep = {f"organisation:{namesake.pk}", f"contact:{other.pk}"}
    erase(contact, publisher, keep=keep)
    namesake.refresh_from_db()

    assert NAME in namesake.summary
    assert NAME in namesake.history.latest().summary
    assert list(Contact.objects.all()) == [other]


def test_a_colleague_with_the_same_number_stays_without_it(publisher):
    contact, colleague = ContactFactory(**FACTS), ContactFactory(phone="0030 (210) 7654321")
    erase(contact, publisher)
    colleague.refresh_from_db()

    assert (Contact.objects.get(), colleague.phone) == (colleague, ERASED)


def test_earlier_names_and_addresses_are_looked_for_too(publisher):
    organisation = OrganisationFactory(summary="Ask Maiden Name or old@example.org or 0123456789.")
    contact = ContactFactory(organisation=organisation, **FACTS)
    erase(contact, publisher, also=["Maiden Name", "old@example.org", "012 345 6789", " "])
    organisation.refresh_from_db()

    assert organisation.summary == f"Ask {ERASED} or {ERASED} or {ERASED}."
    for facts in ({"name": "name, maiden"}, {"email": "OLD@example.org"}, {"phone": "0123456789"}):
        assert actions.was_erased(organisation=organisation, **facts)


def test_an_account_is_named_and_stays(publisher):
    account = UserFactory(email=EMAIL)
    contact = ContactFactory(**FACTS)

    assert extent(contact=contact, by=publisher).accounts == [account]
    erase(contact, publisher)
    account.refresh_from_db()
    assert account.email == EMAIL


@pytest.mark.parametrize("reason", ["", " ", "x" * 101, f"{NAME} asked", EMAIL])
def test_a_reason_is_needed_and_does_not_name_the_person(publisher, reason):
    contact = ContactFactory(**FACTS)

    with pytest.raises(actions.ActionError):
        actions.erase_person(contact=contact, reason=reason, by=publisher)
    assert Contact.objects.exists()


@pytest.mark.parametrize("role", ["contributor", "editor"])
def test_only_publishers_erase(db, role):
    with pytest.raises(actions.NotAllowed):
        erase(ContactFactory(), UserFactory(group=role))


def test_the_log_says_that_somebody_was_erased_by_whom_and_why(publisher):
    erase(ContactFactory(**FACTS), publisher)
    entry = LogEntry.objects.get()

    assert (entry.user, entry.object_repr, entry.object_id) == (publisher, "erased person", None)
    assert entry.get_change_message() == "asked for it"


def test_an_error_on_the_way_erases_nothing(publisher, monkeypatch):
    contact = ContactFactory(**FACTS)
    monkeypatch.setattr("orgs.actions.traces.forget_sessions", lambda person: 1 / 0)

    with pytest.raises(ZeroDivisionError):
        erase(contact, publisher)
    assert Contact.objects.filter(pk=contact.pk).exists()
    assert not ErasedPerson.objects.exists()


def test_a_session_about_somebody_else_stays(publisher):
    session = SessionStore()
    session["_messages"] = "Saved."
    session.save()
    erase(ContactFactory(**FACTS), publisher)

    assert Session.objects.exists()


# Coming back


@pytest.fixture
def erased(publisher):
    """The organisation of somebody who was erased."""
    contact = ContactFactory(**FACTS)
    erase(contact, publisher)
    return contact.organisation


@pytest.mark.parametrize(
    "facts",
    [
        {"email": EMAIL.upper()},
        {"phone": "00302107654321"},
        {"phone": "210 765 4321"},
        {"name": "canary elodie"},
    ],
)
def test_somebody_who_was_erased_is_recognised(erased, facts):
    assert actions.was_erased(organisation=erased, **facts)


@pytest.mark.parametrize("facts", [{}, {"name": "Elodie"}, {"phone": "21"}, {"email": "e@x.org"}])
def test_others_are_not(erased, facts):
    assert not actions.was_erased(organisation=erased, **facts)


def test_a_namesake_elsewhere_is_not_taken_for_the_person(erased):
    assert not actions.was_erased(organisation=OrganisationFactory(), name=NAME)


def test_many_are_asked_about_in_one_query(erased, django_assert_num_queries):
    at = erased.public_id
    asked = [Identity(at, NAME), Identity(at, "Other"), Identity(at, email=EMAIL), Identity(at)]

    with django_assert_num_queries(1):
        assert actions.which_were_erased(asked) == [True, False, True, False]
    ErasedPerson.objects.all().delete()
    assert actions.which_were_erased(asked) == [False] * 4


def test_a_tombstone_holds_nothing_of_the_person_and_no_day(erased):
    row = ErasedPerson.objects.values().get()

    assert {len(row[name]) for name in ("email", "phone", "name")} == {64}
    assert len(row["erased_in"]) == len("2026-11")


def test_another_key_knows_nobody_and_an_earlier_one_still_does(erased, settings):
    earlier = settings.ERASURE_KEYS
    settings.ERASURE_KEYS = ["another key"]
    assert not actions.was_erased(organisation=erased, **FACTS)

    settings.ERASURE_KEYS = ["another key", *earlier]
    assert actions.was_erased(organisation=erased, **FACTS)
    assert actions.which_were_erased([Identity(erased.public_id, NAME)]) == [True]


def test_a_person_without_anything_to_recognise_leaves_no_tombstone(publisher):
    erase(ContactFactory(name="?", email="", phone=""), publisher)

    assert not ErasedPerson.objects.exists()


def test_an_erased_person_cannot_be_entered_again(erased):
    with pytest.raises(ValidationError, match="was erased"):
        Contact(organisation=erased, name=NAME).full_clean()


def test_somebody_who_is_there_can_still_be_edited(erased):
    colleague = ContactFactory(organisation=erased, phone=PHONE)
    colleague.role = "Director"
    colleague.full_clean()
    colleague.phone = "+30 210 765 4321"

    with pytest.raises(ValidationError, match="was erased"):
        colleague.full_clean()


def test_a_publisher_with_a_reason_lets_somebody_back(erased, publisher):
    contact = Contact(organisation=erased, **FACTS)
    actions.readmit(contact=contact, reason="signed a new form", by=publisher)
    contact.full_clean()

    assert not ErasedPerson.objects.exists()


def test_letting_somebody_back_keeps_what_recognises_others(publisher):
    first = ContactFactory(phone=PHONE)
    other = ContactFactory(email="second@example.org", phone=PHONE)
    for contact in (first, other):
        erase(contact, publisher, keep={f"contact:{other.pk}"})
    actions.readmit(
        contact=Contact(organisation=first.organisation, **FACTS), reason="r", by=publisher
    )

    assert actions.was_erased(organisation=other.organisation, email="second@example.org")


def test_letting_somebody_back_takes_a_publisher_and_a_reason(erased, publisher):
    contact = Contact(organisation=erased, **FACTS)
    with pytest.raises(actions.NotAllowed):
        actions.readmit(contact=contact, reason="r", by=UserFactory(group="editor"))
    with pytest.raises(actions.ActionError):
        actions.readmit(contact=contact, reason=" ", by=publisher)
    assert ErasedPerson.objects.exists()


# The command


def run(*arguments, **options):
    call_command("erase_person", *arguments, reason="asked for it", **options)


@pytest.mark.parametrize("how", [{"email": EMAIL.upper()}, {"name": "elodie canary"}, {}])
def test_the_command_erases_and_names_nobody(capsys, how):
    contact = ContactFactory(**FACTS)
    account = UserFactory(email=EMAIL)
    run(*([] if how else [str(contact.pk)]), **how)
    printed = capsys.readouterr().out

    assert not Contact.objects.exists()
    assert f"account {account.pk} names" in printed
    assert mentions(printed, *FORMS) == []


def test_the_command_says_who_did_it(publisher):
    run(str(ContactFactory(**FACTS).pk), by=publisher.username)

    assert LogEntry.objects.get().user == publisher


def test_the_command_asks_which_of_several(capsys, monkeypatch):
    ContactFactory(name=NAME), ContactFactory(name=NAME)
    chosen = Contact.objects.last()
    monkeypatch.setattr("builtins.input", lambda question: str(chosen.pk))
    run(name=NAME, keep=[f"contact:{Contact.objects.first().pk}"])
    printed = capsys.readouterr().out

    assert not Contact.objects.filter(pk=chosen.pk).exists()
    assert chosen.organisation.name in printed
    assert mentions(printed, *FORMS) == []


@pytest.mark.parametrize(
    ("arguments", "options", "why"),
    [
        ([], {}, "Say whom"),
        (["0"], {}, "no such entry"),
        ([], {"name": "Nobody Known"}, "no such entry"),
        ([], {"name": NAME}, "None of them"),
        ([], {"email": EMAIL, "by": "nobody"}, "no such account"),
        ([], {"email": EMAIL, "by": "contributor"}, "role"),
    ],
)
def test_the_command_says_what_is_wrong(monkeypatch, arguments, options, why):
    monkeypatch.setattr("builtins.input", lambda question: "")
    UserFactory(group="contributor", username="contributor")
    ContactFactory(**FACTS), ContactFactory(name=NAME)

    with pytest.raises(CommandError, match=why):
        run(*arguments, **options)
    assert Contact.objects.count() == 2
