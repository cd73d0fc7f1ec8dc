"""`manage.py data_dictionary`: what every table, column and code means, as Markdown."""

from collections.abc import Sequence

from django.apps import apps
from django.core.management.base import BaseCommand
from django.db import models
from django.utils.translation import override

from orgs import choices
from orgs.columns import COLUMNS, Column
from orgs.tables import TABLES

INTRODUCTION = """# Data dictionary

Made from the code by `manage.py data_dictionary`; a test keeps this file true. What of it the
public may see is decided by `orgs/visibility` (see [safety](safety.md)).

- **Partial dates** are ISO 8601 as far as they are known: `2017`, `2017-05` or `2017-05-31`.
- **Languages** are tags such as `en`, `el` or `zh-Hant`.
- **Permanent ids** look like `CSD-4H7K-2P9M-C`: eight characters of Crockford's base 32 and a
  check character that catches every single slip and every swap of two.
"""
PLUMBING = ("Historical", "Search", "PublicChange", "Match", "Loaded", "FormerSlug", "User")


def cell(text) -> str:
    return str(text).replace("|", "\\|").replace("\n", " ")


def kind_of(field) -> str:
    if field.choices:
        return "one of: " + ", ".join(f"`{value}`" for value, _label in field.choices)
    if field.is_relation:
        many = "several of " if field.many_to_many else ""
        return f"{many}{field.related_model._meta.verbose_name}"
    limit = f", at most {field.max_length}" if getattr(field, "max_length", None) else ""
    return field.description % vars(field) if not limit else f"text{limit}"


def table_of(model: type[models.Model]) -> str:
    fields = [*model._meta.fields, *model._meta.many_to_many]
    rows = [
        f"| `{f.name}` | {cell(f.verbose_name)} | {cell(kind_of(f))} | {cell(f.help_text)} |"
        for f in fields
        if not (f.primary_key and f.name == "id")
    ]
    about = " ".join((model.__doc__ or "").split("\n\n")[0].split())
    head = "| field | name | holds | meaning |\n| --- | --- | --- | --- |\n"
    return f"## {model.__name__}\n\n{about}\n\n{head}" + "\n".join(rows) + "\n"


def code_lists() -> str:
    lists = [
        value
        for value in vars(choices).values()
        if isinstance(value, type) and issubclass(value, models.TextChoices)
    ]
    parts = []
    for each in lists:
        if each.choices:
            rows = "\n".join(f"| `{value}` | {cell(label)} |" for value, label in each.choices)
            head = f"### {each.__name__}\n\n{each.__doc__.splitlines()[0]}\n\n"
            parts.append(f"{head}| code | meaning |\n| --- | --- |\n{rows}\n")
    return "## Codes\n\n" + "\n".join(parts)


def columns() -> str:
    organisations = _table(2, "Columns of exports", COLUMNS)
    others = [_table(3, str(one.title), one.columns) for one in TABLES]
    return "\n".join([organisations, *others])


def _table(level: int, heading: str, columns: Sequence[Column]) -> str:
    rows = "\n".join(
        f"| `{c.name}` | {cell(c.description)} | {f'several {c.holds}s' if c.several else c.holds}"
        f" | `{c.hxl}` |"
        for c in columns
    )
    head = "| column | meaning | values | HXL |\n| --- | --- | --- | --- |\n"
    return f"{'#' * level} {heading}\n\n{head}{rows}\n"


def data_dictionary() -> str:
    with override("en"):
        tables = [
            table_of(model)
            for model in sorted(apps.get_app_config("orgs").get_models(), key=lambda m: m.__name__)
            if not model.__name__.startswith(PLUMBING)
        ]
        return "\n".join([INTRODUCTION, *tables, columns(), code_lists()])


class Command(BaseCommand):
    """To bring the file up to date: `manage.py data_dictionary > docs/data-dictionary.md`."""

    help = "Print the data dictionary as Markdown."

    def handle(self, *args, **options):
        self.stdout.write(data_dictionary(), ending="")
