"""All settings, read from the environment once.

Every variable has one reader that knows its type. A value it cannot read stops the start with a
sentence naming the variable, because a security setting misread as "off" is worse than no start.
The table for deployers is in README.md.
"""

import os
from pathlib import Path
from urllib.parse import urlsplit

import environ
from django.core.exceptions import ImproperlyConfigured
from django.utils.translation import gettext_lazy as _

from directory import keys, postgresql

BASE_DIR = Path(__file__).resolve().parent.parent


# Readers. An unset or empty variable means the default, so that a compose file can pass `NAME=`.


def text(name, default=""):
    return os.environ.get(name, "").strip() or default


def flag(name, default):
    value = text(name).lower()
    if value in {"true", "yes", "on", "1"}:
        return True
    if value in {"false", "no", "off", "0"}:
        return False
    if not value:
        return default
    raise ImproperlyConfigured(f"{name} is {value!r}; write true or false.")


def number(name, default, at_least=0):
    value = text(name)
    if not value:
        return default
    if not value.isascii() or not value.isdigit() or int(value) < at_least:
        raise ImproperlyConfigured(f"{name} is {value!r}; write a whole number from {at_least} up.")
    return int(value)


def words(name):
    return [word.strip() for word in text(name).split(",") if word.strip()]


def address(name, default):
    """Any page of the web: `https://example.org/licence`."""
    value = text(name, default)
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address like https://example.org/page."
        )
    return value


def origin(name, default):
    """A site's address without a path: `https://directory.example.org`."""
    value = text(name, default).rstrip("/")
    parts = urlsplit(value)
    if parts.scheme not in {"http", "https"} or not parts.hostname or parts.path or parts.query:
        raise ImproperlyConfigured(
            f"{name} is {value!r}; write an address like https://directory.example.org."
        )
    return value


def folder(name, default):
    """A path; a relative one is counted from the project, not from where the command was typed."""
    return (BASE_DIR / text(name, str(default))).resolve()


def secret_key(debug, kept_in):
    """SECRET_KEY, else the key `script/server` keeps; in production there is no other.

    With DEBUG on a fixed key is enough: nothing signed with it is worth anything.
    """
    if value := text("SECRET_KEY"):
        return value
    if kept_in.is_file():
        return kept_in.read_text(encoding="ascii").strip()
    if debug:
        return "debug-only-" + "k" * 50
    raise ImproperlyConfigured(
        "SECRET_KEY is not set. Set it to at least 50 random characters, "
        "or start once with script/server, which makes and keeps one."
    )


def database_address(name, url):
    """An address of the variable `name` as Django wants it.

    It may hold a password: a complaint says which variable, not what is in it.
    """
    try:
        return environ.Env.db_url_config(url)
    except Exception:
        raise ImproperlyConfigured(f"{name} cannot be read as an address.") from None


def database(default):
    """DATABASE_URL. Only SQLite and PostgreSQL give the results we test for."""
    config = database_address("DATABASE_URL", text("DATABASE_URL", default))
    engine = config.get("ENGINE", "")
    if engine.endswith("postgresql"):
        return postgresql.of_primary(config, connections=pool_size())
    if not engine.endswith("sqlite3"):
        raise ImproperlyConfigured("DATABASE_URL must begin with sqlite: or postgres:.")
    if config["NAME"] != ":memory:":
        config["NAME"] = str(BASE_DIR / config["NAME"])
    # Opening the file takes longer than answering "not changed". Seconds, so that a file put in its
    # place (a backup) is noticed by itself.
    config["CONN_MAX_AGE"] = 60
    config["OPTIONS"] = {
        # Readers never wait for a writer; a crash of the machine may lose the last
        # transaction but never corrupts the file. What is deleted is overwritten with zeros: else
        # an erased person stays readable in the file's free pages.
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;"
        " PRAGMA secure_delete=ON;",
        # A writer takes its lock when it begins, so it waits instead of failing half way.
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,  # seconds to wait for another writer
    }
    return config


def replicas(primary):
    """DATABASE_REPLICA_URLS: PostgreSQL servers that follow the one in DATABASE_URL, by alias."""
    urls = text("DATABASE_REPLICA_URLS").replace(",", " ").split()
    configs = [database_address("DATABASE_REPLICA_URLS", url) for url in urls]
    engines = [config.get("ENGINE", "") for config in (primary, *configs)]
    if configs and not all(engine.endswith("postgresql") for engine in engines):
        raise ImproperlyConfigured(
            "DATABASE_REPLICA_URLS and DATABASE_URL must begin with postgres: "
            "only PostgreSQL has replicas."
        )
    return {
        f"replica{place}": postgresql.of_replica(config, connections=pool_size())
        for place, config in enumerate(configs, start=1)
    }


def shared_cache():
    """CACHE_URL as the `redis` client reads it; it may hold a password and is never repeated."""
    scheme, separator, rest = text("CACHE_URL").partition("://")
    schemes = {name: name for name in ("redis", "rediss", "unix")}
    schemes |= {"valkey": "redis", "valkeys": "rediss"}
    if separator and scheme in schemes:
        return f"{schemes[scheme]}://{rest}"
    if scheme:
        raise ImproperlyConfigured(
            f"CACHE_URL must begin with one of {', '.join(schemes)}, and ://."
        )
    return None


def pool_size():
    """As many as threads, so that no request waits for another."""
    return number("DATABASE_POOL_SIZE", number("WEB_THREADS", 4), at_least=1)


# Where it runs

DEBUG = flag("DEBUG", False)
VAR_DIR = folder("VAR_DIR", BASE_DIR / "var")  # everything this program writes
SECRET_KEY = secret_key(DEBUG, VAR_DIR / "secret_key")
SECRET_KEY_FALLBACKS = words("SECRET_KEY_FALLBACKS")
ERASURE_KEYS = keys.erasure_keys(text("ERASURE_KEY"), [SECRET_KEY, *SECRET_KEY_FALLBACKS])
SITE_NAME = text("SITE_NAME", "Civil Society Directory")
SITE_URL = origin("SITE_URL", "http://127.0.0.1:8000")
# Under what the content may be used; the program itself is under the MIT licence.
CONTENT_LICENCE = text("CONTENT_LICENCE", "CC BY 4.0")
CONTENT_LICENCE_URL = address("CONTENT_LICENCE_URL", "https://creativecommons.org/licenses/by/4.0/")
HTTPS = SITE_URL.startswith("https://")
# The machine itself may always ask: health checks do.
ALLOWED_HOSTS = [
    *(words("ALLOWED_HOSTS") or [urlsplit(SITE_URL).hostname]),
    "localhost",
    "127.0.0.1",
    "[::1]",
]
CSRF_TRUSTED_ORIGINS = words("CSRF_TRUSTED_ORIGINS") or [SITE_URL]
# How many of our own proxies add to X-Forwarded-For and set X-Forwarded-Proto. With 0 both
# headers are ignored, since anybody can send them.
TRUSTED_PROXIES = number("TRUSTED_PROXIES", 0)

# The program

INSTALLED_APPS = [
    "directory",
    "orgs",
    "django.contrib.admin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "django_filters",
    "simple_history",
    "allauth",
    "allauth.account",
    "allauth.mfa",
]

# From the outside in. A response passes them upwards.
MIDDLEWARE = [
    # First, so that every response carries the headers: files, redirects, errors.
    "directory.middleware.SecurityHeaders",
    # Refuses what nobody should read: bodies too large, text no database can hold.
    "directory.middleware.RequestGuard",
    "django.middleware.security.SecurityMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    # Compresses last, after the ETag was made from the plain page.
    "directory.middleware.CompressPages",
    # Needs the Cache-Control that the next one decides.
    "django.middleware.http.ConditionalGetMiddleware",
    # Outside the session: sees whether the answer depended on who asked.
    "directory.middleware.CacheHeaders",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "directory.middleware.PathLocale",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    # Knows the user and the view.
    "directory.middleware.RequireSecondFactor",
    "simple_history.middleware.HistoryRequestMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
]

ROOT_URLCONF = "directory.urls"
WSGI_APPLICATION = "directory.wsgi.application"

TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.template.context_processors.i18n",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "directory.context_processors.site",
            ],
        },
    }
]

# The database

DATABASES = {"default": database(f"sqlite:///{VAR_DIR / 'db.sqlite3'}")}
if REPLICAS := replicas(DATABASES["default"]):
    DATABASES |= REPLICAS
    DATABASE_ROUTERS = ["directory.replicas.Router"]
    MIDDLEWARE.append("directory.replicas.ReadFromReplicas")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# What counts attempts to sign in must be one for all workers and machines, and adding to it must
# be atomic. The database is both and needs no other service; files are neither, memory is one
# worker's. Keys are hashed, since some are made from a visitor's address.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "cache",
        "KEY_FUNCTION": "directory.accounts.hashed_cache_key",
        # Not Django's 300: whoever tries many names must not push out the counters of others.
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    }
}
# Drawn pages, shared by workers and machines. The attempts stay in the database all the same: a
# cache may die or forget, and then nothing would count them.
if CACHE_URL := shared_cache():
    CACHES["pages"] = {
        "BACKEND": "directory.shared_cache.SharedCache",
        "LOCATION": [CACHE_URL],
        "KEY_PREFIX": "directory",
        "TIMEOUT": 10 * 60,
    }

# Languages

LANGUAGE_CODE = "en"
# Those whose catalogue translates every word of the public pages; tests/meta holds them to it.
# Countries and focus areas are named and searched in the other languages of orgs.choices.Language
# too: Spanish, Russian, Chinese and Portuguese wait for their catalogues.
LANGUAGES = [
    ("en", _("English")),
    ("fr", _("French")),
    ("ar", _("Arabic")),
]
LOCALE_PATHS = [BASE_DIR / "locale"]
FORMAT_MODULE_PATH = ["directory.formats"]
USE_I18N = True
TIME_ZONE = "UTC"
USE_TZ = True

# Files

STATIC_URL = "/static/"
STATIC_ROOT = folder("STATIC_ROOT", VAR_DIR / "static")
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = folder("MEDIA_ROOT", VAR_DIR / "media")
SNAPSHOT_ROOT = folder("SNAPSHOT_ROOT", VAR_DIR / "snapshots")  # of `manage.py publish_snapshot`
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
        if DEBUG
        else "directory.staticfiles.BundledStaticFilesStorage"
    },
}
WHITENOISE_ALLOW_ALL_ORIGINS = False
# Bytes of a request body. RequestGuard refuses more before reading; only the editors' panel,
# where logos and import files are uploaded, gets the larger one.
MAX_BODY_BYTES = 256 * 1024
MAX_UPLOAD_BYTES = number("MAX_UPLOAD_MB", 20, at_least=1) * 1024 * 1024
DATA_UPLOAD_MAX_MEMORY_SIZE = 2 * 1024 * 1024  # of a form without its files
DATA_UPLOAD_MAX_NUMBER_FIELDS = 4000  # an organisation with many inline rows

# Signing in. There is no sign-up: an administrator makes accounts.

AUTH_USER_MODEL = "orgs.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": f"django.contrib.auth.password_validation.{validator}", "OPTIONS": options}
    for validator, options in {
        "UserAttributeSimilarityValidator": {},
        "MinimumLengthValidator": {"min_length": 12},
        "CommonPasswordValidator": {},
    }.items()
]
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "admin:index"
ACCOUNT_ADAPTER = "directory.accounts.ClosedAccountAdapter"
ACCOUNT_LOGIN_METHODS = {"username", "email"}
ACCOUNT_SIGNUP_FIELDS = ["username*", "email*", "password1*", "password2*"]
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_LOGOUT_REDIRECT_URL = "/"
ACCOUNT_REAUTHENTICATION_REQUIRED = True  # a stolen session must not become a stolen account
ACCOUNT_EMAIL_SUBJECT_PREFIX = f"[{SITE_NAME}] "
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_RATE_LIMITS = {"login": "30/m/ip", "login_failed": "10/m/ip,5/15m/key"}
ALLAUTH_TRUSTED_PROXY_COUNT = TRUSTED_PROXIES
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_TOTP_ISSUER = SITE_NAME
# Staff must have a second factor before the panel opens. On wherever the site is public.
REQUIRE_SECOND_FACTOR = flag("REQUIRE_SECOND_FACTOR", HTTPS)
SESSION_COOKIE_AGE = 12 * 60 * 60  # a working day
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = HTTPS
CSRF_COOKIE_HTTPONLY = True
CSRF_FAILURE_VIEW = "directory.views.csrf_failure"

# Mail: password resets, and letters to whoever suggests something. Without a server it is kept in
# files for the operator to read.

if EMAIL_URL := text("EMAIL_URL"):
    vars().update(environ.Env.email_url_config(EMAIL_URL))
else:
    EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    EMAIL_FILE_PATH = VAR_DIR / "mail"
EMAIL_TIMEOUT = 10  # seconds; somebody waits for the page meanwhile
DEFAULT_FROM_EMAIL = SERVER_EMAIL = text(
    "DEFAULT_FROM_EMAIL", f"directory@{urlsplit(SITE_URL).hostname}"
)

# For how many days what people send is kept; `orgs.actions.retention` says since when, and
# `manage.py enforce_retention` deletes it then.
RETENTION = {
    "suggestions_unresolved": 180,
    "suggestions_rejected": 30,
    "suggestions_details": 0,
    "imports_unfinished": 7,
    "imports_finished": 365,
    "followers_unconfirmed": 2,
    "changes_gone": 100,  # those who follow changes may go back ten days less
    "retention_runs": 365,
}

# Transport and headers; the rest is in directory/middleware.py.

SECURE_SSL_REDIRECT = HTTPS and flag("SECURE_SSL_REDIRECT", True)
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if TRUSTED_PROXIES else None
SECURE_HSTS_SECONDS = number("HSTS_SECONDS", 365 * 24 * 60 * 60) if HTTPS else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = flag("HSTS_INCLUDE_SUBDOMAINS", False)
SECURE_HSTS_PRELOAD = flag("HSTS_PRELOAD", False)
# An organisation's site is not told that its visitor came from here.
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

# Logs: one JSON object a line on stderr, without anything about the visitor.

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"json": {"()": "directory.logs.JSONFormatter"}},
    "handlers": {"stderr": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["stderr"], "level": "INFO"},
    "loggers": {
        # Django's own handlers (mail to admins, a console with another format) are taken off.
        "django": {"handlers": [], "level": "INFO", "propagate": True},
        # Notes every loan of a connection.
        "psycopg.pool": {"level": "WARNING"},
        # Otherwise prints the request line, with the query, in development.
        "django.server": {"handlers": [], "level": "WARNING", "propagate": False},
    },
}
