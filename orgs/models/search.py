"""What the public list is searched in: narrow tables beside the records, kept by `orgs.search`.

They hold only what an anonymous visitor may find, and nothing that is not on a public page. They
are derived: `manage.py rebuild_search` makes them anew from the records. Entries, keys and texts
are keyed by *position*, the organisation's place in the static order.
"""

from django.db import models

from orgs.models.fields import ByCodePoints
from orgs.models.organisation import Organisation

_ORDERS = {"name": "sort_name", "founded": "founded", "verified": "verified", "updated": "updated"}


class CodePointField(ByCodePoints, models.CharField):
    """A line of folded text."""


class PositionField(models.BigIntegerField):
    """A place in the static order, or an organisation's id, as the key of a table. On SQLite an
    ``integer`` key is the row's own address, which spares an index and lets full-text hits join
    without a lookup.
    """

    def db_type(self, connection):
        return "integer" if connection.vendor == "sqlite" else super().db_type(connection)


class SearchTable(models.Model):
    """What every search table is: rows only the program reads."""

    class Meta:
        abstract = True

    def __str__(self):
        return str(self.pk)


class SearchEntry(SearchTable):
    """An organisation visitors may find: its place, what lists are sorted by and filtered by.

    `facets` has ``facet:value`` words, separated by spaces: only what is on the record itself.
    What follows from it (the region of a country, its rating, the area above an area) is worked
    out by readers, so that a new rating rewrites no organisation. Days are ISO 8601 and moments
    microseconds since 1970, the same on every database.

    The link is not enforced by the database, because a row's place changes with its quality and
    `orgs.search.index` removes rows itself; unique, it still allows one row an organisation.
    """

    position = PositionField(primary_key=True)
    organisation = models.OneToOneField(
        Organisation, models.DO_NOTHING, db_constraint=False, related_name="+"
    )
    sort_name = CodePointField(max_length=200)
    founded = CodePointField(max_length=10, null=True)
    verified = CodePointField(max_length=10, null=True)
    updated = models.BigIntegerField()
    facets = models.TextField()

    class Meta:
        verbose_name = "search entry"
        indexes = [
            models.Index(fields=[column, "organisation"], name=f"orgs_search_by_{name}")
            for name, column in _ORDERS.items()
        ]


class SearchKey(SearchTable):
    """What finds an organisation exactly: names, identifiers, websites and permanent id,
    squashed.
    """

    pk = models.CompositePrimaryKey("key", "position")
    key = CodePointField(max_length=200)
    position = models.BigIntegerField(db_index=True)
    is_name = models.BooleanField()

    class Meta:
        verbose_name = "search key"


class SearchText(SearchTable):
    """The folded words of an organisation, separated by spaces and, between texts, by ``|``.

    `body` has no names. A migration adds the full-text index over both: generated columns on
    PostgreSQL, an FTS5 table with a trigger on SQLite. A later migration that alters this table
    must make the trigger again, since Django copies altered tables on SQLite.
    """

    position = PositionField(primary_key=True)
    names = models.TextField()
    body = models.TextField()

    class Meta:
        verbose_name = "search text"


class SearchRow(SearchTable):
    """An organisation as files have it, so that one of everything costs no more than reading it.

    `about` and `reach` are CSV cells, ready made (`orgs.columns`). Between them stand the cells
    that follow from places, in the reader's language and with the rating of the day; here are
    only the keys of those places, separated by spaces.
    """

    organisation_id = PositionField(primary_key=True)
    public_id = models.CharField(max_length=16)
    headquarters = models.CharField(max_length=2)
    countries = models.TextField()
    focus_areas = models.TextField()
    about = models.TextField()
    reach = models.TextField()

    class Meta:
        verbose_name = "search row"


class SearchLabel(SearchTable):
    """The folded names, in every language, of a country or focus area, by the ``facet:value`` it
    stands for in `SearchEntry.facets`; renaming one touches no organisation.
    """

    token = CodePointField(max_length=24, primary_key=True)
    words = models.TextField()

    class Meta:
        verbose_name = "search label"


class SearchWord(SearchTable):
    """A word that can be searched and in how many texts it stands; the closest spellings are
    looked for among these. A word nobody uses any more has no row.
    """

    word = CodePointField(max_length=64, primary_key=True)
    length = models.PositiveSmallIntegerField()
    frequency = models.PositiveIntegerField()

    class Meta:
        verbose_name = "search word"
        indexes = [models.Index(fields=["length"], name="orgs_search_word_length")]


class SearchVersion(SearchTable):
    """One row that changes in every transaction that changes what lists show.

    `number` grows; `token` is random, so that two histories (a transaction rolled back, a backup
    restored) are never taken for each other. `withdrawal` is random too, and another one whenever
    something that could be read in a file no longer can. `layout` says how the tables were made:
    after an update that makes them otherwise, `migrate` makes them anew.
    """

    read_from_primary = True
    """What tells whether anything is old must not be old itself."""

    number = models.PositiveBigIntegerField(default=0)
    token = models.BigIntegerField(default=0)
    withdrawal = models.BigIntegerField(default=0)
    layout = models.PositiveSmallIntegerField(default=0)

    class Meta:
        verbose_name = "search version"


class SearchChange(SearchTable):
    """What one version changed: the organisations (four bytes each), and whether
    what is above them did: regions, areas, ratings, names of places.

    Readers apply these to what they hold in memory. Old ones are removed once nobody needs them.
    """

    read_from_primary = True

    number = models.PositiveBigIntegerField(primary_key=True)
    token = models.BigIntegerField()
    organisations = models.BinaryField()
    places = models.BooleanField()

    class Meta:
        verbose_name = "search change"


class PublicChange(SearchTable):
    """The version with which an organisation last changed for visitors, and the day: one row for
    each that they could find at some time. `gone` once they cannot, for whatever reason; those
    rows are deleted after a time (settings.RETENTION).

    Unlike the other tables this one outlives being made anew: it is all that is known of what was
    public. It holds no name and no key of a record, so that nothing leads from here to why.
    """

    read_from_primary = True
    """It is asked about versions, which are the primary's."""

    public_id = models.CharField(max_length=16, primary_key=True)
    number = models.PositiveBigIntegerField(db_index=True)
    changed_on = models.DateField(db_index=True)
    gone = models.BooleanField(default=False)

    class Meta:
        verbose_name = "public change"


class SearchSnapshot(SearchTable):
    """A part of what readers hold in memory, as it was at a version, so that a large directory
    starts in a moment. A small one has none.
    """

    name = models.CharField(max_length=24, primary_key=True)
    number = models.PositiveBigIntegerField()
    token = models.BigIntegerField()
    data = models.BinaryField()

    class Meta:
        verbose_name = "search snapshot"


class SearchPosting(SearchTable):
    """The organisations in whose names (`names`) and texts (`texts`) a frequent word stands, as
    bitmaps of the version of the snapshot. ``word*`` stands for all words that begin so.
    """

    term = CodePointField(max_length=66, primary_key=True)
    names = models.BinaryField()
    texts = models.BinaryField()

    class Meta:
        verbose_name = "search posting"
