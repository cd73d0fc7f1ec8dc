from django.db import migrations, models

import orgs.validators


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0016_import_keys"),
    ]

    operations = [
        migrations.AddField(
            model_name="civicspacerating",
            name="read_on",
            field=models.DateField(
                blank=True,
                help_text="The day somebody read it at the source.",
                null=True,
                validators=[orgs.validators.validate_not_future],
                verbose_name="read on",
            ),
        ),
    ]
