"""Countries, regions, focus areas, identifier schemes and ratings, as of this release."""

from django.db import migrations

from orgs.reference.loader import load_all


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = [
        migrations.RunPython(
            lambda apps, schema_editor: load_all(apps), migrations.RunPython.noop, elidable=False
        )
    ]
