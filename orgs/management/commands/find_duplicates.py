"""`manage.py find_duplicates`: finds records of one organisation in all of the directory."""

from django.core.management.base import BaseCommand

from orgs.matching.pairs import KEPT, MOST_TOGETHER, find


class Command(BaseCommand):
    help = (
        "Looks through the whole directory for records that may be the same organisation, and "
        "lists the likeliest in the panel under “possible duplicates”. Merges nothing. What "
        "editors decided stays. Worth running every night."
    )

    def add_arguments(self, parser):
        parser.add_argument(
            "--limit",
            type=int,
            default=KEPT,
            help=f"How many pairs to keep, the likeliest; {KEPT} if not given.",
        )

    def handle(self, *, limit, **options):
        search = find(max(limit, 0))
        self.stdout.write(
            f"{search.compared} pairs compared, {search.found} may be the same organisation, "
            f"the likeliest {search.kept} kept."
        )
        for sort, count in sorted(search.cut.items()):
            self.stdout.write(
                f"Left out: {count} keys of sort “{sort.name.lower().replace('_', ' ')}” that more "
                f"than {MOST_TOGETHER} organisations of one country share."
            )
