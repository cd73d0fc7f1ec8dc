"""`manage.py enforce_retention`: deletes what need not be kept any longer. For once a day."""

from django.core.management.base import BaseCommand

from orgs.actions.retention import RULES, due, enforce


class Command(BaseCommand):
    help = "Deletes what has been kept for as long as settings.RETENTION says."

    def add_arguments(self, parser):
        parser.add_argument(
            "--dry-run", action="store_true", help="Say how much is due, and delete nothing."
        )

    def handle(self, *, dry_run, **options):
        counts = due() if dry_run else enforce().counts
        for rule in RULES:
            self.stdout.write(f"{counts[rule.name]:>8}  {rule.name}")
