"""Introductions of focus areas get a French and an Arabic text; what was written is the English one,
in both directions.
"""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [("orgs", "0018_followers")]

    operations = [
        migrations.RenameField("focusarea", "introduction", "introduction_en"),
        migrations.AlterField(
            "focusarea",
            "introduction_en",
            models.TextField(
                blank=True,
                help_text="Markdown, shown at the top of its page; also where a translation is missing.",
                verbose_name="English introduction",
            ),
        ),
        migrations.AddField(
            "focusarea",
            "introduction_fr",
            models.TextField(
                blank=True,
                default="",
                help_text="As on the French page.",
                verbose_name="French introduction",
            ),
            preserve_default=False,
        ),
        migrations.AddField(
            "focusarea",
            "introduction_ar",
            models.TextField(
                blank=True,
                default="",
                help_text="As on the Arabic page.",
                verbose_name="Arabic introduction",
            ),
            preserve_default=False,
        ),
    ]
