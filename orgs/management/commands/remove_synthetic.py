"""`manage.py remove_synthetic`: takes out what generate_organisations added."""

from django.core.management.base import BaseCommand

from orgs.models import Organisation
from orgs.progress import Progress
from orgs.synthetic.load import remove


class Command(BaseCommand):
    help = "Removes every synthetic organisation, and nothing else."

    def handle(self, **options):
        total = Organisation.objects.synthetic().count()
        with Progress(self.stderr, "Removing", total) as progress:
            remove(progress.reached)
