"""The search tables, and the full-text index of the database in use over their texts."""

import django.db.models.deletion
from django.db import migrations, models

import orgs.models.search
from orgs.search.engine import engine


def create_index(apps, schema_editor):
    for statement in engine(schema_editor.connection.vendor).CREATE:
        schema_editor.execute(statement)


def drop_index(apps, schema_editor):
    for statement in engine(schema_editor.connection.vendor).DROP:
        schema_editor.execute(statement)


class Migration(migrations.Migration):
    dependencies = [
        ("orgs", "0002_reference_data"),
    ]

    operations = [
        migrations.CreateModel(
            name="SearchKey",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "key",
                        "position",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("key", orgs.models.search.CodePointField(max_length=200)),
                ("position", models.BigIntegerField(db_index=True)),
                ("is_name", models.BooleanField()),
            ],
            options={
                "verbose_name": "search key",
            },
        ),
        migrations.CreateModel(
            name="SearchLabel",
            fields=[
                (
                    "token",
                    orgs.models.search.CodePointField(
                        max_length=24, primary_key=True, serialize=False
                    ),
                ),
                ("words", models.TextField()),
            ],
            options={
                "verbose_name": "search label",
            },
        ),
        migrations.CreateModel(
            name="SearchText",
            fields=[
                ("position", orgs.models.search.PositionField(primary_key=True, serialize=False)),
                ("names", models.TextField()),
                ("body", models.TextField()),
            ],
            options={
                "verbose_name": "search text",
            },
        ),
        migrations.CreateModel(
            name="SearchVersion",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("number", models.PositiveBigIntegerField(default=0)),
            ],
            options={
                "verbose_name": "search version",
            },
        ),
        migrations.CreateModel(
            name="SearchValue",
            fields=[
                (
                    "pk",
                    models.CompositePrimaryKey(
                        "position",
                        "facet",
                        "value",
                        blank=True,
                        editable=False,
                        primary_key=True,
                        serialize=False,
                    ),
                ),
                ("position", models.BigIntegerField()),
                ("facet", orgs.models.search.CodePointField(max_length=8)),
                ("value", orgs.models.search.CodePointField(max_length=80)),
            ],
            options={
                "verbose_name": "search value",
                "indexes": [
                    models.Index(fields=["facet", "value", "position"], name="orgs_search_by_value")
                ],
            },
        ),
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "word",
                    orgs.models.search.CodePointField(
                        max_length=64, primary_key=True, serialize=False
                    ),
                ),
                ("length", models.PositiveSmallIntegerField()),
                ("frequency", models.PositiveIntegerField()),
            ],
            options={
                "verbose_name": "search word",
                "indexes": [models.Index(fields=["length"], name="orgs_search_word_length")],
            },
        ),
        migrations.CreateModel(
            name="SearchEntry",
            fields=[
                ("position", orgs.models.search.PositionField(primary_key=True, serialize=False)),
                ("sort_name", orgs.models.search.CodePointField(max_length=200)),
                ("founded", orgs.models.search.CodePointField(max_length=10, null=True)),
                ("verified_on", models.DateField(null=True)),
                ("updated_at", models.DateTimeField()),
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
                    models.Index(
                        fields=["-updated_at", "organisation"], name="orgs_search_by_updated"
                    ),
                ],
            },
        ),
        migrations.RunPython(create_index, drop_index),
    ]
