"""`manage.py send_digests`: tells those who follow a list by e-mail what is new. For once a day."""

from django.core.management.base import BaseCommand, CommandError

from orgs.following import mail_is_sent
from orgs.following.sending import OUTCOMES, Run, ServerAway

SAID = {
    "sent": "letters sent",
    "nothing": "with nothing new",
    "ended": "told that their list is gone",
    "refused": "refused by the mail server",
    "failed": "not sent, to be tried again by the next run",
    "unreadable": "that no key opens (was SECRET_KEY changed?)",
    "taken": "served by another run meanwhile",
}


class Command(BaseCommand):
    """Safe to run twice, also at once. Says how many, never who. Fails when no letter at all could
    be sent that should have been, so that whoever runs it hears of it.
    """

    help = (
        "Writes to everybody who follows a list by e-mail what is new there: daily, or weekly to "
        "those who chose so. Run it once a day."
    )

    def handle(self, **options):
        if not mail_is_sent():
            raise CommandError("There is no mail server: set EMAIL_URL. Nobody was written to.")
        run = Run()
        try:
            run.go()
        except ServerAway as error:
            raise CommandError(
                f"The mail server cannot be reached ({error}); {run.counts['sent']} were written "
                "to. Run this again: nobody is written to twice, and nothing is lost."
            ) from None
        for outcome in OUTCOMES:
            if run.counts[outcome] or outcome == "sent":
                self.stdout.write(f"{run.counts[outcome]:>8}  {SAID[outcome]}")
        if run.counts["refused"] > 1 and not run.counts["sent"]:
            raise CommandError(
                "The mail server refused every letter: are EMAIL_URL and DEFAULT_FROM_EMAIL right? "
                "Addresses that are refused fourteen times in a row are deleted."
            )
