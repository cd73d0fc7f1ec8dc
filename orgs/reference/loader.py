"""Keeps the reference tables up with the files, and editors' work in them; safe to repeat.

Runs after every `migrate`, so that a new release brings its data. Three things are compared: a row
as its file had it when it was last loaded, as the file has it now, and as the table has it.

- A row that is new in a file is added, unless there is one already or what it belongs to is gone.
- A value that is new in a file is taken over where the table still has the old one. What an editor
  changed stays.
- A row that is missing in the table was deleted by an editor, and stays so.

It takes Django's app registry instead of importing the models, which stand above it.
"""

import json
from datetime import date
from pathlib import Path

from django.apps import apps as installed
from django.db import connection, transaction
from django.db.migrations.loader import MigrationLoader
from django.db.models.signals import post_migrate

FOLDER = Path(__file__).parent
SCHEMES = {"themes": "theme", "gcm": "gcm", "sdg": "sdg", "icnp": "icnp"}
FILES = ("regions", "countries", *SCHEMES, "identifier_schemes", "ratings", "consent_wordings")
LEVELS = ["region", "subregion", "intermediate"]


def connect(app) -> None:
    """Called once, when the application is ready."""
    post_migrate.connect(migrated, sender=app, dispatch_uid="reference")


def migrated(plan=None, **kwargs) -> None:
    """Emptying all tables (`flush`) comes here too, without a plan, and means them to be empty;
    a database migrated half way does not have today's tables.
    """
    graph = MigrationLoader(connection)
    if plan is not None and set(graph.graph.leaf_nodes("orgs")) <= set(graph.applied_migrations):
        load_all(installed)


def read(name: str):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def load_all(apps) -> None:
    """Countries with their regions, focus areas, registers, ratings, wordings: in the order they
    need. One query when no file has changed.
    """
    record = apps.get_model("orgs", "LoadedFile")
    country = apps.get_model("orgs", "Country")
    now = {name: read(name) for name in FILES}
    before = dict(record.objects.values_list("name", "content"))
    if before == now:
        return
    known = set(country.objects.values_list("pk", flat=True))
    if known and not before:
        before = now  # loaded by a migration, before files were kept
    with transaction.atomic():
        for name in FILES:
            load(apps, name, before.get(name, []), now[name])
            record.objects.update_or_create(name=name, defaults={"content": now[name]})
        # A country that has come with its ratings has had nobody to withhold.
        country.objects.exclude(pk__in=known).update(consents_count_from=None)


def load(apps, name: str, before, now) -> None:
    """One file, as it was (empty the first time) and as it is."""

    def bring(model, rows, *key):
        merge(apps.get_model("orgs", model), key, rows(before) if before else [], rows(now))

    if name in SCHEMES:
        load_focus_areas(apps.get_model("orgs", "FocusArea"), SCHEMES[name], before, now)
    elif name == "regions":
        bring("Region", region_rows, "code")
    elif name == "countries":
        bring("Country", country_rows, "code")
        bring("Country_neighbours", neighbour_rows, "from_country_id", "to_country_id")
    elif name == "identifier_schemes":
        bring("IdentifierScheme", identifier_scheme_rows, "code")
    elif name == "consent_wordings":
        bring("ConsentWording", wording_rows, "version", "language")
    else:
        bring("CivicSpaceRating", rating_rows, "country_id", "effective_on", "source_name")


def merge(model, key: tuple[str, ...], before: list[dict], now: list[dict]) -> None:
    """Brings a table from one state of its rows to the next, by the rule above. `key` are the
    columns that name a row. Two queries and one a foreign key, and one for each row changed.
    """
    old = {tuple(row[name] for name in key): row for row in before}
    there = {tuple(getattr(row, name) for name in key): row for row in model.objects.all()}
    above = {
        field.attname: {None, *field.related_model.objects.values_list("pk", flat=True)}
        for field in model._meta.concrete_fields
        if field.is_relation and field.related_model is not model
    }
    added = []
    for values in now:
        name = tuple(values[column] for column in key)
        if any(values[column] not in keys for column, keys in above.items()):
            continue
        if name not in old and name not in there:
            added.append(model(**values))
        elif name in old and name in there:
            take_over(there[name], old[name], values)
    model.objects.bulk_create(added, ignore_conflicts=True)


def take_over(row, before: dict, now: dict) -> None:
    """The values that are new in the file, where the row still has the old ones."""
    changed = []
    for column, value in now.items():
        old = before.get(column, row._meta.get_field(column).get_default())
        if value != old and getattr(row, column) == old:
            setattr(row, column, value)
            changed.append(column)
    if changed:
        row.save(update_fields=changed)


def load_focus_areas(model, scheme: str, before: list, now: list) -> None:
    """First the areas, then what each is part of, since that is a key the table has given."""
    key = ("scheme", "code")
    merge(model, key, focus_rows(scheme, before), focus_rows(scheme, now))
    ids = dict(model.objects.filter(scheme=scheme).values_list("code", "pk"))
    parents = {row["code"]: row.get("parent") for row in before}

    def placed(parent_of):
        return [
            {"scheme": scheme, "code": row["code"], "parent_id": ids.get(parent_of(row))}
            for row in now
        ]

    merge(
        model,
        key,
        placed(lambda row: parents.get(row["code"])),
        placed(lambda row: row.get("parent")),
    )


# The files as rows of columns.


def name_columns(names: dict[str, str]) -> dict[str, str]:
    """``{"zh-hans": "希腊"}`` as ``{"name_zh_hans": "希腊"}``."""
    return {f"name_{language.replace('-', '_')}": name for language, name in names.items()}


def region_rows(content: list) -> list[dict]:
    return [
        {
            "code": row["code"],
            "level": row["level"],
            "parent_id": row["parent"],
            **name_columns(row["names"]),
        }
        for row in sorted(content, key=lambda row: LEVELS.index(row["level"]))
    ]


def country_rows(content: list) -> list[dict]:
    return [
        {
            "code": row["code"],
            "alpha3": row["alpha3"],
            "m49": row["m49"] or "",
            "aliases": row["aliases"],
            "region_id": row["region"],
            "subregion_id": row["intermediate"] or row["subregion"],
            "latitude": row["lat"],
            "longitude": row["lon"],
            **name_columns(row["names"]),
        }
        for row in content
    ]


def neighbour_rows(content: list) -> list[dict]:
    pairs = {(row["code"], other) for row in content for other in row["neighbours"]}
    return [{"from_country_id": one, "to_country_id": other} for one, other in sorted(pairs)]


def focus_rows(scheme: str, content: list) -> list[dict]:
    """A theme's address is its code; the others' carry their scheme: ``gcm-13``."""
    return [
        {
            "scheme": scheme,
            "code": row["code"],
            "slug": row["code"] if scheme == "theme" else f"{scheme}-{row['code'].lower()}",
            "position": position,
            **introduction_columns(row),
            **name_columns(row["title"]),
        }
        for position, row in enumerate(content)
    ]


def introduction_columns(row: dict) -> dict[str, str]:
    """In each language. Files once had English ones only, as a text, or the official wording."""
    given = row.get("introduction") or row.get("official", {}).get("en", "")
    texts = {"en": given} if isinstance(given, str) else given
    return {f"introduction_{code}": texts.get(code, "") for code in ("en", "fr", "ar")}


def identifier_scheme_rows(content: list) -> list[dict]:
    return [
        {
            "code": row["code"],
            "name": row["name"],
            "country_id": row["country"],
            "url": row["url"] or "",
            "record_url": row["record_url"] or "",
            "pattern": row["pattern"] or "",
            "separators": row["strip"],
            "check_rule": row["check"] or "",
        }
        for row in content
    ]


def rating_rows(content: dict) -> list[dict]:
    """One rating a country and year."""
    rows = [dict(zip(content["columns"], row, strict=True)) for row in content["rows"]]
    source, urls = content["source"], content["urls"]
    return [
        {
            "country_id": row["country"],
            "rating": row["rating"],
            "effective_on": str(row["year"]),
            "basis": row["basis"],
            "source_name": source["name"],
            "source_url": urls.get(row["country"], {}).get(str(row["year"])) or source["url"],
            "read_on": date.fromisoformat(content["read"]) if "read" in content else None,
            "note": row["note"],
        }
        for row in rows
    ]


def wording_rows(content: list) -> list[dict]:
    """One row a version and language."""
    return [
        {
            "version": row["version"],
            "language": language,
            "text": text,
            "from_date": date.fromisoformat(row["from"]),
        }
        for row in content
        for language, text in row["text"].items()
    ]
