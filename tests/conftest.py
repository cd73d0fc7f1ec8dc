"""What every test gets: strict templates, quick passwords, reference data, and a browser.

Order is random, with one rule: tests that commit (a live server, several connections) come last,
because they empty the tables afterwards. They start from the reference data that migrating loads.
"""

import gc
import sys
import tempfile
from pathlib import Path

import hypothesis
import pytest
from django.conf import settings
from django.db import connection
from django.template.base import Node
from django.utils import translation

from tests.browser.chromium import Axe, find_chromium, watched_page
from tests.pristine import keeper

ROOT = Path(__file__).resolve().parent.parent
COMMITTING = {"transactional_db", "live_server", "django_db_reset_sequences"}
DATABASE = {"db", "live_server", "django_db_setup", "_django_db_helper"}
MARKED = {"browser": ["browser"], "scaling": ["machines", "once"]}
WITHOUT_FIXTURES = {"workers", "directory"}
"""Folders whose tests may use the run's database without asking pytest for it."""
DIFFERENT = {"actions", "directory", "models", "search", "visibility"}
"""Folders of what is not the same program with every database; see `$differing` in script/test."""
# How long an example takes says more about the machine than about the example.
hypothesis.settings.register_profile("any machine", deadline=None)
hypothesis.settings.load_profile("any machine")
scratch = tempfile.TemporaryDirectory(prefix="directory-tests-")


class UndefinedVariable(str):
    """Stands for a variable a template asked for and nobody gave: fails the test.

    Django shows nothing instead, which hides a typo for years. Only our own templates are held to
    it. `{% if missing %}` stays allowed, as Django means it.
    """

    __slots__ = ()

    def __contains__(self, text):
        return text == "%s"

    def __mod__(self, variable):
        origin = self.origin()
        if origin and Path(origin).is_relative_to(ROOT / "templates"):
            pytest.fail(f"{Path(origin).relative_to(ROOT)} uses {variable}, which is undefined.")
        return ""

    def origin(self):
        frame = sys._getframe()
        while frame := frame.f_back:
            node = frame.f_locals.get("self")
            if isinstance(node, Node) and getattr(node, "origin", None):
                return node.origin.name
        return None


def pytest_configure(config):
    folder = Path(scratch.name)
    (folder / "static").mkdir(exist_ok=True)
    settings.STATIC_ROOT = folder / "static"
    settings.MEDIA_ROOT = folder / "media"
    settings.SNAPSHOT_ROOT = folder / "snapshots"
    # Hashed file names need collectstatic; tests/meta checks that once.
    settings.STORAGES["staticfiles"]["BACKEND"] = (
        "django.contrib.staticfiles.storage.StaticFilesStorage"
    )
    settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]
    settings.TEMPLATES[0]["OPTIONS"]["string_if_invalid"] = UndefinedVariable()


def pytest_unconfigure(config):
    scratch.cleanup()


def commits(item):
    marker = item.get_closest_marker("django_db")
    return bool(
        COMMITTING.intersection(item.fixturenames) or (marker and marker.kwargs.get("transaction"))
    )


def pytest_itemcollected(item):
    """Marked at once: `-m` chooses before any hook sees the whole collection."""
    for folder, markers in MARKED.items():
        if (ROOT / "tests" / folder) in item.path.parents:
            for marker in markers:
                item.add_marker(marker)
    asks = item.get_closest_marker("django_db") or DATABASE.intersection(item.fixturenames)
    if not asks and item.path.parent.name not in WITHOUT_FIXTURES:
        item.add_marker("no_database")
    if connection.vendor != "sqlite" and item.path.parent.name not in DIFFERENT:
        item.add_marker("no_cover")  # measuring nearly doubles what a test takes


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(items):
    if connection.vendor != "postgresql":
        items[:] = [item for item in items if not item.get_closest_marker("postgresql")]
    for item in items:
        if commits(item):
            item.fixturenames.insert(0, "reference_data")
    items.sort(key=commits)


@pytest.fixture(autouse=True)
def in_english():
    """A request for a page in another language leaves that language behind in its thread."""
    with translation.override("en"):
        yield


def pytest_collection_finish():
    """What is there by now stays: looking through all of it for garbage takes a tenth of a run."""
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def pristine_database(pytestconfig, django_db_modify_db_settings, django_db_blocker):
    kept = keeper(connection, pytestconfig.cache.mkdir("databases"))
    with kept.lock:  # held until the end when migrating fails
        with django_db_blocker.unblock():
            kept.begin()
        yield kept


@pytest.fixture(scope="session")
def django_db_setup(pristine_database, django_db_setup, django_db_blocker):
    """Made from a copy of what migrating leaves, where there is one."""
    with django_db_blocker.unblock():
        pristine_database.keep()


@pytest.fixture
def reference_data(django_db_setup, pristine_database, django_db_blocker):
    """What migrating loads, and nothing else. Tests that commit ask for it by themselves."""
    with django_db_blocker.unblock():
        pristine_database.restore()


@pytest.hookimpl(trylast=True)
def pytest_sessionfinish(session):
    """A run in which anything was skipped has not proved what it was asked to."""
    reporter = session.config.pluginmanager.get_plugin("terminalreporter")
    if reporter and reporter.stats.get("skipped") and session.exitstatus == pytest.ExitCode.OK:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.fixture(scope="session")
def chromium():
    """One Chromium for the whole run."""
    # Imported here: a machine for the inner loop needs no browser.
    from playwright.sync_api import sync_playwright

    with pytest.MonkeyPatch.context() as patch, sync_playwright() as playwright:
        # Playwright keeps an event loop in this thread, which Django takes for async code.
        patch.setenv("DJANGO_ALLOW_ASYNC_UNSAFE", "true")
        browser = playwright.chromium.launch(**find_chromium())
        yield browser
        browser.close()


@pytest.fixture
def new_page(chromium, live_server):
    """Opens pages as asked: `new_page(width=360, java_script_enabled=False, locale="ar")`.

    Paths are relative to the live server. Afterwards the test fails if a page asked for anything
    that is not on this machine, broke the Content-Security-Policy or raised a script error.
    """
    opened = []

    def open_page(width=1280, height=900, **options):
        context, page, complaints = watched_page(
            chromium,
            base_url=live_server.url,
            viewport={"width": width, "height": height},
            **options,
        )
        opened.append((context, complaints))
        return page

    yield open_page
    complaints = [complaint for _, found in opened for complaint in found]
    for context, _ in opened:
        context.close()
    assert complaints == []


@pytest.fixture
def page(new_page):
    """A page of 1280 by 900 pixels."""
    return new_page()


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` fails with what axe-core finds serious or critical on the page."""
    return Axe()
