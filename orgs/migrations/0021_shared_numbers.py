from django.db import migrations, models

import orgs.validators


class Migration(migrations.Migration):
    """What was unique tells of whoever has it: see docs/adr/0027. The fields only get a validator;
    no table changes for them.
    """

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
        migrations.AlterField(
            model_name="identifierscheme",
            name="record_url",
            field=models.CharField(
                blank=True,
                help_text="The page of one entry, with {value} where the identifier goes.",
                max_length=500,
                validators=[orgs.validators.validate_web_address],
                verbose_name="address of a record",
            ),
        ),
        migrations.AlterField(
            model_name="identifierscheme",
            name="url",
            field=models.CharField(
                blank=True,
                help_text="The register's own page.",
                max_length=500,
                validators=[orgs.validators.validate_web_address],
                verbose_name="address",
            ),
        ),
        migrations.AlterField(
            model_name="import",
            name="source_url",
            field=models.URLField(
                blank=True,
                help_text="Where it can be read.",
                max_length=500,
                validators=[orgs.validators.validate_web_address],
                verbose_name="address of the source",
            ),
        ),
        migrations.AlterField(
            model_name="historicalresource",
            name="source_url",
            field=models.URLField(
                blank=True,
                help_text="The address of that document.",
                max_length=500,
                validators=[orgs.validators.validate_web_address],
                verbose_name="found at",
            ),
        ),
        migrations.AlterField(
            model_name="resource",
            name="source_url",
            field=models.URLField(
                blank=True,
                help_text="The address of that document.",
                max_length=500,
                validators=[orgs.validators.validate_web_address],
                verbose_name="found at",
            ),
        ),
    ]
