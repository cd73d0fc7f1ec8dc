from django.db import migrations, models

import orgs.models.fields


class Migration(migrations.Migration):
    """The words of items that are there already are filled in after migrating: see
    `orgs.search.signals.migrated`.
    """

    dependencies = [
        ("orgs", "0019_introductions"),
    ]

    operations = [
        migrations.AddField(
            model_name="resource",
            name="search_text",
            field=orgs.models.fields.FoldedTextField(
                blank=True,
                default="",
                editable=False,
                help_text="The folded words of its texts, kept by the program.",
                verbose_name="words to search",
            ),
        ),
        migrations.AddIndex(
            model_name="organisation",
            index=models.Index(
                condition=models.Q(("risk", "hidden")), fields=["risk"], name="orgs_org_hidden"
            ),
        ),
    ]
