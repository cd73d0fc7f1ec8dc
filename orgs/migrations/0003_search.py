"""The search tables, and the full-text index of the database in use over their texts."""

import django.db.models.deletion
from django.db import migrations, models

import orgs.models.search

CREATE = {
    "sqlite": [
        """CREATE VIRTUAL TABLE orgs_searchtext_fts USING fts5(
        names, body, content='orgs_searchtext', content_rowid='position',
        tokenize='ascii', detail='column', prefix='1 2 3')""",
        """CREATE TRIGGER orgs_searchtext_removed AFTER DELETE ON orgs_searchtext BEGIN INSERT INTO orgs_searchtext_fts(orgs_searchtext_fts, rowid, names, body) VALUES ('delete', old.position, old.names, old.body); END""",
    ],
    "postgresql": [
        """ALTER TABLE orgs_searchtext
        ADD COLUMN name_words tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(btrim(names), ' '))) STORED,
        ADD COLUMN all_words tsvector GENERATED ALWAYS AS
            (array_to_tsvector(string_to_array(btrim(names || ' ' || body), ' '))) STORED,
        ALTER COLUMN name_words SET STATISTICS 1000,
        ALTER COLUMN all_words SET STATISTICS 1000""",
        "CREATE INDEX orgs_search_name_words ON orgs_searchtext USING gin (name_words)",
        "CREATE INDEX orgs_search_all_words ON orgs_searchtext USING gin (all_words)",
    ],
}
DROP = {
    "sqlite": ["DROP TRIGGER orgs_searchtext_removed", "DROP TABLE orgs_searchtext_fts"],
    "postgresql": ["ALTER TABLE orgs_searchtext DROP COLUMN name_words, DROP COLUMN all_words"],
}


def execute(statements):
    """Its own copy, so that the search may change without changing what was migrated."""

    def run(apps, schema_editor):
        for statement in statements[schema_editor.connection.vendor]:
            schema_editor.execute(statement)

    return run


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
        migrations.RunPython(execute(CREATE), execute(DROP)),
    ]
