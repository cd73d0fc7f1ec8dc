"""What tests of letters share: news, a run, and how a letter is read."""

from datetime import timedelta
from io import StringIO

from django.core.management import call_command
from django.utils import timezone

from orgs.models import Organisation
from tests.factories import OrganisationFactory

SITE = "https://directory.example.org"


def send():
    out = StringIO()
    call_command("send_digests", stdout=out)
    return out.getvalue()


def days_ago(number):
    return timezone.now() - timedelta(days=number)


def new(**facts):
    """An organisation that was changed yesterday: recent, and settled."""
    made = OrganisationFactory(**facts)
    Organisation.objects.filter(pk=made.pk).update(updated_at=days_ago(1))
    return made


def parts(message):
    texts = (message.get_body([kind]).get_content() for kind in ("plain", "html"))
    return (text.replace("\r\n", "\n") for text in texts)


def logged(caplog):
    """By this program; the mail server of the tests writes down everything."""
    return [line.getMessage() for line in caplog.records if line.name != "mail.log"]


def leave_address(letter):
    """A long header comes in two lines."""
    return letter["List-Unsubscribe"].strip()
