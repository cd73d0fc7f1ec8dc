"""`manage.py send_reminders`: asks organisations once a year whether their entry is right."""

from smtplib import SMTPRecipientsRefused

from django.core.mail import get_connection
from django.core.management.base import BaseCommand, CommandError

from orgs.actions import due_for_reminder, remind
from orgs.letters import reminder_letter

LIMIT = 100
"""Letters of one run. Run it daily: many at once look like unsolicited mail."""

PATIENCE = 30
"""Seconds to wait for the mail server."""


class Command(BaseCommand):
    """Each organisation is noted as written to before its letter goes, so that two runs at once, or
    one that is killed, write to nobody twice. At worst one letter is lost, until next year.
    """

    help = (
        "Writes to the own address of each published organisation that was not checked for a year, "
        "with links to say that it is right, to correct it or to remove it. Once a year at most."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=LIMIT, help=f"at most; {LIMIT} else")
        parser.add_argument("--dry-run", action="store_true", help="only say who is due")

    def handle(self, *, limit, dry_run, **options):
        if limit < 1:
            raise CommandError("--limit is a number from 1 up.")
        due = due_for_reminder()
        if dry_run:
            for public_id, name in due.values_list("public_id", "name")[:limit]:
                self.stdout.write(f"{public_id}  {name}")
            self.stdout.write(f"{due.count()} are due. Nothing was sent.")
            return
        self.send(list(due.only("pk")[:limit]))

    def send(self, organisations):
        """Stops at the first failure of the mail server; an address it refuses is only counted."""
        if organisations:
            self.open()
        sent = refused = 0
        for organisation in organisations:
            reminder = remind(organisation=organisation)
            letter = reminder and reminder_letter(reminder)
            if letter is None:
                continue
            letter.connection = get_connection(timeout=PATIENCE)
            try:
                letter.send()
            except (SMTPRecipientsRefused, ValueError):  # no such address; not an address at all
                refused += 1
            except OSError as error:
                raise CommandError(
                    f"{sent} sent, then the mail server failed ({type(error).__name__}). "
                    "Run this again; nobody is written to twice."
                ) from None
            else:
                sent += 1
        self.stdout.write(f"{sent} sent, {refused} refused by the mail server.")

    def open(self):
        """A server that cannot be reached costs nobody a letter."""
        connection = get_connection(timeout=PATIENCE)
        try:
            connection.open()
            connection.close()
        except OSError as error:
            raise CommandError(
                f"The mail server cannot be reached ({type(error).__name__}). Nothing was sent."
            ) from None
