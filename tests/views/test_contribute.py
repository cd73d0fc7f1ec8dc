"""Proposing an organisation, a correction or a report without an account."""

import re

import pytest

from orgs.models import Suggestion
from orgs.suggesting import guard
from tests.factories import ContactPointFactory, OfficeFactory, OrganisationFactory
from tests.views.forms import answers_of, sent, text

pytestmark = pytest.mark.django_db
NEW = "/contribute/organisation/"


# Suggesting an organisation


def test_a_name_is_enough(send):
    response = send(NEW, name="Harbour Aid")

    assert sent().proposal == {"name": {"from": "", "to": "Harbour Aid"}}
    assert (sent().kind, sent().origin, sent().state) == ("new", "public", "waiting")
    assert response.status_code == 302


def test_every_answer_is_kept_in_the_form_of_a_proposal(send):
    send(
        NEW,
        name="Harbour Aid",
        acronyms="HA",
        websites="https://harbour.example.org/\r\n\r\nhttps://two.example.org/",
        headquarters_code="GR",
        country_codes=["GR", "IT"],
        focus_area_codes=["theme:legal-aid"],
        languages=["el"],
        description="One\r\n\r\nTwo",
        source="https://register.example.org/1",
        message="I know them",
    )

    assert sent().proposal["websites"] == {
        "add": ["https://harbour.example.org/", "https://two.example.org/"],
        "remove": [],
    }
    assert sent().proposal["country_codes"]["add"] == ["GR", "IT"]
    assert sent().proposal["description"]["to"] == "One\n\nTwo"
    assert (sent().source, sent().message) == ("https://register.example.org/1", "I know them")


def test_the_form_works_without_a_cookie(send, browser):
    send(NEW, name="Harbour Aid")

    assert not browser.cookies
    assert Suggestion.objects.count() == 1


def test_what_was_typed_is_kept_when_something_is_wrong(send):
    response = send(
        NEW, name="", founded="soon", summary="Helps", country_codes=["GR"], email="no address"
    )
    filled = answers_of(response.content.decode())

    assert (filled["summary"], filled["founded"], filled["country_codes"]) == (
        "Helps",
        "soon",
        ["GR"],
    )
    assert "An organisation needs a name" in text(response)
    assert "2017-05-31" in text(response)
    assert Suggestion.objects.count() == 0


def test_a_form_that_came_back_can_be_sent(browser, clock):
    page = browser.get(NEW)
    for name in ("", "Harbour Aid"):
        clock.time += 60
        filled = answers_of(page.content.decode())
        page = browser.post(NEW, filled | {"name": name})

    assert sent().proposal["name"]["to"] == "Harbour Aid"


@pytest.mark.parametrize("waited", [1, 13 * 60 * 60])
def test_a_form_sent_too_soon_or_too_late_comes_back_with_all_that_was_typed(send, waited):
    response = send(NEW, waited=waited, name="Harbour Aid")

    assert answers_of(response.content.decode())["name"] == "Harbour Aid"
    assert "send it once more" in text(response)
    assert Suggestion.objects.count() == 0


@pytest.mark.parametrize("ticket", ["", "forged", "a:b:c"])
def test_a_forged_ticket_is_none(send, ticket):
    assert "send it once more" in text(send(NEW, name="Harbour Aid", ticket=ticket))


def test_a_ticket_of_another_form_is_none(send):
    other = str(guard.Ticket("resource"))

    assert "send it once more" in text(send(NEW, name="Harbour Aid", ticket=other))


def test_another_site_cannot_make_a_browser_send(send):
    response = send(NEW, name="Harbour Aid", headers={"Sec-Fetch-Site": "cross-site"})

    assert "send it once more" in text(response)


def test_what_only_a_machine_fills_in_stops_it(send):
    response = send(NEW, name="Harbour Aid", homepage="https://spam.example.org/")

    assert "has to stay empty" in text(response)
    assert Suggestion.objects.count() == 0


def test_sending_twice_is_sending_once(browser, clock):
    filled = answers_of(browser.get(NEW).content.decode())
    clock.time += 60
    first, second = (browser.post(NEW, filled | {"name": "Harbour Aid"}) for _ in range(2))

    assert first["Location"] == second["Location"]
    assert Suggestion.objects.count() == 1


def test_going_back_and_sending_something_else_is_another_suggestion(browser, clock):
    filled = answers_of(browser.get(NEW).content.decode())
    clock.time += 60
    for name in ("Harbour Aid", "Harbour Help"):
        browser.post(NEW, filled | {"name": name})

    assert Suggestion.objects.count() == 2


def test_too_many_from_one_connection_are_asked_to_wait(send, monkeypatch):
    monkeypatch.setattr(guard, "SENDINGS", ((2, 3600),))
    for number in range(3):
        response = send(NEW, name=f"Harbour {number} {'x' * number}")

    assert "Very much was sent" in text(response)
    assert answers_of(response.content.decode())["name"].startswith("Harbour 2")
    assert Suggestion.objects.count() == 2


def test_one_that_is_here_already_is_shown_before_it_is_sent(browser, clock):
    OrganisationFactory(name="Harbour Aid", slug="harbour-aid")
    filled = answers_of(browser.get(NEW).content.decode()) | {"name": "harbour aid"}
    clock.time += 60
    page = browser.post(NEW, filled)
    clock.time += 60

    assert 'href="/organisations/harbour-aid/"' in text(page)
    assert Suggestion.objects.count() == 0
    again = answers_of(page.content.decode()) | {"twins": "seen"}
    browser.post(NEW, again)
    assert Suggestion.objects.count() == 1


@pytest.mark.parametrize("facts", [{"risk": "hidden"}, {"state": "draft"}])
def test_one_that_is_not_public_is_no_twin(send, facts):
    OrganisationFactory(name="Harbour Aid", slug="harbour-aid", **facts)

    assert send(NEW, name="Harbour Aid").status_code == 302


def test_an_empty_search_leads_here_with_what_was_searched(browser):
    page = text(browser.get("/organisations/?q=Harbour+%26+Aid"))
    link = re.search(r'href="(/contribute/organisation/[^"]*)"', page.split("<footer")[0])[1]

    assert answers_of(browser.get(link).content.decode())["name"] == "Harbour & Aid"


# Suggesting a correction


CORRECT, REPORT = "/organisations/harbour-aid/correct/", "/organisations/harbour-aid/report/"


def test_the_form_of_a_correction_is_filled_in_with_what_is_there(browser, harbour):
    filled = answers_of(browser.get(CORRECT).content.decode())

    assert filled["name"] == "Harbour Aid"
    assert filled["headquarters_code"] == "GR"
    assert filled["country_codes"] == ["GR", "IT"]
    assert filled["focus_area_codes"] == ["theme:legal-aid"]
    assert filled["websites"] == "https://www.harbour.example.org/"


def test_only_what_was_changed_is_proposed(send, harbour):
    send(CORRECT, founded="2016", country_codes=["GR", "CY"])

    assert sent().organisation == harbour
    assert sent().proposal == {
        "founded": {"from": "2015", "to": "2016"},
        "country_codes": {"add": ["CY"], "remove": ["IT"]},
    }


def test_the_order_of_lines_and_ticks_is_no_change(send, harbour):
    assert "Nothing is different" in text(send(CORRECT, country_codes=["IT", "GR"]))


def test_a_change_is_measured_against_what_the_sender_saw(browser, clock, harbour):
    filled = answers_of(browser.get(CORRECT).content.decode())
    harbour.summary = "Written by an editor meanwhile"
    harbour.save()
    clock.time += 60
    browser.post(CORRECT, filled | {"founded": "2016"})

    assert list(sent().proposal) == ["founded"]


def test_a_stored_value_that_would_not_pass_today_does_not_stop_a_correction(send, harbour):
    ContactPointFactory(organisation=harbour, kind="email", value="not an address")
    send(CORRECT, founded="2016")

    assert list(sent().proposal) == ["founded"]


def test_emptying_the_name_is_refused(send, harbour):
    assert "An organisation needs a name" in text(send(CORRECT, name=""))


def test_a_message_alone_is_a_correction_too(send, harbour):
    send(CORRECT, message="They moved.")

    assert (sent().proposal, sent().message) == ({}, "They moved.")


def test_no_street_address_is_in_the_form(browser, harbour):
    OfficeFactory(organisation=harbour, city="Athens", country_id="GR", street_address="Canary 1")
    page = text(browser.get(CORRECT))

    assert "Athens GR" in page
    assert "Canary" not in page


@pytest.mark.parametrize("what", ["correct", "report"])
@pytest.mark.parametrize("facts", [{"risk": "hidden"}, {"state": "draft"}])
def test_one_that_is_not_public_is_the_same_page_as_none(browser, clock, harbour, what, facts):
    path = f"/organisations/harbour-aid/{what}/"
    filled = answers_of(browser.get(path).content.decode())
    for name, value in facts.items():
        setattr(harbour, name, value)
    harbour.save()
    clock.time += 60

    none = browser.get(f"/organisations/nobody-here/{what}/")
    assert browser.get(path).content == none.content.replace(b"nobody-here", b"harbour-aid")
    assert browser.post(path, filled | {"message": "x", "problem": "wrong"}).status_code == 404


def test_the_page_of_an_organisation_leads_to_both_forms(browser, harbour):
    page = text(browser.get(harbour.get_absolute_url()))

    assert f'href="{CORRECT}"' in page
    assert f'href="{REPORT}"' in page


# The library


def test_a_report_is_suggested_for_the_library(send):
    send("/contribute/resource/", kind="report", title="On harbours", country_codes=["GR"])

    assert sent().kind == "resource"
    assert sent().proposal["title"] == {"from": "", "to": "On harbours"}


def test_a_report_needs_a_title(send):
    assert "This field is required" in text(send("/contribute/resource/", kind="report"))
