"""What lists are filtered by moves into the entries, and what readers keep in memory is logged.

The search tables are derived: they are made anew after this, not altered.
"""

import django.db.models.deletion
from django.db import migrations, models

import orgs.models.search


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0005_loaded_files"),
    ]

    operations = [
        migrations.DeleteModel(name="SearchValue"),
        migrations.DeleteModel(name="SearchEntry"),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("position", orgs.models.search.PositionField(primary_key=True, serialize=False)),
                ("sort_name", orgs.models.search.CodePointField(max_length=200)),
                ("founded", orgs.models.search.CodePointField(max_length=10, null=True)),
                ("verified", orgs.models.search.CodePointField(max_length=10, null=True)),
                ("updated", models.BigIntegerField()),
                ("facets", models.TextField()),
                (
                    "organisation",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="orgs.organisation",
                    ),
                ),
            ],
            options={
                "verbose_name": "search entry",
                "indexes": [
                    models.Index(fields=["sort_name", "organisation"], name="orgs_search_by_name"),
                    models.Index(fields=["founded", "organisation"], name="orgs_search_by_founded"),
                    models.Index(
                        fields=["verified", "organisation"], name="orgs_search_by_verified"
                    ),
                    models.Index(fields=["updated", "organisation"], name="orgs_search_by_updated"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchChange",
            fields=[
                ("number", models.PositiveBigIntegerField(primary_key=True, serialize=False)),
                ("token", models.BigIntegerField()),
                ("organisations", models.BinaryField()),
                ("places", models.BooleanField()),
            ],
            options={"verbose_name": "search change"},
        ),
        migrations.CreateModel(
            name="SearchPosting",
            fields=[
                (
                    "term",
                    orgs.models.search.CodePointField(
                        max_length=66, primary_key=True, serialize=False
                    ),
                ),
                ("names", models.BinaryField()),
                ("texts", models.BinaryField()),
            ],
            options={"verbose_name": "search posting"},
        ),
        migrations.CreateModel(
            name="SearchSnapshot",
            fields=[
                ("name", models.CharField(max_length=24, primary_key=True, serialize=False)),
                ("number", models.PositiveBigIntegerField()),
                ("token", models.BigIntegerField()),
                ("data", models.BinaryField()),
            ],
            options={"verbose_name": "search snapshot"},
        ),
        migrations.AddField(
            model_name="searchversion",
            name="layout",
            field=models.PositiveSmallIntegerField(default=0),
        ),
        migrations.AddField(
            model_name="searchversion",
            name="token",
            field=models.BigIntegerField(default=0),
        ),
    ]
