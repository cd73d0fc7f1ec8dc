"""`manage.py rebuild_search`: makes the search tables anew from the records."""

from django.core.management.base import BaseCommand

from orgs.models import Resource
from orgs.progress import Progress
from orgs.search.engine import engine
from orgs.search.index import rebuild
from orgs.visibility import organisations


class Command(BaseCommand):
    help = (
        "Makes the search tables anew from the records, in one transaction, and then what the "
        "library is searched by. Needed only after loading a fixture or writing to the database "
        "by hand: every other write keeps them."
    )

    def handle(self, **options):
        with Progress(self.stderr, "Indexing", organisations().count()) as progress:
            rebuild(progress.reached)
        Resource.objects.refold()
        engine().settle()
