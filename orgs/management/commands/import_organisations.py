"""Imports a list of organisations; see docs/imports.md."""

from pathlib import Path

from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError

from orgs.imports import files
from orgs.imports.apply import apply_import
from orgs.imports.headings import labels
from orgs.imports.prepare import prepare
from orgs.imports.report import report
from orgs.imports.trial import try_rows
from orgs.models import Import, ImportMapping, User
from orgs.progress import Progress
from orgs.validators import validate_web_address


class Command(BaseCommand):
    help = (
        "Reads a list (CSV, TSV, XLSX, our own export, a ROR dump, an IATI organisation file), "
        "says what would become of every row, and with --apply imports it: new organisations as "
        "drafts, changes as proposals for review."
    )

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--by", required=True, metavar="USER", help="whose import it is")
        parser.add_argument("--apply", action="store_true", help="import it; otherwise only try")
        parser.add_argument("--report", type=Path, help="write what becomes of every row, as CSV")
        parser.add_argument("--mapping", help="a mapping saved in the panel, by its name")
        parser.add_argument(
            "--column",
            action="append",
            default=[],
            metavar="HEADING=FIELD",
            help="what a column is, or nothing to leave it out; may be repeated. Fields: "
            + ", ".join(labels()),
        )
        parser.add_argument("--source", default="", help="where these facts come from")
        parser.add_argument("--source-url", default="")
        parser.add_argument("--encoding", default="")
        parser.add_argument("--separator", default="")
        parser.add_argument("--sheet", default="")
        parser.add_argument("--header", type=int, default=0, help="the line of the headings")
        parser.add_argument("--replace-lists", action="store_true")

    def handle(self, *, file, by, apply, **options):
        user = User.objects.filter(username=by).first()
        if user is None:
            raise CommandError(f"There is no account {by}.")
        if not file.is_file():
            raise CommandError(f"There is no file {file}.")
        try:
            of_import = self.tried(file, user, options)
            if options["report"]:
                with options["report"].open("w", encoding="utf-8", newline="") as out:
                    out.writelines(report(of_import))
            if apply:
                with Progress(self.stderr, "Importing", of_import.rows.count()) as bar:
                    apply_import(of_import, by=user, progress=bar.reached)
                self.stdout.write(f"Imported. It is import {of_import.pk} in the panel.")
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error

    def tried(self, file, user, options) -> Import:
        def opener():
            return file.open("rb")

        reading = files.look(opener)
        for name in ("encoding", "separator", "header"):
            if options[name]:
                setattr(reading, name, options[name])
        if options["sheet"]:
            reading = files.with_sheet(opener, reading, options["sheet"])
        mapping = None
        if options["mapping"]:
            mapping = ImportMapping.objects.filter(name=options["mapping"]).first()
            if mapping is None:
                raise CommandError(f"There is no saved mapping {options['mapping']}.")
        of_import = prepare(opener, name=file.name, reading=reading, by=user, mapping=mapping)
        of_import.columns = self.columns(of_import, options["column"])
        of_import.source_title, of_import.source_url = options["source"], options["source_url"]
        if of_import.source_url:
            validate_web_address(of_import.source_url)
        of_import.replace_lists = options["replace_lists"]
        of_import.size = file.stat().st_size
        of_import.save()
        try:
            with Progress(self.stderr, "Trying", 0) as bar:
                try_rows(of_import, by=user, opener=opener, progress=bar.reached)
        except ValidationError:
            of_import.delete()
            raise
        for outcome, count in of_import.counts.items():
            self.stdout.write(f"{outcome}: {count:,}")
        for word, count in of_import.open_words.items():
            self.stdout.write(f"To decide: {word!r} ({count:,} rows) is no clear country.")
        return of_import

    @staticmethod
    def columns(of_import, told) -> list[str]:
        columns = list(of_import.columns)
        for one in told:
            heading, equals, target = one.partition("=")
            if not equals or heading not in of_import.headings:
                raise CommandError(f"There is no column {heading!r} in the file.")
            if target and target.split(":")[0] not in {*labels(), "identifier"}:
                raise CommandError(f"There is no field {target!r}.")
            columns[of_import.headings.index(heading)] = target
        if "name" not in columns:
            headings = ", ".join(filter(None, of_import.headings))
            raise CommandError(
                "No column is the name. Say which with --column HEADING=name; "
                f"there are: {headings}."
            )
        return columns
