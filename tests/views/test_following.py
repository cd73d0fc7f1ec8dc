"""Following a list by e-mail, as somebody does it who has a mailbox and a browser."""

import re
import smtplib
from datetime import timedelta
from urllib.parse import quote, urlsplit

import pytest
from django.core import mail
from django.core.mail.backends.locmem import EmailBackend
from django.utils import timezone

from orgs.actions import leaving_token
from orgs.models import Follower
from orgs.suggesting import guard
from tests.factories import FollowerFactory, OrganisationFactory
from tests.views.forms import answers_of, text

pytestmark = pytest.mark.django_db
LIST = "/organisations/?country=GR&q=rescue"
FORM = f"/follow/?list={quote(LIST)}"


@pytest.fixture(autouse=True)
def patient(monkeypatch):
    """Whoever sends a form has taken their time."""
    monkeypatch.setattr(guard, "QUICKEST", 0)


def ask(client, path=FORM, headers=None, **answers):
    sent = answers_of(text(client.get(path)))
    sent |= {"email": "reader@example.org", "rhythm": "weekly", **answers}
    return client.post(path, sent, headers=headers or {})


def link_in_letter(number=-1):
    return urlsplit(re.search(r"http\S+/follow/confirm/\S+", mail.outbox[number].body)[0]).path


def follow(client, **answers):
    ask(client, **answers)
    client.post(link_in_letter())
    return Follower.objects.get()


def test_the_form_says_which_list_and_what_is_kept(client):
    page = text(client.get(FORM))

    assert "Organisations: “rescue”, Greece" in page
    assert "We keep your address and this list" in page


def test_the_way_from_a_list_to_letters(client):
    response = ask(client)
    assert response.url == "/follow/sent/"
    assert "within 2 days" in text(client.get(response.url))
    (letter,) = mail.outbox
    assert letter.to == ["reader@example.org"]
    assert "Organisations: Greece" in letter.body
    link = link_in_letter()
    assert "Yes, write to me" in text(client.get(link))
    assert not Follower.objects.confirmed().exists()
    assert client.post(link).url == link
    assert "You follow this list" in text(client.get(link))
    follower = Follower.objects.confirmed().get()
    assert follower.following.about == LIST
    assert follower.rhythm == "weekly"


@pytest.mark.parametrize("of", ["organisations/?q", "library/?q", "library/?publisher"])
def test_nobody_can_have_us_write_their_words_to_others(client, of):
    ask(client, path=f"/follow/?list={quote(f'/{of}=Buy+this')}")
    (letter,) = mail.outbox

    assert "Buy" not in letter.message().as_string()
    assert "Buy this" in text(client.get(link_in_letter()))


def test_whoever_reads_french_is_written_to_in_french(client):
    ask(client, path=f"/fr{FORM}")
    client.post(link_in_letter())

    assert link_in_letter().startswith("/fr/follow/confirm/")
    assert Follower.objects.get().following.language == "fr"


def test_nothing_tells_whether_somebody_follows_already(client):
    def asked():
        response = ask(client)
        letter = mail.outbox[-1]
        return response.status_code, response.url, re.sub(r"confirm/\S+", "", letter.body)

    before = asked()
    client.post(link_in_letter())

    assert asked() == before


def test_asking_again_changes_nothing_until_the_letter_is_answered(client):
    follow(client)
    ask(client, rhythm="daily")
    assert Follower.objects.get().rhythm == "weekly"
    assert "Yes, write to me" in text(client.get(link_in_letter()))
    client.post(link_in_letter())

    assert Follower.objects.get().rhythm == "daily"


@pytest.mark.parametrize(
    "answers",
    [
        {"email": ""},
        {"email": "reader"},
        {"email": "reader@example.org\r\nBcc: other@example.org"},
        {"email": "a" * 250 + "@example.org"},
        {"rhythm": "hourly"},
        {"rhythm": ""},
        {"homepage": "x"},
        {"ticket": "x"},
    ],
)
def test_what_is_not_an_answer_comes_back_and_nobody_is_written_to(client, answers):
    response = ask(client, **answers)

    assert "Not sent yet" in text(response)
    assert mail.outbox == []
    assert not Follower.objects.exists()


def test_another_site_cannot_send_the_form(client):
    response = ask(client, headers={"Sec-Fetch-Site": "cross-site"})

    assert "Not sent yet" in text(response)
    assert mail.outbox == []


def test_nobodys_mailbox_is_filled_and_the_answer_does_not_tell(client):
    answers = {ask(client).url for _time in range(5)}

    assert answers == {"/follow/sent/"}
    assert len(mail.outbox) == 3


def test_one_mailbox_under_many_names_is_not_filled_either(client):
    names = ["reader", "Reader+1", "reader+2", "r.eader", '"reader"', "re.ad.er+3"]
    answers = {ask(client, email=f"{name}@example.org").url for name in names}

    assert answers == {"/follow/sent/"}
    assert len(mail.outbox) == 3


@pytest.mark.parametrize("name", ["+reader", "."])
def test_a_name_of_nothing_but_signs_counts_as_it_is(name):
    others = [guard.may_write_to("+other@example.org") for _time in range(4)]

    assert others == [True, True, True, False]
    assert guard.may_write_to(f"{name}@example.org")


def test_a_connection_can_ask_for_so_much_only(client, monkeypatch):
    monkeypatch.setattr(guard, "SENDINGS", ((1, 3600),))
    ask(client)
    response = ask(client, email="another@example.org")

    assert "Very much was sent from your connection" in text(response)
    assert len(mail.outbox) == 1


class Failing(EmailBackend):
    error: Exception

    def send_messages(self, messages):
        raise self.error


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (ConnectionRefusedError(), "We cannot send letters just now"),
        (smtplib.SMTPServerDisconnected(), "We cannot send letters just now"),
        (smtplib.SMTPRecipientsRefused({"reader@example.org": (550, b"")}), None),
    ],
)
def test_a_mail_server_that_fails_is_said_an_address_it_refuses_is_not(
    client, settings, monkeypatch, caplog, error, said
):
    monkeypatch.setattr(Failing, "error", error, raising=False)
    settings.EMAIL_BACKEND = f"{__name__}.Failing"
    response = ask(client)

    assert (said in text(response)) if said else response.url == "/follow/sent/"
    assert "reader" not in caplog.text


@pytest.mark.parametrize(
    ("query", "status", "said"),
    [
        ("", 404, "This cannot be followed"),
        ("?list=", 404, "This cannot be followed"),
        ("?list=/privacy/", 404, "This cannot be followed"),
        ("?list=https://example.org/organisations/", 404, "This cannot be followed"),
        ("?list=%00", 400, "cannot be read"),
        ("?list=/organisations/%3Fcountry%3DXX", 400, "“XX” is not one of its values"),
        ("?list=/organisations/%3Fq%3D" + "a" * 6000, 400, "too long"),
    ],
)
def test_what_is_no_list_has_a_plain_page(client, query, status, said):
    response = client.get(f"/follow/{query}")

    assert response.status_code == status
    assert said in text(response)


def test_of_two_lists_the_last_counts(client):
    assert "Greece" in text(client.get("/follow/?list=/privacy/&list=/countries/gr/"))


def test_without_a_mail_server_there_is_no_link_and_the_page_says_so(client, settings):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    response = client.get(FORM)

    assert response.status_code == 404
    assert "This site sends no letters" in text(response)
    assert "/follow/" not in text(client.get("/organisations/"))


@pytest.mark.parametrize("prefix", ["", "/fr", "/ar"])
def test_the_data_page_says_that_news_comes_by_e_mail(client, settings, prefix):
    link = f"{prefix}/follow/?list={quote(f'{prefix}/organisations.atom', safe='')}"

    assert f'href="{link}"' in text(client.get(f"{prefix}/data/"))
    assert client.get(link).status_code == 200

    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    page = text(client.get(f"{prefix}/data/"))
    assert "/follow/" not in page
    assert "comes by e-mail" not in page


@pytest.mark.parametrize(
    ("path", "followed"),
    [
        ("/organisations/?country=NO", "/organisations.atom?country=NO"),
        ("/countries/no/", "/countries/no.atom"),
        ("/focus/legal-aid/", "/focus/legal-aid.atom"),
        ("/ratings/changes/", "/ratings/changes.atom"),
    ],
)
def test_pages_with_a_feed_have_a_link_that_can_be_followed(client, path, followed):
    OrganisationFactory(headquarters_id="NO", focus=["legal-aid"])
    for prefix in ("", "/fr"):
        page = text(client.get(prefix + path))
        link = f"{prefix}/follow/?list={quote(prefix + followed, safe='')}"
        assert f'href="{link}" rel="nofollow"' in page
        assert client.get(link).status_code == 200


@pytest.mark.parametrize("path", ["confirm", "leave"])
@pytest.mark.parametrize("token", ["none", "W10.x.y", "%00", "a" * 2000])
def test_a_forged_link_has_a_plain_page(client, path, token):
    response = client.get(f"/follow/{path}/{token}/")

    assert response.status_code in {400, 404, 410}


def test_a_link_that_is_too_old_says_for_how_long_it_worked(client):
    ask(client)
    link = link_in_letter()
    Follower.objects.all().delete()
    response = client.get(link)

    assert response.status_code == 410
    assert "48 hours" in text(response)


def leave_link(follower):
    return f"/follow/leave/{leaving_token(follower)}/"


@pytest.mark.parametrize("link", [leave_link, lambda follower: None])
def test_opening_a_link_changes_nothing(client, link):
    ask(client)
    path = link(Follower.objects.get()) or link_in_letter()
    for method in (client.get, client.head):
        assert method(path).status_code == 200

    assert not Follower.objects.confirmed().exists()
    assert Follower.objects.exists()


def test_leaving_takes_one_press_and_twice_is_a_friendly_page(client):
    path = leave_link(follow(client))
    assert "Greece" in text(client.get(path))
    assert client.post(path).url == path
    assert not Follower.objects.exists()

    assert client.post(path).url == path
    assert "You are not written to any more" in text(client.get(path))


def test_one_click_is_answered_where_it_was_sent(client):
    path = leave_link(FollowerFactory())
    for _time in range(2):
        response = client.post(path, {"List-Unsubscribe": "One-Click"})
        assert (response.status_code, response.cookies) == (200, {})

    assert not Follower.objects.exists()


def test_a_list_that_is_gone_can_be_left_and_not_confirmed(client):
    follower = FollowerFactory(about="/focus/gone/")
    assert client.get(leave_link(follower)).status_code == 200
    client.post(leave_link(follower))

    assert not Follower.objects.exists()


def test_what_no_key_opens_can_be_left(client):
    follower = FollowerFactory()
    Follower.objects.update(sealed=b"")

    assert "Stop these letters" in text(client.get(leave_link(follower)))


def test_pages_of_a_link_are_kept_and_passed_on_by_nobody(client):
    follower = follow(client)
    for path in (link_in_letter(), leave_link(follower), "/follow/leave/x/"):
        response = client.get(path)
        assert response["Cache-Control"] == "no-store"
        assert response["Referrer-Policy"] == "no-referrer"
        assert response["X-Robots-Tag"] == "noindex"
        assert not response.cookies


def test_nobody_keeps_a_page_with_a_ticket(client):
    response = client.get(FORM)

    assert response["Cache-Control"] == "no-store"
    assert not response.cookies


def test_robots_stay_away(client):
    page = text(client.get("/robots.txt"))

    assert "Disallow: /follow/" in page
    assert "Disallow: /ar/follow/" in page


@pytest.mark.parametrize(
    ("path", "queries"),
    [
        ("/follow/?list=/ratings/changes/", 0),
        ("/follow/?list=/countries/gr/", 1),
        (FORM, 1),
        ("/follow/sent/", 0),
    ],
)
def test_the_form_costs_what_its_list_costs(client, django_assert_num_queries, path, queries):
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)


def test_the_pages_of_a_link_cost_a_row_and_its_list(client, django_assert_num_queries):
    follower = follow(client)
    for path in (link_in_letter(), leave_link(follower)):
        client.get(path)
        with django_assert_num_queries(2):
            client.get(path)


def test_asking_after_a_while_lets_the_link_work_as_long_again(client):
    ask(client)
    Follower.objects.update(asked_at=timezone.now() - timedelta(hours=47))
    ask(client)

    assert timezone.now() - Follower.objects.get().asked_at < timedelta(minutes=1)
