"""`manage.py publish_snapshot`: the whole public directory as a file of today. For every hour."""

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from orgs import snapshots
from orgs.exports.snapshots import make, standing
from orgs.tables import COUNTRIES, FOCUS_AREAS, LIBRARY, RATINGS
from orgs.views.countries import country_rows
from orgs.views.focus_areas import flattened, focus_tree
from orgs.visibility import all_ratings, whole_library


class Command(BaseCommand):
    help = (
        "Writes the whole public directory as today's Data Package, for /data/snapshots/, and "
        "deletes those that may not be handed out any more. Today's stays while it stands, so let "
        "cron run this every hour."
    )

    def handle(self, **options):
        with snapshots.alone() as is_alone:
            if not is_alone:
                self.stdout.write("A snapshot is being made already; nothing done.")
                return
            self._publish(timezone.localdate())

    def _publish(self, today):
        days = [one.day for one in standing()]
        gone = [one.day for one in snapshots.kept() if one.day not in days]
        snapshots.discard(gone)
        for day in gone:
            self.stdout.write(f"The snapshot of {day} was too old or may not stand; deleted.")
        if today in days:
            self.stdout.write(f"The snapshot of {today} is there and stands; nothing done.")
            return
        made = make(_tables, day=today)
        if made is None:
            raise CommandError("Something ceased to be public meanwhile. Run this again.")
        counts = ", ".join(f"{count} {name}" for name, count in made.counts.items())
        self.stdout.write(f"{made.path}: {counts}; {made.size} bytes, SHA-256 {made.sha256}")


def _tables():
    return [
        (COUNTRIES, country_rows("name")),
        (RATINGS, all_ratings()),
        (FOCUS_AREAS, flattened(focus_tree())),
        (LIBRARY, whole_library()),
    ]
