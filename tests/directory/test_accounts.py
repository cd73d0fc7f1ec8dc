"""Signing in: by accounts that were given, at a limited rate, with a second factor."""

from io import StringIO

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.contrib.auth import get_user_model
from django.core.cache import cache
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.urls import reverse

from directory.accounts import hashed_cache_key

PASSWORD = "correct horse battery staple"
pytestmark = pytest.mark.django_db


@pytest.fixture
def editor():
    return get_user_model().objects.create_user(
        "editor", "editor@example.org", PASSWORD, is_staff=True
    )


def sign_in(client, login="editor", password=PASSWORD, **extra):
    return client.post(reverse("account_login"), {"login": login, "password": password}, **extra)


@pytest.mark.parametrize("login", ["editor", "editor@example.org", "EDITOR@example.org"])
def test_an_editor_signs_in_by_name_or_address(client, editor, login):
    response = sign_in(client, login)

    assert response.status_code == 302
    assert response.url == reverse("admin:index")


def test_a_wrong_password_is_refused(client, editor):
    assert sign_in(client, password="wrong").status_code == 200
    assert "_auth_user_id" not in client.session


def test_nobody_can_sign_up(client):
    data = {
        "username": "me",
        "email": "me@example.org",
        "password1": PASSWORD,
        "password2": PASSWORD,
    }

    client.post(reverse("account_signup"), data)

    assert not get_user_model().objects.exists()


def test_the_page_to_sign_in_offers_no_sign_up_and_keeps_where_to_go(client):
    page = client.get(reverse("account_login"), {"next": "/admin/orgs/"}).content.decode()

    assert reverse("account_signup") not in page
    assert 'name="next" value="/admin/orgs/"' in page


def test_the_panel_has_no_sign_in_of_its_own(client):
    response = client.get("/admin/login/", {"next": "/admin/orgs/"})

    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_after_five_wrong_passwords_the_right_one_is_refused_too(editor):
    for _ in range(5):
        sign_in(Client(), password="wrong")

    sign_in(client := Client())

    assert "_auth_user_id" not in client.session


def test_one_address_may_not_try_many_names(editor):
    statuses = [sign_in(Client(), f"name{n}", "wrong").content for n in range(11)]

    assert statuses[10] != statuses[9]


def test_who_tries_much_too_often_is_told_to_wait():
    responses = [sign_in(Client(), "", "") for _ in range(31)]

    assert [response.status_code for response in responses[-2:]] == [200, 429]
    assert b"Too many attempts" in responses[-1].content


def test_the_limit_is_kept_in_the_database_so_that_all_workers_count_together(editor):
    sign_in(Client(), password="wrong")

    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM cache")
        assert cursor.fetchone()[0] > 0


def test_no_address_is_in_the_table_of_the_limit(editor):
    sign_in(Client(), password="wrong", REMOTE_ADDR="203.0.113.77")

    with connection.cursor() as cursor:
        cursor.execute("SELECT cache_key, value FROM cache")
        assert "203.0.113.77" not in str(cursor.fetchall())


def test_a_cache_key_depends_on_all_it_is_made_of():
    keys = {hashed_cache_key(*parts) for parts in [("a", "", 1), ("b", "", 1), ("a", "", 2)]}

    assert len(keys) == 3
    cache.set("a", 1)
    assert cache.get("a") == 1


def test_a_forged_address_does_not_escape_the_limit(editor):
    for n in range(6):
        sign_in(client := Client(), password="wrong", headers={"X-Forwarded-For": f"203.0.113.{n}"})

    sign_in(client)

    assert "_auth_user_id" not in client.session


# The second factor


@pytest.fixture
def required(settings):
    settings.REQUIRE_SECOND_FACTOR = True


@pytest.mark.parametrize(
    "path", ["/admin/", "/admin/orgs/", "/fr/admin/", "/admin/password_change/"]
)
def test_staff_without_a_second_factor_are_sent_to_set_one_up(client, editor, required, path):
    client.force_login(editor)

    response = client.get(path)

    assert response.status_code == 302
    assert response.url.endswith(reverse("mfa_activate_totp").removeprefix("/"))


def test_where_it_is_not_required_the_panel_opens(client, editor, settings):
    settings.REQUIRE_SECOND_FACTOR = False
    client.force_login(editor)

    assert client.get("/admin/").status_code == 200


def test_with_a_second_factor_the_panel_opens(client, editor, required):
    TOTP.activate(editor, generate_totp_secret())
    client.force_login(editor)

    assert client.get("/admin/").status_code == 200


def test_a_second_factor_is_asked_for_when_signing_in(client, editor):
    TOTP.activate(editor, generate_totp_secret())

    response = sign_in(client)

    assert response.url.startswith(reverse("mfa_authenticate"))
    assert "_auth_user_id" not in client.session


def test_the_page_to_set_it_up_shows_the_code_without_a_data_address(client, editor):
    sign_in(client)
    client.post(reverse("account_reauthenticate"), {"password": PASSWORD})

    page = client.get(reverse("mfa_activate_totp")).content

    assert b"<svg" in page
    assert b"data:" not in page


def test_a_stranger_is_asked_to_sign_in_first(client, required):
    assert client.get("/admin/").url.startswith("/admin/login/")


# The first account


def make_editor():
    call_command("make_editor", stdout=(out := StringIO()))
    return out.getvalue()


def test_the_first_account_can_sign_in_with_the_password_shown(client):
    password = make_editor().split("password  ")[1].split()[0]

    sign_in(client, password=password)

    assert client.get("/admin/").status_code == 200


def test_the_first_account_is_an_administrator():
    make_editor()

    user = get_user_model().objects.get()
    assert list(user.groups.values_list("name", flat=True)) == ["administrator"]
    assert not user.is_superuser


def test_a_second_run_makes_no_account(editor):
    assert "password" not in make_editor()
    assert get_user_model().objects.count() == 1
