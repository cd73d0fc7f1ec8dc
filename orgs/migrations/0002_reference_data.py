"""Once loaded the reference data. `orgs.reference.loader` does, after every migration."""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("orgs", "0001_initial")]

    operations = []
