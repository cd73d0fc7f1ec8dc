from django.db import migrations, models


class Migration(migrations.Migration):
    """What was unique tells of whoever has it: see docs/adr/0027."""

    dependencies = [("orgs", "0020_library")]

    operations = [
        migrations.RemoveConstraint(model_name="identifier", name="orgs_identifier_unique"),
        migrations.AddConstraint(
            model_name="identifier",
            constraint=models.UniqueConstraint(
                fields=("organisation", "scheme", "value"), name="orgs_identifier_once"
            ),
        ),
        migrations.AddIndex(
            model_name="identifier",
            index=models.Index(fields=["scheme", "value"], name="orgs_identifier_number"),
        ),
    ]
