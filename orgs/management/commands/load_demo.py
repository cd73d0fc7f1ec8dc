"""`manage.py load_demo`: some fifty real organisations to begin with."""

from django.core.management.base import BaseCommand

from orgs.demo.loader import DemoLoader


class Command(BaseCommand):
    """Safe to repeat: it never touches what an editor changed or removed."""

    help = "Load the demonstration data: organisations, relations, ratings and library items."

    def handle(self, *args, **options):
        written = DemoLoader(progress=self.report).load()
        if not written:
            self.stdout.write("The demonstration data is there already.")

    def report(self, what: str, count: int) -> None:
        if count:
            self.stdout.write(f"  {count} {what}")
