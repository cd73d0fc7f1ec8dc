"""`manage.py check_links`: visits the websites of organisations, and remembers which answer."""

import ssl
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from orgs.links.check import NoNetworkError, check, due
from orgs.links.visit import Visitor
from orgs.progress import Progress

LIMIT = 500


class Command(BaseCommand):
    help = (
        "Visits websites of published organisations that are due: a new one at once, one that "
        "answered after a month, one that failed the next day. Polite: it keeps to robots.txt, "
        "asks each host one question at a time with a pause, and says who it is."
    )

    def add_arguments(self, parser):
        parser.add_argument("--limit", type=int, default=LIMIT, help=f"at most; {LIMIT} else")

    def handle(self, *, limit, **options):
        if limit < 1:
            raise CommandError("--limit is a number from 1 up.")
        if not knows_authorities():
            raise CommandError(
                "This machine knows no certificate authorities, so every site would seem broken. "
                "Install the package ca-certificates."
            )
        points = list(due()[:limit])
        with Progress(self.stderr, "Visiting", len(points)) as progress:
            try:
                counts = check(points, Visitor(), progress.reached)
            except NoNetworkError:
                raise CommandError("Nobody answers: is the network away? Nothing noted.") from None
        for outcome, count in sorted(counts.items(), key=lambda pair: -pair[1]):
            self.stdout.write(f"{count:>6}  {outcome.value}")


def knows_authorities() -> bool:
    """Whether a certificate could be found valid at all."""
    paths = ssl.get_default_verify_paths()
    return bool(paths.cafile or (paths.capath and any(Path(paths.capath).iterdir())))
