"""The lists beside that of organisations, and the columns of each: countries, ratings, focus areas,
the library, coverage. For their columns the same holds as for those of `orgs.columns`.
"""

from collections.abc import Callable

from django.utils.translation import gettext_lazy as _

from orgs.choices import NOT_RATED
from orgs.columns import Column, Holds
from orgs.coverage_table import COVERAGE
from orgs.table import Table, area_code, number, page

__all__ = [
    "CHANGES",
    "COUNTRIES",
    "COVERAGE",
    "FOCUS_AREAS",
    "LIBRARY",
    "NAMES",
    "RATINGS",
    "TABLES",
    "Table",
]


def _region(name: str, attribute: str) -> Callable[..., str]:
    """A fact about a region of a country; nothing where it lies in none."""

    def value(row) -> str:
        region = getattr(row, name)
        return getattr(region, attribute) if region else ""

    return value


COUNTRIES = Table(
    "countries",
    _("Countries"),
    [
        Column(
            "code",
            "#country+code+v_iso2",
            _("ISO 3166-1 alpha-2 code, or a user-assigned one where ISO has none."),
            lambda row: row.country.code,
        ),
        Column(
            "alpha3",
            "#country+code+v_iso3",
            _("ISO 3166-1 alpha-3 code."),
            lambda row: row.country.alpha3,
        ),
        Column(
            "m49",
            "#country+code+v_m49",
            _("M49 code of the United Nations; empty where it has none."),
            lambda row: row.country.m49,
        ),
        Column(
            "name",
            "#country+name",
            _("Name in the language of the file."),
            lambda row: row.country.name,
        ),
        Column(
            "page", "#country+url", _("The address of its page."), page(lambda row: row.country)
        ),
        Column(
            "region_code",
            "#region+code+v_m49",
            _("M49 region it lies in: code."),
            _region("region", "code"),
        ),
        Column("region", "#region+name", _("The same region: name."), _region("region", "name")),
        Column(
            "subregion_code",
            "#region+code+sub+v_m49",
            _("The smallest M49 region it lies in: code."),
            _region("subregion", "code"),
        ),
        Column(
            "subregion",
            "#region+name+sub",
            _("The same subregion: name."),
            _region("subregion", "name"),
        ),
        Column(
            "civic_space",
            "#status+civic_space+code",
            _("The rating of its civic space in force, or not_rated."),
            lambda row: row.rating or NOT_RATED,
        ),
        Column(
            "civic_space_since",
            "#date+civic_space",
            _("The date of that rating: a year, a month or a day."),
            lambda row: row.rating_on or "",
            holds=Holds.PARTIAL_DATE,
        ),
        Column(
            "last_change",
            "#status+change+civic_space",
            _("The last change of its rating on record: upgraded or downgraded."),
            lambda row: row.change.direction.value if row.change else "",
        ),
        Column(
            "last_change_on",
            "#date+change+civic_space",
            _("The date of that change: a year, a month or a day."),
            lambda row: row.change.effective_on if row.change else "",
            holds=Holds.PARTIAL_DATE,
        ),
        Column(
            "organisations",
            "#org+num",
            _("How many organisations here are based or work in it."),
            lambda row: number(row.organisation_count),
            holds=Holds.NUMBER,
        ),
        Column(
            "latitude",
            "#geo+lat",
            _("Latitude of its centre, in decimal degrees."),
            lambda row: number(row.country.latitude),
            holds=Holds.NUMBER,
        ),
        Column(
            "longitude",
            "#geo+lon",
            _("Longitude of its centre, in decimal degrees."),
            lambda row: number(row.country.longitude),
            holds=Holds.NUMBER,
        ),
    ],
)
"""Of a row of the table of countries."""

RATINGS = Table(
    "ratings",
    _("Ratings"),
    [
        Column(
            "country_code",
            "#country+code+v_iso2",
            _("The country or territory rated: ISO 3166-1 alpha-2 code."),
            lambda rating: rating.country_id,
        ),
        Column(
            "country",
            "#country+name",
            _("The country or territory rated: name in the language of the file."),
            lambda rating: rating.country.name,
        ),
        Column(
            "rating",
            "#status+civic_space+code",
            _("The rating: open, narrowed, obstructed, repressed or closed. Never a score."),
            lambda rating: rating.rating,
        ),
        Column(
            "effective_on",
            "#date+civic_space",
            _("When it was published or took effect: a year, a month or a day."),
            lambda rating: rating.effective_on,
            holds=Holds.PARTIAL_DATE,
        ),
        Column(
            "previous_rating",
            "#status+civic_space+code+previous",
            _("The rating before it; empty for the first one."),
            lambda rating: rating.previous or "",
        ),
        Column(
            "direction",
            "#status+change+civic_space",
            _("What it did to the one before: first, unchanged, upgraded or downgraded."),
            lambda rating: rating.direction.value,
        ),
        Column(
            "basis",
            "#meta+basis+code",
            _("How it is known: stated, map, derived or carried."),
            lambda rating: rating.basis,
        ),
        Column(
            "source",
            "#meta+name+source",
            _("Who rated it, or where the rating is quoted."),
            lambda rating: rating.source_name,
        ),
        Column(
            "source_url",
            "#meta+source+url",
            _("Where the rating can be read."),
            lambda rating: rating.source_url,
        ),
        Column(
            "note",
            "#description+note",
            _("What a reader should know about it."),
            lambda rating: rating.note,
        ),
        Column(
            "read_on",
            "#date+read+source",
            _("The day somebody read it at the source, where that is on record."),
            lambda rating: rating.read_on.isoformat() if rating.read_on else "",
            holds=Holds.DATE,
        ),
    ],
)
"""Of a rating with the one before it."""

FOCUS_AREAS = Table(
    "focus_areas",
    _("Focus areas"),
    [
        Column(
            "code",
            "#sector+code",
            _("scheme:code, such as theme:legal-aid or gcm:13, as organisations have it."),
            lambda node: area_code(node.area),
        ),
        Column(
            "scheme",
            "#sector+code+vocabulary",
            _("The list it belongs to: theme, gcm, sdg or icnp."),
            lambda node: node.area.scheme,
        ),
        Column(
            "name",
            "#sector+name",
            _("Name in the language of the file."),
            lambda node: node.area.name,
        ),
        Column("page", "#sector+url", _("The address of its page."), page(lambda row: row.area)),
        Column(
            "part_of",
            "#sector+code+parent",
            _("The code of the area it is part of."),
            lambda node: area_code(node.above.area) if node.above else "",
        ),
        Column(
            "organisations",
            "#org+num",
            _("How many organisations here work on it or on a part of it."),
            lambda node: number(node.count),
            holds=Holds.NUMBER,
        ),
        Column(
            "introduction",
            "#description+text",
            _("What it is about, in Markdown."),
            lambda node: node.area.introduction,
        ),
    ],
)
"""Of a node of the tree of focus areas."""

LIBRARY = Table(
    "library",
    _("Library"),
    [
        Column("item", "#meta+id", _("A short name that stays the same."), lambda item: item.slug),
        Column(
            "kind",
            "#meta+code+type",
            _("What sort of item it is, as a code such as report or event."),
            lambda item: item.kind,
        ),
        Column("title", "#meta+title", _("Title, as published."), lambda item: item.title),
        Column(
            "language",
            "#meta+code+language",
            _("The language it is written in, as a tag."),
            lambda item: item.language,
        ),
        Column(
            "published_on",
            "#date+published",
            _("When it was published: a year, a month or a day."),
            lambda item: item.published_on,
            holds=Holds.PARTIAL_DATE,
        ),
        Column(
            "occurs_on",
            "#date+occurred",
            _("Of an event: when it takes place."),
            lambda item: item.occurs_on,
            holds=Holds.PARTIAL_DATE,
        ),
        Column("place", "#loc+event", _("Of an event: where."), lambda item: item.place),
        Column(
            "publisher", "#meta+name+publisher", _("Who published it."), lambda item: item.publisher
        ),
        Column("url", "#meta+url", _("Where it can be read."), lambda item: item.url),
        Column(
            "summary",
            "#description+summary",
            _("What it says, in our own words."),
            lambda item: item.summary,
        ),
        Column(
            "organisation_ids",
            "#org+id+list",
            _("Organisations it is about or by: permanent ids."),
            lambda item: [one.public_id for one in item.organisations],
            several=True,
        ),
        Column(
            "organisations",
            "#org+list+name",
            _("Organisations it is about or by: names, in the order of the ids."),
            lambda item: [one.name for one in item.organisations],
            several=True,
        ),
        Column(
            "submitted_by",
            "#org+id+submitter",
            _("The organisation that put it forward: permanent id."),
            lambda item: item.submitted_by.public_id if item.submitted_by else "",
        ),
        Column(
            "country_codes",
            "#country+code+list+v_iso2",
            _("Countries it applies to: ISO 3166-1 alpha-2 codes."),
            lambda item: [country.code for country in item.countries],
            several=True,
        ),
        Column(
            "focus_area_codes",
            "#sector+code+list",
            _("Focus areas as scheme:code, such as theme:legal-aid or gcm:13."),
            lambda item: [area_code(area) for area in item.focus_areas],
            several=True,
        ),
        Column(
            "updated_on",
            "#date+updated",
            _("The day the record last changed."),
            lambda item: item.updated_at.date().isoformat(),
            holds=Holds.DATE,
        ),
    ],
)
"""Of an item of the library as the gate shows it."""

NAMES = Table(
    "names",
    _("Other names"),
    [
        Column("public_id", "#org+id", _("Whose name it is: permanent id."), lambda row: row[0]),
        Column("name", "#org+alt+name", _("The name, in its own script."), lambda row: row[1]),
        Column(
            "language",
            "#org+alt+code+language",
            _("The language of the name, as a tag, where it is known."),
            lambda row: row[2],
        ),
        Column(
            "kind",
            "#org+alt+code+type",
            _("Why it carries this name: acronym, former, translation and so on."),
            lambda row: row[3],
        ),
    ],
)
"""Of `visibility.other_names`; in snapshots only."""

CHANGES = Table(
    "changes",
    _("Changes"),
    [
        Column("public_id", "#org+id", _("What has changed: permanent id."), lambda row: row[0]),
        Column(
            "change",
            "#status+change",
            _("added, or changed: something in its row is not as it was."),
            lambda row: row[1],
        ),
    ],
)
"""Of organisations since the snapshot before, as (permanent id, change); in snapshots only."""

TABLES = (COUNTRIES, RATINGS, FOCUS_AREAS, LIBRARY, COVERAGE)
