"""Goes on with an import that was started in the panel; started by the panel itself."""

from django.core.management.base import BaseCommand
from django.utils.translation import override

from orgs.imports import jobs
from orgs.models import Import, User


class Command(BaseCommand):
    help = "Tries or applies an import from the panel. The panel starts it by itself."

    def add_arguments(self, parser):
        parser.add_argument("number", type=int)
        parser.add_argument("step", choices=[jobs.TRY, jobs.APPLY])
        parser.add_argument("--by", type=int, required=True)
        parser.add_argument("--language", default="en")

    def handle(self, *, number, step, by, language, **options):
        with override(language):
            of_import = Import.objects.defer("content").get(pk=number)
            jobs.run(of_import, step, by=User.objects.get(pk=by))
