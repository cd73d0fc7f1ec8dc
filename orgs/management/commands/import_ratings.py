"""Imports ratings of civic space; see docs/imports.md."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from orgs import permissions
from orgs.imports import files
from orgs.imports.limits import Unreadable
from orgs.imports.ratings import Result, import_ratings
from orgs.models import User
from orgs.tables import RATINGS


class Command(BaseCommand):
    help = (
        "Reads ratings of civic space (CSV, TSV, XLSX): country, rating, date, and where known "
        "basis, source, source_url and note. Says what would become of every row and whom it "
        "would protect, and with --apply saves it."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USER", help="whose import it is")
        parser.add_argument("--apply", action="store_true", help="save it; otherwise only try")

    def handle(self, *, file, by, apply, **options):
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no account {by}.")
        if not permissions.can_rate(user):
            raise CommandError(f"{by} may not enter ratings.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")

        def opener():
            return file.open("rb")

        try:
            reading = files.look(opener)
            table = files.table(opener, reading)
            ours = table.headings == [column.name for column in RATINGS.columns]
            guarded = ours and reading.format == files.CSV
            result = import_ratings(table, by=user, save=apply, guarded=guarded)
        except Unreadable as error:
            raise CommandError(" ".join(error.messages)) from error
        self.tell(result)
        if result.refused:
            raise CommandError("Nothing was saved. Mend the rows that were refused and try again.")
        self.stdout.write("Saved." if apply else "Nothing was saved: --apply saves it.")

    def tell(self, result: Result) -> None:
        for outcome, count in sorted(result.counts.items()):
            self.stdout.write(f"{outcome}: {count:,}")
        for row in result.refused:
            self.stdout.write(f"Line {row.line}: {row.why}")
        for found in result.protections:
            self.stdout.write(
                f"Becomes protected: {found.country}. Organisations of which people or places "
                f"are withheld: {len(found.organisations):,}"
            )
            for organisation in found.organisations:
                self.stdout.write(f"  {organisation.public_id} {organisation.name}")
