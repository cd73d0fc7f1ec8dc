"""A mail server for letters of this site."""

import pytest

from tests.following.letters import SITE
from tests.following.server import LocalController, MailServer


@pytest.fixture
def mail_server(settings):
    """To which this site's letters go."""
    server = MailServer()
    controller = LocalController(server)
    controller.start()
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = controller.hostname, controller.port
    settings.EMAIL_HOST_USER = settings.EMAIL_HOST_PASSWORD = ""
    settings.EMAIL_USE_TLS = settings.EMAIL_USE_SSL = False
    server.controller = controller
    yield server
    if controller.server:
        controller.stop()


@pytest.fixture
def site(settings):
    """As letters name it."""
    settings.SITE_URL, settings.SITE_NAME = SITE, "Directory"
