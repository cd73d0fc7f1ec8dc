"""`manage.py generate_organisations`: invented organisations in bulk."""

from django.core.management.base import BaseCommand, CommandError

from orgs.progress import Progress
from orgs.synthetic.load import generate

MOST = 1_000_000


class Command(BaseCommand):
    help = (
        "Adds invented organisations in many scripts, for trying out and measuring. Their names "
        "say that they are synthetic, and remove_synthetic takes them all out again."
    )

    def add_arguments(self, parser):
        parser.add_argument("--count", type=int, default=1000, help="how many; 1000 if not given")
        parser.add_argument("--seed", type=int, default=1, help="the same seed gives the same ones")

    def handle(self, *, count, seed, **options):
        if not 0 < count <= MOST:
            raise CommandError(f"--count goes from 1 to {MOST:,}.")
        with Progress(self.stderr, "Generating", count) as progress:
            generate(count, seed, progress.reached)
