"""Deciding about suggestions in the panel."""

import html
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from orgs.models import Organisation, RetentionRun, Suggestion
from orgs.proposals import creation
from tests.factories import OrganisationFactory, ResourceFactory, SuggestionFactory, UserFactory

pytestmark = pytest.mark.django_db
QUEUE = "/admin/orgs/suggestion/queue/"


def page_of(suggestion):
    return reverse("admin:orgs_suggestion_change", args=[suggestion.pk])


def text(response) -> str:
    return html.unescape(response.content.decode())


def answers(client, suggestion) -> dict:
    """What the page would send as it is opened."""
    form = client.get(page_of(suggestion)).context["form"]
    return {field.html_name: field.value() for field in form if field.value()}


def decide(client, suggestion, button="accept", without=(), **changes):
    sent = answers(client, suggestion) | {button: "1"} | changes
    sent = {name: value for name, value in sent.items() if name not in without}
    response = client.post(page_of(suggestion), sent, follow=True)
    suggestion.refresh_from_db()
    return response


@pytest.fixture
def correction():
    organisation = OrganisationFactory(name="Harbour Aid", founded="2015", countries=["GR"])
    return SuggestionFactory(
        organisation=organisation,
        proposal={
            "founded": {"from": "2015", "to": "2016"},
            "country_codes": {"add": ["IT"], "remove": ["GR"]},
        },
        message="<b>Canary</b>",
        email="me@example.org",
    )


# Looking at one


def test_what_is_proposed_stands_beside_what_is_there(as_role, correction):
    page = as_role("editor").get(page_of(correction))

    assert [(row.now, row.out, row.into) for row in page.context["form"].rows] == [
        (["2015"], [], ["2016"]),
        (["Greece"], ["Greece"], ["Italy"]),
    ]
    assert "<b>Canary" not in page.content.decode()


def test_a_long_text_shows_what_would_change_in_it(as_role):
    organisation = OrganisationFactory(description="We help people at sea. " * 20)
    change = {"from": organisation.description, "to": organisation.description + "And on land."}
    suggestion = SuggestionFactory(organisation=organisation, proposal={"description": change})
    row = as_role("editor").get(page_of(suggestion)).context["form"].rows[0]

    assert ("in", "And on land.") in row.pieces


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({}, "is public at once"),
        ({"state": "draft"}, "not published"),
        ({"risk": "hidden"}, "is hidden"),
        ({"headquarters_id": "ER"}, "are withheld"),
    ],
)
def test_it_says_what_will_be_public(as_role, correction, facts, said):
    Organisation.objects.filter(pk=correction.organisation_id).update(**facts)

    assert said in text(as_role("editor").get(page_of(correction)))


def test_the_senders_address_is_shown_only_when_asked_for_and_that_is_noted(as_role, correction):
    client = as_role("editor")
    assert "me@example.org" not in text(client.get(page_of(correction)))

    assert "me@example.org" in text(decide(client, correction, "show_email"))
    history = text(client.get(reverse("admin:orgs_suggestion_history", args=[correction.pk])))
    assert "Looked at the sender’s address" in history
    assert "me@example.org" not in history


@pytest.mark.parametrize(
    "proposal", [{"name": "A"}, {"name": {"add": []}}, {"risk": {"from": "", "to": "hidden"}}]
)
def test_what_is_no_proposal_is_left_out(as_role, proposal):
    suggestion = SuggestionFactory(proposal=proposal)

    assert "cannot be proposed" in text(as_role("editor").get(page_of(suggestion)))


# Deciding


def test_all_of_it_is_accepted(as_role, correction):
    decide(as_role("editor"), correction, reason="Thank you")
    organisation = Organisation.objects.get(pk=correction.organisation_id)

    assert (correction.state, correction.reason) == ("accepted", "Thank you")
    assert organisation.founded == "2016"
    assert [country.pk for country in organisation.countries.all()] == ["IT"]


def test_some_of_it_is_accepted_and_edited_before(as_role, correction):
    decide(
        as_role("editor"),
        correction,
        without=["take-country_codes"],
        **{"value-founded": "2016-05"},
    )
    organisation = Organisation.objects.get(pk=correction.organisation_id)

    assert correction.state == "partly"
    assert organisation.founded == "2016-05"
    assert [country.pk for country in organisation.countries.all()] == ["GR"]


def test_a_list_is_edited_line_by_line(as_role, correction):
    decide(as_role("editor"), correction, **{"value-country_codes": "IT\r\nMT"})

    found = Organisation.objects.get(pk=correction.organisation_id).countries.all()
    assert {country.pk for country in found} == {"IT", "MT"}


def test_what_does_not_fit_comes_back_with_what_was_typed(as_role, correction):
    response = decide(
        as_role("editor"), correction, reason="Kept", **{"value-founded": "next year"}
    )

    assert "2017-05-31" in text(response)
    assert "next year" in text(response)
    assert "Kept" in text(response)
    assert correction.state == "waiting"


def test_who_is_second_is_told_and_keeps_what_they_typed(as_role, correction):
    first, second = as_role("editor"), as_role("publisher")
    sent = answers(second, correction) | {"reject": "1", "reason": "My long reason"}
    decide(first, correction)
    response = second.post(page_of(correction), sent)

    assert f"decided meanwhile, by {first.user}" in text(response)
    assert "My long reason" in text(response)


def test_a_record_that_changes_meanwhile_is_not_overwritten_unseen(as_role, correction):
    client = as_role("editor")
    sent = answers(client, correction) | {"accept": "1"}
    organisation = correction.organisation
    organisation.founded = "1999"
    organisation.save()
    response = client.post(page_of(correction), sent)

    assert "it is now: 1999" in text(response)
    correction.refresh_from_db()
    assert correction.state == "waiting"


def test_what_has_moved_on_is_not_ticked_but_can_be(as_role, correction):
    organisation, client = correction.organisation, as_role("editor")
    organisation.founded = "1999"
    organisation.save()
    assert "take-founded" not in answers(client, correction)

    decide(client, correction, **{"take-founded": "on"})
    organisation.refresh_from_db()
    assert organisation.founded == "2016"


def test_rejecting_needs_a_reason(as_role, correction):
    client = as_role("editor")
    assert "Say why" in text(decide(client, correction, "reject"))

    decide(client, correction, "reject", reason="It says otherwise")
    assert (correction.state, correction.reason) == ("rejected", "It says otherwise")


def test_what_cannot_be_decided_leaves_the_queue(as_role, correction):
    decide(as_role("editor"), correction, "leave_open")

    assert correction.state == "unresolved"


def test_it_is_assigned(as_role, correction):
    client, other = as_role("editor"), UserFactory(group="publisher")
    decide(client, correction, "assign", assigned_to=other.pk)

    assert correction.assigned_to == other


def test_a_problem_is_dealt_with(as_role):
    problem = SuggestionFactory(kind="problem", problem="closed", proposal={})
    decide(as_role("editor"), problem)

    assert problem.state == "accepted"


def test_a_decided_one_can_be_read_and_not_decided_again(as_role, correction):
    client = as_role("editor")
    decide(client, correction, reason="Thank you")
    page = text(client.get(page_of(correction)))

    assert "Thank you" in page
    assert 'name="accept"' not in page


# New ones


@pytest.fixture
def new():
    values = {"name": "Harbour Aid", "websites": ["https://harbour.example.org/"]}
    return SuggestionFactory(
        kind="new", organisation=None, proposal=creation(values), source="A register"
    )


def test_a_new_one_becomes_a_draft(as_role, new):
    decide(as_role("editor"), new)

    assert (new.organisation.name, new.organisation.state) == ("Harbour Aid", "draft")


@pytest.mark.parametrize(("role", "state"), [("publisher", "published"), ("editor", "draft")])
def test_only_publishers_publish_at_once(as_role, new, role, state):
    decide(as_role(role), new, publish_it="on")

    assert new.organisation.state == state


def test_likely_twins_stand_beside_it_drafts_too(as_role, new):
    OrganisationFactory(name="HARBOUR AID", state="draft")
    page = as_role("editor").get(page_of(new))

    assert [one.name for one in page.context["twins"]] == ["HARBOUR AID"]


def test_one_that_is_here_already_becomes_a_correction(as_role, new):
    here = OrganisationFactory(name="Harbour Aid")
    decide(as_role("editor"), new, "same", same=here.pk)

    assert (new.kind, new.organisation) == ("correction", here)
    assert list(new.proposal) == ["websites"]


@pytest.mark.parametrize("key", ["x", "0", "9" * 30])
def test_it_is_not_the_same_as_one_that_is_not_there(as_role, new, key):
    assert "no such organisation" in text(decide(as_role("editor"), new, "same", same=key))


def test_a_report_becomes_a_draft_of_the_library(as_role):
    values = {"kind": "report", "title": "On harbours", "language": "en"}
    report = SuggestionFactory(kind="resource", organisation=None, proposal=creation(values))
    decide(as_role("editor"), report)

    assert (report.resource.title, report.resource.state) == ("On harbours", "draft")


# The queue


def waiting(client, **query):
    page = client.get(QUEUE, query).context["page"]
    return {item.title for item in page.object_list}


@pytest.fixture
def work():
    today = timezone.localdate()
    greek = OrganisationFactory(name="Greek", headquarters_id="GR")
    SuggestionFactory(organisation=greek)
    SuggestionFactory(kind="new", organisation=None, proposal=creation({"name": "New"}))
    place = creation({"name": "New Greek", "headquarters_code": "GR"})
    SuggestionFactory(kind="new", organisation=None, proposal=place)
    SuggestionFactory(origin="import", organisation__name="Imported")
    old = SuggestionFactory(organisation__name="Old")
    Suggestion.objects.filter(pk=old.pk).update(received_on=today - timedelta(days=40))
    SuggestionFactory(
        kind="problem", problem="removal", organisation__name="Gone", confirmed_on=today
    )
    SuggestionFactory(organisation__name="Decided", state="accepted")
    OrganisationFactory(name="Draft", state="in_review", headquarters_id="GR")
    ResourceFactory(title="Report", state="in_review")


EVERYTHING = {"Greek", "New", "New Greek", "Imported", "Old", "Gone", "Draft", "Report"}


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({}, EVERYTHING),
        ({"what": "urgent"}, {"Gone"}),
        ({"what": "new"}, {"New", "New Greek"}),
        ({"what": "import"}, {"Imported"}),
        ({"what": "review_organisation"}, {"Draft"}),
        ({"what": "review_resource"}, {"Report"}),
        ({"country": "GR"}, {"Greek", "New Greek", "Draft"}),
        ({"age": "30"}, {"Old"}),
        ({"assigned": "me"}, set()),
        ({"assigned": "nobody"}, EVERYTHING),
        ({"what": "x", "country": "xx", "age": "-1", "page": "x"}, EVERYTHING),
    ],
)
def test_all_that_waits_is_one_list_that_can_be_narrowed(as_role, work, query, found):
    assert waiting(as_role("editor"), **query) == found


def test_the_oldest_comes_first(as_role, work):
    page = as_role("editor").get(QUEUE).context["page"]

    assert page.object_list[0].title == "Old"


def test_a_page_of_the_queue_costs_the_same_however_much_waits(
    as_role, django_assert_max_num_queries
):
    client = as_role("editor")
    for _ in range(3):
        SuggestionFactory()
    client.get(QUEUE)
    with django_assert_max_num_queries(12):
        client.get(QUEUE)


def test_an_import_is_accepted_in_parts(as_role):
    rows = [SuggestionFactory(origin="import") for _ in range(3)]
    other = SuggestionFactory()
    client = as_role("editor")
    response = client.post(f"{QUEUE}?what=import", follow=True)

    assert "3 were accepted" in text(response)
    states = set(Suggestion.objects.filter(pk__in=[row.pk for row in rows]).values_list("state"))
    assert states == {("accepted",)}
    other.refresh_from_db()
    assert other.state == "waiting"


def test_only_an_import_is_accepted_without_being_looked_at(as_role, work):
    assert as_role("editor").post(QUEUE).status_code == 405


def test_contributors_have_no_queue(as_role, correction):
    client = as_role("contributor")

    assert client.get(QUEUE).status_code == 403
    assert client.get(page_of(correction)).status_code == 403


@pytest.mark.parametrize("action", ["accept", "take"])
def test_several_are_decided_from_the_list(as_role, action):
    client, rows = as_role("editor"), [SuggestionFactory() for _ in range(2)]
    address = reverse("admin:orgs_suggestion_changelist")
    client.post(address, {"action": action, "_selected_action": [row.pk for row in rows]})
    for row in rows:
        row.refresh_from_db()

    assert {row.state for row in rows} == {"accepted" if action == "accept" else "waiting"}
    assert {row.assigned_to for row in rows} == {None if action == "accept" else client.user}


@pytest.mark.parametrize(("query", "found"), [("urgent=yes", 1), ("assigned=me", 0), ("", 2)])
def test_the_list_is_filtered(as_role, query, found):
    SuggestionFactory(confirmed_on=timezone.localdate())
    SuggestionFactory()
    page = as_role("editor").get(reverse("admin:orgs_suggestion_changelist") + f"?{query}")

    assert page.context["cl"].result_count == found


# The first page


def test_the_first_page_leads_to_what_is_urgent(as_role):
    SuggestionFactory(confirmed_on=timezone.localdate())
    page = text(as_role("editor").get(reverse("admin:index")))

    assert "Hidden on request" in page
    assert QUEUE in page


@pytest.mark.parametrize(("days", "warned"), [(0, False), (3, True)])
def test_the_first_page_warns_when_nothing_is_deleted_any_more(as_role, days, warned):
    old = SuggestionFactory()
    Suggestion.objects.filter(pk=old.pk).update(
        received_on=timezone.localdate() - timedelta(days=9)
    )
    run = RetentionRun.objects.create(counts={"suggestions_rejected": 2})
    RetentionRun.objects.update(finished_at=timezone.now() - timedelta(days=days))
    client = as_role("editor")

    assert ("enforce_retention" in text(client.get(reverse("admin:index")))) == warned
    runs = text(client.get(reverse("admin:orgs_retentionrun_changelist")))
    assert "Rejected suggestions: 2" in runs
    assert client.get(reverse("admin:orgs_retentionrun_change", args=[run.pk])).status_code == 200
