"""Settings refuse what they cannot read, by name, before anything is served."""

import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings as running
from django.core.exceptions import ImproperlyConfigured

from directory import settings
from directory.keys import erasure_keys

ROOT = Path(__file__).resolve().parents[2]


def start(tmp_path, **environment):
    """Start the program in a bare environment and print some of its settings."""
    show = (
        "import django; django.setup(); from django.conf import settings as s;"
        "print(s.SESSION_COOKIE_SECURE, s.SECURE_SSL_REDIRECT, s.REQUIRE_SECOND_FACTOR,"
        " s.SECURE_HSTS_SECONDS, s.SECURE_PROXY_SSL_HEADER, s.ALLOWED_HOSTS[0])"
    )
    return subprocess.run(
        [sys.executable, "-c", show],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "DJANGO_SETTINGS_MODULE": "directory.settings",
            "VAR_DIR": str(tmp_path),
            **environment,
        },
        capture_output=True,
        text=True,
        timeout=60,
    )


def test_without_a_secret_key_production_does_not_start(tmp_path):
    result = start(tmp_path)

    assert result.returncode != 0
    assert "SECRET_KEY is not set" in result.stderr


@pytest.mark.parametrize("command", ["migrate", "makemigrations", "send_digests"])
def test_a_command_says_in_a_sentence_what_is_missing(tmp_path, command):
    result = subprocess.run(
        [sys.executable, "manage.py", command],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "VAR_DIR": str(tmp_path)},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert result.returncode == 1
    assert result.stderr.startswith("SECRET_KEY is not set.")
    assert "Traceback" not in result.stderr


def test_the_key_kept_by_the_server_script_is_used(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")
    kept = tmp_path / "secret_key"
    kept.write_text("kept-key\n")

    assert settings.secret_key(debug=False, kept_in=kept) == "kept-key"


def test_debugging_needs_no_key(tmp_path, monkeypatch):
    monkeypatch.delenv("SECRET_KEY")

    assert settings.secret_key(debug=True, kept_in=tmp_path / "none")


def test_an_https_site_is_strict_without_being_asked(tmp_path):
    result = start(tmp_path, SECRET_KEY="k" * 60, SITE_URL="https://directory.example.org")

    assert result.stdout.strip() == "True True True 31536000 None directory.example.org"


def test_forwarded_headers_count_only_behind_a_proxy(tmp_path):
    result = start(
        tmp_path,
        SECRET_KEY="k" * 60,
        SITE_URL="https://directory.example.org",
        TRUSTED_PROXIES="1",
    )

    assert "HTTP_X_FORWARDED_PROTO" in result.stdout


@pytest.mark.parametrize("value", ["maybe", "2", "tru"])
def test_an_unreadable_flag_is_refused(monkeypatch, value):
    monkeypatch.setenv("FLAG", value)

    with pytest.raises(ImproperlyConfigured, match="FLAG"):
        settings.flag("FLAG", False)


@pytest.mark.parametrize(("value", "meaning"), [("Yes", True), ("0", False), ("  ", True)])
def test_a_flag_reads_plain_words_and_empty_means_the_default(monkeypatch, value, meaning):
    monkeypatch.setenv("FLAG", value)

    assert settings.flag("FLAG", True) is meaning


@pytest.mark.parametrize("value", ["ten", "-1", "0", "1.5", "٣"])
def test_an_unreadable_number_is_refused(monkeypatch, value):
    monkeypatch.setenv("NUMBER", value)

    with pytest.raises(ImproperlyConfigured, match="NUMBER"):
        settings.number("NUMBER", 4, at_least=1)


def test_a_number_is_read(monkeypatch):
    monkeypatch.setenv("NUMBER", "12")

    assert settings.number("NUMBER", 4) == 12


def test_a_list_is_split_at_commas(monkeypatch):
    monkeypatch.setenv("LIST", " a.example.org, b.example.org ,")

    assert settings.words("LIST") == ["a.example.org", "b.example.org"]


@pytest.mark.parametrize("value", ["directory.example.org", "https://", "https://example.org/x"])
def test_a_site_address_needs_a_scheme_and_no_path(monkeypatch, value):
    monkeypatch.setenv("SITE", value)

    with pytest.raises(ImproperlyConfigured, match="SITE"):
        settings.origin("SITE", "")


def test_the_content_is_under_cc_by_unless_somebody_says_otherwise():
    assert running.CONTENT_LICENCE == "CC BY 4.0"
    assert running.CONTENT_LICENCE_URL == "https://creativecommons.org/licenses/by/4.0/"


@pytest.mark.parametrize("value", ["CC0", "javascript:alert(1)", "https://", "/licence"])
def test_the_address_of_the_licence_is_one_of_the_web(monkeypatch, value):
    monkeypatch.setenv("LICENCE", value)

    with pytest.raises(ImproperlyConfigured, match="LICENCE"):
        settings.address("LICENCE", "")


@pytest.mark.parametrize("url", ["mysql://localhost/x", "nonsense"])
def test_only_databases_we_test_on_are_accepted(monkeypatch, url):
    monkeypatch.setenv("DATABASE_URL", url)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_URL"):
        settings.database("")


def test_an_unreadable_database_address_is_not_repeated(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user:hush@host:port/x")

    with pytest.raises(ImproperlyConfigured) as refused:
        settings.database("")

    assert "hush" not in str(refused.value)


def test_a_relative_sqlite_path_is_counted_from_the_project(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.sqlite3")

    assert settings.database("")["NAME"] == str(ROOT / "var" / "other.sqlite3")


def test_postgresql_gives_up_in_time_for_a_503(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "postgres://user@host/name?sslmode=require")

    options = settings.database("")["OPTIONS"]

    assert options["pool"]["timeout"] <= 1
    assert options["sslmode"] == "require"


@pytest.mark.parametrize(
    ("query", "options"),
    [("", ""), ("?options=-c%20work_mem%3D8MB", " -c work_mem=8MB")],
)
def test_postgresql_compiles_no_queries_and_plans_each_once(monkeypatch, query, options):
    monkeypatch.setenv("DATABASE_URL", f"postgres://user@host/name{query}")

    found = settings.database("")["OPTIONS"]
    assert found["options"] == f"-c jit=off -c plan_cache_mode=force_generic_plan{options}"
    assert found["prepare_threshold"] == 0


def test_a_sqlite_file_stays_open_between_requests(monkeypatch):
    monkeypatch.setenv("DATABASE_URL", "sqlite:///var/other.sqlite3")

    assert settings.database("")["CONN_MAX_AGE"] > 0


REPLICAS = "postgres://user:hush@one/name, postgres://user@two/name"
POSTGRESQL = {"ENGINE": "django.db.backends.postgresql"}


def test_without_replicas_there_are_none(monkeypatch):
    monkeypatch.delenv("DATABASE_REPLICA_URLS", raising=False)

    assert settings.replicas(running.DATABASES["default"]) == {}


@pytest.mark.parametrize("value", [REPLICAS, REPLICAS.replace(",", ""), f" {REPLICAS},\n"])
def test_replicas_are_numbered_in_their_order(monkeypatch, value):
    monkeypatch.setenv("DATABASE_REPLICA_URLS", value)

    found = settings.replicas(POSTGRESQL)

    assert {alias: one["HOST"] for alias, one in found.items()} == {
        "replica1": "one",
        "replica2": "two",
    }


@pytest.mark.parametrize(
    ("value", "primary"),
    [
        ("sqlite:///x:hush", POSTGRESQL),
        ("postgres://user:hush@host/x", {"ENGINE": "django.db.backends.sqlite3"}),
        ("postgres://user:hush@host:port/x", POSTGRESQL),
    ],
)
def test_only_postgresql_has_replicas_and_their_addresses_are_not_repeated(
    monkeypatch, value, primary
):
    monkeypatch.setenv("DATABASE_REPLICA_URLS", value)

    with pytest.raises(ImproperlyConfigured, match="DATABASE_REPLICA_URLS") as refused:
        settings.replicas(primary)

    assert "hush" not in str(refused.value)


@pytest.mark.parametrize(
    ("value", "meaning"),
    [
        ("", None),
        ("valkey://host:6379/1", "redis://host:6379/1"),
        ("valkeys://host", "rediss://host"),
        ("redis://host", "redis://host"),
        ("unix:///run/valkey", "unix:///run/valkey"),
    ],
)
def test_a_shared_cache_is_a_valkey_or_a_redis(monkeypatch, value, meaning):
    monkeypatch.setenv("CACHE_URL", value)

    assert settings.shared_cache() == meaning


@pytest.mark.parametrize("value", ["memcached://:hush@host", "hush", "redis:hush"])
def test_no_other_cache_is_accepted_and_its_address_not_repeated(monkeypatch, value):
    monkeypatch.setenv("CACHE_URL", value)

    with pytest.raises(ImproperlyConfigured, match="CACHE_URL") as refused:
        settings.shared_cache()

    assert "hush" not in str(refused.value)


def test_a_sqlite_file_waits_for_writers_and_lets_readers_read(tmp_path, monkeypatch):
    monkeypatch.setenv("DATABASE_URL", f"sqlite:///{tmp_path}/x.sqlite3")
    config = settings.database("")
    code = (
        "import django; django.setup(); from django.db import connection as c\n"
        "for name in ('journal_mode', 'foreign_keys', 'busy_timeout', 'secure_delete'):\n"
        "    print(c.cursor().execute(f'PRAGMA {name}').fetchone()[0])"
    )

    result = subprocess.run(
        [sys.executable, "-c", code],
        cwd=ROOT,
        env=os.environ | {"DJANGO_SETTINGS_MODULE": "directory.settings"},
        capture_output=True,
        text=True,
        timeout=60,
    )

    assert config["OPTIONS"]["transaction_mode"] == "IMMEDIATE"
    assert result.stdout.split() == ["wal", "1", "20000", "1"]


def test_english_french_and_arabic_are_offered():
    assert [code for code, _ in running.LANGUAGES] == ["en", "fr", "ar"]


def test_erased_people_are_recognised_under_a_key_of_their_own_and_derived_ones():
    given = "e" * 32
    derived = erasure_keys("", ["one", "two"])

    assert len({*derived, "one", "two"}) == 4
    assert erasure_keys(given, ["one", "two"]) == [given, *derived]
    with pytest.raises(ImproperlyConfigured, match="ERASURE_KEY"):
        erasure_keys("short", ["one"])
