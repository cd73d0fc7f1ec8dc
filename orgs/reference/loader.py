"""Loads the reference files into the tables; safe to repeat.

It takes Django's app registry, so that a migration can call it with the models of its time.
"""

import json
from pathlib import Path

from django.utils import timezone

FOLDER = Path(__file__).parent
PROTECTING = {"repressed", "closed"}


def read(name: str):
    return json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))


def name_columns(names: dict[str, str]) -> dict[str, str]:
    """``{"zh-hans": "希腊"}`` as ``{"name_zh_hans": "希腊"}``."""
    return {f"name_{language.replace('-', '_')}": name for language, name in names.items()}


def load_all(apps) -> None:
    """Countries with their regions, focus areas, registers, ratings: in the order they need."""
    load_regions(apps)
    load_countries(apps)
    load_focus_areas(apps)
    load_identifier_schemes(apps)
    load_ratings(apps)


def load_regions(apps) -> None:
    model = apps.get_model("orgs", "Region")
    rows = read("regions")
    for row in sorted(
        rows, key=lambda row: ["region", "subregion", "intermediate"].index(row["level"])
    ):
        values = {"level": row["level"], "parent_id": row["parent"], **name_columns(row["names"])}
        model.objects.update_or_create(code=row["code"], defaults=values)


def load_countries(apps) -> None:
    """Names that an editor keeps (`keep_names`) stay as they are."""
    model = apps.get_model("orgs", "Country")
    kept = set(model.objects.filter(keep_names=True).values_list("pk", flat=True))
    rows = read("countries")
    for row in rows:
        values = {
            "alpha3": row["alpha3"],
            "m49": row["m49"] or "",
            "aliases": row["aliases"],
            "region_id": row["region"],
            "subregion_id": row["intermediate"] or row["subregion"],
            "latitude": row["lat"],
            "longitude": row["lon"],
        }
        if row["code"] not in kept:
            values |= name_columns(row["names"])
        model.objects.update_or_create(code=row["code"], defaults=values)
    link = model.neighbours.through
    pairs = {(row["code"], other) for row in rows for other in row["neighbours"]}
    link.objects.bulk_create(
        [link(from_country_id=one, to_country_id=other) for one, other in sorted(pairs)],
        ignore_conflicts=True,
    )


def load_focus_areas(apps) -> None:
    """A theme's address is its code; the others' carry their scheme: ``gcm-13``."""
    model = apps.get_model("orgs", "FocusArea")
    for scheme, file in (("theme", "themes"), ("gcm", "gcm"), ("sdg", "sdg"), ("icnp", "icnp")):
        ids: dict[str, int] = {}
        for position, row in enumerate(read(file)):
            code = row["code"]
            values = {
                "slug": code if scheme == "theme" else f"{scheme}-{code.lower()}",
                "parent_id": ids.get(row.get("parent")),
                "position": position,
                "introduction": row.get("introduction") or row.get("official", {}).get("en", ""),
                **name_columns(row["title"]),
            }
            area, _created = model.objects.update_or_create(
                scheme=scheme, code=code, defaults=values
            )
            ids[code] = area.pk


def load_identifier_schemes(apps) -> None:
    model = apps.get_model("orgs", "IdentifierScheme")
    for row in read("identifier_schemes"):
        values = {
            "name": row["name"],
            "country_id": row["country"],
            "url": row["url"] or "",
            "record_url": row["record_url"] or "",
            "pattern": row["pattern"] or "",
            "separators": row["strip"],
            "check_rule": row["check"] or "",
        }
        model.objects.update_or_create(code=row["code"], defaults=values)


def load_ratings(apps) -> None:
    """One rating a country and year; rows that are there already stay as an editor left them."""
    model = apps.get_model("orgs", "CivicSpaceRating")
    already = set(model.objects.values_list("country", flat=True))
    data = read("ratings")
    rows = [dict(zip(data["columns"], row, strict=True)) for row in data["rows"]]
    model.objects.bulk_create(
        [
            model(
                country_id=row["country"],
                rating=row["rating"],
                effective_on=str(row["year"]),
                basis=row["basis"],
                source_name=data["source"]["name"],
                source_url=data["urls"].get(row["country"], {}).get(str(row["year"]))
                or data["source"]["url"],
                note=row["note"],
            )
            for row in rows
        ],
        ignore_conflicts=True,
    )
    follow_ratings(apps, already)


def follow_ratings(apps, rated_before: set[str]) -> None:
    """As `orgs.actions.protection.follow_ratings`, which a migration's models do not reach: a
    country that stops being protected keeps its people withheld, unless it is rated here for
    the first time and so has had nobody to withhold.
    """
    newest: dict[str, str] = {}
    ratings = apps.get_model("orgs", "CivicSpaceRating").objects.order_by("effective_on", "pk")
    for country, rating in ratings.values_list("country", "rating"):
        newest[country] = rating
    safe = {country for country, rating in newest.items() if rating not in PROTECTING}
    countries = apps.get_model("orgs", "Country").objects
    ended = countries.filter(pk__in=safe, was_protected=True)
    ended.filter(pk__in=rated_before).update(consents_count_from=timezone.now())
    ended.update(was_protected=False)
    countries.exclude(pk__in=safe).update(was_protected=True)
