from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0015_withdrawal"),
    ]

    operations = [
        migrations.AddField(
            model_name="importrow",
            name="match_keys",
            field=models.JSONField(
                default=list,
                help_text="What a new organisation is looked for by, until it is one; see `MatchKey`.",
                verbose_name="keys",
            ),
        ),
    ]
